"""Measured values into lines of a table, printed as they come, so that a failure late in a run loses nothing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

WIDTH = 46


@dataclass(frozen=True)
class Line:
    """One line. `median`, `p99` and `promise`, the most allowed, are in `unit`; a single value has no p99."""

    what: str
    unit: str
    median: float
    p99: float | None = None
    per_second: float | None = None
    count: int = 1
    promise: float | None = None

    @property
    def kept(self) -> bool | None:
        """Whether the promise is kept, by p99 where there is one; None when nothing is promised."""
        if self.promise is None:
            return None
        return (self.median if self.p99 is None else self.p99) <= self.promise

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "kept": self.kept}


def line(
    what: str, unit: str, values: Sequence[float], *, per_second: float | None = None, promise: float | None = None
) -> Line:
    """The line of single values in `unit`."""
    return Line(what, unit, median(values), p99(values), per_second, len(values), promise)


def p99(values: Sequence[float]) -> float:
    """By nearest rank: the value that 99 of 100 do not exceed; below 100 values the largest."""
    return sorted(values)[math.ceil(0.99 * len(values)) - 1]


def title(text: str) -> str:
    return f"\n{text}"


def head() -> str:
    return f"{'':{WIDTH}}{'median':>9}{'p99':>9}  {'':<3}{'per s':>8}{'n':>7}  promise"


def row(entry: Line) -> str:
    cells = f"{entry.what:{WIDTH}}{_number(entry.median):>9}{_number(entry.p99):>9}  {entry.unit:<3}"
    cells += f"{_number(entry.per_second):>8}{entry.count:>7}"
    if entry.promise is None:
        return cells
    return f"{cells}  ≤ {entry.promise:g} {entry.unit}: {'kept' if entry.kept else 'not kept'}"


def _number(value: float | None) -> str:
    """Three figures or so; nobody reads more."""
    if value is None:
        return "-"
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
