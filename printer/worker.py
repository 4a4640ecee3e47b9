"""One printer of a device host: prints what it claims, and between jobs asks the printer how it is."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import asdict
from datetime import datetime
from typing import Any

from PIL import Image

from printer.drawing import draw
from printer.driver import Outcome, Printer, Result
from printer.replies import Reason
from printer.server_line import Dismissed, Refused, ServerLine
from printer.slip import Slip
from printer.test_page import draw_test_page

log = logging.getLogger(__name__)

ASK_EVERY = 3.0
"""Seconds between two questions to an idle printer: a cover that was opened is on the kiosk soon after."""

TELL_EVERY = 10.0
"""Seconds after which an unchanged status is told again, so that the server knows that this host lives."""

NAP_AFTER_TROUBLE = 1.0
"""Seconds of rest after something that nobody foresaw, so that it does not happen a thousand times a second."""

PARTING = 15.0
"""Seconds that a worker waits for the one before it at the same printer: longer than a receipt may take."""

STATES = {
    Result.CONFIRMED: ("printed", True),
    Result.SENT: ("printed", False),
    Result.FAILED: ("failed", False),
    Result.UNKNOWN: ("unknown", False),
}


class Worker(threading.Thread):
    """Runs until `stop`. `wake` makes it look for jobs at once.

    `before` is the worker that had the printer until now: two at once would print into each other's slips.
    """

    def __init__(
        self, name: str, width: int, printer: Printer, line: ServerLine, before: threading.Thread | None = None
    ) -> None:
        super().__init__(name=f"printer-{name}", daemon=True)
        self.printer_name, self.width = name, width
        self._printer = printer
        self._line = line
        self._before = before
        self._woken, self._anew, self._stopped = threading.Event(), threading.Event(), threading.Event()
        self._told: dict[str, Any] | None = None
        self._told_at = self._asked_at = -TELL_EVERY

    def wake(self) -> None:
        self._woken.set()

    def tell_again(self) -> None:
        """Tell the printer's status at once, whatever was told before: the server may have lost it."""
        self._anew.set()
        self._woken.set()

    def stop(self) -> None:
        """Returns at once; a slip that is being printed is printed to its end."""
        self._stopped.set()
        self._woken.set()

    def run(self) -> None:
        try:
            if self._before is not None:
                self._before.join(PARTING)
            while not self._stopped.is_set():
                self._look_after()
                self._woken.wait(ASK_EVERY)
                self._woken.clear()
        except Dismissed:
            log.info("Printer %s: the server dismissed this device host.", self.printer_name)
        finally:
            self._printer.close()

    def _look_after(self) -> None:
        try:
            self._print_all()
            if not self._stopped.is_set():
                self._ask()
        except Dismissed:
            raise
        except Exception:
            # Whatever it was, the next slip has a chance of its own: a printer must not be silent for good.
            log.exception("Printer %s: going on after this.", self.printer_name)
            self._stopped.wait(NAP_AFTER_TROUBLE)

    def _print_all(self) -> None:
        while not self._stopped.is_set() and (job := self._line.claim([self.printer_name])) is not None:
            outcome = self._print(job)
            state, confirmed = STATES[outcome.result]
            log.info("Printer %s, job %s: %s %s", self.printer_name, job["id"], state, outcome.detail)
            self._line.end(job["id"], state, confirmed=confirmed, reason=outcome.reason)
            self._asked_at = -TELL_EVERY  # a job that failed has a cause: ask at once

    def _print(self, job: dict[str, Any]) -> Outcome:
        try:
            bitmap = picture_of(job["content"], self.width)
        except Exception as error:
            # A slip that cannot be drawn must not stop the ones behind it. Nothing was sent.
            log.exception("Job %s cannot be drawn.", job["id"])
            return Outcome(Result.FAILED, None, detail=str(error))
        try:
            return self._printer.print(bitmap)
        except Exception as error:
            # How far it came is not known: some of the slip may have gone out, so it is never sent again by itself.
            log.exception("Job %s cannot be printed.", job["id"])
            self._printer.close()
            return Outcome(Result.UNKNOWN, Reason.HOST_FAILED, detail=str(error))

    def _ask(self) -> None:
        now = time.monotonic()
        if self._anew.is_set():
            self._anew.clear()
            self._told, self._asked_at = None, -TELL_EVERY
        if now - self._asked_at < ASK_EVERY:
            return
        self._asked_at = now
        status = self._printer.status()
        words = asdict(status)
        if words == self._told and now - self._told_at < TELL_EVERY:
            return
        try:
            self._line.report(self.printer_name, words)
        except Refused as refused:
            log.warning("Printer %s: its status was refused (%s).", self.printer_name, refused.code)
        self._told, self._told_at = words, now


def picture_of(content: dict[str, Any], width: int) -> Image.Image:
    """The drawn slip of a job, or its test page."""
    facts = dict(content)
    if facts.pop("test", False):
        return draw_test_page(facts["hall"], datetime.fromisoformat(facts["issued_at"]), facts["language"], width)
    facts["issued_at"] = datetime.fromisoformat(facts["issued_at"])
    facts["estimate"] = tuple(facts["estimate"]) if facts.get("estimate") else None
    return draw(Slip(**facts), width)
