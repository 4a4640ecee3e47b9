"""The log says everything: every turn is rebuilt from events alone, after whatever people may do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queueing.errors import Refusal
from queueing.events import EventKind
from queueing.hall import Ending, Hall
from queueing.hall_view import HallView
from queueing.people import Actor
from queueing.store import TurnRow
from queueing.views import Event
from tests.support import CLERK, MANAGER, OTHER_CLERK, Clock, events, make_hall, take

NEVER_CALLED: dict[str, Any] = {
    "counter": None, "staff": None, "calls": 0, "call_cursor": None, "called_at": None, "last_called_at": None,
    "why": None,
}  # fmt: skip


def rebuilt(log: Iterable[Event]) -> dict[int, dict[str, Any]]:
    """Every turn as the events tell it, by its id."""
    turns: dict[int, dict[str, Any]] = {}
    for event in log:
        if event.turn is not None:
            _retell(turns.setdefault(event.turn, {}), event)
    return turns


def _retell(turn: dict[str, Any], event: Event) -> None:
    at, data = event.at, event.data
    match event.kind:
        case EventKind.ISSUED:
            turn |= NEVER_CALLED | {
                "state": "waiting", "ticket_id": event.ticket, "entered_at": at, "started_at": None,
                "implied_start": False, "ended_at": None, "outcome": None, "key": datetime.fromisoformat(data["key"]),
                "due": data["due"] and datetime.fromisoformat(data["due"]), "day": data["day"],
                **{name: data[name] for name in ("number", "service", "class", "items", "cases", "plan_version")},
            }  # fmt: skip
        case EventKind.CALLED:
            why = {name: data[name] for name in ("rule", "facts", "passed_count", "passed")}
            turn |= {"state": "called", "counter": event.counter, "staff": data["staff"], "calls": 1, "why": why}
            turn |= {"called_at": at, "last_called_at": at, "call_cursor": event.seq}
        case EventKind.RECALLED:
            turn |= {"calls": data["calls"], "last_called_at": at, "call_cursor": event.seq}
        case EventKind.STARTED:
            turn |= {"state": "serving", "started_at": at}
        case EventKind.FINISHED:
            turn |= {"state": "done", "ended_at": at, **data}
            if data["implied_start"]:
                turn["started_at"] = turn["last_called_at"]
        case EventKind.MISSED:
            turn |= {"state": "missed", "ended_at": at}
        case EventKind.PUT_BACK:
            turn |= NEVER_CALLED | {"state": "waiting"}
        case EventKind.CANCELLED:
            assert turn["state"] == data["from_state"]
            turn |= {"state": "cancelled", "ended_at": at}
        case unknown:
            pytest.fail(f"the replayer does not know {unknown}")


def stored(hall: Hall) -> dict[int, dict[str, Any]]:
    """Every turn as its row has it, in the words of `rebuilt`."""
    same = [*NEVER_CALLED, "state", "ticket_id", "entered_at", "started_at", "implied_start", "ended_at", "outcome"]
    same += ["key", "due", "service", "items", "cases", "plan_version"]
    with hall.store.read() as session:
        return {
            row.id: {name: getattr(row, name) for name in same}
            | {"class": row.class_, "number": row.ticket.number, "day": row.day.isoformat()}
            for row in session.query(TurnRow)
        }


Step = Callable[[Hall, Clock], object]
AT_COUNTERS = st.sampled_from([(CLERK, 1), (OTHER_CLERK, 2), (MANAGER, 1)])
MOMENTS = st.sampled_from([None, Clock().tick(minutes=20)])


def wait(minutes: int) -> Step:
    return lambda hall, clock: clock.tick(minutes=minutes)


def somebody_comes(service: str, class_: str, items: list[str], due: datetime | None) -> Step:
    return lambda hall, clock: take(hall, service, MANAGER, class_=class_, items=items, due=due)


def a_press(name: str, at: tuple[Actor, int]) -> Step:
    return lambda hall, clock: getattr(hall, name)(*at)


def a_finish(outcome: str | None, cases: int | None, at: tuple[Actor, int]) -> Step:
    return lambda hall, clock: hall.finish(*at, Ending(outcome, None, cases))


def a_call(number: str, at: tuple[Actor, int]) -> Step:
    return lambda hall, clock: hall.call(*at, number, "asked")


def somebody_gives_up(place: int) -> Step:
    def cancel(hall: Hall, clock: Clock) -> object:
        log = HallView(hall).wait_log(HallView(hall).today())
        return log and hall.cancel(MANAGER, log[place % len(log)].ticket)

    return cancel


PRESSES = ["open_counter", "next", "next", "next", "recall", "start", "miss", "put_back", "close_counter"]
STEPS = st.one_of(
    st.builds(wait, st.integers(1, 90)),
    st.builds(
        somebody_comes,
        st.sampled_from(["FARM", "SOCIAL"]),
        st.sampled_from(["normal", "senior"]),
        st.just([]),
        MOMENTS,
    ),
    st.builds(a_press, st.sampled_from(PRESSES), AT_COUNTERS),
    st.builds(a_press, st.sampled_from(PRESSES), AT_COUNTERS),
    st.builds(a_finish, st.sampled_from([None, "papers_missing"]), st.sampled_from([None, 3]), AT_COUNTERS),
    st.builds(a_call, st.sampled_from(["A001", "A002", "B001"]), AT_COUNTERS),
    st.builds(somebody_gives_up, st.integers(0, 9)),
)


@settings(max_examples=25)
@given(steps=st.lists(STEPS, min_size=10, max_size=40))
def test_events_alone_rebuild_every_turn(tmp_path_factory: pytest.TempPathFactory, steps: list[Step]) -> None:
    clock = Clock()
    hall = make_hall(tmp_path_factory.mktemp("hall"), clock=clock)
    with closing(hall.store):
        for service in ("FARM", "FARM", "SOCIAL"):
            take(hall, service)
        hall.open_counter(CLERK, 1)
        hall.open_counter(OTHER_CLERK, 2)
        for step in steps:
            before = HallView(hall).revision(), HallView(hall).last_event()
            try:
                step(hall, clock)
            except Refusal:
                assert (HallView(hall).revision(), HallView(hall).last_event()) == before

        assert rebuilt(events(hall)) == stored(hall)
