"""What a clerk does with the turn at the counter: call, serve, finish, miss, put back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from sqlalchemy import select

from config.problems import listed
from queueing import order
from queueing import ticket as moves
from queueing.desks import held_counter
from queueing.errors import (
    CounterPaused,
    IllegalMove,
    NoTurn,
    StaleTurn,
    TooEarly,
    TurnRunning,
    UnknownNumber,
    UnknownOutcome,
)
from queueing.events import EventKind
from queueing.issuing import check_items
from queueing.order import Choice, Rule
from queueing.pictures import candidates, latest_turn, turn_at_counter, turn_view
from queueing.store import CounterRow, TicketRow, TurnRow
from queueing.store.tables import CounterState
from queueing.ticket import Action, State
from queueing.views import Next, Turn
from queueing.work import Work


class NotSaid(Enum):
    """For a press that does not say which turn the clerk saw; None says that the window was empty."""

    NOT_SAID = "not said"


NOT_SAID = NotSaid.NOT_SAID
Seen = int | None | NotSaid


@dataclass(frozen=True)
class Ending:
    """How a turn ended; None leaves it as it stands (the plan's usual outcome, the items and cases of the issue)."""

    outcome: str | None = None
    items: Sequence[str] | None = None
    cases: int | None = None


def next_turn(work: Work, number: int, seen: Seen) -> Next:
    """Finish the running turn, if any, and call the next one, if anybody waits.

    Raises UnknownCounter, CounterClosed, CounterTaken, CounterPaused, StaleTurn.
    """
    row = held_counter(work, number)
    if row.state is CounterState.PAUSED:
        raise CounterPaused(counter=number)
    running = _seen_turn(work, number, seen)
    if running is not None:
        _finish(work, running, Ending())
    called = None
    plan = work.plan.counter(number)
    if plan is not None:
        waiting = candidates(work.session, work.hall.id, work.day, plan.serves)
        choice = order.choose(waiting, number, plan.serves, work.now, work.plan.rules.max_wait)
        if choice is not None:
            called = work.session.get_one(TurnRow, choice.candidate.id)
            _call(work, called, row, choice)
    return Next(turn=turn_view(called) if called else None, finished=turn_view(running) if running else None)


def call_number(work: Work, number: int, wanted: str, reason: str, seen: Seen) -> Turn:
    """Call one waiting number out of order; the reason is kept.

    Raises as `next_turn`, and UnknownNumber, TurnRunning, IllegalMove when it does not wait.
    """
    row = held_counter(work, number)
    if row.state is CounterState.PAUSED:
        raise CounterPaused(counter=number)
    running = _seen_turn(work, number, seen)
    if running is not None:
        raise TurnRunning(counter=number, number=running.ticket.number)
    turn = _turn_of_number(work, wanted)
    moves.after(turn.state, Action.CALL)
    waiting = candidates(work.session, work.hall.id, work.day, [turn.service])
    picked = next((candidate for candidate in waiting if candidate.id == turn.id), None)
    if picked is None:
        raise IllegalMove(state=turn.state, action=Action.CALL)
    passed = [other for other in waiting if (other.key, other.id) < (picked.key, picked.id)]
    passed.sort(key=lambda other: (other.key, other.id))
    _call(work, turn, row, Choice(picked, Rule.PICKED, passed, {"reason": reason}))
    return turn_view(turn)


def recall(work: Work, number: int, seen: Seen) -> Turn:
    """Call the same citizen again. Raises NoTurn, StaleTurn, IllegalMove once the serving has begun."""
    turn = _turn_here(work, number, seen)
    turn.state = moves.after(turn.state, Action.RECALL)
    turn.calls += 1
    turn.last_called_at = work.now
    turn.call_cursor = work.log(EventKind.RECALLED, {"calls": turn.calls}, turn=turn)
    return turn_view(turn)


def start(work: Work, number: int, seen: Seen) -> Turn:
    """The citizen is here. Raises NoTurn, StaleTurn, IllegalMove."""
    turn = _turn_here(work, number, seen)
    turn.state = moves.after(turn.state, Action.START)
    turn.started_at = work.now
    work.log(EventKind.STARTED, turn=turn)
    return turn_view(turn)


def finish(work: Work, number: int, ending: Ending, seen: Seen) -> Turn:
    """The turn is done. Raises NoTurn, StaleTurn, UnknownOutcome, UnknownItem."""
    turn = _turn_here(work, number, seen)
    _finish(work, turn, ending)
    return turn_view(turn)


def miss(work: Work, number: int, seen: Seen) -> Turn:
    """The citizen did not come. Raises NoTurn, StaleTurn, IllegalMove, TooEarly before the plan's calls and seconds."""
    turn = _turn_here(work, number, seen)
    after = moves.after(turn.state, Action.MISS)
    rules = work.plan.rules
    patience = timedelta(seconds=rules.miss_after_seconds)
    called = turn.last_called_at
    if turn.calls < rules.miss_after_calls or (called is not None and work.now - called < patience):
        raise TooEarly(calls=rules.miss_after_calls, seconds=f"{rules.miss_after_seconds:g}")
    turn.state = after
    turn.ended_at = work.now
    work.log(EventKind.MISSED, turn=turn)
    return turn_view(turn)


def put_back(work: Work, number: int, seen: Seen) -> Turn:
    """The call was a mistake: back to waiting at the old key, as if never called.

    Raises NoTurn, StaleTurn, IllegalMove.
    """
    turn = _turn_here(work, number, seen)
    turn.state = moves.after(turn.state, Action.PUT_BACK)
    work.log(EventKind.PUT_BACK, turn=turn)
    turn.counter = turn.staff = turn.why = None
    turn.called_at = turn.last_called_at = turn.call_cursor = None
    turn.calls = 0
    return turn_view(turn)


def _seen_turn(work: Work, number: int, seen: Seen) -> TurnRow | None:
    """The turn at the counter. Raises StaleTurn when the clerk saw another one: two presses are one."""
    turn = turn_at_counter(work.session, work.hall.id, number)
    if seen is not NOT_SAID and seen != (turn.id if turn else None):
        raise StaleTurn
    return turn


def _turn_here(work: Work, number: int, seen: Seen) -> TurnRow:
    held_counter(work, number)
    turn = _seen_turn(work, number, seen)
    if turn is None:
        raise NoTurn(counter=number)
    return turn


def _turn_of_number(work: Work, wanted: str) -> TurnRow:
    ticket = work.session.scalars(
        select(TicketRow).where(
            TicketRow.hall_id == work.hall.id, TicketRow.day == work.day, TicketRow.number == wanted.strip().upper()
        )
    ).first()
    if ticket is None:
        raise UnknownNumber("number", value=wanted)
    return latest_turn(work.session, ticket.id)


def _call(work: Work, turn: TurnRow, row: CounterRow, choice: Choice) -> None:
    turn.state = moves.after(turn.state, Action.CALL)
    turn.counter, turn.staff = row.number, row.staff
    turn.calls += 1
    turn.called_at = turn.last_called_at = work.now
    why = {
        "rule": choice.rule.value,
        "facts": dict(choice.facts),
        "passed_count": len(choice.passed),
        "passed": [other.number for other in choice.passed[: order.SHOWN_PASSED]],
    }
    turn.why = why
    turn.call_cursor = work.log(EventKind.CALLED, {"staff": row.staff, **why}, turn=turn)
    work.session.flush()


def _finish(work: Work, turn: TurnRow, ending: Ending) -> None:
    """A turn that nobody started is counted as started at its last call, and says so.

    Flushed at once: the index that lets a counter have one turn must see this one gone before the next is called.
    """
    implied = turn.state is State.CALLED
    turn.state = moves.after(turn.state, Action.FINISH)
    if implied:
        turn.started_at, turn.implied_start = turn.last_called_at, True
    if ending.items is not None:
        service = work.plan.service(turn.service)
        if service is not None:
            check_items(service, ending.items)
        turn.items = list(ending.items)
    turn.cases = turn.cases if ending.cases is None else ending.cases
    turn.outcome = _outcome(work, ending.outcome)
    turn.ended_at = work.now
    ending_data = {"outcome": turn.outcome, "items": turn.items, "cases": turn.cases, "implied_start": implied}
    work.log(EventKind.FINISHED, ending_data, turn=turn)
    work.session.flush()


def _outcome(work: Work, wanted: str | None) -> str:
    known = [outcome.code for outcome in work.plan.outcomes]
    if wanted is not None and wanted not in known:
        raise UnknownOutcome("outcome", value=wanted, known=listed(known))
    return wanted or known[0]
