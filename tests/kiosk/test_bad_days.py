"""Unsteady hands, lost answers, a server that is gone, a printer in trouble, citizens who walk away."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.browser import Pages
from tests.kiosk.citizen import Kiosk, issued
from tests.server.running import RunningServer

pytestmark = pytest.mark.browser

RECONNECTED = 20_000
"""Where a test leaps over a minute, the page has missed the server's heartbeats and must find it again."""

CLASS = "[data-act=class][data-code=normal]"


def test_a_double_tap_is_one_number_of_the_class_that_was_meant(pages: Pages, server: RunningServer) -> None:
    before = issued(server)
    kiosk = Kiosk(pages, has_touch=True).open()
    kiosk.rested()
    at = kiosk.middle(".tile[data-code=PETITION]")
    for _ in range(2):
        kiosk.page.touchscreen.tap(**at)
    kiosk.shows("service")
    kiosk.page.wait_for_timeout(300)
    assert issued(server) == before
    kiosk.rested()
    at = kiosk.middle(CLASS)
    for _ in range(3):
        kiosk.page.touchscreen.tap(**at)
    kiosk.number()
    assert issued(server) == before + 1


def test_a_long_press_that_slips_is_one_number(pages: Pages, server: RunningServer) -> None:
    before = issued(server)
    kiosk = Kiosk(pages, has_touch=True).open()
    kiosk.service()
    kiosk.rested()
    finger, at = kiosk.fingers(), kiosk.middle(CLASS)
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [at]})
    expect(kiosk.page.locator(f"{CLASS}.pressed")).to_be_visible(timeout=100)
    kiosk.page.wait_for_timeout(1500)
    moved = {"x": at["x"] + 25, "y": at["y"] + 18}
    finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [moved]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    kiosk.number()
    assert issued(server) == before + 1


def test_two_fingers_are_one_number(pages: Pages, server: RunningServer) -> None:
    before = issued(server)
    kiosk = Kiosk(pages, has_touch=True).open()
    kiosk.service()
    kiosk.rested()
    one, other = kiosk.middle(CLASS), kiosk.middle("[data-act=class][data-code=senior]")
    finger = kiosk.fingers()
    points = [{**one, "id": 1}, {**other, "id": 2}]
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": points})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    kiosk.number()
    kiosk.page.wait_for_timeout(500)
    assert issued(server) == before + 1


def test_a_lost_answer_is_asked_for_again_with_the_same_key(pages: Pages, server: RunningServer) -> None:
    before = issued(server)
    kiosk = Kiosk(pages).open()
    keys: list[str] = []

    def lose_the_first(route: Route) -> None:
        keys.append(route.request.headers["idempotency-key"])
        if len(keys) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    kiosk.page.route("**/api/v1/tickets*", lose_the_first)
    kiosk.service()
    kiosk.take()
    kiosk.number()
    assert len(keys) == 2
    assert len(set(keys)) == 1
    assert issued(server) == before + 1


def test_a_page_whose_session_was_lost_gets_a_new_one_by_itself(pages: Pages, server: RunningServer) -> None:
    before = issued(server)
    kiosk = Kiosk(pages).open()
    kiosk.page.context.clear_cookies()
    kiosk.service()
    kiosk.take()
    kiosk.number()
    assert issued(server) == before + 1


def test_a_press_while_the_server_is_gone_is_answered_when_it_is_back(browser: Browser, tmp_path: Path) -> None:
    with RunningServer(tmp_path / "data") as server:
        pages = Pages(browser, server.address)
        kiosk = Kiosk(pages, "small").open()
        kiosk.service()
        kiosk.rested()
        server.kill()
        kiosk.take()
        expect(kiosk.page.locator("[data-again]")).to_contain_text("不用再按", timeout=5000)
        assert kiosk.faults() == []
        server.start()
        expect(kiosk.page.locator("[data-number]")).to_have_text("A001", timeout=20_000)
        assert issued(server) == 1
        pages.close()


def test_a_lost_server_is_said_within_five_seconds_and_comes_back_by_itself(browser: Browser, tmp_path: Path) -> None:
    with RunningServer(tmp_path / "data") as server:
        pages = Pages(browser, server.address)
        kiosk = Kiosk(pages, "small").open()
        kiosk.service()
        server.kill()
        kiosk.shows("away", timeout=5000)
        expect(kiosk.page.locator("[data-panel=away]")).to_contain_text("系统连接中断")
        assert kiosk.faults() == []
        server.start()
        kiosk.shows("service", timeout=10_000)
        kiosk.take()
        assert kiosk.number() == "A001"
        server.kill()
        expect(kiosk.page.locator("[data-away-band]")).to_contain_text("您的号码有效", timeout=5000)
        assert kiosk.number() == "A001"
        assert kiosk.faults() == []
        pages.close()


def test_whoever_walks_away_is_warned_and_the_next_one_finds_the_start(pages: Pages) -> None:
    kiosk = Kiosk(pages, "small")
    kiosk.page.clock.install()
    kiosk.open()
    kiosk.page.clock.run_for(1000)
    kiosk.page.get_by_role("button", name="English").click()
    kiosk.service()
    kiosk.page.clock.run_for(42_000)
    curtain = kiosk.page.locator("[data-idle]")
    expect(curtain).to_contain_text("Are you still there?")
    expect(curtain).to_contain_text("Back to the start in")
    assert kiosk.faults() == []
    curtain.get_by_role("button").click()
    expect(curtain).to_be_hidden()
    kiosk.shows("service")
    kiosk.page.clock.run_for(57_000)
    kiosk.shows("start", RECONNECTED)
    expect(kiosk.page.locator("[data-panel=start] h1")).to_have_text("请选择您要办的事")


TROUBLES = {
    "out": "打印机缺纸，请记住号码或到导办台",
    "cover": "打印机盖没有关好，请记住号码或到导办台",
    "cutter": "打印机切纸出了故障，请记住号码或到导办台",
    "offline": "打印机暂时不能用，请记住号码或到导办台",
    "unknown": "打印机没有回应，请记住号码或到导办台",
}


@pytest.mark.parametrize("state", TROUBLES)
def test_printer_trouble_is_told_before_choosing(pages: Pages, state: str) -> None:
    kiosk = Kiosk(pages, "small")
    kiosk.hears(printer={"name": "kiosk", "state": state})
    kiosk.open()
    expect(kiosk.page.locator("[data-printer]")).to_have_text(TROUBLES[state])
    assert kiosk.faults() == []


@pytest.mark.parametrize("printer", [None, {"name": "kiosk", "state": "ok"}, {"name": "kiosk", "state": "near_end"}])
def test_nothing_is_said_of_a_printer_that_works_or_is_not_there(pages: Pages, printer: Any) -> None:
    kiosk = Kiosk(pages, "small")
    kiosk.hears(printer=printer)
    kiosk.open()
    expect(kiosk.page.locator("[data-printer]")).to_be_hidden()


def a_kiosk_that_prints(pages: Pages, printed: str, state: str = "ok") -> Kiosk:
    """At the number, with a printer in `state` and the slip's job as `printed`."""
    kiosk = Kiosk(pages, "small")
    kiosk.page.clock.install()
    kiosk.hears(printer={"name": "kiosk", "state": state}, printed=printed)
    kiosk.answers(printed=printed)
    kiosk.open()
    kiosk.service()
    kiosk.page.clock.run_for(1000)
    kiosk.take()
    kiosk.number()
    return kiosk


def test_a_printed_slip_is_offered_and_the_start_comes_back_after_ten_seconds(pages: Pages) -> None:
    kiosk = a_kiosk_that_prints(pages, "printed")
    expect(kiosk.page.locator("[data-told]")).to_have_text("请取走号票")
    expect(kiosk.page.locator("[data-more]")).to_contain_text("秒后返回首页")
    assert kiosk.faults() == []
    kiosk.page.clock.run_for(11_000)
    kiosk.shows("start", RECONNECTED)


def test_whoever_needs_longer_keeps_the_number_on_the_screen(pages: Pages) -> None:
    kiosk = a_kiosk_that_prints(pages, "printed")
    kiosk.page.clock.run_for(1000)
    kiosk.page.locator("[data-act=stay]").click()
    kiosk.page.clock.run_for(30_000)
    kiosk.shows("ticket")
    kiosk.page.clock.run_for(31_000)
    kiosk.shows("start", RECONNECTED)


@pytest.mark.parametrize("printed", ["failed", "unknown", "expired", "queued", "sending"])
def test_a_slip_that_does_not_come_leaves_the_number_until_touched(pages: Pages, printed: str) -> None:
    kiosk = a_kiosk_that_prints(pages, printed)
    kiosk.page.clock.run_for(8_500)
    expect(kiosk.page.locator("[data-told]")).to_have_text("号票没有打印出来，请记住号码，或到导办台补打")
    assert kiosk.faults() == []
    kiosk.page.clock.run_for(600_000)
    kiosk.shows("ticket")
    kiosk.page.locator("[data-panel=ticket] [data-act=done]").click()
    kiosk.shows("start", RECONNECTED)


def test_a_new_version_is_loaded_when_nobody_is_there(pages: Pages) -> None:
    kiosk = Kiosk(pages)
    kiosk.page.clock.install()
    kiosk.hears(version="99.0")
    kiosk.open()
    kiosk.service()
    kiosk.page.evaluate("window.old = true")
    kiosk.page.clock.run_for(10_000)
    assert kiosk.page.evaluate("window.old") is True
    kiosk.page.locator("[data-act=back]").click()
    with kiosk.page.expect_navigation():
        kiosk.page.clock.run_for(6_000)
    kiosk.shows("start")
    kiosk.page.evaluate("window.old = true")
    kiosk.page.clock.run_for(30_000)
    assert kiosk.page.evaluate("window.old") is True, "it must not reload in a loop"


def test_gestures_selection_and_menus_do_nothing(pages: Pages) -> None:
    kiosk = Kiosk(pages, "small").open()
    for name in ("contextmenu", "selectstart", "dragstart", "wheel", "touchmove"):
        happened = f"document.body.dispatchEvent(new Event('{name}', {{bubbles: true, cancelable: true}}))"
        assert kiosk.page.evaluate(happened) is False, name
    assert kiosk.page.evaluate("getComputedStyle(document.querySelector('.tile')).touchAction") == "none"
    assert kiosk.page.evaluate("getComputedStyle(document.querySelector('.tile')).userSelect") == "none"
