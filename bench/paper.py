"""From the tap to the paper: how long a slip takes to a printer on TCP, and what a hung printer costs the clerks.

The printer is a listener of this process that answers as a printer does and notes when the first and the last byte of a
job came in; both clocks are `time.monotonic` of one machine. The tap is the building of the kiosk's request.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bench.client import Client
from bench.report import Line, line
from bench.scene import MeasuredServer, Scene, busy_hall
from config.documents import read_plan
from printer.drawing import draw
from printer.slip import Slip
from queueing.people import Role

ASKED, WELL = b"\x10\x04", b"\x12"
RECEIPT_WANTED, RECEIPT = b"\x1dr\x01", b"\x00"
PROMISE = 500.0
"""Milliseconds from the tap until the ticket's bytes are at the printer (DESIGN.md §14)."""


@dataclass
class Job:
    first: float
    last: float


@dataclass
class NotingPrinter:
    """Listens on loopback; `hangs` makes it accept and never answer. Jobs end with the asking for a receipt."""

    hangs: bool = False
    jobs: list[Job] = field(default_factory=list)

    def __enter__(self) -> NotingPrinter:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"tcp://127.0.0.1:{self._listening.getsockname()[1]}"
        self._lines: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        for one in (self._listening, *self._lines):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def wait_for(self, number: int) -> Job:
        deadline = time.monotonic() + 20
        while len(self.jobs) < number:
            if time.monotonic() > deadline:
                raise TimeoutError("a slip did not come to the printer within 20 s")
            time.sleep(0.0005)
        return self.jobs[number - 1]

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                one, _ = self._listening.accept()
                self._lines.append(one)
                if not self.hangs:
                    threading.Thread(target=self._serve, args=(one,), daemon=True).start()

    def _serve(self, one: socket.socket) -> None:
        first = None
        with suppress(OSError):
            while data := one.recv(65536):
                now = time.monotonic()
                one.sendall(WELL * (data.count(ASKED) if len(data) <= 12 else 0))
                if len(data) > 12 and first is None:
                    first = now
                if data.endswith(RECEIPT_WANTED) and first is not None:
                    self.jobs.append(Job(first, now))
                    first = None
                    one.sendall(RECEIPT)


def paper(scene: Scene) -> Iterator[Line]:
    """A hall of its own with one printer, nobody else at work."""
    scene.say("slips")
    yield line("drawing a slip, 576 dots", "ms", _drawing(scene.counts.calls))
    with NotingPrinter() as printer, _hall(scene, "printing", printer.address) as hall:
        first, last = _taps(hall, printer, scene.counts.calls)
        yield line("tap → first byte at the printer", "ms", first)
        yield line("tap → last byte at the printer", "ms", last, promise=PROMISE)
        yield line("next while the printer is well", "ms", _nexts(hall, scene.counts.calls))
    with NotingPrinter(hangs=True) as hung, _hall(scene, "hanging", hung.address) as hall:
        yield line("next while the printer hangs", "ms", _nexts(hall, scene.counts.calls))


def _drawing(times: int) -> list[float]:
    slip = Slip(
        language="zh-Hans", hall="清河镇便民服务大厅", number="A012", issued_at=datetime.now(UTC), service="惠农补贴",
        ahead=5, estimate=(10, 20), papers=["身份证", "一卡通", "农机发票"],
    )  # fmt: skip
    draw(slip)
    taken = []
    for _ in range(times):
        began = time.monotonic()
        draw(slip)
        taken.append((time.monotonic() - began) * 1000)
    return taken


def _hall(scene: Scene, name: str, address: str) -> MeasuredServer:
    document = busy_hall().model_dump(mode="json") | {"printers": [{"name": "front", "address": address}]}
    return MeasuredServer(scene.folder / name, read_plan(document))


def _taps(hall: MeasuredServer, printer: NotingPrinter, times: int) -> tuple[list[float], list[float]]:
    """Milliseconds to the first and to the last byte; the very first slip, which starts everything, is left out."""
    first, last = [], []
    with Client(hall.port, hall.token(Role.KIOSK)) as kiosk:
        for number in range(times + 1):
            time.sleep(0.1)
            tap = time.monotonic()
            kiosk.issue(number)
            job = printer.wait_for(number + 1)
            first.append((job.first - tap) * 1000)
            last.append((job.last - tap) * 1000)
    return first[1:], last[1:]


def _nexts(hall: MeasuredServer, times: int) -> list[float]:
    """Milliseconds of next, each while a slip is on its way to the printer."""
    taken = []
    with Client(hall.port, hall.token(Role.ADMIN)) as clerk:
        clerk.post("/counters/1/open")
        for number in range(times + 3):
            clerk.issue(number)
            time.sleep(0.05)
            began = time.monotonic()
            clerk.next(1)
            taken.append((time.monotonic() - began) * 1000)
    return taken[3:]
