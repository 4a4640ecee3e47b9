"""From a clerk's next to the last screen, and what the screens cost the server in memory."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from bench.client import Client
from bench.helpers import Helpers
from bench.live_clients import Screens, Seen
from bench.report import Line, line
from bench.scene import COUNTERS, WAITING, Scene
from queueing.people import Role

PROCESSES = 2
LONGEST_NEXT_TO_SCREENS = 300.0
"""Milliseconds, DESIGN.md §14, for the board and the call on 300 screens."""

MOST_MEMORY = 250.0
"""MB, DESIGN.md §14, with 300 screens."""

PROMISED_SCREENS = 300
PATIENCE = 10.0


@dataclass
class Times:
    """Milliseconds from just before the POST of next, one value a call."""

    answered: list[float] = field(default_factory=list)
    called: list[float] = field(default_factory=list)
    shown: list[float] = field(default_factory=list)


def live(scene: Scene) -> Iterator[Line]:
    """next → all screens, for each number of them; memory before the first and with the last of them."""
    yield Line("memory, no live client", "MB", scene.server.megabytes)
    arguments = [(scene.server.port, scene.token(Role.DISPLAY))] * PROCESSES
    with Helpers(Screens, arguments) as helpers, Client(scene.server.port, scene.token(Role.CLERK)) as clerk:
        clerk.post(f"/counters/{COUNTERS}/open")
        before = 0
        for screens in scene.counts.screens:
            scene.say(f"next to {screens} screens")
            seconds = connect(helpers, screens)
            times = call_repeatedly(scene, clerk, helpers, screens)
            promised = screens >= PROMISED_SCREENS
            promise = LONGEST_NEXT_TO_SCREENS if promised else None
            people = "1 screen" if screens == 1 else f"{screens} screens"
            yield Line(f"{screens - before} more connected at once: all have a board", "s", seconds)
            yield line(f"next → answer to the clerk, {people}", "ms", times.answered)
            yield line(f"next → call at the last of {people}", "ms", times.called, promise=promise)
            yield line(f"next → board at the last of {people}", "ms", times.shown, promise=promise)
            before = screens
        memory = scene.server.megabytes
        yield Line(f"memory, {before} live clients", "MB", memory, promise=MOST_MEMORY if promised else None)


def connect(helpers: Helpers, screens: int) -> float:
    """Seconds until there are so many screens and the last has its first board; the new ones come all at once."""
    shares = [(screens // PROCESSES + (place < screens % PROCESSES),) for place in range(PROCESSES)]
    began = time.monotonic()
    return float(max(helpers.each("connect", shares)) - began)


def call_repeatedly(scene: Scene, clerk: Client, helpers: Helpers, screens: int) -> Times:
    """`counts.calls` calls into a hall that is quiet otherwise, with WAITING people waiting on average."""
    calls = scene.counts.calls
    scene.fill(WAITING + calls // 2)
    # Until the last board has come and the helpers need not read while it does: more screens, more time.
    pause = 0.2 + screens / 1000
    times = Times()
    for _ in range(calls):
        time.sleep(pause)
        began = time.monotonic()
        number = clerk.next(COUNTERS)["number"]
        times.answered.append((time.monotonic() - began) * 1000)
        time.sleep(pause)
        seen = await_all(helpers, number, screens)
        times.called.append((max(part.last_heard for part in seen) - began) * 1000)
        times.shown.append((max(part.last_shown for part in seen) - began) * 1000)
    return times


def await_all(helpers: Helpers, number: str, screens: int) -> list[Seen]:
    """What the helpers have seen once every screen has both the call and the board."""
    deadline = time.monotonic() + PATIENCE
    while True:
        seen: list[Seen] = helpers.all("seen", number)
        if sum(part.heard for part in seen) == sum(part.shown for part in seen) == screens:
            return seen
        if time.monotonic() > deadline:
            raise TimeoutError(f"{number} did not reach all {screens} screens within {PATIENCE:g} s: {seen}")
        time.sleep(0.1)
