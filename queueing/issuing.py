"""Giving out a ticket, and giving it back."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import func, select

from config.plan import PriorityClass, Service
from config.problems import listed
from queueing import ticket as moves
from queueing.errors import (
    BadInput,
    Forbidden,
    QuotaFull,
    ServiceClosed,
    UnknownClass,
    UnknownItem,
    UnknownService,
    UnknownTicket,
)
from queueing.events import EventKind
from queueing.numbering import next_sequence, ticket_number
from queueing.order import key_of
from queueing.people import STAFF
from queueing.pictures import latest_turn, ticket_view
from queueing.printing import order_slip, reprint
from queueing.store import SeriesRow, TicketRow, TurnRow
from queueing.ticket import Action
from queueing.views import Ticket
from queueing.work import Work

LONGEST_BOOKING = timedelta(days=1)

TOKEN_BYTES = 16
"""128 bits: whoever has the token may look at the ticket and cancel it, so it must not be guessed."""


@dataclass(frozen=True)
class Wish:
    """What a citizen asks for. `language` None is the hall's first; `due` is a booked time, given by staff."""

    service: str
    class_: str = "normal"
    language: str | None = None
    items: Sequence[str] = field(default_factory=tuple)
    cases: int = 1
    due: datetime | None = None
    print: bool = True


def issue(work: Work, wish: Wish) -> Ticket:
    """A new ticket with one waiting turn.

    Raises UnknownService, UnknownItem, UnknownClass, Forbidden (a class or a booking that only staff give),
    ServiceClosed, QuotaFull, SeriesFull.
    """
    service = _service(work, wish.service)
    cls = _class(work, wish.class_)
    check_items(service, wish.items)
    _check_due(work, wish.due)
    if (cls.staff_only or wish.due) and not work.actor.is_staff:
        raise Forbidden(field="class" if cls.staff_only else "due", roles=listed(sorted(STAFF)))
    if not work.plan.takes_tickets(service, work.now):
        raise ServiceClosed
    _check_quota(work, service)
    ticket = _number(work, service, wish.language or work.plan.hall.languages[0])
    turn = TurnRow(
        hall_id=work.hall.id,
        ticket=ticket,
        day=ticket.day,
        plan_version=work.hall.plan_version,
        service=service.code,
        class_=cls.code,
        items=list(wish.items),
        cases=wish.cases,
        entered_at=work.now,
        key=key_of(work.now, cls.head_start),
        due=wish.due,
    )
    work.session.add(turn)
    work.session.flush()
    _log_issued(work, ticket, turn)
    if wish.print:
        order_slip(work, ticket, turn, work.actor.device)
    return ticket_view(work.session, work.plan, ticket, turn)


def cancel(work: Work, token: str) -> Ticket:
    """The citizen gives up, or a clerk for him. Raises UnknownTicket, IllegalMove when the visit is over."""
    ticket = find_ticket(work, token)
    turn = latest_turn(work.session, ticket.id)
    before = turn.state
    turn.state = moves.after(turn.state, Action.CANCEL)
    turn.ended_at = work.now
    work.log(EventKind.CANCELLED, {"from_state": before}, turn=turn)
    work.session.flush()
    return ticket_view(work.session, work.plan, ticket, turn)


def print_again(work: Work, token: str) -> Ticket:
    """The slip of the same number once more. Raises UnknownTicket, NoPrinter."""
    ticket = find_ticket(work, token)
    reprint(work, ticket)
    return ticket_view(work.session, work.plan, ticket, latest_turn(work.session, ticket.id))


def find_ticket(work: Work, token: str) -> TicketRow:
    ticket = work.session.scalars(
        select(TicketRow).where(TicketRow.token == token, TicketRow.hall_id == work.hall.id)
    ).first()
    if ticket is None:
        raise UnknownTicket
    return ticket


def _service(work: Work, code: str) -> Service:
    service = work.plan.service(code)
    if service is None:
        raise UnknownService("service", value=code, known=listed(entry.code for entry in work.plan.services))
    return service


def _class(work: Work, code: str) -> PriorityClass:
    cls = work.plan.class_(code)
    if cls is None:
        raise UnknownClass("class", value=code, known=listed(entry.code for entry in work.plan.classes))
    return cls


def check_items(service: Service, items: Iterable[str]) -> None:
    """Raises UnknownItem for a code that is no item of the service."""
    for code in items:
        if service.item(code) is None:
            raise UnknownItem("items", value=code, known=listed(item.code for item in service.items))


def _check_due(work: Work, due: datetime | None) -> None:
    """A ticket is for one day, and so is its booking."""
    if due is not None and (due.tzinfo is None or abs(due - work.now) > LONGEST_BOOKING):
        raise BadInput("due", problem="A booked time lies within a day of now; give it with its offset.")


def _check_quota(work: Work, service: Service) -> None:
    if service.quota is None:
        return
    given = work.session.scalar(
        select(func.count()).where(
            TurnRow.hall_id == work.hall.id,
            TurnRow.day == work.day,
            TurnRow.service == service.code,
            TurnRow.parent_id.is_(None),
        )
    )
    if (given or 0) >= service.quota:
        raise QuotaFull


def _number(work: Work, service: Service, language: str) -> TicketRow:
    """A ticket with the next number of the service's series: a counter row per hall, service day and series."""
    series = work.plan.series_range(service.series)
    day = work.day
    row = work.session.get(SeriesRow, (work.hall.id, day, series.code))
    sequence = next_sequence(series, row.last if row else None)
    if row is None:
        work.session.add(SeriesRow(hall_id=work.hall.id, day=day, code=series.code, last=sequence))
    else:
        row.last = sequence
    return TicketRow(
        hall_id=work.hall.id,
        token=secrets.token_urlsafe(TOKEN_BYTES),
        day=day,
        series=series.code,
        sequence=sequence,
        number=ticket_number(series, sequence),
        language=language,
        issued_at=work.now,
        issued_by=work.actor.name,
    )


def _log_issued(work: Work, ticket: TicketRow, turn: TurnRow) -> None:
    data = {
        "number": ticket.number,
        "series": ticket.series,
        "sequence": ticket.sequence,
        "day": ticket.day.isoformat(),
        "language": ticket.language,
        "service": turn.service,
        "class": turn.class_,
        "items": turn.items,
        "cases": turn.cases,
        "key": turn.key.isoformat(),
        "due": turn.due.isoformat() if turn.due else None,
        "plan_version": turn.plan_version,
    }
    work.log(EventKind.ISSUED, data, turn=turn)
