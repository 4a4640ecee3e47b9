"""A counter's own state: open with a clerk, paused, closed."""

from __future__ import annotations

from sqlalchemy import select

from queueing.errors import AtAnotherCounter, CounterClosed, CounterTaken, TurnRunning
from queueing.events import EventKind
from queueing.pictures import counter_view, turn_at_counter, waiting_by_service
from queueing.store import CounterRow
from queueing.store.tables import CounterState
from queueing.views import Counter
from queueing.work import Work


def held_counter(work: Work, number: int) -> CounterRow:
    """The counter, when the actor may act at it: it is open or paused and his own, or he is a manager.

    Raises UnknownCounter, CounterClosed, CounterTaken.
    """
    row = work.counter(number)
    if row.state is CounterState.CLOSED:
        raise CounterClosed(counter=number)
    _refuse_others(work, row)
    return row


def open_counter(work: Work, number: int) -> Counter:
    """Sit down at a counter; opening one's own again changes nothing, and a manager takes one over.

    Raises UnknownCounter, CounterTaken, AtAnotherCounter (a person sits at one; a program may hold several).
    """
    row = work.counter(number)
    if row.state is not CounterState.CLOSED:
        _refuse_others(work, row)
        if row.staff == work.actor.name:
            return _picture(work, row)
    if not work.actor.is_program:
        _refuse_a_second(work, number)
    row.state, row.staff, row.pause_reason, row.since = CounterState.OPEN, work.actor.name, None, work.now
    work.log(EventKind.COUNTER_OPENED, {"staff": row.staff}, counter=number)
    return _picture(work, row)


def pause_counter(work: Work, number: int, reason: str) -> Counter:
    """Nobody new is called; whoever is at the counter is still served. Raises as `held_counter`."""
    row = held_counter(work, number)
    if row.state is CounterState.PAUSED and row.pause_reason == reason:
        return _picture(work, row)
    if row.state is CounterState.OPEN:
        row.since = work.now
    row.state, row.pause_reason = CounterState.PAUSED, reason
    work.log(EventKind.COUNTER_PAUSED, {"reason": reason}, counter=number)
    return _picture(work, row)


def resume_counter(work: Work, number: int) -> Counter:
    """Calling goes on; on an open counter this changes nothing. Raises as `held_counter`."""
    row = held_counter(work, number)
    if row.state is CounterState.PAUSED:
        row.state, row.pause_reason, row.since = CounterState.OPEN, None, work.now
        work.log(EventKind.COUNTER_RESUMED, counter=number)
    return _picture(work, row)


def close_counter(work: Work, number: int) -> Counter:
    """Get up; a closed one stays closed. Raises as `held_counter`, and TurnRunning while somebody is at the counter."""
    row = work.counter(number)
    if row.state is CounterState.CLOSED:
        return _picture(work, row)
    _refuse_others(work, row)
    running = turn_at_counter(work.session, work.hall.id, number)
    if running is not None:
        raise TurnRunning(counter=number, number=running.ticket.number)
    work.log(EventKind.COUNTER_CLOSED, {"staff": row.staff}, counter=number)
    row.state, row.staff, row.pause_reason, row.since = CounterState.CLOSED, None, None, work.now
    return _picture(work, row)


def _refuse_others(work: Work, row: CounterRow) -> None:
    if row.staff != work.actor.name and not work.actor.is_manager:
        raise CounterTaken(staff=row.staff, counter=row.number)


def _refuse_a_second(work: Work, number: int) -> None:
    other = work.session.scalar(
        select(CounterRow.number).where(
            CounterRow.hall_id == work.hall.id, CounterRow.staff == work.actor.name, CounterRow.number != number
        )
    )
    if other is not None:
        raise AtAnotherCounter(counter=other)


def _picture(work: Work, row: CounterRow) -> Counter:
    plan = work.plan.counter(row.number)
    assert plan is not None  # Work.counter refused it otherwise
    work.session.flush()
    turn = turn_at_counter(work.session, work.hall.id, row.number)
    return counter_view(plan, row, turn, waiting_by_service(work.session, work.hall.id, work.day))
