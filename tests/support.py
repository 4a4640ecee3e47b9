"""What the tests share: a clock moved by hand, a small plan, a hall on a real file, and those who act in it."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import select

from config.documents import read_plan
from config.plan import Plan
from queueing.hall import Hall, Wish
from queueing.hall_view import HallView
from queueing.people import Actor, Role
from queueing.store import Base, Store
from queueing.store.migrate import migrate
from queueing.timekeeping import Timekeeper
from queueing.views import Event, Ticket, Turn

KIOSK = Actor("token:kiosk-1", Role.KIOSK)
PROGRAM = Actor("token:program", Role.CLERK)
CLERK = Actor("li", Role.CLERK)
OTHER_CLERK = Actor("wang", Role.CLERK)
MANAGER = Actor("zhao", Role.MANAGER)

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""Nine in the morning in Shanghai, where the test hall stands."""

FARM = {
    "code": "FARM",
    "series": "A",
    "name": "Farm benefits",
    "target_minutes": 20,
    "items": [{"code": "LAND", "name": "Land"}, {"code": "CARD", "name": "Card"}],
}
SOCIAL = {"code": "SOCIAL", "series": "B", "name": "Social affairs"}
PETITION = {"code": "PETITION", "series": "E", "name": "Petitions", "private": True}
GUIDE = {"code": "GUIDE", "series": "E", "name": "Guide desk"}

TABLES: dict[str, Any] = {
    "hall": {"name": "Test hall", "time_zone": "Asia/Shanghai", "languages": ["zh-Hans", "en"]},
    "services": [FARM, SOCIAL, PETITION, GUIDE],
    "counters": [
        {"number": 1, "serves": {"FARM": 1, "SOCIAL": 2}},
        {"number": 2, "serves": {"SOCIAL": 1, "FARM": 2}},
        {"number": 3, "serves": {"PETITION": 1}},
        {"number": 0, "serves": {"GUIDE": 1}, "guide": True},
    ],
    "classes": [
        {"code": "normal", "name": "Normal"},
        {"code": "senior", "name": "Senior", "head_start": 15},
        {"code": "urgent", "name": "Urgent", "head_start": 60, "staff_only": True},
    ],
    "outcomes": [{"code": "finished", "name": "Done"}, {"code": "papers_missing", "name": "Papers missing"}],
}


class Clock:
    """A clock that moves only when it is told to."""

    def __init__(self, time: datetime = MONDAY) -> None:
        self.time = time

    def now(self) -> datetime:
        return self.time

    def tick(self, **span: float) -> datetime:
        """`clock.tick(minutes=5)`; a negative span sets it back."""
        self.time += timedelta(**span)
        return self.time


def a_plan(**tables: Any) -> Plan:
    """The test hall's plan; `tables` stand instead of its own, a table in braces is merged into it."""
    document = dict(TABLES)
    for name, table in tables.items():
        document[name] = {**TABLES.get(name, {}), **table} if isinstance(table, dict) else table
    return read_plan(document)


def make_hall(folder: Path, plan: Plan | None = None, clock: Clock | None = None) -> Hall:
    """The hall in a folder, founded when there is none yet. Whoever makes it closes `hall.store`."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "hall.db"
    if not file.exists():
        file.write_bytes(_empty_database())
    hall = Hall(Store(f"sqlite:///{file.as_posix()}"), (clock or Clock()).now)
    # Nothing passes by itself here: not even what the server counts while its clock is behind.
    hall.time = Timekeeper(hall.clock, lambda: 0.0)
    hall.found(plan or a_plan())
    return hall


@cache
def _empty_database() -> bytes:
    """Migrated once and copied for every hall: migrating takes longer than most tests."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "hall.db"
        with closing(Store(f"sqlite:///{file.as_posix()}")) as store:
            migrate(store)
        return file.read_bytes()


def take(hall: Hall, service: str = "FARM", actor: Actor = KIOSK, **wish: Any) -> Ticket:
    """Somebody takes a number."""
    return hall.issue(actor, Wish(service, **wish))


def events(hall: Hall, after: int = 0) -> list[Event]:
    return HallView(hall).events(after, 1000)


def call_next(hall: Hall, actor: Actor = CLERK, number: int = 1) -> Turn:
    """A clerk presses *next* and somebody is there."""
    turn = hall.next(actor, number).turn
    assert turn is not None
    return turn


def eventually(is_so: Callable[[], bool], within: float = 25) -> None:
    """Wait until it is so; what takes longer than `within` seconds never will."""
    deadline = time.monotonic() + within
    while not is_so():
        assert time.monotonic() < deadline, "it never came to be so"
        time.sleep(0.02)


def everything(hall: Hall) -> dict[str, list[Any]]:
    """All rows of all tables: what is equal to itself before and after has changed nothing."""
    tables = Base.metadata.sorted_tables
    with hall.store.read() as session:
        return {table.name: [tuple(row) for row in session.execute(select(table))] for table in tables}
