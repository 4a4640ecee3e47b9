from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from config.plan import Plan
from queueing.errors import (
    Forbidden,
    IllegalMove,
    QuotaFull,
    Refusal,
    SeriesFull,
    ServiceClosed,
    UnknownClass,
    UnknownItem,
    UnknownService,
    UnknownTicket,
)
from queueing.hall import Hall
from queueing.hall_view import HallView
from queueing.people import holder
from tests.support import CLERK, FARM, KIOSK, MONDAY, TABLES, Clock, a_plan, everything, take

HallWith = Callable[[Plan], Hall]


def farm(**keys: Any) -> Plan:
    return a_plan(services=[FARM | keys, *TABLES["services"][1:]])


def test_numbers_follow_one_another_in_each_series(hall: Hall) -> None:
    taken = [take(hall, service).number for service in ("FARM", "FARM", "SOCIAL", "FARM", "SOCIAL")]

    assert taken == ["A001", "A002", "B001", "A003", "B002"]


def test_petitions_share_their_numbers_with_the_guide_desk(hall: Hall) -> None:
    assert [take(hall, service).number for service in ("GUIDE", "PETITION", "GUIDE")] == ["E001", "E002", "E003"]


def test_numbers_start_again_the_next_day(hall: Hall, clock: Clock) -> None:
    take(hall)
    clock.tick(days=1)

    assert take(hall).number == "A001"


def test_numbers_go_on_until_the_hour_at_which_the_plan_changes_the_day(hall_with: HallWith, clock: Clock) -> None:
    hall = hall_with(a_plan(hall={"day_change": 4}))
    clock.tick(hours=14)
    before_midnight = take(hall).number
    clock.tick(hours=4, minutes=59)
    before_four = take(hall).number
    clock.tick(minutes=1)
    at_four = take(hall).number

    assert [before_midnight, before_four, at_four] == ["A001", "A002", "A001"]
    assert [turn.day.isoformat() for turn in HallView(hall).wait_log(HallView(hall).today())] == ["2026-11-24"]


def test_a_ticket_says_what_was_wished(hall: Hall) -> None:
    ticket = take(hall, "FARM", class_="senior", language="en", items=["LAND"], cases=2)
    (turn,) = HallView(hall).wait_log(HallView(hall).today())

    assert (ticket.service, ticket.class_, ticket.language, ticket.state) == ("FARM", "senior", "en", "waiting")
    assert (ticket.issued_at, ticket.counter, ticket.printed, ticket.estimate) == (MONDAY, None, None, None)
    assert (turn.ticket, turn.items, turn.cases, turn.calls, turn.why) == (ticket.token, ["LAND"], 2, 0, None)


def test_a_ticket_without_a_language_is_in_the_halls_own(hall: Hall) -> None:
    assert take(hall).language == "zh-Hans"


def test_no_two_tickets_have_one_token(hall: Hall) -> None:
    tokens = {take(hall).token for _ in range(20)}

    assert len(tokens) == 20
    assert min(map(len, tokens)) >= 22


@pytest.mark.parametrize(
    ("url", "expected"), [(None, "/t/"), ("https://hall.example.org/", "https://hall.example.org/t/")]
)
def test_a_ticket_has_an_address(hall_with: HallWith, url: str | None, expected: str) -> None:
    ticket = take(hall_with(a_plan(hall={"public_url": url})))

    assert ticket.url == expected + ticket.token


def test_ahead_are_those_of_the_same_service_who_would_be_called_before(hall: Hall, clock: Clock) -> None:
    take(hall, "SOCIAL")
    tickets = [take(hall), take(hall)]
    clock.tick(minutes=5)
    tickets += [take(hall, class_="senior"), take(hall)]

    assert [ticket.ahead for ticket in tickets] == [0, 1, 0, 3]
    assert [HallView(hall).ticket(ticket.token).ahead for ticket in tickets] == [1, 2, 0, 3]


@pytest.mark.parametrize(
    ("wish", "refusal", "field", "known"),
    [
        ({"service": "FRAM"}, UnknownService, "service", "FARM, SOCIAL, PETITION, GUIDE"),
        ({"items": ["LAND", "LEND"]}, UnknownItem, "items", "LAND, CARD"),
        ({"class_": "old"}, UnknownClass, "class", "normal, senior, urgent"),
    ],
)
def test_what_the_plan_does_not_know_is_refused_with_what_it_knows(
    hall: Hall, wish: dict[str, Any], refusal: type[Refusal], field: str, known: str
) -> None:
    with pytest.raises(refusal) as refused:
        take(hall, **wish)
    assert refused.value.field == field
    assert refused.value.facts["known"] == known
    assert str(refused.value).endswith(f"Choose one of: {known}.")


@pytest.mark.parametrize(("wish", "field"), [({"class_": "urgent"}, "class"), ({"due": MONDAY}, "due")])
def test_what_only_staff_give_is_refused_to_a_kiosk(hall: Hall, wish: dict[str, Any], field: str) -> None:
    with pytest.raises(Forbidden) as refused:
        take(hall, actor=KIOSK, **wish)
    assert refused.value.field == field
    assert take(hall, actor=CLERK, **wish).number == "A001"


def test_a_refusal_changes_nothing_and_uses_up_no_number(hall: Hall) -> None:
    before = everything(hall)

    with pytest.raises(UnknownItem):
        take(hall, items=["LEND"])
    assert everything(hall) == before
    assert take(hall).number == "A001"


def test_outside_the_opening_hours_no_ticket_is_given(hall_with: HallWith, clock: Clock) -> None:
    hall = hall_with(a_plan(hours={"week": {"mon": ["09:00-12:00"]}}))
    assert take(hall).number == "A001"
    clock.tick(hours=3)

    with pytest.raises(ServiceClosed):
        take(hall)


def test_a_service_may_have_hours_of_its_own(hall_with: HallWith) -> None:
    hall = hall_with(farm(hours={"mon": ["14:00-15:00"]}))

    with pytest.raises(ServiceClosed):
        take(hall, "FARM")
    assert take(hall, "SOCIAL").number == "B001"


def test_a_quota_is_for_one_service_and_one_day(hall_with: HallWith, clock: Clock) -> None:
    hall = hall_with(farm(quota=2))
    take(hall, "SOCIAL")
    take(hall)
    given_back = take(hall)
    hall.cancel(holder(given_back.token), given_back.token)

    with pytest.raises(QuotaFull):
        take(hall)
    assert take(hall, "SOCIAL").number == "B002"
    clock.tick(days=1)
    assert take(hall).number == "A001"


def test_a_full_series_refuses_until_the_next_day(hall_with: HallWith, clock: Clock) -> None:
    hall = hall_with(a_plan(series=[{"code": "E", "first": 8, "last": 9}]))
    assert [take(hall, service).number for service in ("PETITION", "GUIDE")] == ["E008", "E009"]

    for service in ("PETITION", "GUIDE"):
        with pytest.raises(SeriesFull, match="series E"):
            take(hall, service)
    assert take(hall).number == "A001"
    clock.tick(days=1)
    assert take(hall, "GUIDE").number == "E008"


def test_the_citizen_gives_up(hall: Hall, clock: Clock) -> None:
    ticket = take(hall)
    clock.tick(minutes=3)

    cancelled = hall.cancel(holder(ticket.token), ticket.token)

    assert (cancelled.state, cancelled.ahead, cancelled.number) == ("cancelled", None, "A001")
    assert HallView(hall).wait_log(HallView(hall).today())[0].ended_at == clock.now()


def test_a_visit_that_is_over_cannot_be_given_up(hall: Hall) -> None:
    ticket = take(hall)
    hall.cancel(CLERK, ticket.token)

    with pytest.raises(IllegalMove, match="the ticket is cancelled"):
        hall.cancel(CLERK, ticket.token)


def test_a_token_that_was_never_given_out_is_no_ticket(hall: Hall) -> None:
    with pytest.raises(UnknownTicket):
        hall.cancel(CLERK, "guessed")
