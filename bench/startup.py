"""How soon a hall is there: on an empty folder, on its database, and after the plug was pulled."""

from __future__ import annotations

import time
from collections.abc import Iterator

from bench.client import Client
from bench.report import Line, line
from bench.scene import COUNTERS, WAITING, MeasuredServer, Scene
from queueing.people import Role

LONGEST_RESTART = 10.0
"""Seconds, DESIGN.md §14: server restart → calling again."""


def startup(scene: Scene) -> Iterator[Line]:
    """Each from the spawning of the process, to the first 200 of health or to the answer of the first next."""
    scene.say("starting and restarting")
    yield line("start on an empty folder → healthy", "s", empty_starts(scene))
    healthy, calling = restarts(scene)
    yield line("start on its database → healthy", "s", healthy)
    yield line("SIGKILL and start → first next answered", "s", calling, promise=LONGEST_RESTART)


def empty_starts(scene: Scene) -> list[float]:
    """Seconds of starts that make the folder, the database, the key and the first admin (one argon2 hash)."""
    taken = []
    for number in range(scene.counts.starts):
        with MeasuredServer(scene.folder / f"empty-{number}") as server:
            taken.append(server.start_seconds)
    return taken


def restarts(scene: Scene) -> tuple[list[float], list[float]]:
    """Seconds of starts on the database of all that was measured before, the server having been killed at it."""
    server = scene.server
    scene.fill(WAITING)
    healthy, calling = [], []
    for _ in range(scene.counts.starts):
        server.kill()
        began = time.monotonic()
        server.start()
        with Client(server.port, scene.token(Role.CLERK)) as clerk:
            clerk.post(f"/counters/{COUNTERS}/open")
            clerk.next(COUNTERS)
        calling.append(time.monotonic() - began)
        healthy.append(server.start_seconds)
    return healthy, calling
