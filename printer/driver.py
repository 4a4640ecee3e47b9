"""A printer on the network: its status, and printing with an outcome that rests on evidence.

A job is sent once. Whether a citizen gets a second slip is for a person to decide, never for this class.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sized
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Protocol

from PIL import Image

from printer.job import compose, prepare
from printer.line import Line, LineError, host_and_port
from printer.replies import UNKNOWN, UNREACHABLE, Question, Reason, Replies, Status, read_status


class Result(StrEnum):
    CONFIRMED = "confirmed"
    """The receipt came: it is printed."""
    SENT = "sent"
    """All was sent to a printer that can never answer."""
    FAILED = "failed"
    """Nothing of the job was sent; it will not come out later."""
    UNKNOWN = "unknown"
    """Some or all was sent and no receipt came; it may be printed, half printed, or come out later."""


@dataclass(frozen=True)
class Outcome:
    """`status` is the last that was known; `detail` is for the log."""

    result: Result
    reason: Reason | None = None
    status: Status = UNKNOWN
    detail: str = ""


class Printer(Protocol):
    """What the device host needs of any printer, on whatever line."""

    def status(self) -> Status: ...

    def print(self, bitmap: Image.Image) -> Outcome: ...

    def close(self) -> None: ...


@dataclass(frozen=True)
class Limits:
    """Seconds. A hung printer costs silence (twice, when its line was open already) and what is left of the receipt."""

    line: float = 3.0
    """To connect, and to send."""
    silence: float = 1.0
    """All four questions together."""
    receipt: float = 2.5
    """Without a receipt for so long, the printer is asked whether it still lives."""
    receipt_of_silent: float = 1.5
    """The same for a printer that had not answered before the job."""
    patience: float = 12.0
    """For the receipt of a printer that goes on answering."""
    parting: float = 0.5
    """For a printer that cannot answer to take the rest."""


QUESTIONS = (Question.PRINTER, Question.PAPER, Question.OFFLINE_CAUSE, Question.ERROR_CAUSE)
"""The most telling first: a printer that leaves one unanswered is not asked the rest."""


class TcpPrinter:
    """A printer at `tcp://host[:9100]`. Calls from several threads wait for one another."""

    def __init__(
        self, address: str, confirm: Literal["status", "none"] = "status", limits: Limits | None = None
    ) -> None:
        prepare()
        self._limits = limits or Limits()
        self._line = Line(*host_and_port(address), limit=self._limits.line)
        self._answers = confirm == "status"
        self._replies = Replies()
        self._in_step = False
        self._lock = threading.Lock()

    def close(self) -> None:
        with self._lock:
            self._line.close()

    def status(self) -> Status:
        """Never raises. Nobody there is `online` False; there but silent, or unable to answer, is unknown."""
        with self._lock:
            try:
                return self._asked_over_open_line() or self._asked_over_fresh_line()
            except LineError:
                return UNREACHABLE
            finally:
                if not self._answers:
                    self._line.close()

    def print(self, bitmap: Image.Image) -> Outcome:
        """Print once. Never raises for the printer's sake; ends within 4 s when it hangs, see `Limits`."""
        job = compose(bitmap, receipt=self._answers)
        with self._lock:
            try:
                status = self._ready_to_print()
            except LineError as lost:
                return Outcome(Result.FAILED, lost.reason, UNREACHABLE, str(lost))
            if status.obstacle:
                return Outcome(Result.FAILED, status.obstacle, status)
            try:
                return self._send(job, status)
            except LineError as lost:
                return Outcome(Result.UNKNOWN, lost.reason, status, str(lost))

    def _ready_to_print(self) -> Status:
        """An open line and the printer's status by it. No more than questions are repeated here."""
        status = self._asked_over_open_line()
        return status if status and self._in_step else self._asked_over_fresh_line()

    def _asked_over_open_line(self) -> Status | None:
        """None when there is none, or it broke. A line left open may have died unnoticed: its silence says little."""
        if self._line.is_open and self._in_step:
            with suppress(LineError):
                return self._ask()
        return None

    def _asked_over_fresh_line(self) -> Status:
        self._line.open()
        self._replies = Replies()
        return self._ask() if self._answers else UNKNOWN

    def _ask(self) -> Status:
        """All four questions, one at a time, since an answer does not say to what.

        So a late one would be taken for the answer to another: once one is missing, this line is out of step for good.
        """
        deadline = time.monotonic() + self._limits.silence
        answers: dict[Question, int] = {}
        self._in_step = False
        self._replies.answers.clear()
        for question in QUESTIONS:
            self._line.send(question.request)
            if not self._replied(self._replies.answers, deadline):
                return read_status(answers)
            answers[question] = self._replies.answers.popleft()
        self._in_step = True
        return read_status(answers)

    def _replied(self, wanted: Sized, deadline: float) -> bool:
        """Listen until there is something in `wanted`, which is one of the queues of `_replies`."""
        while not wanted:
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            self._replies.feed(self._line.receive(left))
        return True

    def _send(self, job: bytes, status: Status) -> Outcome:
        self._replies.receipts.clear()
        self._line.send(job)
        if not self._answers:
            self._line.finish(self._limits.parting)
            return Outcome(Result.SENT, None, status)
        outcome = self._receipt(status)
        if outcome.result is not Result.CONFIRMED:
            self._line.close()  # a receipt that comes too late must not be taken for that of the next job
        return outcome

    def _receipt(self, status: Status) -> Outcome:
        """Wait for it as long as the printer shows that it lives and can print."""
        now = time.monotonic()
        end = now + self._limits.patience
        deadline = now + (self._limits.receipt if self._in_step else self._limits.receipt_of_silent)
        while not self._replied(self._replies.receipts, deadline):
            if self._in_step:
                status = self._ask()
            reason = self._given_up(status, end)
            if reason and not self._replies.receipts:
                return Outcome(Result.UNKNOWN, reason, status)
            deadline = min(time.monotonic() + self._limits.receipt, end)
        return Outcome(Result.CONFIRMED, None, status)

    def _given_up(self, status: Status, end: float) -> Reason | None:
        if not self._in_step:
            return Reason.SILENT
        return status.obstacle or (Reason.SLOW if time.monotonic() >= end else None)
