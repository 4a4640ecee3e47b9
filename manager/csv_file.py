"""The wait log as a table that a spreadsheet opens rightly."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import datetime, tzinfo

from queueing.views import Turn

BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel reads Chinese as something else."""

COLUMNS = (
    "id", "number", "service", "class", "language", "state", "outcome", "items", "cases", "counter", "staff", "calls",
    "entered_at", "called_at", "started_at", "ended_at", "wait_seconds", "service_seconds", "implied_start", "rule",
    "passed_count",
)  # fmt: skip


def turns_csv(turns: Iterable[Turn], zone: tzinfo) -> str:
    """CSV with a heading line; times are local to the hall, with offset."""
    text = io.StringIO()
    text.write(BYTE_ORDER_MARK)
    table = csv.writer(text)
    table.writerow(COLUMNS)
    table.writerows([_cell(value) for value in _row(turn, zone)] for turn in turns)
    return text.getvalue()


def _row(turn: Turn, zone: tzinfo) -> list[object]:
    def local(moment: datetime | None) -> str:
        return moment.astimezone(zone).isoformat(timespec="seconds") if moment else ""

    return [
        turn.id, turn.number, turn.service, turn.class_, turn.language, turn.state, turn.outcome,
        " ".join(turn.items), turn.cases, turn.counter, turn.staff, turn.calls,
        local(turn.entered_at), local(turn.called_at), local(turn.started_at), local(turn.ended_at),
        turn.wait_seconds, turn.service_seconds, int(turn.implied_start),
        turn.why.rule if turn.why else "", turn.why.passed_count if turn.why else "",
    ]  # fmt: skip


def _cell(value: object) -> object:
    """A text that a spreadsheet would take for a formula is quoted: names are typed in by people."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@")) else value
