"""Several processes at one database at once: nobody is called twice, no number is given twice, nothing is lost."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from queueing.errors import StaleTurn
from queueing.hall import Hall, Request, Wish
from queueing.hall_view import HallView
from queueing.store import Store
from tests.support import KIOSK, PROGRAM, Clock, a_plan, everything, make_hall, take

HANDS = 4
COUNTERS = range(1, 81)
PEOPLE = 400

PLAN = a_plan(
    services=[{"code": "FARM", "series": "A", "name": "Farm benefits"}],
    series=[{"code": "A", "last": 9999}],
    counters=[{"number": number, "serves": ["FARM"]} for number in COUNTERS],
)


@contextmanager
def the_hall(address: str) -> Iterator[Hall]:
    """The hall as one process has it."""
    with closing(Store(address)) as store:
        yield Hall(store, Clock().now)


def press_next(address: str, hand: int) -> list[str]:
    """Go round a share of the counters until nobody waits; the numbers called."""
    called = []
    with the_hall(address) as hall:
        while True:
            for counter in COUNTERS[hand::HANDS]:
                turn = hall.next(PROGRAM, counter).turn
                if turn is None:
                    return called
                called.append(turn.number)


def give_out(address: str, hand: int) -> list[str]:
    """A hundred tickets; the numbers given."""
    with the_hall(address) as hall:
        return [take(hall).number for _ in range(PEOPLE // HANDS)]


def press_at_one_counter(address: str, hand: int) -> list[str]:
    """One press on a window that was seen empty; the number called, or nothing when another press was first."""
    with the_hall(address) as hall:
        try:
            turn = hall.next(PROGRAM, 1, None).turn
        except StaleTurn:
            return []
        return [turn.number] if turn else []


def send_again(address: str, hand: int) -> list[str]:
    """The same request from every process, as from a kiosk that got no answer; the number answered."""
    with the_hall(address) as hall:
        return [hall.issue(KIOSK, Wish("FARM"), Request("k", "POST /tickets", {})).number]


Deed = Callable[[str, int], list[str]]
AllAtOnce = Callable[[Deed, Hall], list[str]]

_in_this_process: dict[str, Barrier] = {}


def _hired(ready: Barrier) -> None:
    _in_this_process["ready"] = ready


def _when_all_are_ready(deed: Deed, address: str, hand: int) -> list[str]:
    _in_this_process["ready"].wait(60)
    return deed(address, hand)


@pytest.fixture(scope="module")
def all_at_once() -> Iterator[AllAtOnce]:
    """Has four processes do a thing at once; answers what they tell, put together."""
    spawn: Any = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(HANDS, spawn, _hired, (spawn.Barrier(HANDS),)) as hands:

        def do(deed: Deed, hall: Hall) -> list[str]:
            address = hall.store.address
            told = [hands.submit(_when_all_are_ready, deed, address, hand) for hand in range(HANDS)]
            return [number for future in told for number in future.result(60)]

        yield do


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    """A hall of eighty staffed counters."""
    hall = make_hall(tmp_path, PLAN)
    for number in COUNTERS:
        hall.open_counter(PROGRAM, number)
    yield hall
    hall.store.close()


def numbers(count: int) -> list[str]:
    return [f"A{number:04}" for number in range(1, count + 1)]


def test_however_many_press_next_at_once_nobody_is_called_twice_or_forgotten(
    hall: Hall, all_at_once: AllAtOnce
) -> None:
    for _ in range(PEOPLE):
        take(hall)

    assert sorted(all_at_once(press_next, hall)) == numbers(PEOPLE)

    log = HallView(hall).wait_log(HallView(hall).today())
    assert Counter(turn.calls for turn in log) == {1: PEOPLE}
    assert max(Counter(turn.counter for turn in log if turn.state == "called").values()) == 1


def test_however_many_give_out_at_once_no_number_is_there_twice_or_missing(hall: Hall, all_at_once: AllAtOnce) -> None:
    assert sorted(all_at_once(give_out, hall)) == numbers(PEOPLE)

    rows = everything(hall)
    assert [row[0] for row in rows["tickets"]] == list(range(1, PEOPLE + 1))
    assert [row[1] for row in rows["events"]] == list(range(1, 1 + len(COUNTERS) + PEOPLE + 1))
    assert HallView(hall).revision() == 1 + len(COUNTERS) + PEOPLE


def test_of_many_presses_at_one_counter_one_counts(hall: Hall, all_at_once: AllAtOnce) -> None:
    for _ in range(HANDS):
        take(hall)

    assert all_at_once(press_at_one_counter, hall) == numbers(1)


def test_one_request_that_arrives_everywhere_at_once_is_done_once(hall: Hall, all_at_once: AllAtOnce) -> None:
    assert all_at_once(send_again, hall) == numbers(1) * HANDS
    assert len(everything(hall)["tickets"]) == 1
