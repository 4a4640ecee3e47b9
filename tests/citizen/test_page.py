"""The ticket's page on a phone, in a real Chromium and against a real server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, WebSocketRoute, expect

from queueing.people import Role
from tests.browser import SIZES, Pages, axe, overflowing
from tests.server.running import Client, RunningServer
from tests.web_support import TestHall

PHONES = {"phone": SIZES["phone"], "small phone": (360, 640)}
LANGUAGES = ("zh-Hans", "zh-Hant", "en")

# Which state stands on the page in which words, in each language.
WORDS = {
    "waiting": ("等候中", "等候中", "Waiting"),
    "called": ("请到 1号窗口", "請到 1號窗口", "Please go to Window 1"),
    "serving": ("办理中", "辦理中", "Being served"),
    "parked": ("已挂起", "已暫掛", "On hold"),
    "done": ("已办完", "已辦完", "Done"),
    "missed": ("已过号", "已過號", "Missed"),
    "cancelled": ("已取消", "已取消", "Cancelled"),
    "lapsed": ("当日失效", "當日失效", "Expired"),
}


# ---- what is answered


def test_the_page_is_told_to_no_other_site_kept_by_no_cache_and_found_by_no_search(web: TestHall) -> None:
    for token in (web.take()["token"], "nothing"):
        headers = web.stranger().get(f"/t/{token}").headers
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Robots-Tag"] == "noindex, nofollow"


def test_the_page_is_in_the_tickets_language_unless_another_is_pressed(web: TestHall) -> None:
    token = web.take(language="zh-Hant")["token"]
    reader = web.stranger()
    assert '<html lang="zh-Hant">' in reader.get(f"/t/{token}", headers={"Accept-Language": "en"}).text
    assert '<html lang="en">' in reader.get(f"/t/{token}?lang=en").text
    assert '<html lang="zh-Hant">' in reader.get(f"/t/{token}?lang=klingon").text


def test_an_unknown_ticket_is_said_on_a_page_of_its_own(web: TestHall) -> None:
    for token in ("nothing", "ü" * 50, "%00"):
        answer = web.stranger().get(f"/t/{token}?lang=zh-Hans")
        assert answer.status_code == 404
        assert "查不到这张号票" in answer.text


# ---- what is seen


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    with RunningServer(tmp_path_factory.mktemp("citizen") / "data") as server:
        yield server


@pytest.fixture(scope="module")
def kiosk(server: RunningServer) -> Client:
    return server.client(Role.KIOSK)


@pytest.fixture(scope="module")
def clerk(server: RunningServer) -> Client:
    return server.client(Role.CLERK)


@pytest.fixture
def pages(browser: Browser, server: RunningServer) -> Iterator[Pages]:
    pages = Pages(browser, server.address)
    yield pages
    pages.close()


def take(kiosk: Client, service: str = "FARM", language: str = "zh-Hans") -> dict[str, Any]:
    answer = kiosk.post("/tickets", {"service": service, "language": language})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def call(clerk: Client, ticket: dict[str, Any], counter: int = 1) -> None:
    assert clerk.post(f"/counters/{counter}/open").ok
    answer = clerk.post(f"/counters/{counter}/call", {"number": ticket["number"], "reason": "a test"})
    assert answer.ok, answer.text


def finish(clerk: Client, counter: int = 1) -> None:
    assert clerk.post(f"/counters/{counter}/finish").ok


def open_ticket(pages: Pages, ticket: dict[str, Any], query: str = "", **more: Any) -> Page:
    page = pages.open(f"/t/{ticket['token']}{query}", **{"size": SIZES["phone"], **more})
    expect(page.locator(".status")).to_have_attribute("data-state", "live")
    return page


def in_state(pages: Pages, ticket: dict[str, Any], state: str, query: str = "", **more: Any) -> Page:
    """The page as it is when the live room tells another state: of a waiting ticket, as if the hall had done it."""
    page = pages.browser.new_page(viewport={"width": 360, "height": 640}, **more)

    def tell(route: WebSocketRoute) -> None:
        server = route.connect_to_server()
        facts = f'"state":"{state}"', '"counter":1', '"estimate":{"low":10,"high":20}'
        asked = '"state":"waiting"', '"counter":null', '"estimate":null'

        def change(message: str | bytes) -> None:
            text = str(message)
            for was, shall in zip(asked, facts, strict=True):
                text = text.replace(was, shall)
            route.send(text)

        server.on_message(change)

    page.route_web_socket("**/socket.io/**", tell)
    page.goto(f"{pages.address}/t/{ticket['token']}{query}")
    expect(page.locator("body")).to_have_attribute("data-state", state)
    expect(page.locator(".status")).to_have_attribute("data-state", "live")
    return page


@pytest.mark.browser
def test_a_waiting_ticket_becomes_called_without_a_reload_and_nobody_can_miss_it(
    pages: Pages, kiosk: Client, clerk: Client
) -> None:
    ticket = take(kiosk)
    page = open_ticket(pages, ticket)
    page.evaluate("window.notReloaded = true")
    page.evaluate("navigator.vibrate = pattern => { window.shaken = pattern; }")
    page.locator(".number").click()  # a browser shakes only a phone that was touched
    expect(page.locator(".number")).to_have_text(ticket["number"])
    expect(page.get_by_role("heading")).to_have_text("等候中")
    expect(page.get_by_text("惠农补贴")).to_be_visible()
    call(clerk, ticket)
    go = page.get_by_role("heading", name="请到 1号窗口")
    expect(go).to_be_visible()
    assert page.title() == f"请{ticket['number']}号到1号窗口"
    assert page.evaluate("window.shaken").pop() == 800
    assert go.locator("b").evaluate("b => parseFloat(getComputedStyle(b).fontSize)") >= 56
    expect(page.locator("body")).to_have_css("background-color", "rgb(10, 82, 76)")  # the accent
    assert clerk.post("/counters/1/start").ok
    expect(page.get_by_role("heading")).to_have_text("办理中")
    finish(clerk)
    expect(page.get_by_role("heading")).to_have_text("已办完")
    expect(page.get_by_text("感谢您的到来")).to_be_visible()
    assert page.evaluate("window.notReloaded")
    assert pages.complaints == []


@pytest.mark.browser
def test_the_people_before_count_down_by_themselves(pages: Pages, kiosk: Client, clerk: Client) -> None:
    first, second, mine = take(kiosk, "SOCIAL"), take(kiosk, "SOCIAL"), take(kiosk, "SOCIAL")
    page = open_ticket(pages, mine)
    expect(page.get_by_text("前面还有2位")).to_be_visible()
    call(clerk, first, counter=2)
    expect(page.get_by_text("前面还有1位")).to_be_visible()
    assert kiosk.post(f"/tickets/{second['token']}/cancel").ok
    expect(page.get_by_text("前面没有人了，请留意叫号")).to_be_visible()
    expect(page.get_by_text("位", exact=True)).to_be_hidden()
    finish(clerk, counter=2)


@pytest.mark.browser
def test_whoever_is_missed_is_sent_to_the_guide_desk(pages: Pages, kiosk: Client, clerk: Client) -> None:
    ticket = take(kiosk)
    page = open_ticket(pages, ticket)
    call(clerk, ticket)
    assert clerk.post("/counters/1/miss").ok
    expect(page.get_by_role("heading")).to_have_text("已过号")
    expect(page.get_by_text("请到导办台，为您办理过号重排。")).to_be_visible()
    expect(page.get_by_text("放弃排队")).to_be_hidden()


@pytest.mark.browser
def test_a_guide_desk_is_called_by_its_name(pages: Pages, kiosk: Client, clerk: Client) -> None:
    ticket = take(kiosk, "GUIDE")
    page = open_ticket(pages, ticket)
    call(clerk, ticket, counter=0)
    expect(page.get_by_role("heading", name="请到 导办台")).to_be_visible()
    finish(clerk, counter=0)


@pytest.mark.browser
def test_a_private_service_is_named_nowhere_on_the_page(pages: Pages, kiosk: Client) -> None:
    page = open_ticket(pages, take(kiosk, "PETITION"))
    source = page.content()
    for word in ("信访", "陈情", "PETITION"):
        assert word not in source
    expect(page.locator(".facts")).to_contain_text("取号")


@pytest.mark.browser
def test_giving_up_takes_two_presses_and_the_first_can_be_taken_back(pages: Pages, kiosk: Client) -> None:
    ticket = take(kiosk)
    page = open_ticket(pages, ticket)
    page.on("dialog", lambda dialog: pages.complaints.append(dialog.message))
    page.get_by_text("放弃排队").click()
    expect(page.get_by_text(f"确定放弃{ticket['number']}号吗？")).to_be_visible()
    page.get_by_role("button", name="继续等候").click()
    expect(page.get_by_role("button", name="确定放弃")).to_be_hidden()
    assert kiosk.get(f"/tickets/{ticket['token']}").json()["state"] == "waiting"
    page.get_by_text("放弃排队").press("Enter")
    page.get_by_role("button", name="确定放弃").press("Enter")
    expect(page.get_by_role("heading")).to_have_text("已取消")
    expect(page.get_by_text("如仍需办理")).to_be_visible()
    assert kiosk.get(f"/tickets/{ticket['token']}").json()["state"] == "cancelled"
    assert pages.complaints == []


@pytest.mark.browser
def test_giving_up_what_cannot_reach_the_hall_is_said_and_can_be_pressed_again(pages: Pages, kiosk: Client) -> None:
    page = open_ticket(pages, take(kiosk))
    page.route("**/cancel*", lambda route: route.abort())
    page.get_by_text("放弃排队").click()
    page.get_by_role("button", name="确定放弃").click()
    expect(page.get_by_role("alert")).to_have_text("连接不上大厅，号码仍然保留，请重试。")
    page.unroute("**/cancel*")
    page.get_by_role("button", name="确定放弃").click()
    expect(page.get_by_role("heading")).to_have_text("已取消")


@pytest.mark.browser
def test_a_clerk_who_is_signed_in_may_give_up_a_ticket_on_its_page(pages: Pages, kiosk: Client) -> None:
    page = pages.open("/sign-in", SIZES["phone"])
    page.get_by_label("账号").fill("admin")
    page.get_by_label("密码").fill("correct horse")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("button", name="退出登录")).to_be_visible()
    page.goto(f"{pages.address}/t/{take(kiosk)['token']}")
    page.get_by_text("放弃排队").click()
    page.get_by_role("button", name="确定放弃").click()
    expect(page.get_by_role("heading")).to_have_text("已取消")


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", WORDS)
def test_each_state_is_said_in_each_language_and_fits_a_small_phone(
    pages: Pages, kiosk: Client, state: str, language: str
) -> None:
    with in_state(pages, take(kiosk), state, f"?lang={language}", device_scale_factor=1) as page:
        expect(page.get_by_role("heading")).to_have_text(WORDS[state][LANGUAGES.index(language)], ignore_case=True)
        assert page.get_by_role("heading").count() == 1
        assert overflowing(page) == []


@pytest.mark.browser
def test_an_expected_range_is_shown_where_there_is_one(pages: Pages, kiosk: Client) -> None:
    for language, text in zip(
        LANGUAGES, ("预计等候约10–20分钟", "預計等候約10–20分鐘", "About 10–20 minutes"), strict=True
    ):
        with in_state(pages, take(kiosk), "waiting", f"?lang={language}") as page:
            expect(page.get_by_text(text)).to_be_visible()
    expect(open_ticket(pages, take(kiosk)).get_by_text("预计等候")).to_be_hidden()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", ["waiting", "called", "missed", "done", "cancelled"])
def test_axe_finds_nothing_in_any_state(pages: Pages, kiosk: Client, state: str, scheme: str) -> None:
    still = {"color_scheme": scheme, "bypass_csp": True, "reduced_motion": "reduce"}
    with in_state(pages, take(kiosk), state, **still) as page:
        if state in ("waiting", "called"):
            page.locator("summary").click()
        assert axe(page) == []


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_page_of_an_unknown_ticket(pages: Pages, scheme: str) -> None:
    page = pages.open("/t/nothing", SIZES["phone"], color_scheme=scheme, bypass_csp=True)
    expect(page.get_by_role("heading")).to_have_text("查不到这张号票")
    assert axe(page) == []


@pytest.mark.browser
@pytest.mark.parametrize("size", PHONES)
def test_the_page_fits_a_phone_complains_of_nothing_and_asks_nobody_else(
    pages: Pages, kiosk: Client, size: str
) -> None:
    page = open_ticket(pages, take(kiosk), size=PHONES[size])
    assert overflowing(page) == []
    assert pages.complaints == []
    assert {url for url in pages.asked if not url.startswith(pages.address)} == set()


@pytest.mark.browser
def test_the_language_buttons_lead_into_the_other_languages(pages: Pages, kiosk: Client) -> None:
    page = open_ticket(pages, take(kiosk))
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_text("Your number", exact=True)).to_be_visible()
    page.get_by_role("link", name="繁體中文").click()
    expect(page.get_by_text("您的號碼")).to_be_visible()


@pytest.mark.browser
def test_a_lost_server_is_said_in_words_within_five_seconds_and_what_was_missed_is_made_up(
    browser: Browser, tmp_path: Path
) -> None:
    with RunningServer(tmp_path / "data") as server:
        pages = Pages(browser, server.address)
        ticket = take(server.client(Role.KIOSK))
        page = open_ticket(pages, ticket)
        stale = page.get_by_text("当前显示可能不是最新，请留意大厅叫号。")
        expect(stale).to_be_hidden()
        server.kill()
        expect(page.locator(".status")).to_have_text("连接中断，正在重连", timeout=5000)
        expect(stale).to_be_visible()
        expect(page.locator(".number")).to_have_text(ticket["number"])
        server.start()
        call(server.client(Role.CLERK), ticket)
        expect(page.get_by_role("heading", name="请到 1号窗口")).to_be_visible()
        expect(page.locator(".status")).to_have_text("已连接")
        expect(stale).to_be_hidden()
        pages.close()
