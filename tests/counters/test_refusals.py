"""Every refusal of the contract, provoked once through HTTP. Codes are what other programs rely on."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.test import TestResponse

from queueing.people import Role
from queueing.store import TurnRow
from tests.support import FARM, GUIDE, PETITION, SOCIAL, a_plan
from tests.web_support import API, PASSWORD, TestHall, csrf_token, sign_in
from web.people import TRIES

STRICT = a_plan(
    services=[{**FARM, "quota": 3}, SOCIAL, {**PETITION, "hours": {"mon": ["20:00-21:00"]}}, GUIDE],
    series=[{"code": "B", "first": 1, "last": 2}],
    rules={"miss_after_calls": 2, "miss_after_seconds": 20},
)


@pytest.fixture
def strict(web_with: Callable[..., TestHall]) -> TestHall:
    web = web_with(STRICT)
    web.open(1)
    return web


def refused(answer: TestResponse, status: int, code: str) -> dict[str, Any]:
    assert (answer.status_code, answer.get_json()["code"]) == (status, code), answer.text
    assert answer.get_json()["detail"]
    return dict(answer.get_json())


def called(web: TestHall) -> int:
    """A turn that was called to window 1."""
    web.take()
    return int(web.clerk.post("/counters/1/next").get_json()["turn"]["id"])


def test_illegal_move_says_what_the_ticket_is(strict: TestHall) -> None:
    called(strict)
    strict.clerk.post("/counters/1/start")
    assert refused(strict.clerk.post("/counters/1/recall"), 409, "illegal_move")["state"] == "serving"
    assert refused(strict.clerk.post("/counters/1/miss"), 409, "illegal_move")["state"] == "serving"


def test_stale_turn_when_the_clerk_saw_another_one(strict: TestHall) -> None:
    turn = called(strict)
    for action in ("next", "recall", "start", "finish", "miss", "put-back"):
        refused(strict.clerk.post(f"/counters/1/{action}", {"turn": turn + 1}), 409, "stale_turn")
    refused(strict.clerk.post("/counters/1/next", {"turn": None}), 409, "stale_turn")


def test_two_presses_within_a_second_call_one_citizen(strict: TestHall) -> None:
    turn = called(strict)
    strict.take()
    strict.take()
    first = strict.clerk.post("/counters/1/next", {"turn": turn})
    refused(strict.clerk.post("/counters/1/next", {"turn": turn}), 409, "stale_turn")
    assert strict.clerk.get("/counters/1").get_json()["counter"]["turn"]["id"] == first.get_json()["turn"]["id"]


@pytest.mark.parametrize("action", ["recall", "start", "finish", "miss", "put-back"])
def test_no_turn_where_nobody_is(strict: TestHall, action: str) -> None:
    refused(strict.clerk.post(f"/counters/1/{action}"), 409, "no_turn")


@pytest.mark.parametrize("action", ["next", "recall", "start", "finish", "miss", "put-back", "resume"])
def test_counter_closed(strict: TestHall, action: str) -> None:
    refused(strict.clerk.post(f"/counters/2/{action}"), 409, "counter_closed")


def test_counter_paused_calls_nobody_but_finishes_whoever_is_there(strict: TestHall) -> None:
    called(strict)
    strict.clerk.post("/counters/1/pause", {"reason": "lunch"})
    refused(strict.clerk.post("/counters/1/next"), 409, "counter_paused")
    refused(strict.clerk.post("/counters/1/call", {"number": "A001", "reason": "x"}), 409, "counter_paused")
    assert strict.clerk.post("/counters/1/finish").status_code == 200


def test_counter_taken_by_somebody_else_managers_excepted(strict: TestHall) -> None:
    called(strict)
    other = strict.program(Role.CLERK, "somebody-else")
    for action in ("open", "next", "recall", "start", "finish", "miss", "put-back", "resume", "close"):
        refused(other.post(f"/counters/1/{action}"), 409, "counter_taken")
    refused(other.post("/counters/1/pause", {"reason": "x"}), 409, "counter_taken")
    assert strict.manager.post("/counters/1/start").status_code == 200


def test_at_another_counter_for_a_person_but_not_for_a_program(strict: TestHall) -> None:
    browser = strict.person("li")
    headers = {"X-CSRFToken": csrf_token(browser, "/"), "Accept-Language": "en"}
    assert browser.post(f"{API}/counters/2/open", json={}, headers=headers).status_code == 200
    refused(browser.post(f"{API}/counters/3/open", json={}, headers=headers), 409, "at_another_counter")
    assert strict.clerk.post("/counters/3/open").status_code == 200


def test_turn_running_keeps_a_counter_from_closing_and_from_calling_another(strict: TestHall) -> None:
    called(strict)
    strict.take()
    refused(strict.clerk.post("/counters/1/close"), 409, "turn_running")
    refused(strict.clerk.post("/counters/1/call", {"number": "A002", "reason": "ill"}), 409, "turn_running")


def test_service_closed(strict: TestHall) -> None:
    refused(strict.kiosk.post("/tickets", {"service": "PETITION"}), 409, "service_closed")


def test_series_full(strict: TestHall) -> None:
    for _ in range(2):
        strict.take("SOCIAL")
    refused(strict.kiosk.post("/tickets", {"service": "SOCIAL"}), 409, "series_full")


def test_quota_full(strict: TestHall) -> None:
    for _ in range(3):
        strict.take("FARM")
    refused(strict.kiosk.post("/tickets", {"service": "FARM"}), 409, "quota_full")


def test_too_early_to_count_as_missed(strict: TestHall) -> None:
    called(strict)
    strict.clock.tick(seconds=30)
    refused(strict.clerk.post("/counters/1/miss"), 409, "too_early")
    strict.clerk.post("/counters/1/recall")
    refused(strict.clerk.post("/counters/1/miss"), 409, "too_early")
    strict.clock.tick(seconds=20)
    assert strict.clerk.post("/counters/1/miss").get_json()["turn"]["state"] == "missed"


def test_key_reused(strict: TestHall) -> None:
    strict.clerk.post("/counters/2/open", **{"Idempotency-Key": "k"})
    strict.clerk.post("/counters/1/pause", {"reason": "a"}, **{"Idempotency-Key": "k"})
    refused(strict.clerk.post("/counters/1/pause", {"reason": "b"}, **{"Idempotency-Key": "k"}), 422, "key_reused")


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({"service": "FRAM"}, "unknown_service", "service"),
        ({"service": "FARM", "class": "vip"}, "unknown_class", "class"),
        ({"service": "FARM", "items": ["LAND", "MOON"]}, "unknown_item", "items"),
    ],
)
def test_unknown_in_the_body_is_422_and_names_what_is_known(
    strict: TestHall, body: dict[str, Any], code: str, field: str
) -> None:
    problem = refused(strict.kiosk.post("/tickets", body), 422, code)
    assert problem["field"] == field
    assert "Choose one of" in problem["detail"]


def test_unknown_at_finish_and_call(strict: TestHall) -> None:
    called(strict)
    refused(strict.clerk.post("/counters/1/finish", {"outcome": "vanished"}), 422, "unknown_outcome")
    refused(strict.clerk.post("/counters/1/finish", {"items": ["MOON"]}), 422, "unknown_item")
    strict.clerk.post("/counters/1/finish")
    refused(strict.clerk.post("/counters/1/call", {"number": "Z999", "reason": "x"}), 422, "unknown_number")


@pytest.mark.parametrize(("path", "code"), [("/counters/77", "unknown_counter"), ("/tickets/none", "unknown_ticket")])
def test_unknown_in_the_path_is_404(strict: TestHall, path: str, code: str) -> None:
    refused(strict.clerk.get(path), 404, code)


def test_missing_sign_in_is_401_and_missing_right_403(strict: TestHall) -> None:
    refused(strict.stranger().post(f"{API}/counters/1/next", json={}), 401, "not_signed_in")
    refused(strict.kiosk.post("/counters/1/next"), 403, "forbidden")
    refused(strict.kiosk.post("/tickets", {"service": "FARM", "class": "urgent"}), 403, "forbidden")
    refused(strict.kiosk.post("/tickets", {"service": "FARM", "due": "2026-11-23T10:00:00+08:00"}), 403, "forbidden")


def test_too_many_tries_is_429(strict: TestHall) -> None:
    strict.house.people.add("li", PASSWORD, Role.CLERK)
    answers = [sign_in(strict.stranger(), "li", "wrong password").status_code for _ in range(TRIES + 1)]
    assert answers == [401] * TRIES + [429]


def test_busy_is_503_when_the_database_cannot_be_had(strict: TestHall) -> None:
    strict.server.store.patience = 0.2
    blocker = sqlite3.connect(strict.house.settings.data / "hall.db", isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    refused(strict.kiosk.post("/tickets", {"service": "FARM"}), 503, "busy")
    assert strict.kiosk.get("/services").status_code == 200
    blocker.execute("ROLLBACK")
    blocker.close()
    assert strict.take()["number"] == "A001"


def test_a_refusal_changes_nothing(strict: TestHall) -> None:
    called(strict)
    before = strict.manager.get("/events", limit=1000).get_json()["events"]
    for action in ("next", "start", "finish", "miss"):
        strict.clerk.post(f"/counters/1/{action}", {"turn": 99})
    strict.clerk.post("/counters/1/close")
    assert strict.manager.get("/events", limit=1000).get_json()["events"] == before
    with strict.server.store.read() as session:
        assert session.get_one(TurnRow, 1).state == "called"
