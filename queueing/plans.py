"""The versioned rows of the hall plan: reading the one in force, publishing the next."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from config.documents import read_json, to_json
from config.plan import Plan
from queueing.errors import CounterInUse, ServiceInUse
from queueing.events import EventKind
from queueing.store import CounterRow, HallRow, PlanRow, TurnRow
from queueing.store.tables import IS_OPEN, CounterState
from queueing.work import Work

KEPT_IN_MEMORY = 8


class PlanShelf:
    """Plans read from their rows, the last few kept: rows never change, and parsing one takes milliseconds."""

    def __init__(self) -> None:
        self._read: dict[tuple[int, int], Plan] = {}

    def of(self, session: Session, hall: HallRow) -> Plan:
        """The plan in force in `hall`."""
        return self.version(session, hall.id, hall.plan_version)

    def version(self, session: Session, hall_id: int, version: int) -> Plan:
        """Any published version, for the names of old rows."""
        plan = self._read.get((hall_id, version))
        if plan is None:
            row = session.get_one(PlanRow, (hall_id, version))
            plan = read_json(row.document)
            while len(self._read) >= KEPT_IN_MEMORY:
                del self._read[next(iter(self._read))]
            self._read[hall_id, version] = plan
        return plan


def publish(work: Work, plan: Plan) -> int:
    """Put `plan` in force and return its version; the one in force again changes nothing.

    Raises ServiceInUse when it drops a service with open turns, CounterInUse when a counter with a clerk: they cannot
    vanish under them.
    """
    if work.hall.plan_version and plan == work.plan:
        return work.hall.plan_version
    _refuse_what_is_in_use(work, plan)
    version = work.hall.plan_version + 1
    work.session.add(
        PlanRow(
            hall_id=work.hall.id,
            version=version,
            document=to_json(plan),
            published_at=work.now,
            published_by=work.actor.name,
        )
    )
    work.hall.plan_version = version
    work.log(EventKind.PLAN_PUBLISHED, {"version": version})
    return version


def _refuse_what_is_in_use(work: Work, plan: Plan) -> None:
    # Only today's: what was left waiting overnight can be called by nobody and must not hold the plan for ever.
    services = work.session.scalars(
        select(TurnRow.service).where(TurnRow.hall_id == work.hall.id, TurnRow.day == work.day, IS_OPEN).distinct()
    )
    for code in services:
        if plan.service(code) is None:
            raise ServiceInUse(service=code)
    counters = work.session.scalars(
        select(CounterRow.number).where(CounterRow.hall_id == work.hall.id, CounterRow.state != CounterState.CLOSED)
    )
    for number in counters:
        if plan.counter(number) is None:
            raise CounterInUse(counter=number)
