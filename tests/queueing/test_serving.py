from __future__ import annotations

import pytest

from queueing.errors import (
    UnknownItem,
    UnknownOutcome,
)
from queueing.hall import Ending, Hall
from tests.support import CLERK, OTHER_CLERK, Clock, call_next, everything, take

pytestmark = pytest.mark.usefixtures("clerks_at_both_windows")


# ---- next


def test_next_calls_whoever_is_next_and_says_why(hall: Hall, clock: Clock) -> None:
    take(hall)
    clock.tick(minutes=5)
    senior = take(hall, class_="senior")
    clock.tick(minutes=1)

    called = hall.next(CLERK, 1)

    turn = called.turn
    assert called.finished is None
    assert turn is not None
    assert turn.why is not None
    assert (turn.ticket, turn.number, turn.state, turn.counter, turn.staff) == (senior.token, "A002", "called", 1, "li")
    assert (turn.calls, turn.called_at, turn.last_called_at, turn.wait_seconds) == (1, clock.now(), clock.now(), 60)
    assert (turn.why.rule, turn.why.passed_count, turn.why.passed) == ("head_start", 1, ["A001"])


def test_only_the_first_five_passed_over_are_named(hall: Hall) -> None:
    for _ in range(7):
        take(hall)
    take(hall, class_="senior")
    why = call_next(hall).why

    assert why is not None
    assert (why.passed_count, why.passed) == (7, ["A001", "A002", "A003", "A004", "A005"])


def test_next_finishes_the_running_turn_and_calls_the_next_at_one_moment(hall: Hall, clock: Clock) -> None:
    take(hall)
    take(hall)
    first = call_next(hall)
    hall.start(CLERK, 1)
    clock.tick(minutes=4)

    answer = hall.next(CLERK, 1)

    assert answer.finished is not None
    assert answer.turn is not None
    assert (answer.finished.id, answer.finished.state, answer.finished.outcome) == (first.id, "done", "finished")
    assert answer.finished.ended_at == answer.turn.called_at == clock.now()
    assert (answer.finished.implied_start, answer.finished.service_seconds) == (False, 240)


def test_who_was_never_started_was_served_from_the_last_call_on(hall: Hall, clock: Clock) -> None:
    take(hall)
    call_next(hall)
    clock.tick(minutes=1)
    recalled = hall.recall(CLERK, 1)
    clock.tick(minutes=3)

    finished = hall.next(CLERK, 1).finished

    assert finished is not None
    assert (finished.started_at, finished.implied_start) == (recalled.last_called_at, True)
    assert finished.service_seconds == 180


def test_next_finishes_even_when_nobody_waits(hall: Hall) -> None:
    take(hall)
    turn = call_next(hall)

    answer = hall.next(CLERK, 1)

    assert answer.turn is None
    assert answer.finished is not None
    assert (answer.finished.id, answer.finished.state) == (turn.id, "done")


def test_next_is_null_when_nobody_waits(hall: Hall) -> None:
    take(hall, "PETITION")
    before = everything(hall)

    assert hall.next(CLERK, 1).model_dump() == {"turn": None, "finished": None}
    assert everything(hall) == before


def test_two_counters_never_get_one_citizen(hall: Hall) -> None:
    take(hall)

    assert call_next(hall, CLERK, 1).number == "A001"
    assert hall.next(OTHER_CLERK, 2).turn is None


def test_each_counter_calls_by_its_own_ranks(hall: Hall) -> None:
    for service in ("FARM", "SOCIAL", "FARM"):
        take(hall, service)

    called = [call_next(hall, OTHER_CLERK, 2).number, call_next(hall, CLERK, 1).number]

    assert called == ["B001", "A001"]


def test_yesterdays_tickets_are_not_called(hall: Hall, clock: Clock) -> None:
    take(hall)
    clock.tick(days=1)

    assert hall.next(CLERK, 1).turn is None


def test_a_turn_left_at_a_counter_overnight_is_finished_by_the_next_press(hall: Hall, clock: Clock) -> None:
    take(hall)
    turn = call_next(hall)
    clock.tick(days=1)
    take(hall)

    answer = hall.next(CLERK, 1)

    assert answer.finished is not None
    assert answer.turn is not None
    assert answer.finished.id == turn.id
    assert (answer.turn.number, answer.turn.day.isoformat()) == ("A001", "2026-11-24")


# ---- recall, start, finish


def test_a_recall_calls_the_same_citizen_again(hall: Hall, clock: Clock) -> None:
    take(hall)
    first = call_next(hall)
    clock.tick(seconds=20)

    again = hall.recall(CLERK, 1)

    assert (again.id, again.state, again.calls) == (first.id, "called", 2)
    assert (again.called_at, again.last_called_at) == (first.called_at, clock.now())


def test_start_is_when_the_citizen_is_there(hall: Hall, clock: Clock) -> None:
    take(hall)
    call_next(hall)
    clock.tick(seconds=20)

    started = hall.start(CLERK, 1)

    assert (started.state, started.started_at, started.implied_start) == ("serving", clock.now(), False)


def test_finish_keeps_outcome_items_and_cases(hall: Hall, clock: Clock) -> None:
    take(hall, items=["LAND"])
    call_next(hall)
    clock.tick(minutes=2)

    done = hall.finish(CLERK, 1, Ending("papers_missing", ["CARD", "LAND"], 3))

    assert (done.state, done.outcome, done.items, done.cases) == ("done", "papers_missing", ["CARD", "LAND"], 3)
    assert (done.ended_at, done.service_seconds) == (clock.now(), 120)


def test_finish_leaves_what_is_not_said_as_it_stands(hall: Hall) -> None:
    take(hall, items=["LAND"], cases=2)
    call_next(hall)
    done = hall.finish(CLERK, 1)

    assert (done.outcome, done.items, done.cases) == ("finished", ["LAND"], 2)


@pytest.mark.parametrize(
    ("ending", "refusal", "field", "known"),
    [
        (Ending(outcome="fine"), UnknownOutcome, "outcome", "finished, papers_missing"),
        (Ending(items=["LEND"]), UnknownItem, "items", "LAND, CARD"),
    ],
)
def test_an_ending_that_the_plan_does_not_know_is_refused_with_what_it_knows(
    hall: Hall, ending: Ending, refusal: type[UnknownOutcome | UnknownItem], field: str, known: str
) -> None:
    take(hall)
    call_next(hall)
    before = everything(hall)

    with pytest.raises(refusal) as refused:
        hall.finish(CLERK, 1, ending)
    assert (refused.value.field, refused.value.facts["known"]) == (field, known)
    assert everything(hall) == before
