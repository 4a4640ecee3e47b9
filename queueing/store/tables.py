"""The tables. Every row belongs to a hall; nothing that was acknowledged is ever deleted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    Text,
    TextClause,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from queueing.events import EventKind
from queueing.paper import Cover, Cutter, JobState, Paper
from queueing.store.types import BigId, UtcTime, Word
from queueing.ticket import AT_COUNTER, OPEN, State


def _one_of(states: Iterable[State]) -> TextClause:
    """Literals, not parameters: SQLite takes a partial index only for a condition it can read."""
    return text("state IN ({})".format(", ".join(f"'{state.value}'" for state in sorted(states))))


IS_OPEN = _one_of(OPEN)
IS_AT_COUNTER = _one_of(AT_COUNTER)
IS_UNPRINTED = text(f"state IN ('{JobState.QUEUED.value}', '{JobState.SENDING.value}')")
IS_WAITING = text(f"state = '{State.WAITING.value}'")


class CounterState(StrEnum):
    CLOSED = "closed"
    OPEN = "open"
    PAUSED = "paused"


class Base(DeclarativeBase):
    # Named by rule, so that a later migration can drop them on every engine.
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcTime, dict[str, Any]: JSON, list[str]: JSON}


class HallRow(Base):
    """One hall. Writers lock this row first; it numbers revisions and events, so cursors never skip."""

    __tablename__ = "halls"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_version: Mapped[int] = mapped_column(default=0)
    revision: Mapped[int] = mapped_column(BigInteger, default=0)
    last_event: Mapped[int] = mapped_column(BigInteger, default=0)
    changed_at: Mapped[datetime | None]


class PlanRow(Base):
    """A published version of the hall plan; never changed afterwards."""

    __tablename__ = "plans"

    hall_id: Mapped[int] = mapped_column(ForeignKey("halls.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    document: Mapped[str] = mapped_column(Text)
    published_at: Mapped[datetime]
    published_by: Mapped[str] = mapped_column(String(100))


class StaffRow(Base):
    """A person with an account. `sessions` is raised to end every session that was signed in before."""

    __tablename__ = "staff"
    __table_args__ = (UniqueConstraint("hall_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    hall_id: Mapped[int] = mapped_column(ForeignKey("halls.id"))
    name: Mapped[str] = mapped_column(String(60))
    role: Mapped[str] = mapped_column(String(20))
    password_hash: Mapped[str] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(default=True)
    sessions: Mapped[int] = mapped_column(default=1)
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    created_at: Mapped[datetime]


class TokenRow(Base):
    """A bearer token of a device or a program; only its digest is kept."""

    __tablename__ = "tokens"
    __table_args__ = (UniqueConstraint("digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    hall_id: Mapped[int] = mapped_column(ForeignKey("halls.id"))
    name: Mapped[str] = mapped_column(String(60))
    role: Mapped[str] = mapped_column(String(20))
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class CounterRow(Base):
    """What a counter does at present; what it is stands in the plan."""

    __tablename__ = "counters"

    hall_id: Mapped[int] = mapped_column(ForeignKey("halls.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state: Mapped[CounterState] = mapped_column(Word(CounterState), default=CounterState.CLOSED)
    staff: Mapped[str | None] = mapped_column(String(100))
    pause_reason: Mapped[str | None] = mapped_column(String(200))
    since: Mapped[datetime | None]


class SeriesRow(Base):
    """The last sequence number given out in a series on a service day."""

    __tablename__ = "series"

    hall_id: Mapped[int] = mapped_column(ForeignKey("halls.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(2), primary_key=True)
    last: Mapped[int]


class TicketRow(Base):
    """One citizen's visit on one day, with one printed number that never changes."""

    __tablename__ = "tickets"
    __table_args__ = (
        UniqueConstraint("token"),
        # The last guard: whatever the code does, no number is there twice on one day.
        UniqueConstraint("hall_id", "day", "series", "sequence"),
        UniqueConstraint("hall_id", "day", "number"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    hall_id: Mapped[int] = mapped_column(ForeignKey("halls.id"))
    token: Mapped[str] = mapped_column(String(40))
    day: Mapped[date]
    series: Mapped[str] = mapped_column(String(2))
    sequence: Mapped[int]
    number: Mapped[str] = mapped_column(String(10))
    language: Mapped[str] = mapped_column(String(20))
    issued_at: Mapped[datetime]
    issued_by: Mapped[str] = mapped_column(String(100))


class TurnRow(Base):
    """One wait-and-serve of a ticket at one service. `id` grows with entering, so it breaks ties of the key."""

    __tablename__ = "turns"
    __table_args__ = (
        Index("uq_turns_open_ticket", "ticket_id", unique=True, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN),
        Index(
            "uq_turns_at_counter", "hall_id", "counter",
            unique=True, sqlite_where=IS_AT_COUNTER, postgresql_where=IS_AT_COUNTER,
        ),
        # The next one costs the same with a million old rows: the index holds only who waits.
        Index(
            "ix_turns_waiting", "hall_id", "day", "service", "key", "id",
            sqlite_where=IS_WAITING, postgresql_where=IS_WAITING,
        ),
        Index("ix_turns_ticket", "ticket_id", "id"),
        Index("ix_turns_day", "hall_id", "day", "service"),
        Index("ix_turns_call_cursor", "hall_id", "day", "call_cursor"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    hall_id: Mapped[int] = mapped_column(ForeignKey("halls.id"))
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("turns.id"))
    day: Mapped[date]
    plan_version: Mapped[int]
    service: Mapped[str] = mapped_column(String(20))
    class_: Mapped[str] = mapped_column("class", String(30))
    state: Mapped[State] = mapped_column(Word(State), default=State.WAITING)
    items: Mapped[list[str]]
    cases: Mapped[int] = mapped_column(default=1)

    entered_at: Mapped[datetime]
    key: Mapped[datetime]
    due: Mapped[datetime | None]
    reserved_counter: Mapped[int | None]
    reserved_until: Mapped[datetime | None]
    return_to: Mapped[int | None]
    parked_until: Mapped[datetime | None]
    park_reason: Mapped[str | None] = mapped_column(String(200))

    counter: Mapped[int | None]
    staff: Mapped[str | None] = mapped_column(String(100))
    calls: Mapped[int] = mapped_column(default=0)
    call_cursor: Mapped[int | None] = mapped_column(BigInteger)
    called_at: Mapped[datetime | None]
    last_called_at: Mapped[datetime | None]
    why: Mapped[dict[str, Any] | None]
    started_at: Mapped[datetime | None]
    implied_start: Mapped[bool] = mapped_column(default=False)
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(30))

    ticket: Mapped[TicketRow] = relationship(lazy="joined", innerjoin=True)


class EventRow(Base):
    """One row of the append-only log; `seq` is numbered by the hall's row and has no gaps."""

    __tablename__ = "events"

    hall_id: Mapped[int] = mapped_column(ForeignKey("halls.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    kind: Mapped[EventKind] = mapped_column(Word(EventKind))
    schema_version: Mapped[int]
    actor: Mapped[str] = mapped_column(String(100))
    device: Mapped[str | None] = mapped_column(String(100))
    counter: Mapped[int | None]
    ticket_id: Mapped[int | None] = mapped_column(BigInteger)
    turn_id: Mapped[int | None] = mapped_column(BigInteger)
    data: Mapped[dict[str, Any]]


class PrintJobRow(Base):
    """A slip to be printed, written in the transaction that issued the ticket; without a ticket, a test page."""

    __tablename__ = "print_jobs"
    __table_args__ = (
        Index("ix_print_jobs_ticket", "ticket_id", "id"),
        Index(
            "ix_print_jobs_open", "hall_id", "printer", "id",
            sqlite_where=IS_UNPRINTED, postgresql_where=IS_UNPRINTED,
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    hall_id: Mapped[int] = mapped_column(ForeignKey("halls.id"))
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"))
    printer: Mapped[str] = mapped_column(String(30))
    copy: Mapped[bool]
    content: Mapped[dict[str, Any]]
    state: Mapped[JobState] = mapped_column(Word(JobState), default=JobState.QUEUED)
    confirmed: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str | None] = mapped_column(String(30))
    created_at: Mapped[datetime]
    claimed_by: Mapped[str | None] = mapped_column(String(100))
    lease_until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class PrinterRow(Base):
    """What a printer last said of itself, by way of its device host."""

    __tablename__ = "printers"

    hall_id: Mapped[int] = mapped_column(ForeignKey("halls.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(30), primary_key=True)
    online: Mapped[bool | None]
    cover: Mapped[Cover] = mapped_column(Word(Cover))
    cutter: Mapped[Cutter] = mapped_column(Word(Cutter))
    paper: Mapped[Paper] = mapped_column(Word(Paper))
    host: Mapped[str] = mapped_column(String(100))
    reported_at: Mapped[datetime]


class RequestRow(Base):
    """An answered POST with an Idempotency-Key, kept for 24 h."""

    __tablename__ = "requests"
    __table_args__ = (Index("ix_requests_at", "at"),)

    hall_id: Mapped[int] = mapped_column(ForeignKey("halls.id"), primary_key=True)
    actor: Mapped[str] = mapped_column(String(100), primary_key=True)
    route: Mapped[str] = mapped_column(String(200), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    body: Mapped[bytes] = mapped_column(LargeBinary(32))
    answer: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
