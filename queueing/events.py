"""The append-only log: what kinds of events there are. Every figure can be recomputed from these rows alone.

An event is written in the transaction of the change it tells of. Its `data` carries all that the change made true and
that no earlier event says, so that a reader who has only the log can rebuild every turn.
"""

from __future__ import annotations

from enum import StrEnum

SCHEMA_VERSION = 1
"""Of `data`; a reader that knows 1 can read every event marked 1."""


class EventKind(StrEnum):
    """`data` in braces; turn events also name ticket, turn and, where there is one, counter."""

    PLAN_PUBLISHED = "plan_published"
    """{version}"""
    COUNTER_OPENED = "counter_opened"
    """{staff}"""
    COUNTER_PAUSED = "counter_paused"
    """{reason}"""
    COUNTER_RESUMED = "counter_resumed"
    """{}"""
    COUNTER_CLOSED = "counter_closed"
    """{staff}"""
    ISSUED = "issued"
    """{number, series, sequence, day, service, class, language, items, cases, key, due, plan_version}"""
    CALLED = "called"
    """{staff, rule, facts, passed_count, passed}"""
    RECALLED = "recalled"
    """{calls}"""
    STARTED = "started"
    """{}"""
    FINISHED = "finished"
    """{outcome, items, cases, implied_start}: with implied_start the serving began at the last call"""
    MISSED = "missed"
    """{}"""
    PUT_BACK = "put_back"
    """{}: the call it takes back counts nowhere"""
    CANCELLED = "cancelled"
    """{from_state}"""

    SLIP_ORDERED = "slip_ordered"
    """{job, printer, copy}: without a ticket, a test page"""
    SLIP_CLAIMED = "slip_claimed"
    """{job, printer}"""
    SLIP_ENDED = "slip_ended"
    """{job, printer, state, confirmed, reason}"""
    PRINTER_CHANGED = "printer_changed"
    """{printer, online, cover, cutter, paper}"""


CALLS = (EventKind.CALLED, EventKind.RECALLED)
"""The events that the board and the voice announce."""
