"""What can be wrong with the virtual printer, and what it then answers: as a real one, bit for bit."""

from __future__ import annotations

from dataclasses import dataclass

from printer.replies import (
    ANSWER,
    COVER_OPEN,
    CUTTER_ERROR,
    ERROR,
    NEAR_END,
    OFFLINE,
    PAPER_OUT,
    STOPPED_BY_PAPER,
    Question,
)


@dataclass(frozen=True)
class Faults:
    """All of them at a press; none is a printer in order.

    offline: its button is pressed, it keeps what comes and prints later, as it does without paper, with its cover open
    and with its cutter jammed. hangs: it accepts connections, and neither reads nor answers. slow: bytes a second that
    it prints. cut_after: every connection is broken after so many bytes; 0 is a plug that is pulled.
    """

    paper_out: bool = False
    near_end: bool = False
    cover_open: bool = False
    cutter_jam: bool = False
    offline: bool = False
    hangs: bool = False
    slow: int | None = None
    cut_after: int | None = None

    def __post_init__(self) -> None:
        if self.slow is not None and self.slow < 1:
            raise ValueError(f"slow is at least 1 byte a second, not {self.slow}")
        if self.cut_after is not None and self.cut_after < 0:
            raise ValueError(f"cut_after is a number of bytes, not {self.cut_after}")

    @property
    def is_offline(self) -> bool:
        return self.paper_out or self.cover_open or self.cutter_jam or self.offline

    @property
    def prints(self) -> bool:
        return not (self.is_offline or self.hangs)

    def answer(self, question: Question) -> int:
        """The byte that answers `DLE EOT n`."""
        bits = {
            Question.PRINTER: self.is_offline * OFFLINE,
            Question.OFFLINE_CAUSE: self.cover_open * COVER_OPEN
            | self.paper_out * STOPPED_BY_PAPER
            | self.cutter_jam * ERROR,
            Question.ERROR_CAUSE: self.cutter_jam * CUTTER_ERROR,
            Question.PAPER: (self.near_end or self.paper_out) * NEAR_END | self.paper_out * PAPER_OUT,
        }
        return ANSWER | bits[question]

    @property
    def receipt(self) -> int:
        """The byte that answers `GS r 1`, which says how much paper there is."""
        return 0x03 if self.near_end else 0x00
