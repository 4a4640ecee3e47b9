"""Every state of a turn with everything that can be done in the hall, against a real database."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest
from sqlalchemy import update

from queueing.errors import IllegalMove, NoTurn
from queueing.hall import Hall
from queueing.hall_view import HallView
from queueing.people import holder
from queueing.store import TurnRow
from queueing.ticket import State
from queueing.views import Ticket, View
from tests.queueing.test_ticket import DRAWN
from tests.support import CLERK, MONDAY, OTHER_CLERK, Clock, everything, take

DEEDS: dict[str, Callable[[Hall, Ticket], View]] = {
    "next": lambda hall, ticket: hall.next(CLERK, 1),
    "call": lambda hall, ticket: hall.call(OTHER_CLERK, 2, ticket.number, "asked"),
    "recall": lambda hall, ticket: hall.recall(CLERK, 1),
    "start": lambda hall, ticket: hall.start(CLERK, 1),
    "finish": lambda hall, ticket: hall.finish(CLERK, 1),
    "miss": lambda hall, ticket: hall.miss(CLERK, 1),
    "put_back": lambda hall, ticket: hall.put_back(CLERK, 1),
    "cancel": lambda hall, ticket: hall.cancel(holder(ticket.token), ticket.token),
}
NEXT = {"waiting": "called", "called": "done", "serving": "done"}
"""*Next* calls who waits and finishes who is there; with anybody else it has nothing to do."""


def end_of(state: State, deed: str) -> str | None:
    return NEXT.get(state, state) if deed == "next" else DRAWN.get(state, {}).get(deed)


PAIRS = list(product(State, DEEDS))
MOVES = [(state, deed, end) for state, deed in PAIRS if (end := end_of(state, deed))]
REFUSED = [(state, deed) for state, deed in PAIRS if not end_of(state, deed)]


@pytest.fixture
def ticket(hall: Hall, clock: Clock) -> Ticket:
    """The only ticket of a hall with two clerks."""
    ticket = take(hall)
    hall.open_counter(CLERK, 1)
    hall.open_counter(OTHER_CLERK, 2)
    clock.tick(minutes=10)
    return ticket


def put(hall: Hall, state: State) -> None:
    """Its turn into a state, past all rules: whoever does not wait has been called to window 1."""
    called = {"counter": 1, "staff": "li", "calls": 1, "called_at": MONDAY, "last_called_at": MONDAY, "call_cursor": 9}
    with hall.store.write() as session:
        session.execute(update(TurnRow).values(state=state, **({} if state is State.WAITING else called)))


@pytest.mark.parametrize(("state", "deed", "end"), MOVES)
def test_what_is_drawn_is_done(hall: Hall, ticket: Ticket, state: State, deed: str, end: str) -> None:
    put(hall, state)

    DEEDS[deed](hall, ticket)

    assert HallView(hall).ticket(ticket.token).state == end


@pytest.mark.parametrize(("state", "deed"), REFUSED)
def test_what_is_not_drawn_is_refused_and_changes_nothing(hall: Hall, ticket: Ticket, state: State, deed: str) -> None:
    put(hall, state)
    before = everything(hall)
    at_counter = state in (State.CALLED, State.SERVING)

    with pytest.raises(IllegalMove if at_counter or deed in ("call", "cancel") else NoTurn) as refused:
        DEEDS[deed](hall, ticket)
    assert refused.value.facts.get("state", state) == state
    assert everything(hall) == before


@pytest.mark.parametrize("state", [state for state in State if state not in NEXT])
def test_next_leaves_alone_who_neither_waits_nor_is_at_the_counter(hall: Hall, ticket: Ticket, state: State) -> None:
    put(hall, state)
    before = everything(hall)

    assert hall.next(CLERK, 1).model_dump() == {"turn": None, "finished": None}
    assert everything(hall) == before
