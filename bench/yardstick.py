"""The yardstick: what a core and a durable commit are worth here, with nothing of ours around them."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from bench.machine import fsyncs
from bench.report import Line, line
from bench.scene import Scene

LOOPS = 20
ADDITIONS = 100_000


def yardstick(scene: Scene) -> Iterator[Line]:
    """A loop in plain Python; a forced write; a commit: BEGIN IMMEDIATE, one row, COMMIT, in WAL, synchronous=FULL."""
    yield line("one core: 100,000 additions in Python", "ms", additions(LOOPS))
    yield line("4 KB written and forced to the disk (fsync)", "ms", fsyncs(scene.folder, scene.counts.fsyncs))
    taken = commits(scene.folder, scene.counts.commits)
    yield line("bare SQLite: insert a row and commit", "ms", taken, per_second=len(taken) / sum(taken) * 1000)


def additions(count: int) -> list[float]:
    """Milliseconds of each of `count` loops of ADDITIONS: a rented or a hot core is not always equally fast."""
    taken = []
    for _ in range(count):
        began = time.perf_counter()
        total = 0
        for number in range(ADDITIONS):
            total += number
        taken.append((time.perf_counter() - began) * 1000)
    return taken


def commits(folder: Path, count: int) -> list[float]:
    """Milliseconds of each of `count` durable one-row transactions, from BEGIN to the return of COMMIT."""
    taken = []
    with closing(sqlite3.connect(folder / "yardstick.db", isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("CREATE TABLE IF NOT EXISTS ticket (id INTEGER PRIMARY KEY, number TEXT, issued_at TEXT)")
        for number in range(count):
            began = time.perf_counter()
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(
                "INSERT INTO ticket (number, issued_at) VALUES (?, ?)", (f"A{number:05d}", "2026-11-23T09:00:00+00:00")
            )
            connection.execute("COMMIT")
            taken.append((time.perf_counter() - began) * 1000)
    return taken
