"""Twenty hands at once on a real server: no citizen twice, no number twice, none lost (DESIGN.md §14)."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from queueing.people import Role
from tests.server.running import Client, RunningServer
from tests.support import a_plan

WAITING = 400
PROCESSES = 4
THREADS = 20
EACH = WAITING // PROCESSES

EIGHTY_COUNTERS = a_plan(
    services=[
        {"code": "FARM", "series": "A", "name": "Farm"},
        {"code": "SOCIAL", "series": "B", "name": "Social"},
    ],
    counters=[{"number": number, "serves": {"FARM": 1, "SOCIAL": 1}} for number in range(1, 81)],
)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RunningServer]:
    with RunningServer(tmp_path / "data", EIGHTY_COUNTERS) as server:
        yield server


def test_four_hundred_issues_at_once_give_distinct_numbers_without_gaps(server: RunningServer) -> None:
    token = server.token(Role.KIOSK)
    tickets = in_processes(_issue, server.address, token)
    assert len({ticket["token"] for ticket in tickets}) == WAITING
    per_series = Counter(ticket["number"][0] for ticket in tickets)
    assert per_series == {"A": WAITING // 2, "B": WAITING // 2}
    for series, count in per_series.items():
        numbers = sorted(ticket["number"] for ticket in tickets if ticket["number"][0] == series)
        assert numbers == [f"{series}{n:03d}" for n in range(1, count + 1)]


def test_twenty_hands_pressing_next_never_get_the_same_citizen(server: RunningServer) -> None:
    kiosk = server.client(Role.KIOSK)
    issued = [kiosk.post("/tickets", {"service": "FARM"}).json()["number"] for _ in range(WAITING)]
    kiosk.close()
    token = server.token(Role.CLERK)
    turns = in_processes(_press_next, server.address, token)
    assert sorted(turn["number"] for turn in turns) == issued
    assert len({turn["id"] for turn in turns}) == WAITING
    manager = server.client(Role.MANAGER)
    log = manager.get("/turns").json()["turns"]
    manager.close()
    assert Counter(turn["state"] for turn in log) == {"called": 80, "done": WAITING - 80}
    assert {turn["calls"] for turn in log} == {1}


def in_processes(work: Callable[[str, str, int], list[Any]], address: str, token: str) -> list[Any]:
    """The work of four client processes, all at once."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(PROCESSES) as pool:
        parts = pool.starmap(work, [(address, token, part) for part in range(PROCESSES)])
    return [answer for part in parts for answer in part]


def _issue(address: str, token: str, part: int) -> list[dict[str, Any]]:
    def issue(number: int) -> dict[str, Any]:
        client = Client(address, token)
        answer = client.post("/tickets", {"service": "FARM" if number % 2 else "SOCIAL"})
        client.close()
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(issue, range(EACH)))


def _press_next(address: str, token: str, part: int) -> list[dict[str, Any]]:
    """Twenty threads, one at each of this process's twenty counters, press until they have had their share."""

    def at_counter(place: int) -> list[dict[str, Any]]:
        number = part * THREADS + place + 1
        client = Client(address, token)
        client.post(f"/counters/{number}/open")
        answers = [client.post(f"/counters/{number}/next") for _ in range(EACH // THREADS)]
        client.close()
        assert {answer.status_code for answer in answers} == {200}, [answer.text for answer in answers]
        return [answer.json()["turn"] for answer in answers]

    with ThreadPoolExecutor(THREADS) as pool:
        return [turn for turns in pool.map(at_counter, range(THREADS)) for turn in turns]
