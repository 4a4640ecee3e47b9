from __future__ import annotations

from collections.abc import Callable
from typing import Any

from queueing.events import SCHEMA_VERSION, EventKind
from queueing.hall import Ending, Hall, Wish
from queueing.hall_view import HallView
from queueing.people import Actor, holder
from tests.support import CLERK, KIOSK, MANAGER, Clock, a_plan, events, take

Told = tuple[str, Actor, int | None, dict[str, Any]]
WHY = {"staff": "li", "passed_count": 0, "passed": []}
DONE = {"items": [], "cases": 1}
ISSUED = {
    "number": "A001", "series": "A", "sequence": 1, "day": "2026-11-23", "service": "FARM", "class": "senior",
    "language": "en", "items": ["LAND"], "cases": 2, "key": "2026-11-23T00:45:00+00:00", "due": None, "plan_version": 1,
}  # fmt: skip

# One day, step after step: who does what, and the events that it writes.
DAY: list[tuple[Callable[[Hall], object], list[Told]]] = [
    (
        lambda hall: hall.issue(KIOSK, Wish("FARM", "senior", "en", ["LAND"], 2)),
        [("issued", KIOSK, None, ISSUED)],
    ),
    (
        lambda hall: hall.open_counter(CLERK, 1),
        [("counter_opened", CLERK, 1, {"staff": "li"})],
    ),
    (
        lambda hall: hall.next(CLERK, 1),
        [("called", CLERK, 1, WHY | {"rule": "only", "facts": {}})],
    ),
    (
        lambda hall: hall.recall(CLERK, 1),
        [("recalled", CLERK, 1, {"calls": 2})],
    ),
    (
        lambda hall: hall.put_back(CLERK, 1),
        [("put_back", CLERK, 1, {})],
    ),
    (
        lambda hall: hall.call(CLERK, 1, "A001", "asked"),
        [("called", CLERK, 1, WHY | {"rule": "picked", "facts": {"reason": "asked"}})],
    ),
    (
        lambda hall: hall.start(CLERK, 1),
        [("started", CLERK, 1, {})],
    ),
    (
        lambda hall: hall.finish(CLERK, 1, Ending("papers_missing", ["CARD"], 3)),
        [
            (
                "finished", CLERK, 1,
                {"outcome": "papers_missing", "items": ["CARD"], "cases": 3, "implied_start": False},
            )
        ],
    ),
    (
        lambda hall: hall.next(CLERK, 1),
        [],
    ),
    (
        lambda hall: [take(hall).token for _ in range(2)],
        [("issued", KIOSK, None, {})] * 2,
    ),
    (
        lambda hall: hall.next(MANAGER, 1),
        [("called", MANAGER, 1, WHY | {"rule": "first_come", "facts": {}})],
    ),
    (
        lambda hall: hall.next(CLERK, 1),
        [
            ("finished", CLERK, 1, DONE | {"outcome": "finished", "implied_start": True}),
            ("called", CLERK, 1, WHY | {"rule": "only", "facts": {}}),
        ],
    ),
    (
        lambda hall: hall.pause_counter(CLERK, 1, "lunch"),
        [("counter_paused", CLERK, 1, {"reason": "lunch"})],
    ),
    (
        lambda hall: hall.miss(CLERK, 1),
        [("missed", CLERK, 1, {})],
    ),
    (
        lambda hall: hall.resume_counter(CLERK, 1),
        [("counter_resumed", CLERK, 1, {})],
    ),
    (
        lambda hall: hall.close_counter(MANAGER, 1),
        [("counter_closed", MANAGER, 1, {"staff": "li"})],
    ),
    (
        lambda hall: hall.cancel(MANAGER, take(hall).token),
        [("issued", KIOSK, None, {}), ("cancelled", MANAGER, None, {"from_state": "waiting"})],
    ),
    (
        lambda hall: hall.publish(MANAGER, a_plan(rules={"max_wait": 5})),
        [("plan_published", MANAGER, None, {"version": 2})],
    ),
]  # fmt: skip


def test_each_action_writes_its_events_and_no_others(hall: Hall, clock: Clock) -> None:
    for deed, expected in DAY:
        clock.tick(seconds=30)
        last = HallView(hall).last_event()

        deed(hall)

        written = events(hall, after=last)
        assert [(event.kind, event.actor, event.counter) for event in written] == [
            (kind, actor.name, counter) for kind, actor, counter, _ in expected
        ]
        for event, (kind, actor, _, data) in zip(written, expected, strict=True):
            assert (event.at, event.device, event.schema_version) == (clock.now(), actor.device, SCHEMA_VERSION)
            assert (event.data if data or kind != "issued" else {}) == _as_written(data)
            assert (event.turn is None) == (event.ticket is None) == kind.startswith(("counter_", "plan_"))


def _as_written(data: dict[str, Any]) -> dict[str, Any]:
    """The senior of 09:00:30 has his key fifteen minutes before."""
    return data | {"key": "2026-11-23T00:45:30+00:00"} if "key" in data else data


def test_a_citizens_own_cancellation_names_him_by_the_beginning_of_his_token(hall: Hall) -> None:
    ticket = take(hall)
    hall.cancel(holder(ticket.token), ticket.token)

    assert events(hall)[-1].actor == f"ticket:{ticket.token[:6]}"


def test_every_kind_of_event_is_written_in_the_day_above() -> None:
    written = {kind for _, expected in DAY for kind, *_ in expected}

    paper = {kind for kind in EventKind if kind.startswith(("slip_", "printer_"))}  # see test_printing
    assert written == set(EventKind) - paper
