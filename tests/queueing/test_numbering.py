from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.plan import SeriesRange
from queueing.errors import SeriesFull
from queueing.numbering import CLOCK_CORRECTION, next_sequence, service_day, steady, ticket_number

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
A = SeriesRange(code="A")


@pytest.mark.parametrize(
    ("zone", "day_change", "utc", "day"),
    [
        ("Asia/Shanghai", 0, "2026-11-23 15:59:59", "2026-11-23"),
        ("Asia/Shanghai", 0, "2026-11-23 16:00", "2026-11-24"),
        ("Asia/Shanghai", 4, "2026-11-23 16:00", "2026-11-23"),
        ("Asia/Shanghai", 4, "2026-11-23 19:59:59", "2026-11-23"),
        ("Asia/Shanghai", 4, "2026-11-23 20:00", "2026-11-24"),
        ("America/New_York", 0, "2026-11-24 04:59:59", "2026-11-23"),
        # The night with 23 hours: at two o'clock it is three.
        ("Europe/Berlin", 2, "2026-03-29 00:59:59", "2026-03-28"),
        ("Europe/Berlin", 2, "2026-03-29 01:00", "2026-03-29"),
        # The night with 25 hours: half past two comes twice, three o'clock once.
        ("Europe/Berlin", 3, "2026-10-25 00:30", "2026-10-24"),
        ("Europe/Berlin", 3, "2026-10-25 01:30", "2026-10-24"),
        ("Europe/Berlin", 3, "2026-10-25 02:00", "2026-10-25"),
        ("Europe/Berlin", 2, "2026-10-25 00:00", "2026-10-25"),
        ("Europe/Berlin", 2, "2026-10-25 01:00", "2026-10-25"),
    ],
)
def test_the_service_day_changes_at_the_plans_local_hour(zone: str, day_change: int, utc: str, day: str) -> None:
    now = datetime.fromisoformat(utc).replace(tzinfo=UTC)

    assert service_day(now, ZoneInfo(zone), day_change).isoformat() == day


YEAR = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


@given(YEAR, st.timedeltas(timedelta(0), timedelta(hours=30)), st.integers(0, 23))
def test_the_service_day_never_goes_back_not_even_when_the_clocks_do(
    start: datetime, later: timedelta, day_change: int
) -> None:
    berlin = ZoneInfo("Europe/Berlin")

    assert service_day(start, berlin, day_change) <= service_day(start + later, berlin, day_change)


@pytest.mark.parametrize(
    ("set_by", "counts"),
    [
        (timedelta(minutes=1), timedelta(minutes=1)),
        (timedelta(0), timedelta(0)),
        (timedelta(minutes=-1), timedelta(0)),
        (-CLOCK_CORRECTION, timedelta(0)),
        (-CLOCK_CORRECTION - timedelta(seconds=1), -CLOCK_CORRECTION - timedelta(seconds=1)),
        (timedelta(days=-365), timedelta(days=-365)),
    ],
    ids=["goes on", "stands", "a bit back", "half a day back", "more than half a day back", "a year back"],
)
def test_a_clock_set_back_a_bit_stands_still_and_one_that_was_wrong_by_a_day_is_believed(
    set_by: timedelta, counts: timedelta
) -> None:
    assert steady(NOON + set_by, NOON) == NOON + counts


def test_the_first_change_of_a_hall_takes_the_clock_as_it_is() -> None:
    assert steady(NOON, None) == NOON


@pytest.mark.parametrize(
    ("first", "last", "given_out", "expected"),
    [(1, 999, None, 1), (1, 999, 11, 12), (100, 199, None, 100), (100, 199, 50, 100), (1, 12, 11, 12), (5, 5, None, 5)],
)
def test_numbers_run_from_the_first_to_the_last_of_their_series(
    first: int, last: int, given_out: int | None, expected: int
) -> None:
    assert next_sequence(SeriesRange(code="A", first=first, last=last), given_out) == expected


@pytest.mark.parametrize(("last", "given_out"), [(999, 999), (100, 250)], ids=["full", "made shorter by a new plan"])
def test_a_full_series_refuses(last: int, given_out: int) -> None:
    with pytest.raises(SeriesFull, match="All numbers of series A are given out"):
        next_sequence(SeriesRange(code="A", last=last), given_out)


@pytest.mark.parametrize(
    ("series", "sequence", "number"),
    [
        (A, 1, "A001"),
        (A, 12, "A012"),
        (A, 999, "A999"),
        (SeriesRange(code="A", last=9), 3, "A003"),
        (SeriesRange(code="AB", last=9999), 12, "AB0012"),
        (SeriesRange(code="A", first=10000, last=99999), 10000, "A10000"),
    ],
)
def test_all_numbers_of_a_series_are_of_one_length(series: SeriesRange, sequence: int, number: str) -> None:
    assert ticket_number(series, sequence) == number
