"""One thing being done: a write transaction with the hall's row locked, its plan, its time and its log."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from config.plan import Plan
from queueing.errors import KeyReused, UnknownCounter
from queueing.events import SCHEMA_VERSION, EventKind
from queueing.numbering import service_day
from queueing.people import Actor
from queueing.store import CounterRow, EventRow, HallRow, RequestRow, TurnRow

REQUESTS_KEPT = timedelta(hours=24)


@dataclass(frozen=True)
class Request:
    """A POST that may be sent again: its Idempotency-Key, the route and the body it came with."""

    key: str
    route: str
    body: Any

    @property
    def digest(self) -> bytes:
        return hashlib.sha256(json.dumps(self.body, sort_keys=True).encode()).digest()


class Work:
    """The workbench of one transaction. `now` is the time that counts, the same for all that is done in it."""

    def __init__(self, session: Session, hall: HallRow, plan: Plan, actor: Actor, now: datetime) -> None:
        self.session = session
        self.hall = hall
        self.plan = plan
        self.actor = actor
        self.now = now
        self.changed = False

    @property
    def day(self) -> date:
        facts = self.plan.hall
        return service_day(self.now, facts.zone, facts.day_change)

    def counter(self, number: int) -> CounterRow:
        """The state of a counter of the plan. Raises UnknownCounter."""
        if self.plan.counter(number) is None:
            raise UnknownCounter(counter=number)
        row = self.session.get(CounterRow, (self.hall.id, number))
        if row is None:
            row = CounterRow(hall_id=self.hall.id, number=number)
            self.session.add(row)
            self.session.flush()
        return row

    def log(
        self,
        kind: EventKind,
        data: dict[str, Any] | None = None,
        *,
        turn: TurnRow | None = None,
        counter: int | None = None,
        ticket: int | None = None,
    ) -> int:
        """Write one event and return its number, which is the cursor of what it tells of."""
        if not self.changed:
            self.changed = True
            self.hall.revision += 1
            self.hall.changed_at = self.now
        self.hall.last_event += 1
        self.session.add(
            EventRow(
                hall_id=self.hall.id,
                seq=self.hall.last_event,
                at=self.now,
                kind=kind,
                schema_version=SCHEMA_VERSION,
                actor=self.actor.name,
                device=self.actor.device,
                counter=turn.counter if turn is not None and counter is None else counter,
                ticket_id=turn.ticket_id if turn is not None else ticket,
                turn_id=turn.id if turn is not None else None,
                data=data or {},
            )
        )
        return self.hall.last_event

    def kept_answer(self, request: Request) -> str | None:
        """The JSON that was answered to this request before. Raises KeyReused for the same key with another body."""
        row = self.session.get(RequestRow, (self.hall.id, self.actor.name, request.route, request.key))
        if row is None or row.at < self.now - REQUESTS_KEPT:
            return None
        if row.body != request.digest:
            raise KeyReused
        return row.answer

    def keep_answer(self, request: Request, answer: str) -> None:
        """Keep an answer with the change it belongs to, and let go of those that nobody will ask for again."""
        self.session.execute(delete(RequestRow).where(RequestRow.at < self.now - REQUESTS_KEPT))
        self.session.add(
            RequestRow(
                hall_id=self.hall.id,
                actor=self.actor.name,
                route=request.route,
                key=request.key,
                body=request.digest,
                answer=answer,
                at=self.now,
            )
        )
