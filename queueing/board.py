"""The hall as it is now: read-only snapshots, each of one moment, for screens and for whoever asks.

Private services are named nowhere that the hall can see.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from config.plan import Plan
from config.plan import Printer as PrinterPlan
from config.plan import Service as ServicePlan
from queueing import pictures, views
from queueing.errors import UnknownCounter, UnknownTicket
from queueing.events import CALLS, EventKind
from queueing.paper import STATUS_HOLDS, Cover, Cutter, Paper, Readiness, readiness
from queueing.store import CounterRow, EventRow, HallRow, PrinterRow, PrintJobRow, TicketRow, TurnRow
from queueing.store.tables import IS_AT_COUNTER, IS_UNPRINTED, CounterState

RECENT_CALLS = 12


class Moment(NamedTuple):
    """What every snapshot starts from."""

    session: Session
    hall: HallRow
    plan: Plan
    now: datetime
    day: date


def board(moment: Moment) -> views.Board:
    """What the hall display shows."""
    present = moment.session.scalars(_called_turns(moment).where(IS_AT_COUNTER)).all()
    at_counter = {turn.id for turn in present}
    latest = moment.session.scalars(_called_turns(moment).limit(RECENT_CALLS + len(present)))
    recent = [turn for turn in latest if turn.id not in at_counter][:RECENT_CALLS]
    waiting = pictures.waiting_by_service(moment.session, moment.hall.id, moment.day)
    return views.Board(
        revision=moment.hall.revision,
        calls=[_board_call(moment.plan, turn) for turn in present],
        recent=[_board_call(moment.plan, turn) for turn in recent],
        waiting=[
            views.BoardWaiting(service=service.code, waiting=waiting.get(service.code, 0), estimate=None)
            for service in moment.plan.services
            if not service.private
        ],
        notices=[],
    )


def services(moment: Moment) -> list[views.Service]:
    """Every service in the plan's order."""
    waiting = pictures.waiting_by_service(moment.session, moment.hall.id, moment.day)
    staffed = {
        code
        for row in _counter_rows(moment).values()
        if row.state is CounterState.OPEN and (plan := moment.plan.counter(row.number)) is not None
        for code in plan.serves
    }
    return [
        views.Service(
            code=service.code,
            series=service.series,
            name=service.name,
            about=service.about,
            private=service.private,
            items=_items(service),
            open=moment.plan.takes_tickets(service, moment.now),
            staffed=service.code in staffed,
            waiting=waiting.get(service.code, 0),
            estimate=None,
        )
        for service in moment.plan.services
    ]


def counters(moment: Moment) -> list[views.Counter]:
    """Every counter in the plan's order."""
    rows = _counter_rows(moment)
    turns = pictures.turns_at_counters(moment.session, moment.hall.id)
    waiting = pictures.waiting_by_service(moment.session, moment.hall.id, moment.day)
    return [
        pictures.counter_view(plan, rows.get(plan.number), turns.get(plan.number), waiting)
        for plan in moment.plan.counters
    ]


def counter(moment: Moment, number: int) -> views.Counter:
    plan = moment.plan.counter(number)
    if plan is None:
        raise UnknownCounter(counter=number)
    row = moment.session.get(CounterRow, (moment.hall.id, number))
    turn = pictures.turn_at_counter(moment.session, moment.hall.id, number)
    waiting = pictures.waiting_by_service(moment.session, moment.hall.id, moment.day)
    return pictures.counter_view(plan, row, turn, waiting)


def ticket(moment: Moment, token: str) -> views.Ticket:
    row = moment.session.scalars(
        select(TicketRow).where(TicketRow.token == token, TicketRow.hall_id == moment.hall.id)
    ).first()
    if row is None:
        raise UnknownTicket
    turn = pictures.latest_turn(moment.session, row.id)
    return pictures.ticket_view(moment.session, moment.plan, row, turn)


def calls_after(moment: Moment, cursor: int) -> tuple[list[views.Call], int]:
    """The calls and recalls after a cursor, oldest first, and the cursor to ask with next."""
    rows = moment.session.scalars(
        select(EventRow).where(EventRow.hall_id == moment.hall.id, EventRow.seq > cursor).order_by(EventRow.seq)
    ).all()
    calls = [_call(moment, row) for row in rows if row.kind in CALLS]
    return calls, rows[-1].seq if rows else cursor


def printers(moment: Moment) -> list[views.Printer]:
    """Every printer of the plan, with what it last said of itself."""
    rows = moment.session.scalars(select(PrinterRow).where(PrinterRow.hall_id == moment.hall.id))
    said = {row.name: row for row in rows if moment.now - row.reported_at <= STATUS_HOLDS}
    jobs = moment.session.execute(
        select(PrintJobRow.printer, func.count())
        .where(PrintJobRow.hall_id == moment.hall.id, IS_UNPRINTED)
        .group_by(PrintJobRow.printer)
    )
    queues = {row.printer: row[1] for row in jobs}
    return [_printer(plan, said.get(plan.name), queues.get(plan.name, 0)) for plan in moment.plan.printers]


def _printer(plan: PrinterPlan, row: PrinterRow | None, queue: int) -> views.Printer:
    online = row.online if row else None
    cover, cutter = (row.cover, row.cutter) if row else (Cover.UNKNOWN, Cutter.UNKNOWN)
    paper = row.paper if row else Paper.UNKNOWN
    return views.Printer(
        name=plan.name,
        address=plan.address,
        width=plan.width,
        confirm=plan.confirm,
        online=online,
        cover=cover,
        cutter=cutter,
        paper=paper,
        state=_in_one_word(plan, row),
        queue=queue,
        reported_at=row.reported_at if row else None,
    )


def _in_one_word(plan: PrinterPlan, row: PrinterRow | None) -> Readiness:
    """A printer that can never answer is taken to be well while its device host is there."""
    if row is None:
        return Readiness.UNKNOWN
    state = readiness(row.online, row.cover, row.cutter, row.paper)
    return Readiness.OK if state is Readiness.UNKNOWN and plan.confirm == "none" else state


def _called_turns(moment: Moment) -> Select[TurnRow]:
    """Today's turns whose call stands, the newest call first."""
    return (
        select(TurnRow)
        .where(TurnRow.hall_id == moment.hall.id, TurnRow.day == moment.day, TurnRow.call_cursor.is_not(None))
        .order_by(TurnRow.call_cursor.desc())
    )


def _counter_rows(moment: Moment) -> dict[int, CounterRow]:
    rows = moment.session.scalars(select(CounterRow).where(CounterRow.hall_id == moment.hall.id))
    return {row.number: row for row in rows}


def _items(service: ServicePlan) -> list[views.Item]:
    return [
        views.Item(code=item.code, name=item.name, papers=item.papers, minutes=item.minutes) for item in service.items
    ]


def _public_name(plan: Plan, code: str) -> str | None:
    service = plan.service(code)
    return None if service is None or service.private else code


def _board_call(plan: Plan, turn: TurnRow) -> views.BoardCall:
    return views.BoardCall(
        cursor=turn.call_cursor or 0,
        number=turn.ticket.number,
        counter=turn.counter or 0,
        service=_public_name(plan, turn.service),
        called_at=turn.last_called_at or turn.entered_at,
        state=turn.state,
    )


def _call(moment: Moment, event: EventRow) -> views.Call:
    turn = moment.session.get_one(TurnRow, event.turn_id)
    return views.Call(
        cursor=event.seq,
        number=turn.ticket.number,
        counter=event.counter or 0,
        service=_public_name(moment.plan, turn.service),
        recall=event.kind is EventKind.RECALLED,
        language=turn.ticket.language,
    )
