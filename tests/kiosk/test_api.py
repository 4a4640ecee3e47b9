from __future__ import annotations

from collections.abc import Callable

from tests.support import MONDAY, a_plan
from tests.web_support import TestHall


def test_a_ticket_has_all_that_the_contract_names(web: TestHall) -> None:
    ticket = web.take(**{"class": "senior", "language": "en", "items": ["LAND"], "cases": 2})
    token = ticket.pop("token")
    assert len(token) >= 20
    assert ticket == {
        "number": "A001", "service": "FARM", "class": "senior", "language": "en", "state": "waiting", "ahead": 0,
        "estimate": None, "issued_at": MONDAY.isoformat(), "counter": None, "printed": None, "url": f"/t/{token}",
    }  # fmt: skip


def test_ahead_counts_who_will_be_called_before(web: TestHall) -> None:
    web.take()
    web.clock.tick(minutes=5)
    assert web.take()["ahead"] == 1
    assert web.take(**{"class": "senior"})["ahead"] == 0


def test_a_public_address_makes_a_link_that_phones_can_open(web_with: Callable[..., TestHall]) -> None:
    web = web_with(a_plan(hall={"public_url": "https://hall.example/queue/"}))
    ticket = web.take()
    assert ticket["url"] == f"https://hall.example/queue/t/{ticket['token']}"


def test_services_say_what_can_be_chosen_now(web: TestHall) -> None:
    web.take()
    web.open(2)
    services = web.kiosk.get("/services").get_json()["services"]
    farm = services[0]
    assert (farm["code"], farm["series"], farm["open"], farm["staffed"], farm["waiting"]) == (
        "FARM",
        "A",
        True,
        True,
        1,
    )
    assert farm["estimate"] is None
    assert farm["items"][0]["code"] == "LAND"
    assert [service["staffed"] for service in services] == [True, True, False, False]


def test_taking_a_number_needs_no_clerk(web: TestHall) -> None:
    assert web.take("GUIDE")["number"] == "E001"


def test_a_paused_counter_staffs_nothing(web: TestHall) -> None:
    web.open(3)
    web.clerk.post("/counters/3/pause", {"reason": "tea"})
    assert web.display.get("/services").get_json()["services"][2]["staffed"] is False


def test_a_closed_service_says_so(web_with: Callable[..., TestHall]) -> None:
    web = web_with(a_plan(hours={"week": {"tue": ["08:30-12:00"]}}))
    assert [service["open"] for service in web.kiosk.get("/services").get_json()["services"]] == [False] * 4


def test_a_program_of_the_staff_may_issue_for_those_who_cannot(web: TestHall) -> None:
    answer = web.clerk.post("/tickets", {"service": "FARM", "class": "urgent"})
    assert answer.status_code == 201
