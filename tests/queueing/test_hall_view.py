from __future__ import annotations

from collections.abc import Callable

import pytest

from config.plan import Plan
from queueing.errors import UnknownCounter, UnknownTicket
from queueing.hall import Hall
from queueing.hall_view import MOST_EVENTS, HallView
from tests.support import CLERK, MANAGER, OTHER_CLERK, Clock, a_plan, call_next, take

HallWith = Callable[[Plan], Hall]


def test_the_services_say_whether_they_are_open_and_staffed_and_how_many_wait(hall: Hall) -> None:
    take(hall)
    take(hall, "SOCIAL")
    hall.open_counter(CLERK, 1)
    hall.open_counter(OTHER_CLERK, 3)
    hall.pause_counter(OTHER_CLERK, 3, "lunch")

    services = {service.code: service for service in HallView(hall).services()}

    assert list(services) == ["FARM", "SOCIAL", "PETITION", "GUIDE"]
    assert [service.waiting for service in services.values()] == [1, 1, 0, 0]
    assert [service.staffed for service in services.values()] == [True, True, False, False]
    assert all(service.open for service in services.values())
    assert [item.code for item in services["FARM"].items] == ["LAND", "CARD"]
    assert services["PETITION"].private


def test_a_service_is_open_by_the_clock_and_not_by_its_clerks(hall_with: HallWith, clock: Clock) -> None:
    hall = hall_with(a_plan(hours={"week": {"mon": ["09:00-12:00"]}}))
    hall.open_counter(CLERK, 1)
    view = HallView(hall)

    assert [service.open for service in view.services()] == [True] * 4
    clock.tick(hours=3)
    assert [service.open for service in view.services()] == [False] * 4


def test_the_counters_are_those_of_the_plan_in_its_order(hall: Hall) -> None:
    take(hall)
    hall.open_counter(CLERK, 1)
    turn = call_next(hall)

    counters = HallView(hall).counters()

    assert [(counter.number, counter.state, counter.guide) for counter in counters] == [
        (1, "open", False), (2, "closed", False), (3, "closed", False), (0, "closed", True),
    ]  # fmt: skip
    assert [counter.turn and counter.turn.id for counter in counters] == [turn.id, None, None, None]
    assert counters == [HallView(hall).counter(counter.number) for counter in counters]


def test_a_ticket_shows_where_it_is_now(hall: Hall) -> None:
    ticket = take(hall)
    hall.open_counter(CLERK, 1)
    call_next(hall)

    now = HallView(hall).ticket(ticket.token)

    assert (now.number, now.state, now.counter, now.ahead) == ("A001", "called", 1, None)


def test_what_there_is_not_is_unknown(hall: Hall) -> None:
    with pytest.raises(UnknownCounter):
        HallView(hall).counter(99)
    with pytest.raises(UnknownTicket):
        HallView(hall).ticket("guessed")


def test_the_log_is_read_from_a_cursor_and_in_portions(hall: Hall) -> None:
    for _ in range(4):
        take(hall)
    view = HallView(hall)

    assert [event.seq for event in view.events(0, 3)] == [1, 2, 3]
    assert [event.seq for event in view.events(3, MOST_EVENTS + 1)] == [4, 5]
    assert view.events(5, 10) == []
    assert view.last_event() == 5


def test_today_is_the_service_day_of_the_plan(hall: Hall, clock: Clock) -> None:
    clock.tick(hours=15)
    assert HallView(hall).today().isoformat() == "2026-11-24"

    hall.publish(MANAGER, a_plan(hall={"day_change": 4}))

    assert HallView(hall).today().isoformat() == "2026-11-23"


def test_the_wait_log_has_a_row_for_each_turn_of_a_day_in_the_order_of_entering(hall: Hall, clock: Clock) -> None:
    take(hall)
    take(hall, class_="senior")
    hall.open_counter(CLERK, 1)
    clock.tick(minutes=2)
    turn = call_next(hall)
    monday = HallView(hall).today()
    clock.tick(days=1)
    take(hall)

    log = HallView(hall).wait_log(monday)

    assert [(row.number, row.state, row.wait_seconds) for row in log] == [
        ("A001", "waiting", None),
        ("A002", "called", 120),
    ]
    assert log[1] == turn
