from __future__ import annotations

import pytest

from queueing.errors import Refusal, StorageFailed
from tests.web_support import API, TestHall


def every_refusal(kind: type[Refusal] = Refusal) -> list[type[Refusal]]:
    return [refusal for sub in kind.__subclasses__() for refusal in (sub, *every_refusal(sub))]


def test_an_error_is_a_problem_of_rfc_9457(web: TestHall) -> None:
    answer = web.clerk.post("/counters/1/next")
    assert answer.status_code == 409
    assert answer.mimetype == "application/problem+json"
    assert answer.get_json() == {
        "type": "about:blank",
        "title": "Conflict",
        "status": 409,
        "detail": "Window 1 is closed. Open it first.",
        "code": "counter_closed",
    }


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("zh-CN,zh;q=0.9", "1号窗口未开启，请先开启。"),
        ("zh-TW", "1號窗口未開啟，請先開啟。"),
        ("zh-HK,en;q=0.5", "1號窗口未開啟，請先開啟。"),
        ("en-GB", "Window 1 is closed. Open it first."),
        ("fr", "1号窗口未开启，请先开启。"),
    ],
)
def test_the_sentence_is_in_the_readers_language_or_the_halls(web: TestHall, language: str, sentence: str) -> None:
    answer = web.clerk.client.post(
        f"{API}/counters/1/next", json={}, headers=web.clerk.headers(**{"Accept-Language": language})
    )
    assert answer.get_json()["detail"] == sentence


def test_the_state_of_an_illegal_move_is_a_word_for_programs_and_a_word_for_people(web: TestHall) -> None:
    web.take()
    web.open()
    web.clerk.post("/counters/1/next")
    web.clerk.post("/counters/1/start")
    answer = web.clerk.client.post(
        f"{API}/counters/1/start", json={}, headers=web.clerk.headers(**{"Accept-Language": "zh-CN"})
    ).get_json()
    assert (answer["code"], answer["state"]) == ("illegal_move", "serving")
    assert "办理中" in answer["detail"]


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nothing", 404, "not_found"),
        ("DELETE", "/board", 405, "method_not_allowed"),
        ("GET", "/counters/x", 404, "not_found"),
        ("GET", "/counters/99999999999999999999999", 404, "unknown_counter"),
    ],
)
def test_what_the_web_itself_refuses_has_a_code_too(
    web: TestHall, method: str, path: str, status: int, code: str
) -> None:
    answer = web.clerk.client.open(API + path, method=method, headers=web.clerk.headers())
    assert (answer.status_code, answer.get_json()["code"]) == (status, code)


def test_a_refused_method_says_which_are_allowed(web: TestHall) -> None:
    assert "GET" in web.stranger().delete(f"{API}/board").headers["Allow"]


def test_a_body_that_is_too_large_is_refused(web: TestHall) -> None:
    answer = web.kiosk.client.post(f"{API}/tickets", data=b"x" * 1_000_001, headers=web.kiosk.headers())
    assert (answer.status_code, answer.get_json()["code"]) == (413, "too_large")


def test_people_get_a_page_in_their_language(web: TestHall) -> None:
    page = web.stranger().get("/nothing", headers={"Accept": "text/html", "Accept-Language": "zh-CN"})
    assert page.status_code == 404
    assert page.mimetype == "text/html"
    assert "这个地址没有内容" in page.text
    assert '<html lang="zh-Hans">' in page.text


def test_a_fault_of_ours_says_so_and_betrays_nothing(web: TestHall, caplog: pytest.LogCaptureFixture) -> None:
    def broken() -> None:
        raise RuntimeError("the secret inside")

    web.house.view.services = broken  # type: ignore[assignment,method-assign]
    answer = web.kiosk.get("/services")
    assert (answer.status_code, answer.get_json()["code"]) == (500, "internal_error")
    assert "secret" not in answer.text
    assert "the secret inside" in caplog.text


def test_every_refusal_has_a_code_and_a_sentence_that_says_what_to_do() -> None:
    for refusal in every_refusal():
        assert refusal.code.replace("_", "").isalpha()
        assert refusal.code == refusal.code.lower()
        assert refusal.text
        if refusal.text != "{problem}":
            assert refusal.text.count(".") + refusal.text.count(":") + refusal.text.count(";") >= 1, refusal


@pytest.mark.parametrize("path", ["/", "/sign-in", "/nothing"])
def test_a_page_that_says_that_the_database_is_away_does_not_need_it(
    web: TestHall, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(web.server.store, "read", _away)
    page = web.stranger().get(path, headers={"Accept": "text/html"})
    assert page.status_code in (200, 404, 503)
    assert page.mimetype == "text/html"
    assert "hallqueue" in page.text


def test_an_answer_for_programs_is_a_problem_even_when_nothing_can_be_read(
    web: TestHall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web.server.store, "read", _away)
    answer = web.stranger().get(f"{API}/board", headers={"Authorization": f"Bearer {web.display.token}"})
    assert (answer.status_code, answer.get_json()["code"]) == (503, "storage_failed")
    assert web.stranger().get(f"{API}/health").status_code == 503


def test_health_says_so_when_nothing_can_be_stored(web: TestHall) -> None:
    web.server.store.write_failure = "the disk is full"
    answer = web.stranger().get(f"{API}/health")
    assert (answer.status_code, answer.get_json()["database"]) == (503, "storage_failed")
    web.take()
    assert web.stranger().get(f"{API}/health").status_code == 200


def _away() -> None:
    raise StorageFailed(cause="the disk is gone")
