"""Slips as rows: ordered with the ticket, claimed by a device host, ended by evidence. No device is touched here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from config.names import in_language
from config.plan import Plan, Printer
from queueing.errors import JobEnded, NoPrinter, UnknownJob, UnknownPrinter
from queueing.events import EventKind
from queueing.paper import ENDINGS, EXPIRES_AFTER, LEASE, JobState, PrinterStatus
from queueing.pictures import ahead_of, latest_turn
from queueing.store import PrinterRow, PrintJobRow, TicketRow, TurnRow
from queueing.store.tables import IS_UNPRINTED
from queueing.ticket import State
from queueing.views import Claimed, PrintJob
from queueing.work import Request, Work


@dataclass(frozen=True)
class Evidence:
    """How a job ended, as its device host knows. `confirmed`: the printer itself said that the paper came out."""

    state: JobState
    confirmed: bool = False
    reason: str | None = None


def order_slip(work: Work, ticket: TicketRow, turn: TurnRow, device: str | None, *, copy: bool = False) -> bool:
    """A job for the ticket's slip, in the present transaction; False when the plan has no printer for the device."""
    printer = work.plan.printer_for(device)
    if printer is None:
        return False
    _order(work, printer, slip_content(work, ticket, turn, copy=copy), ticket, copy=copy)
    return True


def reprint(work: Work, ticket: TicketRow) -> None:
    """The same number once more, marked as a copy. Raises NoPrinter."""
    if not order_slip(work, ticket, latest_turn(work.session, ticket.id), work.actor.device, copy=True):
        raise NoPrinter


def test_page(work: Work, name: str) -> PrintJob:
    """A page that shows that the printer works. Raises UnknownPrinter."""
    printer = work.plan.printer(name)
    if printer is None:
        raise UnknownPrinter(printer=name)
    hall = work.plan.hall
    language = hall.languages[0]
    content = _frame(work.plan, language) | {"number": "A000", "issued_at": _local(work), "test": True}
    return job_view(_order(work, printer, content, None, copy=False))


def claim(work: Work, printers: Sequence[str], request: Request | None = None) -> PrintJob | None:
    """The oldest queued job of these printers, now being sent by the actor; None when there is none.

    "Sending" is committed before a byte goes out, so that an interrupted job is found as such and not sent again. The
    same request gets the same job, but only while it is being sent: by the end of its lease it is unknown, a person may
    have printed the number again, and it must not come out a second time. An empty answer is not kept: hosts ask every
    few seconds for as long as they live.
    """
    sweep(work)
    kept = work.kept_answer(request) if request is not None else None
    if kept is not None:
        return _still_sent(work, Claimed.model_validate_json(kept).job)
    row = work.session.scalars(
        select(PrintJobRow)
        .where(PrintJobRow.hall_id == work.hall.id, PrintJobRow.printer.in_(list(printers)), IS_UNPRINTED)
        .where(PrintJobRow.state == JobState.QUEUED)
        .order_by(PrintJobRow.id)
        .limit(1)
    ).first()
    if row is None:
        return None
    row.state, row.claimed_by, row.lease_until = JobState.SENDING, work.actor.name, work.now + LEASE
    work.log(EventKind.SLIP_CLAIMED, {"job": row.id, "printer": row.printer}, ticket=row.ticket_id)
    job = job_view(row)
    if request is not None:
        work.keep_answer(request, Claimed(job=job).model_dump_json())
    return job


def anything_for(session: Session, hall: int, host: str, printers: Sequence[str], now: datetime) -> bool:
    """Whether a claim of the host can find or end anything at all; only looks."""
    return any(
        _nobodys(row, now) is not None
        or (row.state is JobState.QUEUED and row.printer in printers)
        or (row.state is JobState.SENDING and row.claimed_by == host)
        for row in _unprinted(session, hall)
    )


def end(work: Work, job: int, evidence: Evidence) -> PrintJob:
    """What became of a claimed job. Raises UnknownJob for one that the actor has not claimed, JobEnded."""
    row = work.session.get(PrintJobRow, job)
    if row is None or row.hall_id != work.hall.id or row.claimed_by != work.actor.name:
        raise UnknownJob(job=job)
    if evidence.state not in ENDINGS.get(row.state, ()):
        raise JobEnded
    _end(work, row, evidence)
    return job_view(row)


def sweep(work: Work) -> None:
    """End what nobody will end: slips whose citizen is gone, and jobs whose device host fell silent while sending."""
    for row in _unprinted(work.session, work.hall.id):
        evidence = _nobodys(row, work.now)
        if evidence is not None:
            _end(work, row, evidence)


def anything_to_sweep(session: Session, hall: int, now: datetime) -> bool:
    """Whether `sweep` would end anything; only looks."""
    return any(_nobodys(row, now) is not None for row in _unprinted(session, hall))


def report_status(work: Work, name: str, status: PrinterStatus) -> None:
    """What a printer says of itself; an event only when it says something new. Raises UnknownPrinter."""
    if work.plan.printer(name) is None:
        raise UnknownPrinter(printer=name)
    row = work.session.get(PrinterRow, (work.hall.id, name))
    words = asdict(status)
    news = row is None or any(getattr(row, key) != value for key, value in words.items())
    if row is None:
        row = PrinterRow(hall_id=work.hall.id, name=name)
        work.session.add(row)
    for key, value in words.items():
        setattr(row, key, value)
    row.host, row.reported_at = work.actor.name, work.now
    if news:
        work.log(EventKind.PRINTER_CHANGED, {"printer": name, **words})


def lose_host(work: Work) -> None:
    """The actor, a device host, is gone: nobody knows what its printers are, nor what became of what it was sending.

    Should it only have lost its line, its evidence still counts when it comes.
    """
    jobs = work.session.scalars(
        select(PrintJobRow).where(
            PrintJobRow.hall_id == work.hall.id, IS_UNPRINTED, PrintJobRow.claimed_by == work.actor.name
        )
    )
    for job in jobs.all():
        _end(work, job, Evidence(JobState.UNKNOWN, reason="host_gone"))
    rows = work.session.scalars(
        select(PrinterRow).where(PrinterRow.hall_id == work.hall.id, PrinterRow.host == work.actor.name)
    )
    for row in rows.all():
        if work.plan.printer(row.name) is not None:
            report_status(work, row.name, PrinterStatus())


def slip_content(work: Work, ticket: TicketRow, turn: TurnRow, *, copy: bool) -> dict[str, Any]:
    """All that stands on the slip, in the ticket's language and frozen: the plan may change before it is printed."""
    plan, language = work.plan, ticket.language
    service = plan.service(turn.service)
    public = service if service is not None and not service.private else None
    items = [item for code in turn.items if public is not None and (item := public.item(code)) is not None]
    cls = plan.class_(turn.class_)
    base = str(plan.hall.public_url).rstrip("/") if plan.hall.public_url else None
    return _frame(plan, language) | {
        "number": ticket.number,
        "issued_at": ticket.issued_at.astimezone(plan.hall.zone).isoformat(),
        "service": in_language(public.name, language) if public else None,
        "class_name": in_language(cls.name, language) if cls is not None and turn.class_ != "normal" else None,
        "ahead": ahead_of(work.session, turn) if turn.state is State.WAITING else None,
        "estimate": None,
        "papers": [paper for item in items for paper in in_language(item.papers, language) or []],
        "url": f"{base}/t/{ticket.token}" if base else None,
        "copy": copy,
    }


def job_view(row: PrintJobRow) -> PrintJob:
    return PrintJob(
        id=row.id,
        printer=row.printer,
        state=row.state,
        confirmed=row.confirmed,
        reason=row.reason,
        copy_=row.copy,
        content=row.content,
    )


def _unprinted(session: Session, hall: int) -> Sequence[PrintJobRow]:
    return session.scalars(select(PrintJobRow).where(PrintJobRow.hall_id == hall, IS_UNPRINTED)).all()


def _nobodys(row: PrintJobRow, now: datetime) -> Evidence | None:
    """How a job ends by the passing of time; None while somebody may still print it."""
    if row.state is JobState.QUEUED and now - row.created_at > EXPIRES_AFTER:
        return Evidence(JobState.EXPIRED, reason="not_claimed")
    if row.state is JobState.SENDING and row.lease_until is not None and row.lease_until < now:
        return Evidence(JobState.UNKNOWN, reason="host_silent")
    return None


def _still_sent(work: Work, job: PrintJob | None) -> PrintJob | None:
    """A job that was claimed, when it is still the actor's to print. Its lease holds: `sweep` ended the others."""
    row = work.session.get(PrintJobRow, job.id) if job is not None else None
    if row is None or row.state is not JobState.SENDING or row.claimed_by != work.actor.name:
        return None
    return job_view(row)


def _frame(plan: Plan, language: str) -> dict[str, Any]:
    return {"language": language, "hall": in_language(plan.hall.name, language)}


def _local(work: Work) -> str:
    return work.now.astimezone(work.plan.hall.zone).isoformat()


def _order(
    work: Work, printer: Printer, content: dict[str, Any], ticket: TicketRow | None, *, copy: bool
) -> PrintJobRow:
    sweep(work)
    row = PrintJobRow(
        hall_id=work.hall.id,
        ticket_id=ticket.id if ticket else None,
        printer=printer.name,
        copy=copy,
        content=content,
        created_at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    data = {"job": row.id, "printer": printer.name, "copy": copy}
    work.log(EventKind.SLIP_ORDERED, data, ticket=row.ticket_id)
    return row


def _end(work: Work, row: PrintJobRow, evidence: Evidence) -> None:
    row.state, row.confirmed, row.reason = evidence.state, evidence.confirmed, evidence.reason
    row.ended_at, row.lease_until = work.now, None
    data = {
        "job": row.id,
        "printer": row.printer,
        "state": row.state,
        "confirmed": row.confirmed,
        "reason": row.reason,
    }
    work.log(EventKind.SLIP_ENDED, data, ticket=row.ticket_id)
