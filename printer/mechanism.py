"""The inside of the virtual printer: a buffer, a head that prints when nothing keeps it, and the papers that fell out.

As in a real one, what has arrived is printed in the order of its coming, by and by; a printer without paper keeps it
and goes on when paper is back.
"""

from __future__ import annotations

import io
import logging
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from PIL import Image

from printer.faults import Faults
from printer.interpreter import Cut, Interpreter, Refused

log = logging.getLogger(__name__)

BUFFER = 256 * 1024
"""Bytes it takes in before it lets the line wait."""

PIECE = 4096
"""Bytes printed between two looks at the faults."""

STEPS_A_SECOND = 10
"""How often a slow printer prints a little."""


@dataclass(frozen=True)
class PrintedPaper:
    """One paper: its picture as PNG (1-bit, black is ink) and when it came out. Not `cut`: the job broke off."""

    serial: int
    at: datetime
    png: bytes
    width: int
    height: int
    cut: bool

    def picture(self) -> Image.Image:
        with Image.open(io.BytesIO(self.png)) as image:
            image.load()
            return image


@dataclass(frozen=True)
class Problem:
    """Something the printer did not understand."""

    at: datetime
    text: str


class Source(Protocol):
    """A connection, as the mechanism sees it."""

    interpreter: Interpreter

    def reply(self, byte: int) -> None: ...

    def drop(self) -> None: ...


class Mechanism:
    """Takes bytes from any number of connections; one thread of its own prints them."""

    def __init__(self, name: str, keep: int, on_paper: Callable[[PrintedPaper], None] | None) -> None:
        self.on_paper = on_paper
        self._name = name
        self._faults = Faults()
        self._changed = threading.Condition()
        self._buffer: deque[tuple[Source, bytes]] = deque()
        self._waiting = 0
        self._running = False
        self._thread: threading.Thread | None = None
        self._papers: deque[PrintedPaper] = deque(maxlen=keep)
        self._problems: deque[Problem] = deque(maxlen=keep)
        self._serial = 0

    def start(self) -> None:
        self._running = True
        self._thread = threading.Thread(target=self._work, name=f"printer-{self._name}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """What is in the buffer is lost, as when the plug is pulled."""
        with self._changed:
            self._running = False
            self._buffer.clear()
            self._waiting = 0
            self._changed.notify_all()
        if self._thread:
            self._thread.join()

    @property
    def faults(self) -> Faults:
        return self._faults

    @faults.setter
    def faults(self, faults: Faults) -> None:
        with self._changed:
            self._faults = faults
            self._changed.notify_all()

    @property
    def papers(self) -> tuple[PrintedPaper, ...]:
        with self._changed:
            return tuple(self._papers)

    @property
    def problems(self) -> tuple[Problem, ...]:
        with self._changed:
            return tuple(self._problems)

    @property
    def waiting(self) -> int:
        return self._waiting

    def wait_until(self, condition: Callable[[], object], seconds: float | None = None) -> bool:
        """Until the condition holds, looking whenever something changes here; False when it never did or it stops."""
        with self._changed:
            return bool(self._changed.wait_for(lambda: condition() or not self._running, seconds)) and self._running

    def put(self, source: Source, data: bytes) -> None:
        """Into the buffer, once there is room; empty data is the end of the connection."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting < BUFFER or not self._running)
            if self._running:
                self._buffer.append((source, data))
                self._waiting += len(data)
                self._changed.notify_all()

    def _work(self) -> None:
        while (taken := self._take()) is not None:
            source, data = taken
            if data:
                self._print(source, data)
            else:
                self._end(source)

    def _take(self) -> tuple[Source, bytes] | None:
        """The next piece to print, when it can print; None when it is switched off."""
        with self._changed:
            while self._running:
                if self._buffer and (self._faults.prints or not self._buffer[0][1]):
                    slow = self._faults.slow
                    if slow and self._buffer[0][1] and self._changed.wait_for(self._disturbed(), 1 / STEPS_A_SECOND):
                        continue
                    return self._cut_off(max(1, slow // STEPS_A_SECOND) if slow else PIECE)
                self._changed.wait()
            return None

    def _disturbed(self) -> Callable[[], bool]:
        before = self._faults
        return lambda: self._faults != before or not self._running

    def _cut_off(self, size: int) -> tuple[Source, bytes]:
        source, data = self._buffer.popleft()
        if len(data) > size:
            self._buffer.appendleft((source, data[size:]))
        self._waiting -= len(data[:size])
        self._changed.notify_all()
        return source, data[:size]

    def _print(self, source: Source, data: bytes) -> None:
        try:
            for event in source.interpreter.feed(data):
                if isinstance(event, Cut):
                    self._paper(event.picture, cut=True)
                else:
                    source.reply(self._faults.receipt)
        except Refused as refused:
            self._problem(f"refused at {refused}")
            source.drop()

    def _end(self, source: Source) -> None:
        if source.interpreter.unfinished:
            self._problem(f"the connection ended early: {source.interpreter.unfinished}")
        uncut = source.interpreter.uncut()
        if uncut is not None:
            self._paper(uncut, cut=False)

    def _paper(self, picture: Image.Image, cut: bool) -> None:
        png = io.BytesIO()
        picture.save(png, "PNG")
        self._serial += 1
        paper = PrintedPaper(self._serial, datetime.now(UTC), png.getvalue(), *picture.size, cut)
        with self._changed:
            self._papers.append(paper)
            self._changed.notify_all()
        if self.on_paper:
            try:
                self.on_paper(paper)
            except Exception:
                log.exception("printer %s: whoever watches its papers failed", self._name)

    def _problem(self, text: str) -> None:
        log.warning("printer %s: %s", self._name, text)
        with self._changed:
            self._problems.append(Problem(datetime.now(UTC), text))
            self._changed.notify_all()
