"""The front page, the sign-in and the error page in a real Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import SIZES, Pages, axe, overflowing
from tests.server.running import RunningServer

pytestmark = pytest.mark.browser

LANGUAGES = {"zh-CN": "zh-Hans", "zh-TW": "zh-Hant", "en-US": "en"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    with RunningServer(tmp_path_factory.mktemp("pages") / "data") as server:
        yield server


@pytest.fixture
def pages(browser: Browser, server: RunningServer) -> Iterator[Pages]:
    pages = Pages(browser, server.address)
    yield pages
    pages.close()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("path", ["/", "/sign-in"])
def test_a_page_fits_its_screen_and_complains_of_nothing(pages: Pages, path: str, size: str) -> None:
    page = pages.open(path, SIZES[size])
    expect(page.locator("[data-live-status]")).to_have_attribute("data-state", "live")
    assert overflowing(page) == []
    assert pages.complaints == []
    assert {url for url in pages.asked if not url.startswith(pages.address)} == set()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/", "/sign-in", "/nothing-here"])
def test_axe_finds_nothing(pages: Pages, path: str, scheme: str) -> None:
    page = pages.open(path, color_scheme=scheme, bypass_csp=True)
    expect(page.locator("[data-live-status]")).to_have_attribute("data-state", "live")
    assert axe(page) == []


@pytest.mark.parametrize(("locale", "tag"), LANGUAGES.items())
def test_a_page_is_in_the_browsers_language(pages: Pages, locale: str, tag: str) -> None:
    page = pages.open("/sign-in", language=locale)
    assert page.locator("html").get_attribute("lang") == tag
    words = {"zh-Hans": "登录", "zh-Hant": "登入", "en": "Sign in"}
    expect(page.locator("h1")).to_have_text(words[tag])


def test_the_language_buttons_change_the_language_and_it_stays(pages: Pages) -> None:
    page = pages.open("/")
    page.get_by_role("button", name="繁體中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant")
    page.goto(f"{pages.address}/sign-in")
    expect(page.locator("h1")).to_have_text("登入")


def test_somebody_signs_in_and_out_by_keyboard(pages: Pages) -> None:
    page = pages.open("/sign-in")
    page.keyboard.type("admin")
    page.keyboard.press("Tab")
    page.keyboard.type("correct horse")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="退出登录")).to_be_visible()
    page.get_by_role("button", name="退出登录").press("Enter")
    expect(page.get_by_role("link", name="登录")).to_be_visible()


def test_a_wrong_password_is_said_on_the_page(pages: Pages) -> None:
    page = pages.open("/sign-in")
    page.get_by_label("账号").fill("admin")
    page.get_by_label("密码").fill("wrong password")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_contain_text("账号或密码不对")


def test_a_lost_server_shows_in_words_within_five_seconds_and_comes_back_by_itself(
    browser: Browser, tmp_path: Path
) -> None:
    with RunningServer(tmp_path / "data") as server:
        pages = Pages(browser, server.address)
        status = pages.open("/").locator("[data-live-status]")
        expect(status).to_have_text("已连接")
        server.kill()
        expect(status).to_have_text("连接中断，正在重连", timeout=5000)
        server.start()
        expect(status).to_have_text("已连接", timeout=5000)
        pages.close()
