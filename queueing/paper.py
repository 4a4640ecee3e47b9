"""The words of paper: what becomes of a print job, and what a printer says of itself.

    queued ──▶ sending ──▶ printed | failed | unknown
       └─▶ expired

A job is never printed twice by itself: one that was interrupted while sending is *unknown*, and a person decides to
reprint the number. Evidence that comes late (a device host that could not report for a while) still counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

EXPIRES_AFTER = timedelta(seconds=60)
"""A slip still queued after so long is not wanted any more: the citizen is gone."""

LEASE = timedelta(seconds=30)
"""How long a device host may be silent about a job that it has claimed."""

STATUS_HOLDS = timedelta(seconds=30)
"""A printer whose device host has not reported for so long is unknown."""


class JobState(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    PRINTED = "printed"
    FAILED = "failed"
    UNKNOWN = "unknown"
    EXPIRED = "expired"


ENDINGS: dict[JobState, frozenset[JobState]] = {
    JobState.SENDING: frozenset({JobState.PRINTED, JobState.FAILED, JobState.UNKNOWN}),
    JobState.UNKNOWN: frozenset({JobState.PRINTED, JobState.FAILED}),
}
"""What the host that claimed a job may report, by the job's state."""


class Cover(StrEnum):
    CLOSED = "closed"
    OPEN = "open"
    UNKNOWN = "unknown"


class Cutter(StrEnum):
    OK = "ok"
    ERROR = "error"
    UNKNOWN = "unknown"


class Paper(StrEnum):
    OK = "ok"
    NEAR_END = "near_end"
    OUT = "out"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class PrinterStatus:
    """What a printer says of itself; `online` None, and `unknown` elsewhere: it did not say."""

    online: bool | None = None
    cover: Cover = Cover.UNKNOWN
    cutter: Cutter = Cutter.UNKNOWN
    paper: Paper = Paper.UNKNOWN


class Readiness(StrEnum):
    """A printer in one word, the worst that is known of it first; all but OK and NEAR_END are trouble."""

    OUT = "out"
    COVER = "cover"
    CUTTER = "cutter"
    OFFLINE = "offline"
    UNKNOWN = "unknown"
    NEAR_END = "near_end"
    OK = "ok"


def readiness(online: bool | None, cover: Cover, cutter: Cutter, paper: Paper) -> Readiness:
    """One word for what the printer says of itself; silence is unknown, never ok."""
    if paper is Paper.OUT:
        return Readiness.OUT
    if cover is Cover.OPEN:
        return Readiness.COVER
    if cutter is Cutter.ERROR:
        return Readiness.CUTTER
    if online is False:
        return Readiness.OFFLINE
    if online is None or Paper.UNKNOWN is paper:
        return Readiness.UNKNOWN
    return Readiness.NEAR_END if paper is Paper.NEAR_END else Readiness.OK
