from __future__ import annotations

from datetime import timedelta

import pytest

from queueing.errors import BadInput
from queueing.hall import Hall
from queueing.timekeeping import Timekeeper
from tests.support import MANAGER, MONDAY, Clock, take


class Seconds:
    """A clock that cannot be set, moved by hand."""

    def __init__(self) -> None:
        self.passed = 100.0

    def __call__(self) -> float:
        return self.passed


def test_time_is_the_clocks_while_it_goes_forward() -> None:
    clock, seconds = Clock(), Seconds()
    keeper = Timekeeper(clock.now, seconds)
    assert keeper.now(None) == MONDAY
    assert keeper.now(MONDAY - timedelta(hours=1)) == MONDAY


def test_while_the_clock_is_behind_time_goes_on_from_the_last_change(caplog: pytest.LogCaptureFixture) -> None:
    clock, seconds = Clock(), Seconds()
    keeper = Timekeeper(clock.now, seconds)
    latest = MONDAY + timedelta(hours=8)
    assert keeper.now(latest) == latest
    seconds.passed += 90
    assert keeper.now(latest) == latest + timedelta(seconds=90)
    assert caplog.text.count("check its date and time") == 1


def test_a_later_change_is_counted_on_from_and_the_clock_takes_over_when_it_has_caught_up() -> None:
    clock, seconds = Clock(), Seconds()
    keeper = Timekeeper(clock.now, seconds)
    latest = MONDAY + timedelta(minutes=10)
    keeper.now(latest)
    seconds.passed += 60
    assert keeper.now(latest + timedelta(seconds=60)) == latest + timedelta(seconds=60)
    clock.tick(minutes=30)
    assert keeper.now(latest) == clock.now()


def test_a_clock_that_was_wrong_by_a_day_is_believed() -> None:
    clock = Clock()
    assert Timekeeper(clock.now, Seconds()).now(MONDAY + timedelta(days=1)) == MONDAY


@pytest.mark.parametrize("due", [MONDAY.replace(year=1), MONDAY + timedelta(days=2), MONDAY.replace(tzinfo=None)])
def test_a_booking_that_cannot_be_is_refused(hall: Hall, due: object) -> None:
    with pytest.raises(BadInput) as refused:
        take(hall, actor=MANAGER, due=due)
    assert refused.value.field == "due"
