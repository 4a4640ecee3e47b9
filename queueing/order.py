"""Who is next: a pure function over the waiting turns that a counter may call.

A turn's key is the time it entered the queue less the head start of its class, so "a senior counts as having come 15
minutes earlier". Within one service and rank nobody is passed by someone who came more than a head start later. On
top of the key, in this order (DESIGN.md §5): reserved for this counter, a booking that is due, a wait beyond
`max_wait`, the rank of the service at this counter, the key, the id.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from queueing.errors import sentence

SHOWN_PASSED = 5
"""How many of those passed over are kept by number."""

Place = tuple[bool, bool, bool, int, datetime, int]
"""What turns are sorted by; False comes before True."""


class Rule(StrEnum):
    """What decided a call."""

    ONLY = "only"
    FIRST_COME = "first_come"
    HEAD_START = "head_start"
    RANK = "rank"
    MAX_WAIT = "max_wait"
    DUE = "due"
    RESERVED = "reserved"
    PICKED = "picked"


REASONS: dict[Rule, str] = {
    Rule.ONLY: sentence("Was the only one waiting."),
    Rule.FIRST_COME: sentence("Had waited longest."),
    Rule.HEAD_START: sentence("Class with a head start of {minutes} minutes."),
    Rule.RANK: sentence("This window serves that service first."),
    Rule.MAX_WAIT: sentence("Had waited more than {minutes} minutes."),
    Rule.DUE: sentence("The booked time had come."),
    Rule.RESERVED: sentence("Was sent back to this window."),
    Rule.PICKED: sentence("Called out of order: {reason}"),
}
"""Each rule in words; the braces are filled from the facts of the call."""

_RULES_ON_TOP = (Rule.RESERVED, Rule.DUE, Rule.MAX_WAIT)
"""The rules behind the first parts of a Place."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A waiting turn as the order sees it. All times are aware."""

    id: int
    number: str
    service: str
    entered_at: datetime
    key: datetime
    due: datetime | None = None
    reserved_counter: int | None = None
    reserved_until: datetime | None = None

    @property
    def waiting_since(self) -> datetime:
        """A booked citizen who came early waits from the booked time on."""
        return max(self.entered_at, self.due) if self.due else self.entered_at


@dataclass(frozen=True, slots=True)
class Choice:
    """Who is called, by which rule, and past whom (those who entered earlier), longest waiting first."""

    candidate: Candidate
    rule: Rule
    passed: Sequence[Candidate]
    facts: Mapping[str, str]


def key_of(entered_at: datetime, head_start: float) -> datetime:
    """The queue key: the time of entering less the head start in minutes."""
    return entered_at - timedelta(minutes=head_start)


def choose(
    candidates: Sequence[Candidate], counter: int, ranks: Mapping[str, int], now: datetime, max_wait: float
) -> Choice | None:
    """The turn that `counter` calls next, or None when nobody waits whom it may call.

    `ranks` maps the services that the counter serves to their rank, 1 first; `max_wait` is in minutes. Turns reserved
    for another counter are left alone until the reservation has run out.
    """
    free = [candidate for candidate in candidates if _may_call(candidate, counter, ranks, now)]
    if not free:
        return None
    limit = timedelta(minutes=max_wait)

    def place(candidate: Candidate) -> Place:
        return (
            not _reserved(candidate, now),
            not _due(candidate, now),
            not _overdue(candidate, now, limit),
            ranks[candidate.service],
            candidate.key,
            candidate.id,
        )

    queue = sorted(free, key=place)
    first = queue[0]
    passed = sorted((other for other in queue if _came_before(other, first)), key=_arrival)
    rule = _deciding_rule(first, passed, queue, place)
    return Choice(first, rule, passed, _facts(rule, first, max_wait))


def _may_call(candidate: Candidate, counter: int, ranks: Mapping[str, int], now: datetime) -> bool:
    return candidate.service in ranks and (not _reserved(candidate, now) or candidate.reserved_counter == counter)


def _reserved(candidate: Candidate, now: datetime) -> bool:
    if candidate.reserved_counter is None:
        return False
    return candidate.reserved_until is None or now < candidate.reserved_until


def _due(candidate: Candidate, now: datetime) -> bool:
    return candidate.due is not None and candidate.due <= now


def _overdue(candidate: Candidate, now: datetime, limit: timedelta) -> bool:
    return now - candidate.waiting_since > limit


def _arrival(candidate: Candidate) -> tuple[datetime, int]:
    """Several may enter in one moment, while the clock stands still; ids grow with entering."""
    return candidate.entered_at, candidate.id


def _came_before(other: Candidate, first: Candidate) -> bool:
    return _arrival(other) < _arrival(first)


def _deciding_rule(
    first: Candidate,
    passed: Sequence[Candidate],
    queue: Sequence[Candidate],
    place: Callable[[Candidate], Place],
) -> Rule:
    """The first part of the place in which `first` beats its rival.

    The rival is whoever has most reason to ask: the one passed over who has waited longest, else the runner-up.
    """
    if len(queue) == 1:
        return Rule.ONLY
    rival = passed[0] if passed else queue[1]
    part = next(n for n, (mine, theirs) in enumerate(zip(place(first), place(rival), strict=True)) if mine != theirs)
    if part < len(_RULES_ON_TOP):
        return _RULES_ON_TOP[part]
    if not passed:
        return Rule.FIRST_COME
    return Rule.RANK if part == len(_RULES_ON_TOP) else Rule.HEAD_START


def _facts(rule: Rule, first: Candidate, max_wait: float) -> dict[str, str]:
    """What the sentence of the rule is filled with."""
    if rule is Rule.MAX_WAIT:
        return {"minutes": f"{max_wait:g}"}
    if rule is Rule.HEAD_START:
        return {"minutes": f"{(first.entered_at - first.key).total_seconds() / 60:g}"}
    return {}
