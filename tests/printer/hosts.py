"""A device host's surroundings by hand: a server line without a server, and printers that only say what they do."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from PIL import Image

from printer.driver import Outcome, Result
from printer.replies import Status
from printer.server_line import Dismissed, ServerLine
from queueing.paper import Cover, Cutter, Paper

WELL = Status(True, Cover.CLOSED, Cutter.OK, Paper.OK)
PAGE = {"test": True, "hall": "Test hall", "issued_at": "2026-11-23T09:00:00+08:00", "language": "en"}


class Line(ServerLine):
    """Hands out `jobs`; a job that is an exception is raised. `ended` and `told` are what it has heard."""

    def __init__(self, *jobs: int | Exception) -> None:
        super().__init__("http://127.0.0.1:1", "token")
        self.jobs = list(jobs)
        self.ended: dict[int, tuple[str, str | None]] = {}
        self.told: list[tuple[str, dict[str, Any]]] = []

    def claim(self, printers: list[str]) -> dict[str, Any] | None:
        if self.stopped.is_set():
            raise Dismissed
        if not self.jobs:
            return None
        job = self.jobs.pop(0)
        if isinstance(job, Exception):
            raise job
        return {"id": job, "content": PAGE}

    def end(self, job: int, state: str, *, confirmed: bool, reason: str | None) -> None:
        self.ended[job] = (state, reason)

    def report(self, printer: str, status: dict[str, Any]) -> None:
        self.told.append((printer, status))


class Handmade:
    """A printer that does `prints` for each slip, and is well."""

    def __init__(self, prints: Callable[[], Outcome] = lambda: Outcome(Result.CONFIRMED)) -> None:
        self._prints = prints
        self.closed = threading.Event()

    def status(self) -> Status:
        return WELL

    def print(self, bitmap: Image.Image) -> Outcome:
        return self._prints()

    def close(self) -> None:
        self.closed.set()


def eventually(is_so: Callable[[], bool], within: float = 10) -> None:
    deadline = time.monotonic() + within
    while not is_so():
        assert time.monotonic() < deadline, "it never came to be so"
        time.sleep(0.01)
