"""The life of a turn: its states, the moves between them, and nothing else.

                call                start               finish
     WAITING ─────────▶ CALLED ─────────────▶ SERVING ─────────▶ DONE
       ▲  ▲ ▲            │ │ └─ recall ─┐        │ │
       │  │ └─ put back ─┘ │ ◀──────────┘        │ └─ transfer ─▶ TRANSFERRED  (+ a new WAITING turn, same ticket)
       │  │                └─ miss ─▶ MISSED     └─ park ─▶ PARKED
       │  └─────── rejoin ─────────────┘                      │
       └────────────────────────── resume ────────────────────┘
     any open state ── cancel ─▶ CANCELLED      any open state ── close of day ─▶ LAPSED

A CALLED turn may also be finished, parked or transferred: a clerk who presses only one key never starts a turn.
A move that is not in MOVES does not exist.
"""

from __future__ import annotations

from enum import StrEnum

from queueing.errors import IllegalMove, sentence


class State(StrEnum):
    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    PARKED = "parked"
    DONE = "done"
    TRANSFERRED = "transferred"
    MISSED = "missed"
    CANCELLED = "cancelled"
    LAPSED = "lapsed"
    VOID = "void"


STATE_WORDS: dict[State, str] = {
    State.WAITING: sentence("waiting"),
    State.CALLED: sentence("called"),
    State.SERVING: sentence("being served"),
    State.PARKED: sentence("on hold"),
    State.DONE: sentence("done"),
    State.TRANSFERRED: sentence("sent on"),
    State.MISSED: sentence("missed"),
    State.CANCELLED: sentence("cancelled"),
    State.LAPSED: sentence("expired"),
    State.VOID: sentence("taken back"),
}
"""The states as people say them."""


class Action(StrEnum):
    CALL = "call"
    RECALL = "recall"
    START = "start"
    FINISH = "finish"
    MISS = "miss"
    PUT_BACK = "put_back"
    REJOIN = "rejoin"
    PARK = "park"
    RESUME = "resume"
    TRANSFER = "transfer"
    CANCEL = "cancel"
    CLOSE_OF_DAY = "close_of_day"


OPEN = frozenset({State.WAITING, State.CALLED, State.SERVING, State.PARKED})
"""The citizen is still in the hall's care; a ticket has at most one open turn."""

AT_COUNTER = frozenset({State.CALLED, State.SERVING})
"""A counter has at most one turn in these."""

MOVES: dict[tuple[State, Action], State] = {
    (State.WAITING, Action.CALL): State.CALLED,
    (State.CALLED, Action.RECALL): State.CALLED,
    (State.CALLED, Action.START): State.SERVING,
    (State.CALLED, Action.FINISH): State.DONE,
    (State.SERVING, Action.FINISH): State.DONE,
    (State.CALLED, Action.MISS): State.MISSED,
    (State.CALLED, Action.PUT_BACK): State.WAITING,
    (State.MISSED, Action.REJOIN): State.WAITING,
    (State.CALLED, Action.PARK): State.PARKED,
    (State.SERVING, Action.PARK): State.PARKED,
    (State.PARKED, Action.RESUME): State.WAITING,
    (State.CALLED, Action.TRANSFER): State.TRANSFERRED,
    (State.SERVING, Action.TRANSFER): State.TRANSFERRED,
    **{(state, Action.CANCEL): State.CANCELLED for state in OPEN},
    **{(state, Action.CLOSE_OF_DAY): State.LAPSED for state in OPEN},
}


def after(state: State, action: Action) -> State:
    """The state that `action` leads to. Raises IllegalMove when there is no such move."""
    try:
        return MOVES[state, action]
    except KeyError:
        raise IllegalMove(state=state, action=action) from None
