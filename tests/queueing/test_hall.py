from __future__ import annotations

import logging
from contextlib import closing
from pathlib import Path

import pytest

from queueing.errors import NoTurn, UnknownService
from queueing.hall import Hall, Request, Wish
from queueing.hall_view import HallView
from tests.support import CLERK, KIOSK, Clock, a_plan, call_next, events, everything, make_hall, take

# ---- founding, and opening the doors again


def test_a_hall_is_founded_once(hall: Hall) -> None:
    before = everything(hall)

    assert hall.found(a_plan(rules={"max_wait": 5})) is False
    assert everything(hall) == before


def test_a_new_hall_has_its_plan_and_says_so_in_the_log(hall: Hall) -> None:
    (founded,) = events(hall)

    assert (founded.seq, founded.kind, founded.actor, founded.data) == (1, "plan_published", "system", {"version": 1})
    assert HallView(hall).plan() == a_plan()


def test_after_a_restart_everything_goes_on_where_it_was(hall: Hall, tmp_path: Path, clock: Clock) -> None:
    take(hall)
    take(hall)
    hall.open_counter(CLERK, 1)
    turn = call_next(hall)
    before = everything(hall)
    hall.store.close()

    again = make_hall(tmp_path / "hall", clock=clock)
    with closing(again.store):
        assert everything(again) == before
        assert take(again).number == "A003"
        assert again.finish(CLERK, 1, seen=turn.id).state == "done"


# ---- the world is told after the commit


@pytest.fixture
def told(hall: Hall) -> list[int]:
    """The revisions that a listener was told, each of which it could see in the database."""
    revisions: list[int] = []

    def listen(revision: int) -> None:
        assert HallView(hall).revision() == revision
        revisions.append(revision)

    hall.listeners.append(listen)
    return revisions


def test_a_listener_is_told_after_the_commit(hall: Hall, told: list[int]) -> None:
    before = HallView(hall).revision()
    take(hall)
    hall.open_counter(CLERK, 1)

    assert told == [before + 1, before + 2]


def test_nothing_is_told_when_nothing_changed(hall: Hall, told: list[int]) -> None:
    request = Request("k", "POST /tickets", {})
    hall.open_counter(CLERK, 1)
    hall.issue(KIOSK, Wish("FARM"), request)
    told.clear()

    hall.issue(KIOSK, Wish("FARM"), request)
    hall.open_counter(CLERK, 1)
    with pytest.raises(NoTurn):
        hall.recall(CLERK, 1)
    with pytest.raises(UnknownService):
        take(hall, "NONE")

    assert told == []


def test_a_listener_that_fails_undoes_nothing_and_silences_no_other(
    hall: Hall, told: list[int], caplog: pytest.LogCaptureFixture
) -> None:
    def fail(revision: int) -> None:
        raise RuntimeError("the loudspeaker is unplugged")

    hall.listeners.insert(0, fail)
    with caplog.at_level(logging.ERROR):
        ticket = take(hall)

    assert HallView(hall).ticket(ticket.token).number == "A001"
    assert len(told) == 1
    assert "the loudspeaker is unplugged" in caplog.text


def test_each_change_raises_the_revision_by_one(hall: Hall) -> None:
    before = HallView(hall).revision()
    take(hall)
    take(hall)
    hall.open_counter(CLERK, 1)
    call_next(hall)
    hall.next(CLERK, 1)  # finishes one and calls one: two events, one change

    assert HallView(hall).revision() == before + 5
    assert [event.seq for event in events(hall)] == list(range(1, before + 7))


# ---- the clock


def test_a_clock_set_back_does_not_reorder(hall: Hall, clock: Clock) -> None:
    first = take(hall)
    clock.tick(minutes=-10)
    second = take(hall)
    hall.open_counter(CLERK, 1)

    assert second.issued_at == first.issued_at
    assert [call_next(hall).number, call_next(hall).number] == ["A001", "A002"]


def test_a_clock_set_back_over_midnight_does_not_renumber(hall: Hall, clock: Clock) -> None:
    take(hall)
    clock.tick(hours=15, seconds=5)
    after_midnight = take(hall)
    clock.tick(seconds=-10)
    again = take(hall)

    assert (after_midnight.number, again.number) == ("A001", "A002")
    assert HallView(hall).today().isoformat() == "2026-11-24"


def test_a_clock_that_was_a_day_ahead_is_believed_when_it_is_put_right(hall: Hall, clock: Clock) -> None:
    clock.tick(days=1)
    take(hall)
    clock.tick(days=-1)

    assert take(hall).issued_at == clock.now()
    assert HallView(hall).today().isoformat() == "2026-11-23"


def test_no_time_of_a_turn_runs_backwards_when_the_clock_does(hall: Hall, clock: Clock) -> None:
    take(hall)
    hall.open_counter(CLERK, 1)
    clock.tick(minutes=-1)
    called = call_next(hall)
    clock.tick(minutes=-1)
    hall.start(CLERK, 1)
    done = hall.finish(CLERK, 1)

    assert (called.wait_seconds, done.service_seconds) == (0, 0)
