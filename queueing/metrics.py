"""Figures from rows: the wait log, and how long people waited.

Definitions. *Wait*: from entering (from the booked time, when that is later) to the first call that was not put back.
*Service*: from the start, pressed or implied, to the end. Medians and the 90th percentile are exact, interpolated
linearly between the two nearest ranks (type 7 of Hyndman and Fan 1996, PostgreSQL's `percentile_cont`). Every figure
is taken over the turns themselves, never over means of groups.
"""

from __future__ import annotations

import math
import statistics
from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, tzinfo
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from queueing import views
from queueing.pictures import service_seconds, turn_view, wait_seconds
from queueing.store import TurnRow
from queueing.ticket import State

NOBODY = "none"
"""The key of turns that have no counter or no clerk: they were never called."""


class By(StrEnum):
    """What the rows of a report are grouped by; an hour is the local hour of entering."""

    COUNTER = "counter"
    SERVICE = "service"
    STAFF = "staff"
    CLASS = "class"
    HOUR = "hour"
    DAY = "day"


class _Facts(NamedTuple):
    """What the figures need of a turn."""

    counter: int | None
    service: str
    staff: str | None
    class_: str
    day: date
    state: State
    entered_at: datetime
    due: datetime | None
    called_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None


def wait_log(session: Session, hall_id: int, day: date) -> list[views.Turn]:
    """Every turn of a service day, in the order of entering."""
    rows = session.scalars(select(TurnRow).where(TurnRow.hall_id == hall_id, TurnRow.day == day).order_by(TurnRow.id))
    return [turn_view(row) for row in rows]


def waits(
    session: Session, hall_id: int, first: date, end: date, by: By, zone: tzinfo, targets: Mapping[str, float]
) -> views.Waits:
    """The waits of the service days from `first` to before `end`. `targets`: minutes by service, where it has one."""
    columns = [getattr(TurnRow, name) for name in _Facts._fields]
    rows = session.execute(
        select(*columns).where(
            TurnRow.hall_id == hall_id, TurnRow.day >= first, TurnRow.day < end, TurnRow.state != State.VOID
        )
    )
    turns = [_Facts(*row) for row in rows]
    groups: dict[str, list[_Facts]] = defaultdict(list)
    key = _key(by, zone)
    for turn in turns:
        groups[key(turn)].append(turn)
    return views.Waits(
        rows=[_row(name, groups[name], targets) for name in sorted(groups, key=_by_number)],
        total=_row("total", turns, targets),
    )


def percentile(values: Sequence[float], share: float) -> float | None:
    """The value below which `share` (0 to 1) of the values lie, interpolated linearly; None of nothing."""
    if not values:
        return None
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def _key(by: By, zone: tzinfo) -> Callable[[_Facts], str]:
    keys: dict[By, Callable[[_Facts], str]] = {
        By.COUNTER: lambda turn: NOBODY if turn.counter is None else str(turn.counter),
        By.SERVICE: lambda turn: turn.service,
        By.STAFF: lambda turn: turn.staff or NOBODY,
        By.CLASS: lambda turn: turn.class_,
        By.HOUR: lambda turn: f"{turn.entered_at.astimezone(zone):%H}",
        By.DAY: lambda turn: turn.day.isoformat(),
    }
    return keys[by]


def _by_number(key: str) -> tuple[bool, int, str]:
    """Counters sort as numbers, everything else as text."""
    return (not key.isdecimal(), int(key) if key.isdecimal() else 0, key)


def _row(key: str, turns: Iterable[_Facts], targets: Mapping[str, float]) -> views.WaitRow:
    turns = list(turns)
    states = Tally(turn.state for turn in turns)
    waited = [(turn, wait_seconds(turn.entered_at, turn.due, turn.called_at)) for turn in turns]
    waits = [wait for _, wait in waited if wait is not None]
    with_target = [
        wait <= targets[turn.service] * 60 for turn, wait in waited if wait is not None and turn.service in targets
    ]
    served = [turn for turn in turns if turn.state in (State.DONE, State.TRANSFERRED)]
    services = [seconds for turn in served if (seconds := service_seconds(turn.started_at, turn.ended_at)) is not None]
    return views.WaitRow(
        key=key,
        served=len(served),
        missed=states[State.MISSED],
        cancelled=states[State.CANCELLED],
        lapsed=states[State.LAPSED],
        wait_mean=statistics.fmean(waits) if waits else None,
        wait_median=percentile(waits, 0.5),
        wait_p90=percentile(waits, 0.9),
        wait_max=max(waits, default=None),
        service_mean=statistics.fmean(services) if services else None,
        service_median=percentile(services, 0.5),
        service_p90=percentile(services, 0.9),
        within_target=statistics.fmean(with_target) if with_target else None,
    )
