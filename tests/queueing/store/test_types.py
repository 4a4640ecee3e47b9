from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Dialect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import StatementError

from queueing.hall import Hall
from queueing.store import HallRow
from queueing.store.types import UtcTime, Word
from queueing.ticket import State
from tests.support import MONDAY

DIALECTS = [sqlite.dialect(), postgresql.dialect()]


def kept(moment: datetime | None, dialect: Dialect = DIALECTS[0]) -> datetime | None:
    return UtcTime().process_result_value(UtcTime().process_bind_param(moment, dialect), dialect)


@given(st.datetimes(timezones=st.sampled_from([UTC, ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")])))
def test_a_time_comes_back_to_the_microsecond_and_in_utc(moment: datetime) -> None:
    back = kept(moment)

    assert back is not None
    assert back == moment.astimezone(UTC)
    assert back.utcoffset() == timedelta(0)


def test_no_time_stays_none() -> None:
    assert kept(None) is None


def test_a_naive_time_is_never_stored(hall: Hall) -> None:
    with (
        pytest.raises(StatementError, match="a naive datetime was about to be stored"),
        hall.store.write() as session,
    ):
        session.get_one(HallRow, 1).changed_at = MONDAY.replace(tzinfo=None)


@pytest.mark.parametrize("dialect", DIALECTS, ids=["sqlite", "postgresql"])
def test_a_word_is_kept_by_its_value_and_comes_back_as_its_member(dialect: Dialect) -> None:
    word = Word(State)

    assert word.process_bind_param(State.DONE, dialect) == "done"
    assert word.process_result_value("done", dialect) is State.DONE
    assert (word.process_bind_param(None, dialect), word.process_result_value(None, dialect)) == (None, None)


@pytest.mark.parametrize("wrong", ["DONE", "finished", ""])
def test_a_word_that_is_none_of_its_enum_is_never_stored(wrong: StrEnum) -> None:
    with pytest.raises(ValueError, match="is not a valid State"):
        Word(State).process_bind_param(wrong, DIALECTS[0])
