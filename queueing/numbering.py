"""Days, clocks and numbers: which service day it is, what time counts, what a ticket is called."""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo

from config.plan import SeriesRange
from queueing.errors import SeriesFull

CLOCK_CORRECTION = timedelta(hours=12)
"""A clock set back by more than this was wrong by a day or more and is believed."""

FEWEST_DIGITS = 3


def service_day(now: datetime, zone: tzinfo, day_change: int) -> date:
    """The local date at which a service day began: before the hour `day_change` it is still yesterday's."""
    local = now.astimezone(zone)
    return local.date() - timedelta(days=1) if local.hour < day_change else local.date()


def steady(clock: datetime, latest: datetime | None, passed: timedelta = timedelta(0)) -> datetime:
    """The time that counts, which never runs backwards.

    `latest` is the time of the hall's last change, `passed` what a clock that cannot be set has counted since. A clock
    set back (by its battery, by a time server, by hand) must neither reorder nor renumber, so time goes on from
    `latest` until the clock has caught up: it must not stand still either, or no wait and no lease would ever end.
    """
    if latest is None or clock >= latest or latest - clock > CLOCK_CORRECTION:
        return clock
    return latest + passed


def next_sequence(series: SeriesRange, last: int | None) -> int:
    """The sequence number after `last` (None: none yet today). Raises SeriesFull beyond the range."""
    sequence = max(series.first, 0 if last is None else last + 1)
    if sequence > series.last:
        raise SeriesFull(series=series.code)
    return sequence


def ticket_number(series: SeriesRange, sequence: int) -> str:
    """Series and sequence as printed, `A012`: all numbers of a series are of one length."""
    return f"{series.code}{sequence:0{max(FEWEST_DIGITS, len(str(series.last)))}d}"
