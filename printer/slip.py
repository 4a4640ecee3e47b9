"""What is on the slip: a copy of the ticket, never the truth."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Slip:
    """The facts on one slip, already in `language`.

    service None: a private service, which is not named. ahead, estimate (minutes, low < high) None: not said, or
    said to be unknown where only the estimate is missing. issued_at: aware, in the hall's own time zone. url: what
    the QR code opens, only where phones can reach it. class_name: only where a class was given. copy: a reprint.
    """

    language: str
    hall: str
    number: str
    issued_at: datetime
    service: str | None = None
    class_name: str | None = None
    ahead: int | None = None
    estimate: tuple[int, int] | None = None
    papers: list[str] = field(default_factory=list)
    note: str | None = None
    url: str | None = None
    copy: bool = False

    def __post_init__(self) -> None:
        if self.issued_at.tzinfo is None:
            raise ValueError("issued_at must be an aware time in the hall's zone")
