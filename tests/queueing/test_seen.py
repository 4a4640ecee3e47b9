"""A press says which turn the clerk saw, so that two presses are one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from queueing.errors import NoTurn, StaleTurn
from queueing.hall import Hall
from queueing.views import View
from tests.support import CLERK, call_next, everything, take

pytestmark = pytest.mark.usefixtures("clerks_at_both_windows")

PRESSES: dict[str, Callable[[Hall, int | None], View]] = {
    "next": lambda hall, seen: hall.next(CLERK, 1, seen),
    "call": lambda hall, seen: hall.call(CLERK, 1, "A002", "asked", seen),
    "recall": lambda hall, seen: hall.recall(CLERK, 1, seen),
    "start": lambda hall, seen: hall.start(CLERK, 1, seen),
    "finish": lambda hall, seen: hall.finish(CLERK, 1, seen=seen),
    "miss": lambda hall, seen: hall.miss(CLERK, 1, seen),
    "put_back": lambda hall, seen: hall.put_back(CLERK, 1, seen),
}


@pytest.mark.parametrize("press", PRESSES)
@pytest.mark.parametrize("saw", ["another turn", "an empty window"])
def test_a_press_on_what_is_no_longer_there_does_nothing(hall: Hall, press: str, saw: str) -> None:
    take(hall)
    take(hall)
    turn = call_next(hall)
    before = everything(hall)

    with pytest.raises(StaleTurn):
        PRESSES[press](hall, turn.id + 1 if saw == "another turn" else None)
    assert everything(hall) == before


@pytest.mark.parametrize("press", ["next", "recall", "start", "finish", "miss", "put_back"])
def test_a_press_on_what_is_there_is_done(hall: Hall, press: str) -> None:
    take(hall)
    before = everything(hall)
    PRESSES[press](hall, call_next(hall).id)

    assert everything(hall) != before


def test_two_presses_of_next_are_one(hall: Hall) -> None:
    take(hall)
    take(hall)
    turn = hall.next(CLERK, 1, None).turn
    assert turn is not None

    with pytest.raises(StaleTurn):
        hall.next(CLERK, 1, None)
    assert hall.next(CLERK, 1, turn.id).finished is not None


def test_a_turn_seen_at_a_window_that_is_empty_now_is_stale(hall: Hall) -> None:
    take(hall)
    turn = call_next(hall)
    hall.finish(CLERK, 1)

    with pytest.raises(StaleTurn):
        hall.recall(CLERK, 1, turn.id)


@pytest.mark.parametrize("press", ["recall", "start", "finish", "miss", "put_back"])
def test_at_an_empty_window_there_is_nobody_to_do_it_with(hall: Hall, press: str) -> None:
    with pytest.raises(NoTurn, match="Nobody is at window 1"):
        PRESSES[press](hall, None)
