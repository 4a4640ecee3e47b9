from __future__ import annotations

from typing import Any

import pytest

from tests.web_support import API, TestHall


@pytest.mark.parametrize(
    ("body", "field", "words"),
    [
        ({}, "service", "missing"),
        ({"service": 7}, "service", "string"),
        ({"service": ""}, "service", "at least 1"),
        ({"service": "FARM", "cases": "2"}, "cases", "integer"),
        ({"service": "FARM", "cases": 0}, "cases", "greater than or equal to 1"),
        ({"service": "FARM", "clas": "senior"}, "clas", "'class'"),
        ({"service": "FARM", "due": "2026-11-23T10:00:00"}, "due", "timezone"),
        ({"service": "FARM", "language": "chinese!"}, "language", "must look like"),
        ({"service": "FARM", "items": ["A"] * 21}, "items", "at most 20"),
        ({"service": "FARM\n"}, None, None),
        ([], None, "object"),
        ("FARM", None, "object"),
    ],
)
def test_bad_input_names_its_field_and_what_is_allowed(
    web: TestHall, body: Any, field: str | None, words: str | None
) -> None:
    answer = web.kiosk.client.post(f"{API}/tickets", json=body, headers=web.kiosk.headers())
    if words is None:
        assert answer.status_code == 201
        return
    assert answer.status_code == 422
    problem = answer.get_json()
    assert problem["code"] == "bad_input"
    assert problem.get("field") == field
    assert words in problem["detail"]


def test_a_body_that_is_no_json_is_refused(web: TestHall) -> None:
    headers = web.kiosk.headers(**{"Content-Type": "application/json"})
    answer = web.kiosk.client.post(f"{API}/tickets", data='{"service": ', headers=headers)
    assert (answer.status_code, answer.get_json()["code"]) == (422, "bad_input")


@pytest.mark.parametrize(
    "content_type", ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data", None]
)
def test_a_body_that_does_not_say_that_it_is_json_is_refused_and_not_thrown_away(
    web: TestHall, content_type: str | None
) -> None:
    web.take()
    web.open()
    answer = web.clerk.client.post(
        f"{API}/counters/1/next", data='{"turn": 999}', content_type=content_type, headers=web.clerk.headers()
    )
    assert (answer.status_code, answer.get_json()["field"]) == (422, "Content-Type")
    assert web.clerk.get("/counters/1").get_json()["counter"]["turn"] is None


def test_where_nothing_has_to_be_said_the_body_may_be_left_out(web: TestHall) -> None:
    assert web.clerk.client.post(f"{API}/counters/1/open", headers=web.clerk.headers()).status_code == 200


@pytest.mark.parametrize("key", ["", "x" * 201, "tab\tkey"])
def test_a_key_that_is_none_is_refused(web: TestHall, key: str) -> None:
    answer = web.kiosk.post("/tickets", {"service": "FARM"}, **{"Idempotency-Key": key})
    assert (answer.status_code, answer.get_json()["field"]) == (422, "Idempotency-Key")


def test_the_same_key_gives_the_same_ticket(web: TestHall) -> None:
    answers = [web.kiosk.post("/tickets", {"service": "FARM"}, **{"Idempotency-Key": "k1"}) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    assert web.take()["number"] == "A002"


def test_the_same_key_with_another_body_is_refused(web: TestHall) -> None:
    web.kiosk.post("/tickets", {"service": "FARM"}, **{"Idempotency-Key": "k1"})
    answer = web.kiosk.post("/tickets", {"service": "SOCIAL"}, **{"Idempotency-Key": "k1"})
    assert (answer.status_code, answer.get_json()["code"]) == (422, "key_reused")


def test_a_null_turn_is_kept_as_an_answer_too(web: TestHall) -> None:
    web.open()
    first = web.clerk.post("/counters/1/next", **{"Idempotency-Key": "k1"})
    web.take()
    again = web.clerk.post("/counters/1/next", **{"Idempotency-Key": "k1"})
    assert first.get_json() == again.get_json() == {"turn": None, "finished": None}


def test_a_refusal_is_not_kept(web: TestHall) -> None:
    assert web.clerk.post("/counters/1/next", **{"Idempotency-Key": "k1"}).status_code == 409
    web.open()
    assert web.clerk.post("/counters/1/next", **{"Idempotency-Key": "k1"}).status_code == 200


def test_the_same_key_of_somebody_else_or_elsewhere_is_another_key(web: TestHall) -> None:
    web.open(1)
    web.open(2)
    for _ in range(2):
        web.take()
    turns = [
        web.clerk.post(f"/counters/{number}/next", **{"Idempotency-Key": "k1"}).get_json()["turn"]["number"]
        for number in (1, 2)
    ]
    assert turns == ["A001", "A002"]


def test_what_is_in_words_is_in_the_readers_language(web: TestHall) -> None:
    web.take()
    web.open()
    answer = web.clerk.post("/counters/1/next", **{"Accept-Language": "zh-TW", "Idempotency-Key": "k"}).get_json()
    assert answer["turn"]["why"]["text"] == "當時只有這一位在等候。"
    again = web.clerk.post("/counters/1/next", **{"Accept-Language": "en", "Idempotency-Key": "k"}).get_json()
    assert again["turn"]["why"]["text"] == "Was the only one waiting."
