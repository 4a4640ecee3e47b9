from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from queueing.pictures import service_seconds, wait_seconds
from tests.support import MONDAY


def after(seconds: float | None) -> datetime | None:
    return None if seconds is None else MONDAY + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("due", "called", "waited"),
    [
        (None, None, None),
        (None, 90, 90),
        (None, 0.25, 0.25),
        (60, 90, 30),
        (-60, 90, 90),
        (60, 30, 0),
        (60, None, None),
    ],
    ids=[
        "not called", "no booking", "parts of a second", "came early", "came late", "called before the booked time",
        "booked and not called",
    ],
)  # fmt: skip
def test_a_wait_is_counted_from_the_later_of_arrival_and_booking_to_the_call(
    due: float | None, called: float | None, waited: float | None
) -> None:
    assert wait_seconds(MONDAY, after(due), after(called)) == waited


@pytest.mark.parametrize(
    ("started", "ended", "served"), [(None, None, None), (0, None, None), (None, 9, None), (5, 9, 4)]
)
def test_a_service_is_counted_from_start_to_end(
    started: float | None, ended: float | None, served: float | None
) -> None:
    assert service_seconds(after(started), after(ended)) == served
