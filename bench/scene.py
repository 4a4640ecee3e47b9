"""What the steps of a run share: how much of everything, a folder, and one hall that has been at work for a while."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import psutil

from bench.client import Client
from config.documents import read_plan
from config.plan import Plan
from queueing.people import Role
from tests.server.running import RunningServer

WAITING = 40
"""People waiting on average while next is measured: a full hall."""

COUNTERS = 12


@dataclass(frozen=True)
class Counts:
    """How much of everything; the defaults take some two minutes on two cores."""

    fsyncs: int = 200
    commits: int = 1000
    clients: tuple[int, ...] = (1, 8)
    presses: int = 480
    screens: tuple[int, ...] = (1, 50, 300)
    calls: int = 40
    starts: int = 5


QUICK = Counts(fsyncs=50, commits=200, presses=80, screens=(1, 20), calls=5, starts=1)


class MeasuredServer(RunningServer):
    """A server that knows how long it took to start, and leaves no process behind when it did not."""

    def start(self) -> None:
        began = time.monotonic()
        try:
            super().start()
        except BaseException:
            if hasattr(self, "process"):
                self.stop()
            raise
        self.start_seconds = time.monotonic() - began
        """From spawning the process to its first 200 of health, which is asked for every 20 ms."""

    def __enter__(self) -> Self:
        return self

    @property
    def megabytes(self) -> float:
        """Resident set of the server process in MB (10⁶ bytes)."""
        return float(psutil.Process(self.process.pid).memory_info().rss) / 1e6


class Scene:
    """One run. The hall that the steps load is started when it is first asked for; `close` stops whatever runs."""

    def __init__(self, folder: Path, counts: Counts, say: Callable[[str], None]) -> None:
        self.folder = folder
        self.counts = counts
        self.say = say
        self._server: MeasuredServer | None = None
        self._tokens: dict[Role, str] = {}
        self._stack = ExitStack()

    @property
    def server(self) -> MeasuredServer:
        if self._server is None:
            self._server = self._stack.enter_context(MeasuredServer(self.folder / "hall", busy_hall()))
        return self._server

    def token(self, role: Role) -> str:
        if role not in self._tokens:
            self._tokens[role] = self.server.token(role)
        return self._tokens[role]

    def fill(self, people: int) -> None:
        """Have so many people waiting, as far as there are fewer; nothing of this is measured."""
        with Client(self.server.port, self.token(Role.ADMIN)) as guide:
            waiting = sum(service["waiting"] for service in guide.get("/services")["services"])
            for number in range(people - waiting):
                guide.issue(number)

    def close(self) -> None:
        self._stack.close()


def busy_hall() -> Plan:
    """Four services, and twelve counters that each serve all of them, so that next chooses among all who wait."""
    codes = {"FARM": "A", "SOCIAL": "B", "FAMILY": "C", "AGRI": "D"}
    return read_plan(
        {
            "hall": {"name": {"zh-Hans": "测量大厅", "en": "Measured hall"}, "languages": ["zh-Hans", "en"]},
            "services": [{"code": code, "series": series, "name": code} for code, series in codes.items()],
            "series": [{"code": series, "last": 99_999} for series in codes.values()],
            "counters": [
                {"number": number, "serves": {code: 1 + (number + place) % 4 for place, code in enumerate(codes)}}
                for number in range(1, COUNTERS + 1)
            ],
        }
    )
