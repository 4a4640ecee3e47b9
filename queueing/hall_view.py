"""`HallView`: the hall that people look at. Nothing here changes anything or waits for a writer."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from config.plan import Plan
from queueing import board, metrics, pictures, views
from queueing.board import Moment
from queueing.hall import THE_HALL, Hall
from queueing.numbering import service_day
from queueing.store import EventRow

MOST_EVENTS = 1000


class HallView:
    """The hall that people look at. Every method may raise Busy or StorageFailed."""

    def __init__(self, hall: Hall) -> None:
        self.store = hall.store
        self.clock = hall.clock
        self.time = hall.time
        self.shelf = hall.shelf

    def revision(self) -> int:
        with self.store.read() as session:
            return pictures.hall_row(session, THE_HALL).revision

    def plan(self) -> Plan:
        """The plan in force."""
        with self.store.read() as session:
            return self.moment(session).plan

    def today(self) -> date:
        """The present service day."""
        with self.store.read() as session:
            return self.moment(session).day

    def board(self) -> views.Board:
        with self.store.read() as session:
            return board.board(self.moment(session))

    def services(self) -> list[views.Service]:
        with self.store.read() as session:
            return board.services(self.moment(session))

    def counters(self) -> list[views.Counter]:
        with self.store.read() as session:
            return board.counters(self.moment(session))

    def counter(self, number: int) -> views.Counter:
        """Raises UnknownCounter."""
        with self.store.read() as session:
            return board.counter(self.moment(session), number)

    def printers(self) -> list[views.Printer]:
        with self.store.read() as session:
            return board.printers(self.moment(session))

    def ticket(self, token: str) -> views.Ticket:
        """Raises UnknownTicket."""
        with self.store.read() as session:
            return board.ticket(self.moment(session), token)

    def events(self, after: int, limit: int) -> list[views.Event]:
        """The log after event number `after`, oldest first, at most `limit` and never more than MOST_EVENTS."""
        with self.store.read() as session:
            rows = session.scalars(
                select(EventRow)
                .where(EventRow.hall_id == THE_HALL, EventRow.seq > after)
                .order_by(EventRow.seq)
                .limit(min(limit, MOST_EVENTS))
            )
            return [_event(row) for row in rows]

    def last_event(self) -> int:
        with self.store.read() as session:
            return pictures.hall_row(session, THE_HALL).last_event

    def calls_after(self, cursor: int) -> tuple[list[views.Call], int]:
        """The calls and recalls after a cursor, oldest first, and the cursor to ask with next."""
        with self.store.read() as session:
            return board.calls_after(self.moment(session), cursor)

    # ---- long reads: safe in a native thread, each over a connection of its own

    def wait_log(self, day: date) -> list[views.Turn]:
        """Every turn of a service day, in the order of entering."""
        with self.store.read_in_thread() as session:
            return metrics.wait_log(session, THE_HALL, day)

    def waits(self, first: date, end: date, by: metrics.By) -> views.Waits:
        """The waits of the service days from `first` to before `end`, with the present plan's zone and targets."""
        with self.store.read_in_thread() as session:
            plan = self.moment(session).plan
            targets = {service.code: service.target_minutes for service in plan.services if service.target_minutes}
            return metrics.waits(session, THE_HALL, first, end, by, plan.hall.zone, targets)

    # ---- what a snapshot starts from

    def moment(self, session: Session) -> Moment:
        """The hall, its plan and the time that counts, as `session` sees them."""
        hall = pictures.hall_row(session, THE_HALL)
        plan = self.shelf.of(session, hall)
        now = self.time.now(hall.changed_at)
        return Moment(session, hall, plan, now, service_day(now, plan.hall.zone, plan.hall.day_change))


def _event(row: EventRow) -> views.Event:
    return views.Event(
        seq=row.seq,
        at=row.at,
        kind=row.kind,
        schema_version=row.schema_version,
        actor=row.actor,
        device=row.device,
        counter=row.counter,
        ticket=row.ticket_id,
        turn=row.turn_id,
        data=row.data,
    )
