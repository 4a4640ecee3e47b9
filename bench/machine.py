"""What the figures stand on: cores, versions, the disk, and whether others were at work."""

from __future__ import annotations

import os
import platform
import sqlite3
import time
from pathlib import Path

import psutil

PAGE = b"x" * 4096


def facts(folder: Path) -> dict[str, str]:
    """What is printed above the table, by its name."""
    memory = psutil.virtual_memory().total / 2**30
    return {
        "machine": f"{os.cpu_count()} cores, {memory:.0f} GB, {platform.system()} {platform.machine()}",
        "Python": f"{platform.python_implementation()} {platform.python_version()}",
        "SQLite": sqlite3.sqlite_version,
        "disk": f"{_file_system(folder)} under {folder.parent}",
    }


class Others:
    """What all other processes of the machine use from the making of this on; ours are we and whom we have reaped."""

    def __init__(self) -> None:
        self._all, self._busy, self._ours = _cpu_seconds()

    def percent(self) -> float:
        """Of all cores together, until now."""
        everything, busy, ours = _cpu_seconds()
        spent = (busy - self._busy) - (ours - self._ours)
        return max(0.0, 100 * spent / max(everything - self._all, 0.01))


def fsyncs(folder: Path, count: int) -> list[float]:
    """Milliseconds of each of `count` times appending 4 KB to a file and forcing it to the disk."""
    taken = []
    with (folder / "fsync").open("wb", buffering=0) as file:
        for _ in range(count):
            began = time.perf_counter()
            file.write(PAGE)
            os.fsync(file.fileno())
            taken.append((time.perf_counter() - began) * 1000)
    return taken


def _cpu_seconds() -> tuple[float, float, float]:
    """Of all cores since the machine started: all seconds, the busy ones, and those of our own processes."""
    cpu, ours = psutil.cpu_times(), os.times()
    everything = sum(cpu)
    return everything, everything - cpu.idle - getattr(cpu, "iowait", 0.0), sum(ours[:4])


def _file_system(folder: Path) -> str:
    """Such as ext4. On tmpfs nothing is durable, and the yardstick says nothing."""
    mounts = {Path(part.mountpoint): part.fstype for part in psutil.disk_partitions(all=True)}
    holding = [path for path in (folder, *folder.parents) if path in mounts]
    kind = mounts[holding[0]] if holding else "an unknown file system"
    return f"{kind} (in memory: choose a disk with --folder)" if kind in ("tmpfs", "ramfs") else kind
