"""Issue and next over HTTP, by clients of one process each that press at once.

Rounds keep the queue at a realistic length: in each, every client first issues TOGETHER tickets, then presses next as
often. Both halves are measured, each from the moment that the first client begins to the moment the last one is done;
with a half as long as some tenths of a second, what starting together costs does not show.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from bench.client import Client
from bench.helpers import Helpers
from bench.report import Line, line
from bench.scene import WAITING, Scene
from queueing.people import Role

TOGETHER = 5
WARM_UP = 3
"""Presses of each client before anything is measured: connections, prepared statements, the first empty counter."""


@dataclass(frozen=True)
class Burst:
    """What one client did: from when to when (seconds of time.monotonic), and each press in milliseconds."""

    began: float
    ended: float
    taken: list[float]


@dataclass
class Half:
    """All bursts of one kind. `seconds` is the time in which some client was at it."""

    seconds: float = 0.0
    taken: list[float] = field(default_factory=list)

    def add(self, bursts: list[Burst]) -> None:
        self.seconds += max(burst.ended for burst in bursts) - min(burst.began for burst in bursts)
        self.taken += [milliseconds for burst in bursts for milliseconds in burst.taken]

    def line(self, what: str) -> Line:
        return line(what, "ms", self.taken, per_second=len(self.taken) / self.seconds)


class Presser:
    """One client at one counter, in its own process. A program, so it may hold a counter beside the others."""

    def __init__(self, port: int, kiosk: str, clerk: str, counter: int) -> None:
        self.kiosk = Client(port, kiosk)
        self.clerk = Client(port, clerk)
        self.counter = counter

    def sit_down(self) -> None:
        self.clerk.post(f"/counters/{self.counter}/open")

    def issue(self, times: int) -> Burst:
        taken = []
        began = before = time.monotonic()
        for number in range(times):
            self.kiosk.issue(self.counter + number)
            now = time.monotonic()
            taken.append((now - before) * 1000)
            before = now
        return Burst(began, before, taken)

    def next(self, times: int) -> Burst:
        taken = []
        began = before = time.monotonic()
        for _ in range(times):
            self.clerk.next(self.counter)
            now = time.monotonic()
            taken.append((now - before) * 1000)
            before = now
        return Burst(began, before, taken)


def http_load(scene: Scene) -> Iterator[Line]:
    """Each press from the building of the request to the parsed answer; the rate of all clients together."""
    for clients in scene.counts.clients:
        scene.say(f"issue and next by {clients}")
        issued, called = press(scene, clients)
        people = "1 client" if clients == 1 else f"{clients} clients"
        yield issued.line(f"issue, {people}")
        yield called.line(f"next, {people}, {WAITING} waiting")


def press(scene: Scene, clients: int) -> tuple[Half, Half]:
    """`counts.presses` issues and as many nexts by so many clients, with WAITING people waiting on average."""
    together = clients * TOGETHER
    scene.fill(WAITING - together // 2)
    tokens = scene.token(Role.KIOSK), scene.token(Role.CLERK)
    issued, called = Half(), Half()
    with Helpers(Presser, [(scene.server.port, *tokens, counter) for counter in range(1, clients + 1)]) as pressers:
        pressers.all("sit_down")
        pressers.all("issue", WARM_UP)
        pressers.all("next", WARM_UP)
        for _ in range(scene.counts.presses // together):
            issued.add(pressers.all("issue", TOGETHER))
            called.add(pressers.all("next", TOGETHER))
    return issued, called
