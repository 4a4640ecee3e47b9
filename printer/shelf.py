"""What the server remembers of virtual printers: their last papers, and what they were told to do wrong.

The paper itself comes out in the device host, as from any printer; the host sends its picture here to be looked at.
It is a demonstration and a tool for tests, so it lives in memory: a restarted server has an empty shelf.
"""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import cast

from flask import Flask, current_app
from pydantic import Field

from queueing import views
from web.endpoint import Body

KEPT = 12
_KEY = "hallqueue-papers"


class FaultsBody(Body):
    """What is wrong with a virtual printer; see `printer.faults.Faults`."""

    paper_out: bool = False
    near_end: bool = False
    cover_open: bool = False
    cutter_jam: bool = False
    offline: bool = False
    hangs: bool = False
    slow: int | None = Field(default=None, ge=1, le=10_000_000, description="bytes a second")
    cut_after: int | None = Field(default=None, ge=0, le=10_000_000, description="bytes")


class Sheet(views.View):
    """One paper; its picture is at `/printer/<name>/papers/<id>.png`."""

    id: int
    at: views.Instant
    width: int
    height: int


class VirtualPapers(views.View):
    printer: views.Printer
    faults: FaultsBody
    papers: list[Sheet]


def _stack() -> deque[tuple[Sheet, bytes]]:
    return deque(maxlen=KEPT)


@dataclass
class Shelf:
    """Papers by printer, newest first."""

    _sheets: dict[str, deque[tuple[Sheet, bytes]]] = field(default_factory=lambda: defaultdict(_stack))
    _faults: dict[str, FaultsBody] = field(default_factory=dict)
    _last: int = 0

    def put(self, name: str, at: views.Instant, width: int, height: int, png: bytes) -> Sheet:
        self._last += 1
        sheet = Sheet(id=self._last, at=at, width=width, height=height)
        self._sheets[name].appendleft((sheet, png))
        return sheet

    def picture(self, name: str, number: int) -> bytes | None:
        return next((png for sheet, png in self._sheets.get(name, ()) if sheet.id == number), None)

    def papers(self, printer: views.Printer) -> VirtualPapers:
        sheets = [sheet for sheet, _ in self._sheets.get(printer.name, ())]
        return VirtualPapers(printer=printer, faults=self.faults(printer.name), papers=sheets)

    def faults(self, name: str) -> FaultsBody:
        return self._faults.get(name, FaultsBody())

    def set_faults(self, name: str, faults: FaultsBody) -> None:
        self._faults[name] = faults

    def all_faults(self) -> dict[str, FaultsBody]:
        return dict(self._faults)


def open_shelf(app: Flask) -> None:
    app.extensions[_KEY] = Shelf()


def shelf() -> Shelf:
    return cast("Shelf", current_app.extensions[_KEY])
