"""The calls that go another way than *next*: missed, put back, and one number out of order."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from config.plan import Plan
from queueing.errors import IllegalMove, TooEarly, TurnRunning, UnknownNumber
from queueing.hall import Hall
from queueing.hall_view import HallView
from tests.support import CLERK, OTHER_CLERK, Clock, a_plan, call_next, everything, take

HallWith = Callable[[Plan], Hall]


pytestmark = pytest.mark.usefixtures("clerks_at_both_windows")


# ---- missed


@pytest.fixture
def patient(hall_with: HallWith) -> Hall:
    """A hall that counts nobody as missed before two calls and ten seconds, with A001 called to window 1."""
    hall = hall_with(a_plan(rules={"miss_after_calls": 2, "miss_after_seconds": 10}))
    hall.open_counter(CLERK, 1)
    take(hall)
    call_next(hall)
    return hall


def test_who_does_not_come_is_missed(hall: Hall, clock: Clock) -> None:
    take(hall)
    call_next(hall)
    clock.tick(seconds=40)

    missed = hall.miss(CLERK, 1)

    assert (missed.state, missed.ended_at, missed.counter) == ("missed", clock.now(), 1)
    assert (missed.started_at, missed.outcome, missed.service_seconds) == (None, None, None)
    assert hall.next(CLERK, 1).turn is None


@pytest.mark.parametrize(
    ("calls", "seconds"), [(1, 60), (2, 9.9)], ids=["called once", "called twice, the second time just now"]
)
def test_too_early_to_be_missed(patient: Hall, clock: Clock, calls: int, seconds: float) -> None:
    clock.tick(minutes=1)
    for _ in range(calls - 1):
        patient.recall(CLERK, 1)
    clock.tick(seconds=seconds)
    before = everything(patient)

    with pytest.raises(TooEarly, match="call 2 times and wait 10 s"):
        patient.miss(CLERK, 1)
    assert everything(patient) == before


def test_after_the_plans_calls_and_seconds_one_is_missed(patient: Hall, clock: Clock) -> None:
    patient.recall(CLERK, 1)
    clock.tick(seconds=10)

    assert patient.miss(CLERK, 1).state == "missed"


# ---- put back


def test_who_is_put_back_waits_as_if_never_called(hall: Hall, clock: Clock) -> None:
    take(hall)
    take(hall)
    today = HallView(hall).today()
    waiting = HallView(hall).wait_log(today)
    clock.tick(minutes=1)
    call_next(hall)
    hall.recall(CLERK, 1)

    assert hall.put_back(CLERK, 1) == waiting[0]
    assert HallView(hall).wait_log(today) == waiting


def test_who_is_put_back_is_called_again_in_his_old_place(hall: Hall, clock: Clock) -> None:
    take(hall)
    call_next(hall)
    clock.tick(minutes=30)
    take(hall)
    hall.put_back(CLERK, 1)
    again = call_next(hall, OTHER_CLERK, 2)

    assert (again.number, again.counter, again.staff, again.calls) == ("A001", 2, "wang", 1)
    assert again.wait_seconds == 1800


# ---- one number out of order


@pytest.mark.parametrize("written", ["A003", " a003 "])
def test_a_number_is_called_out_of_order_with_its_reason(hall: Hall, written: str) -> None:
    for _ in range(4):
        take(hall)

    turn = hall.call(CLERK, 1, written, "has to catch a bus")

    assert (turn.number, turn.state, turn.counter, turn.staff) == ("A003", "called", 1, "li")
    assert turn.why is not None
    assert (turn.why.rule, turn.why.passed_count, turn.why.passed) == ("picked", 2, ["A001", "A002"])
    assert turn.why.model_dump()["text"] == "Called out of order: has to catch a bus"
    assert call_next(hall, OTHER_CLERK, 2).number == "A001"


def test_a_number_that_was_not_given_out_today_is_unknown(hall: Hall, clock: Clock) -> None:
    take(hall)
    clock.tick(days=1)

    with pytest.raises(UnknownNumber, match="no ticket A001 today") as refused:
        hall.call(CLERK, 1, "A001", "asked")
    assert refused.value.field == "number"


def test_nobody_is_called_out_of_order_to_a_window_that_is_busy(hall: Hall) -> None:
    take(hall)
    take(hall)
    call_next(hall)

    with pytest.raises(TurnRunning, match="Window 1 is still busy with A001"):
        hall.call(CLERK, 1, "A002", "asked")


def test_a_number_that_is_at_another_window_is_not_called(hall: Hall) -> None:
    take(hall)
    call_next(hall)

    with pytest.raises(IllegalMove, match="the ticket is called"):
        hall.call(OTHER_CLERK, 2, "A001", "asked")
