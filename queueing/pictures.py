"""Rows into views: the one place where a stored turn, ticket or counter becomes what is answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from config.plan import Counter as CounterPlan
from config.plan import Plan
from queueing import views
from queueing.order import Candidate
from queueing.paper import JobState
from queueing.store import CounterRow, HallRow, PrintJobRow, TicketRow, TurnRow
from queueing.store.tables import IS_AT_COUNTER, IS_WAITING, CounterState
from queueing.ticket import State


def turn_view(turn: TurnRow) -> views.Turn:
    return views.Turn(
        id=turn.id,
        ticket=turn.ticket.token,
        number=turn.ticket.number,
        service=turn.service,
        class_=turn.class_,
        language=turn.ticket.language,
        day=turn.day,
        state=turn.state,
        counter=turn.counter,
        staff=turn.staff,
        calls=turn.calls,
        cases=turn.cases,
        items=turn.items,
        outcome=turn.outcome,
        entered_at=turn.entered_at,
        called_at=turn.called_at,
        last_called_at=turn.last_called_at,
        started_at=turn.started_at,
        implied_start=turn.implied_start,
        ended_at=turn.ended_at,
        wait_seconds=wait_seconds(turn.entered_at, turn.due, turn.called_at),
        service_seconds=service_seconds(turn.started_at, turn.ended_at),
        why=views.Why(**turn.why) if turn.why else None,
    )


def wait_seconds(entered_at: datetime, due: datetime | None, called_at: datetime | None) -> float | None:
    """From entering, or from the booked time when that is later, to the first call; never below 0."""
    if called_at is None:
        return None
    since = max(entered_at, due) if due else entered_at
    return max(0.0, (called_at - since).total_seconds())


def service_seconds(started_at: datetime | None, ended_at: datetime | None) -> float | None:
    """From the start, pressed or implied, to the end."""
    return None if started_at is None or ended_at is None else (ended_at - started_at).total_seconds()


def ticket_view(session: Session, plan: Plan, ticket: TicketRow, turn: TurnRow) -> views.Ticket:
    """A ticket by its latest turn."""
    base = str(plan.hall.public_url).rstrip("/") if plan.hall.public_url else ""
    return views.Ticket(
        token=ticket.token,
        number=ticket.number,
        service=turn.service,
        class_=turn.class_,
        language=ticket.language,
        state=turn.state,
        ahead=ahead_of(session, turn) if turn.state is State.WAITING else None,
        estimate=None,
        issued_at=ticket.issued_at,
        counter=turn.counter,
        printed=_printed(session, ticket.id),
        url=f"{base}/t/{ticket.token}",
    )


def latest_turn(session: Session, ticket_id: int) -> TurnRow:
    """Every ticket has one: it was written in the transaction that issued it."""
    of_ticket = select(TurnRow).where(TurnRow.ticket_id == ticket_id).order_by(TurnRow.id.desc()).limit(1)
    return session.scalars(of_ticket).one()


def ahead_of(session: Session, turn: TurnRow) -> int:
    """Waiting turns of the same service that come before it."""
    before = or_(TurnRow.key < turn.key, and_(TurnRow.key == turn.key, TurnRow.id < turn.id))
    return (
        session.scalar(
            select(func.count()).where(
                TurnRow.hall_id == turn.hall_id,
                TurnRow.day == turn.day,
                TurnRow.service == turn.service,
                IS_WAITING,
                before,
            )
        )
        or 0
    )


def _printed(session: Session, ticket_id: int) -> JobState | None:
    """The state of the latest slip; None when none was ordered."""
    of_ticket = select(PrintJobRow.state).where(PrintJobRow.ticket_id == ticket_id)
    return session.scalar(of_ticket.order_by(PrintJobRow.id.desc()).limit(1))


def turn_at_counter(session: Session, hall_id: int, number: int) -> TurnRow | None:
    """The called or serving turn; a partial unique index says that there is at most one."""
    return session.scalars(
        select(TurnRow).where(TurnRow.hall_id == hall_id, TurnRow.counter == number, IS_AT_COUNTER)
    ).first()


def turns_at_counters(session: Session, hall_id: int) -> dict[int, TurnRow]:
    rows = session.scalars(select(TurnRow).where(TurnRow.hall_id == hall_id, IS_AT_COUNTER))
    return {row.counter: row for row in rows if row.counter is not None}


def candidates(session: Session, hall_id: int, day: date, services: Iterable[str]) -> list[Candidate]:
    """Today's waiting turns of these services, for `order.choose`."""
    rows = session.execute(
        select(
            TurnRow.id, TicketRow.number, TurnRow.service, TurnRow.entered_at, TurnRow.key, TurnRow.due,
            TurnRow.reserved_counter, TurnRow.reserved_until,
        )
        .join(TicketRow, TicketRow.id == TurnRow.ticket_id)
        .where(TurnRow.hall_id == hall_id, TurnRow.day == day, TurnRow.service.in_(list(services)), IS_WAITING)
    )  # fmt: skip
    return [Candidate(*row) for row in rows]


def waiting_by_service(session: Session, hall_id: int, day: date) -> dict[str, int]:
    rows = session.execute(
        select(TurnRow.service, func.count())
        .where(TurnRow.hall_id == hall_id, TurnRow.day == day, IS_WAITING)
        .group_by(TurnRow.service)
    )
    return {row.service: row[1] for row in rows}


def counter_view(
    plan: CounterPlan, row: CounterRow | None, turn: TurnRow | None, waiting: Mapping[str, int]
) -> views.Counter:
    """A counter of the plan with its state; one that was never opened has no row and is closed."""
    ranked = sorted(plan.serves.items(), key=lambda pair: pair[1])
    return views.Counter(
        number=plan.number,
        name=plan.name,
        guide=plan.guide,
        state=row.state if row else CounterState.CLOSED,
        staff=row.staff if row else None,
        pause_reason=row.pause_reason if row else None,
        serves=[views.Ranked(service=code, rank=rank) for code, rank in ranked],
        turn=turn_view(turn) if turn else None,
        waiting=sum(waiting.get(code, 0) for code in plan.serves),
        since=row.since if row else None,
    )


def hall_row(session: Session, hall_id: int, *, lock: bool = False) -> HallRow:
    return session.get_one(HallRow, hall_id, with_for_update=lock or None)
