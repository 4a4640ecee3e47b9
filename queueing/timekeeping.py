"""The clock handed to the rules: the server's, kept from running backwards and from standing still."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from queueing.numbering import steady

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(UTC)


class Timekeeper:
    """`now` is the clock's time, or goes on from the hall's last change while the clock is behind it."""

    def __init__(self, clock: Clock, seconds: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seconds = seconds
        self._latest: datetime | None = None
        self._since = 0.0
        self._warned = False

    def now(self, latest: datetime | None) -> datetime:
        """The time that counts after a last change at `latest`; see `numbering.steady`."""
        if latest != self._latest:
            self._latest, self._since = latest, self._seconds()
        wall = self._clock()
        now = steady(wall, latest, timedelta(seconds=self._seconds() - self._since))
        behind = now - wall
        if behind > timedelta(minutes=1) and not self._warned:
            log.warning("This computer's clock is %s behind the hall's last change: check its date and time.", behind)
        self._warned = behind > timedelta(minutes=1)
        return now
