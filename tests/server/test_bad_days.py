"""The database is held by somebody else; the power goes. Nothing acknowledged is lost, nobody is kept waiting."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests

from queueing.people import Role
from tests.server.running import Client, RunningServer
from tests.support import a_plan

HELD_FOR = 2.0
FREEZE = 0.1


def test_a_busy_database_freezes_nobody_and_writers_wait_and_succeed(tmp_path: Path) -> None:
    with RunningServer(tmp_path / "data") as server:
        client, writer = server.client(Role.ADMIN), server.client(Role.ADMIN, "writer")
        client.get("/board")
        blocker = sqlite3.connect(server.data / "hall.db", isolation_level=None)
        blocker.execute("BEGIN IMMEDIATE")
        held_until = time.monotonic() + HELD_FOR
        with ThreadPoolExecutor(1) as pool:
            issuing = pool.submit(writer.post, "/tickets", {"service": "FARM"})
            slowest = 0.0
            while time.monotonic() < held_until:
                for path in ("/health", "/board"):
                    started = time.monotonic()
                    assert client.get(path).status_code == 200
                    slowest = max(slowest, time.monotonic() - started)
            assert not issuing.done()
            blocker.execute("ROLLBACK")
            assert issuing.result().status_code == 201
        blocker.close()
        client.close()
        writer.close()
    assert slowest < FREEZE


@pytest.mark.parametrize("rounds", [3, pytest.param(20, marks=pytest.mark.slow)])
def test_a_killed_server_has_lost_nothing_that_it_acknowledged(tmp_path: Path, rounds: int) -> None:
    plan = a_plan(series=[{"code": "A", "last": 99_999}])
    acknowledged = Acknowledged()
    with RunningServer(tmp_path / "data", plan) as server:
        token = server.token(Role.ADMIN)
        for _ in range(rounds):
            with ThreadPoolExecutor(8) as pool:
                stop = threading.Event()
                for hand in range(6):
                    pool.submit(_issue_until, stop, server.address, token, acknowledged, hand)
                for counter in (1, 2):
                    pool.submit(_call_until, stop, server.address, token, acknowledged, counter)
                time.sleep(0.7)
                server.kill()
                stop.set()
            server.start()
            _all_there_and_nothing_double(server, token, acknowledged)
    assert len(acknowledged.tickets) > 20 * rounds
    assert len(acknowledged.calls) > 5 * rounds


class Acknowledged:
    """What the server has said yes to."""

    def __init__(self) -> None:
        self.tickets: dict[str, str] = {}
        self.calls: dict[int, int] = {}


def _issue_until(stop: threading.Event, address: str, token: str, acknowledged: Acknowledged, hand: int) -> None:
    client = Client(address, token)
    while not stop.is_set():
        try:
            answer = client.post("/tickets", {"service": "FARM"})
        except requests.RequestException:
            break
        assert answer.status_code == 201, answer.text
        acknowledged.tickets[answer.json()["token"]] = answer.json()["number"]
    client.close()


def _call_until(stop: threading.Event, address: str, token: str, acknowledged: Acknowledged, counter: int) -> None:
    client = Client(address, token)
    try:
        client.post(f"/counters/{counter}/open")
        while not stop.is_set():
            turn = client.post(f"/counters/{counter}/next").json()["turn"]
            if turn:
                acknowledged.calls[turn["id"]] = counter
    except requests.RequestException:
        pass
    client.close()


def _all_there_and_nothing_double(server: RunningServer, token: str, acknowledged: Acknowledged) -> None:
    client = Client(server.address, token)
    turns: list[dict[str, Any]] = client.get("/turns").json()["turns"]
    by_token = {turn["ticket"]: turn for turn in turns}
    assert {token: by_token[token]["number"] for token in acknowledged.tickets} == acknowledged.tickets
    by_id = {turn["id"]: turn for turn in turns}
    assert {turn: by_id[turn]["counter"] for turn in acknowledged.calls} == acknowledged.calls
    numbers = Counter(turn["number"] for turn in turns)
    assert max(numbers.values()) == 1
    assert sorted(numbers) == [f"A{n:05d}" for n in range(1, len(turns) + 1)]
    at_counters = Counter(turn["counter"] for turn in turns if turn["state"] == "called")
    assert max(at_counters.values(), default=0) <= 1
    client.close()
