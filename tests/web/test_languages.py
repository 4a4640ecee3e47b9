from __future__ import annotations

import pytest

from tests.web_support import TestHall, csrf_token
from web.languages import choose, nearest


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("zh-TW", "zh-Hant"), ("zh_HK", "zh-Hant"), ("zh-Hant-MO", "zh-Hant"), ("zh", "zh-Hans"), ("zh-CN", "zh-Hans"),
        ("zh-Hans", "zh-Hans"), ("en-US", "en"), ("EN", "en"), ("fr", None), ("zhuang", None), ("", None),
    ],
)  # fmt: skip
def test_a_tag_finds_its_language(tag: str, language: str | None) -> None:
    assert nearest(tag) == language


def test_without_any_wish_it_is_english() -> None:
    assert choose([None, "fr"]) == "en"


def test_a_language_chosen_on_the_page_is_kept(web: TestHall) -> None:
    browser = web.stranger()
    form = {"language": "zh-Hant", "then": "/sign-in", "csrf_token": csrf_token(browser, "/")}
    answer = browser.post("/language", data=form)
    assert answer.headers["Location"] == "/sign-in"
    assert '<html lang="zh-Hant">' in browser.get("/", headers={"Accept-Language": "en"}).text


def test_the_page_of_a_hall_is_in_the_halls_language_for_a_browser_without_a_wish(web: TestHall) -> None:
    assert '<html lang="zh-Hans">' in web.stranger().get("/").text


def test_every_answer_keeps_the_page_to_this_server(web: TestHall) -> None:
    answer = web.stranger().get("/")
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "http://" not in answer.text.replace("http://www.w3.org", "")
    assert "https://" not in answer.text
