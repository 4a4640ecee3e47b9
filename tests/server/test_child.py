"""The server's hold on its device host: whatever keeps it from starting, it is tried again."""

from __future__ import annotations

from typing import Any

import gevent
import pytest

from queueing.errors import Busy
from queueing.people import Role
from server import child
from server.child import DeviceChild
from web.people import People


class TroubledPeople(People):
    """Cannot make a token as long as there are troubles left."""

    def __init__(self, *troubles: Exception) -> None:
        self.troubles = list(troubles)

    def renew_token(self, role: Role, name: str) -> str:
        if self.troubles:
            raise self.troubles.pop(0)
        return "token"


class Program:
    """A child that runs until it is told to end."""

    started: list[Program]

    def __init__(self, *_: Any, **__: Any) -> None:
        self.stdin = self
        self.closed = False
        Program.started.append(self)

    def wait(self, _: float | None = None) -> int:
        while not self.closed:
            gevent.sleep(0.01)
        return 0

    def poll(self) -> int | None:
        return 0 if self.closed else None

    def close(self) -> None:
        self.closed = True


@pytest.fixture(autouse=True)
def programs(monkeypatch: pytest.MonkeyPatch) -> None:
    Program.started = []
    monkeypatch.setattr(child, "FIRST_NAP", 0.001)
    monkeypatch.setattr("subprocess.Popen", Program)


def started_within(seconds: float, number: int = 1) -> bool:
    with gevent.Timeout(seconds, exception=False):
        while len(Program.started) < number:
            gevent.sleep(0.01)
    return len(Program.started) >= number


@pytest.mark.parametrize("trouble", [Busy(), OSError("no more processes")])
def test_a_host_that_could_not_be_started_is_started_later(trouble: Exception) -> None:
    watched = DeviceChild(TroubledPeople(trouble, trouble), "http://127.0.0.1:1")
    watched.start()
    assert started_within(5)
    watched.stop()


def test_a_host_that_ended_is_started_again() -> None:
    watched = DeviceChild(TroubledPeople(), "http://127.0.0.1:1")
    watched.start()
    assert started_within(5)
    Program.started[0].close()
    assert started_within(5, number=2)
    watched.stop()
