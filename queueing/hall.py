"""`Hall`: one public method = one thing a person does = one transaction.

What is done is in `issuing`, `desks` and `serving`; here is how: the hall's row is locked, the plan and the time are
taken once, a repeated request is answered from what was kept, all of it is committed, and only then is the world told.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy.orm import Session

from config.plan import Plan
from queueing import desks, issuing, plans, printing, serving
from queueing.issuing import Wish
from queueing.paper import PrinterStatus
from queueing.people import SYSTEM, Actor
from queueing.pictures import hall_row
from queueing.plans import PlanShelf
from queueing.printing import Evidence
from queueing.serving import NOT_SAID, Ending, Seen
from queueing.store import HallRow, Store
from queueing.timekeeping import Clock, Timekeeper, utc_now
from queueing.views import Claimed, Counter, Next, PrintJob, Ticket, Turn, View
from queueing.work import Request, Work

log = logging.getLogger(__name__)

Answer = TypeVar("Answer", bound=View)
Result = TypeVar("Result")
THE_HALL = 1
"""Every row belongs to a hall; one server serves one."""


class Hall:
    """The hall that people act in. Every method may raise Busy or StorageFailed beside its own refusals.

    `seen` is the id of the turn that the clerk saw at the counter (None: it was empty); a mismatch is StaleTurn.
    `request` makes a method safe to send again: the same request gets the same answer and changes nothing twice.
    """

    def __init__(self, store: Store, clock: Clock = utc_now, shelf: PlanShelf | None = None) -> None:
        self.store = store
        self.clock = clock
        self.shelf = shelf or PlanShelf()
        self.time = Timekeeper(clock)
        self.listeners: list[Callable[[int], None]] = []
        """Called with the new revision after each commit that changed something."""

    # ---- the citizen, or whoever issues for him

    def issue(self, actor: Actor, wish: Wish, request: Request | None = None) -> Ticket:
        return self._do(actor, request, Ticket, lambda work: issuing.issue(work, wish))

    def cancel(self, actor: Actor, token: str, request: Request | None = None) -> Ticket:
        return self._do(actor, request, Ticket, lambda work: issuing.cancel(work, token))

    def print_again(self, actor: Actor, token: str, request: Request | None = None) -> Ticket:
        return self._do(actor, request, Ticket, lambda work: issuing.print_again(work, token))

    # ---- the device host and its printers

    def claim(self, actor: Actor, printers: Sequence[str], request: Request | None = None) -> Claimed:
        with self.store.read() as session:
            # Hosts ask all day and mostly in vain; a look takes no write lock and costs the disk nothing.
            if not printing.anything_for(session, THE_HALL, actor.name, printers, self._now(session)):
                return Claimed(job=None)
        return self._change(actor, lambda work: Claimed(job=printing.claim(work, printers, request)))

    def end_job(self, actor: Actor, job: int, evidence: Evidence, request: Request | None = None) -> PrintJob:
        return self._do(actor, request, PrintJob, lambda work: printing.end(work, job, evidence))

    def sweep_slips(self) -> None:
        """End the slips that nobody will end. Meant to be called every second: it writes only when there are any."""
        with self.store.read() as session:
            if not printing.anything_to_sweep(session, THE_HALL, self._now(session)):
                return
        self._change(SYSTEM, printing.sweep)

    def report_printer(self, actor: Actor, name: str, status: PrinterStatus) -> None:
        self._change(actor, lambda work: printing.report_status(work, name, status))

    def lose_host(self, actor: Actor) -> None:
        self._change(actor, printing.lose_host)

    def test_printer(self, actor: Actor, name: str, request: Request | None = None) -> PrintJob:
        return self._do(actor, request, PrintJob, lambda work: printing.test_page(work, name))

    # ---- the clerk and the counter

    def open_counter(self, actor: Actor, number: int, request: Request | None = None) -> Counter:
        return self._do(actor, request, Counter, lambda work: desks.open_counter(work, number))

    def close_counter(self, actor: Actor, number: int, request: Request | None = None) -> Counter:
        return self._do(actor, request, Counter, lambda work: desks.close_counter(work, number))

    def pause_counter(self, actor: Actor, number: int, reason: str, request: Request | None = None) -> Counter:
        return self._do(actor, request, Counter, lambda work: desks.pause_counter(work, number, reason))

    def resume_counter(self, actor: Actor, number: int, request: Request | None = None) -> Counter:
        return self._do(actor, request, Counter, lambda work: desks.resume_counter(work, number))

    # ---- the clerk and the citizen

    def next(self, actor: Actor, number: int, seen: Seen = NOT_SAID, request: Request | None = None) -> Next:
        return self._do(actor, request, Next, lambda work: serving.next_turn(work, number, seen))

    def call(
        self,
        actor: Actor,
        number: int,
        wanted: str,
        reason: str,
        seen: Seen = NOT_SAID,
        request: Request | None = None,
    ) -> Turn:
        return self._do(actor, request, Turn, lambda work: serving.call_number(work, number, wanted, reason, seen))

    def recall(self, actor: Actor, number: int, seen: Seen = NOT_SAID, request: Request | None = None) -> Turn:
        return self._do(actor, request, Turn, lambda work: serving.recall(work, number, seen))

    def start(self, actor: Actor, number: int, seen: Seen = NOT_SAID, request: Request | None = None) -> Turn:
        return self._do(actor, request, Turn, lambda work: serving.start(work, number, seen))

    def finish(
        self,
        actor: Actor,
        number: int,
        ending: Ending | None = None,
        seen: Seen = NOT_SAID,
        request: Request | None = None,
    ) -> Turn:
        return self._do(actor, request, Turn, lambda work: serving.finish(work, number, ending or Ending(), seen))

    def miss(self, actor: Actor, number: int, seen: Seen = NOT_SAID, request: Request | None = None) -> Turn:
        return self._do(actor, request, Turn, lambda work: serving.miss(work, number, seen))

    def put_back(self, actor: Actor, number: int, seen: Seen = NOT_SAID, request: Request | None = None) -> Turn:
        return self._do(actor, request, Turn, lambda work: serving.put_back(work, number, seen))

    # ---- the manager

    def publish(self, actor: Actor, plan: Plan) -> int:
        """Put a plan in force; returns its version. Raises ServiceInUse, CounterInUse."""
        return self._change(actor, lambda work: plans.publish(work, plan))

    def found(self, plan: Plan) -> bool:
        """Make the hall's row and its first plan in an empty database; False when there is one already."""
        with self.store.write() as session:
            if session.get(HallRow, THE_HALL) is not None:
                return False
            hall = HallRow(id=THE_HALL, plan_version=0, revision=0, last_event=0)
            session.add(hall)
            session.flush()
            plans.publish(Work(session, hall, plan, SYSTEM, self.clock()), plan)
            return True

    # ---- how a thing is done

    def _do(
        self, actor: Actor, request: Request | None, answer: type[Answer], deed: Callable[[Work], Answer]
    ) -> Answer:
        """Do it once, however often the same request arrives. Refusals are not kept: they may be mended."""

        def once(work: Work) -> Answer:
            if request is None:
                return deed(work)
            kept = work.kept_answer(request)
            if kept is not None:
                return answer.model_validate_json(kept)
            result = deed(work)
            work.keep_answer(request, result.model_dump_json())
            return result

        return self._change(actor, once)

    def _change(self, actor: Actor, deed: Callable[[Work], Result]) -> Result:
        with self.store.write() as session:
            hall = hall_row(session, THE_HALL, lock=True)
            work = Work(session, hall, self.shelf.of(session, hall), actor, self._now(session))
            result = deed(work)
        if work.changed:
            self._tell(hall.revision)
        return result

    def _now(self, session: Session) -> datetime:
        """The time that counts in this transaction."""
        return self.time.now(hall_row(session, THE_HALL).changed_at)

    def _tell(self, revision: int) -> None:
        """After the commit: whoever listens can fail, but cannot undo."""
        for listener in self.listeners:
            try:
                listener(revision)
            except Exception:
                log.exception("A listener failed at revision %s; the change stands.", revision)


__all__ = ["Clock", "Ending", "Hall", "Request", "Wish", "utc_now"]
