"""What a printer says of itself: the questions (DLE EOT), their answers of one byte, and the receipt (GS r).

Silence is an answer of its own, `unknown`; it is never read as "all is well".
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from enum import IntEnum, StrEnum

from queueing.paper import Cover, Cutter, Paper, PrinterStatus

RECEIPT_REQUEST = b"\x1dr\x01"
"""GS r 1: answered only once everything before it has been printed, so its answer is the receipt of a job."""


class Question(IntEnum):
    """The n of `DLE EOT n`, answered at once even by a printer that is offline or busy."""

    PRINTER = 1
    OFFLINE_CAUSE = 2
    ERROR_CAUSE = 3
    PAPER = 4

    @property
    def request(self) -> bytes:
        return bytes((0x10, 0x04, self))


ANSWER = 0x12
"""The bits that every answer to DLE EOT has."""

OFFLINE, COVER_OPEN, STOPPED_BY_PAPER, ERROR, CUTTER_ERROR, NEAR_END, PAPER_OUT = (
    0x08,
    0x04,
    0x20,
    0x40,
    0x08,
    0x0C,
    0x60,
)
"""Bits of the answers: of PRINTER the first, of OFFLINE_CAUSE the next three, of ERROR_CAUSE one, of PAPER the rest."""


class Reason(StrEnum):
    """Why a job was not, or not certainly, printed."""

    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    CUTTER_ERROR = "cutter_error"
    OFFLINE = "offline"
    UNREACHABLE = "unreachable"
    LINE_LOST = "line_lost"
    SEND_TIMEOUT = "send_timeout"
    SILENT = "silent"
    SLOW = "slow"
    HOST_FAILED = "host_failed"


class Status(PrinterStatus):
    """What a printer says of itself, and whether it can print so."""

    @property
    def obstacle(self) -> Reason | None:
        """What certainly keeps it from printing now; the cause rather than the mere fact of being offline."""
        if self.paper is Paper.OUT:
            return Reason.PAPER_OUT
        if self.cover is Cover.OPEN:
            return Reason.COVER_OPEN
        if self.cutter is Cutter.ERROR:
            return Reason.CUTTER_ERROR
        return Reason.OFFLINE if self.online is False else None


UNKNOWN = Status()
UNREACHABLE = Status(online=False)


def read_status(answers: Mapping[Question, int]) -> Status:
    """The status that these answers give; what was not answered stays unknown."""
    printer, cause = answers.get(Question.PRINTER), answers.get(Question.OFFLINE_CAUSE)
    error, paper = answers.get(Question.ERROR_CAUSE), answers.get(Question.PAPER)
    return Status(
        online=None if printer is None else not printer & OFFLINE,
        cover=Cover.UNKNOWN if cause is None else Cover.OPEN if cause & COVER_OPEN else Cover.CLOSED,
        cutter=Cutter.UNKNOWN if error is None else Cutter.ERROR if error & CUTTER_ERROR else Cutter.OK,
        paper=Paper.UNKNOWN if paper is None else _read_paper(paper),
    )


def _read_paper(answer: int) -> Paper:
    if answer & PAPER_OUT:
        return Paper.OUT
    return Paper.NEAR_END if answer & NEAR_END else Paper.OK


class Replies:
    """Sorts the bytes that come from a printer into answers and receipts; whatever is neither is dropped.

    A printer set to report by itself (automatic status back) sends four bytes at a time of which the last three look
    like receipts: they are recognised by the first and skipped.
    """

    def __init__(self) -> None:
        self.answers: deque[int] = deque()
        self.receipts: deque[int] = deque()
        self._to_skip = 0

    def feed(self, data: bytes) -> None:
        for byte in data:
            if self._to_skip:
                self._to_skip -= 1
            elif byte & 0x93 == ANSWER:
                self.answers.append(byte)
            elif byte & 0x93 == 0x10:
                self._to_skip = 3
            elif byte & 0x90 == 0:
                self.receipts.append(byte)
