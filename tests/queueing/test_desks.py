from __future__ import annotations

from collections.abc import Callable

import pytest

from queueing.errors import (
    AtAnotherCounter,
    CounterClosed,
    CounterPaused,
    CounterTaken,
    TurnRunning,
    UnknownCounter,
)
from queueing.hall import Hall
from queueing.hall_view import HallView
from queueing.people import Actor
from queueing.views import View
from tests.support import CLERK, MANAGER, OTHER_CLERK, PROGRAM, Clock, call_next, everything, take

Deed = Callable[[Hall, Actor, int], View]

OPEN: Deed = lambda hall, actor, number: hall.open_counter(actor, number)  # noqa: E731
CLOSE: Deed = lambda hall, actor, number: hall.close_counter(actor, number)  # noqa: E731
PAUSE: Deed = lambda hall, actor, number: hall.pause_counter(actor, number, "lunch")  # noqa: E731
RESUME: Deed = lambda hall, actor, number: hall.resume_counter(actor, number)  # noqa: E731
NEXT: Deed = lambda hall, actor, number: hall.next(actor, number)  # noqa: E731
DEEDS = {"open": OPEN, "close": CLOSE, "pause": PAUSE, "resume": RESUME, "next": NEXT}


def deeds(*names: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("deed", [DEEDS[name] for name in names], ids=names)


def test_a_clerk_opens_a_counter(hall: Hall, clock: Clock) -> None:
    counter = hall.open_counter(CLERK, 1)

    assert (counter.number, counter.state, counter.staff, counter.since) == (1, "open", "li", clock.now())
    assert [(ranked.service, ranked.rank) for ranked in counter.serves] == [("FARM", 1), ("SOCIAL", 2)]
    assert (counter.turn, counter.pause_reason, counter.guide) == (None, None, False)
    assert HallView(hall).counter(1) == counter


def test_a_counter_counts_the_waiting_whom_it_may_call(hall: Hall) -> None:
    for service in ("FARM", "SOCIAL", "SOCIAL", "PETITION"):
        take(hall, service)

    assert hall.open_counter(CLERK, 1).waiting == 3


def test_opening_ones_own_counter_again_changes_nothing(hall: Hall, clock: Clock) -> None:
    opened = hall.open_counter(CLERK, 1)
    before = everything(hall)
    clock.tick(minutes=1)

    assert hall.open_counter(CLERK, 1) == opened
    assert everything(hall) == before


@deeds("open", "close", "pause", "resume", "next")
def test_at_a_counter_held_by_someone_else_a_clerk_does_nothing(hall: Hall, deed: Deed) -> None:
    hall.open_counter(CLERK, 1)
    before = everything(hall)

    with pytest.raises(CounterTaken, match="li is at window 1"):
        deed(hall, OTHER_CLERK, 1)
    assert everything(hall) == before


@deeds("close", "pause", "resume", "next")
def test_a_manager_may_act_at_any_counter(hall: Hall, deed: Deed) -> None:
    hall.open_counter(CLERK, 1)

    deed(hall, MANAGER, 1)

    assert HallView(hall).counter(1).staff in ("li", None)


def test_a_manager_takes_a_counter_over_with_whoever_is_there(hall: Hall) -> None:
    take(hall)
    hall.open_counter(CLERK, 1)
    turn = call_next(hall)

    taken = hall.open_counter(MANAGER, 1)

    assert (taken.staff, taken.turn and taken.turn.id) == ("zhao", turn.id)
    with pytest.raises(CounterTaken, match="zhao is at window 1"):
        hall.finish(CLERK, 1)
    assert hall.finish(MANAGER, 1).state == "done"


@pytest.mark.parametrize("person", [CLERK, MANAGER], ids=["clerk", "manager"])
def test_a_person_sits_at_one_counter(hall: Hall, person: Actor) -> None:
    hall.open_counter(person, 1)

    with pytest.raises(AtAnotherCounter, match="still at window 1"):
        hall.open_counter(person, 2)
    hall.close_counter(person, 1)
    assert hall.open_counter(person, 2).staff == person.name


def test_a_program_may_hold_several_counters(hall: Hall) -> None:
    hall.open_counter(PROGRAM, 1)

    assert hall.open_counter(PROGRAM, 2).staff == "token:program"


def test_a_closed_counter_is_free_for_the_next_clerk(hall: Hall) -> None:
    hall.open_counter(CLERK, 1)
    closed = hall.close_counter(CLERK, 1)

    assert (closed.state, closed.staff) == ("closed", None)
    assert hall.open_counter(OTHER_CLERK, 1).staff == "wang"


def test_a_counter_cannot_be_closed_while_somebody_is_there(hall: Hall) -> None:
    take(hall)
    hall.open_counter(CLERK, 1)
    call_next(hall)

    with pytest.raises(TurnRunning, match="Window 1 is still busy with A001"):
        hall.close_counter(CLERK, 1)
    hall.finish(CLERK, 1)
    assert hall.close_counter(CLERK, 1).state == "closed"


def test_closing_a_closed_counter_changes_nothing_that_anybody_sees(hall: Hall) -> None:
    revision = HallView(hall).revision()

    assert hall.close_counter(CLERK, 1).state == "closed"
    assert HallView(hall).revision() == revision


@deeds("pause", "resume", "next")
def test_at_a_closed_counter_nothing_is_done(hall: Hall, deed: Deed) -> None:
    before = everything(hall)

    with pytest.raises(CounterClosed, match="Window 1 is closed"):
        deed(hall, CLERK, 1)
    assert everything(hall) == before


@deeds("open", "close", "pause", "resume", "next")
def test_a_counter_that_the_plan_does_not_have_is_unknown(hall: Hall, deed: Deed) -> None:
    with pytest.raises(UnknownCounter, match="no window 99"):
        deed(hall, MANAGER, 99)


def test_a_paused_counter_calls_nobody_new_but_serves_whoever_is_there(hall: Hall, clock: Clock) -> None:
    take(hall)
    take(hall)
    hall.open_counter(CLERK, 1)
    turn = call_next(hall)
    clock.tick(minutes=1)

    paused = hall.pause_counter(CLERK, 1, "lunch")

    assert (paused.state, paused.pause_reason, paused.since) == ("paused", "lunch", clock.now())
    assert paused.turn is not None
    assert hall.recall(CLERK, 1).id == turn.id
    assert hall.finish(CLERK, 1).state == "done"
    for call in (lambda: hall.next(CLERK, 1), lambda: hall.call(CLERK, 1, "A002", "asked")):
        with pytest.raises(CounterPaused):
            call()


def test_a_pause_is_counted_from_its_beginning_whatever_its_reason_becomes(hall: Hall, clock: Clock) -> None:
    hall.open_counter(CLERK, 1)
    began = hall.pause_counter(CLERK, 1, "lunch").since
    clock.tick(minutes=5)
    before = everything(hall)
    assert hall.pause_counter(CLERK, 1, "lunch").since == began
    assert everything(hall) == before

    longer = hall.pause_counter(CLERK, 1, "printer")

    assert (longer.pause_reason, longer.since) == ("printer", began)


def test_a_resumed_counter_calls_again(hall: Hall) -> None:
    take(hall)
    hall.open_counter(CLERK, 1)
    hall.pause_counter(CLERK, 1, "lunch")

    resumed = hall.resume_counter(CLERK, 1)

    assert (resumed.state, resumed.pause_reason) == ("open", None)
    assert call_next(hall).number == "A001"


def test_resuming_an_open_counter_changes_nothing(hall: Hall) -> None:
    hall.open_counter(CLERK, 1)
    before = everything(hall)
    hall.resume_counter(CLERK, 1)

    assert everything(hall) == before
