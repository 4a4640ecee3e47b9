from __future__ import annotations

from itertools import product

import pytest

from queueing.errors import IllegalMove
from queueing.ticket import AT_COUNTER, OPEN, Action, State, after

# Written out from the drawing in DESIGN.md §4, not from the code: where the two differ, one of them is wrong.
DRAWN = {
    "waiting": {"call": "called", "cancel": "cancelled", "close_of_day": "lapsed"},
    "called": {
        "recall": "called",
        "start": "serving",
        "finish": "done",
        "miss": "missed",
        "put_back": "waiting",
        "park": "parked",
        "transfer": "transferred",
        "cancel": "cancelled",
        "close_of_day": "lapsed",
    },
    "serving": {
        "finish": "done",
        "park": "parked",
        "transfer": "transferred",
        "cancel": "cancelled",
        "close_of_day": "lapsed",
    },
    "parked": {"resume": "waiting", "cancel": "cancelled", "close_of_day": "lapsed"},
    "missed": {"rejoin": "waiting"},
}
MOVES = [(State(state), Action(action), State(end)) for state, row in DRAWN.items() for action, end in row.items()]
NO_MOVES = sorted(set(product(State, Action)) - {(state, action) for state, action, _ in MOVES})


@pytest.mark.parametrize(("state", "action", "end"), MOVES)
def test_a_drawn_move_leads_where_it_is_drawn(state: State, action: Action, end: State) -> None:
    assert after(state, action) is end


@pytest.mark.parametrize(("state", "action"), NO_MOVES)
def test_a_move_that_is_not_drawn_does_not_exist(state: State, action: Action) -> None:
    with pytest.raises(IllegalMove) as refused:
        after(state, action)
    assert refused.value.facts["state"] is state
    assert f"the ticket is {state}." in str(refused.value)


def test_a_turn_is_open_while_the_hall_owes_something_to_the_citizen() -> None:
    assert sorted(OPEN) == ["called", "parked", "serving", "waiting"]


def test_only_the_called_and_the_served_are_at_a_counter() -> None:
    assert sorted(AT_COUNTER) == ["called", "serving"]
