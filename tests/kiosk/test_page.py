"""The kiosk's pages in a real Chromium: what a citizen reads, touches and gets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from config.documents import read_plan
from config.plan import Plan
from queueing.people import Role
from tests.browser import Pages, axe
from tests.kiosk.citizen import LANGUAGES, SIZES, Kiosk, issued
from tests.server.running import RunningServer
from tests.support import TABLES

pytestmark = pytest.mark.browser

NUMBER = re.compile(r"^[A-E]\d{3}$")


def plan_of(services: int, **tables: Any) -> Plan:
    """A hall with many services, a guide desk among them."""
    codes = [f"S{at}" for at in range(services - 1)]
    many = [
        {"code": code, "series": "A", "name": f"办理事项第{at}类", "about": "登记、变更、查询、证明"}
        for at, code in enumerate(codes)
    ]
    desks = [
        {"number": 1, "serves": codes},
        {"number": 0, "serves": {"GUIDE": 1}, "guide": True},
    ]
    guide = {"code": "GUIDE", "series": "E", "name": "导办台"}
    return read_plan({**TABLES, "services": [*many, guide], "counters": desks, **tables})


@pytest.fixture
def hall_of(browser: Browser, tmp_path: Path) -> Iterator[Any]:
    """Opens the kiosk of a hall with another plan."""
    servers: list[RunningServer] = []
    shown: list[Pages] = []

    def start(plan: Plan, size: str) -> Kiosk:
        servers.append(RunningServer(tmp_path / "other", plan))
        shown.append(Pages(browser, servers[-1].address))
        return Kiosk(shown[-1], size).open()

    yield start
    for pages in shown:
        pages.close()
    for server in servers:
        server.stop()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
def test_two_touches_give_a_number_and_every_step_can_be_read_and_touched(
    pages: Pages, size: str, language: str
) -> None:
    kiosk = Kiosk(pages, size, language).open()
    assert kiosk.page.locator("html").get_attribute("lang") == language
    assert kiosk.faults() == []
    kiosk.service("SOCIAL")
    assert kiosk.faults() == []
    kiosk.take()
    assert NUMBER.match(kiosk.number())
    assert kiosk.faults() == []
    assert pages.complaints == []
    assert {url for url in pages.asked if not url.startswith(pages.address)} == set()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
def test_wheelchair_mode_brings_all_that_is_touched_into_the_lower_half(pages: Pages, size: str, language: str) -> None:
    kiosk = Kiosk(pages, size, language).open()
    kiosk.page.locator("[data-act=low]").click()
    lowest = "els => Math.min(...els.map(e => e.getBoundingClientRect().top)) >= innerHeight / 2 - 1"
    assert kiosk.page.locator(".tile").evaluate_all(lowest)
    assert kiosk.faults() == []
    kiosk.service("SOCIAL")
    assert kiosk.page.locator("[data-act=class]").evaluate_all(lowest)
    assert kiosk.faults() == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_step(pages: Pages, scheme: str) -> None:
    """The kiosk is light only: a PC set to dark shows the same."""
    kiosk = Kiosk(pages, "small", color_scheme=scheme, bypass_csp=True).open()
    assert axe(kiosk.page) == []
    kiosk.service()
    assert axe(kiosk.page) == []
    assert kiosk.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(246, 244, 239)"
    kiosk.take()
    kiosk.number()
    assert axe(kiosk.page) == []


def test_axe_finds_nothing_on_what_is_rarely_seen(pages: Pages) -> None:
    """Each shown by itself, as the page shows it: waiting, away, asking, refused, and the warning of the idle."""
    kiosk = Kiosk(pages, "small", bypass_csp=True).open()
    only = "name => document.querySelectorAll('[data-panel]').forEach(p => { p.hidden = p.dataset.panel !== name; })"
    for panel in ("loading", "away", "asking", "refused"):
        kiosk.page.evaluate(only, panel)
        assert axe(kiosk.page) == [], panel
    kiosk.page.evaluate("document.querySelector('[data-idle]').hidden = false")
    assert axe(kiosk.page) == []


def test_a_citizen_changes_the_language_and_the_next_one_finds_the_halls_own(pages: Pages) -> None:
    kiosk = Kiosk(pages).open()
    kiosk.page.get_by_role("button", name="English").click()
    expect(kiosk.page.locator("[data-panel=start] h1")).to_have_text("What are you here for?")
    expect(kiosk.page.locator("html")).to_have_attribute("lang", "en")
    expect(kiosk.page.get_by_role("button", name="繁體中文")).to_have_attribute("lang", "zh-Hant")
    kiosk.service()
    kiosk.take()
    kiosk.number()
    kiosk.page.get_by_role("button", name="Done").click()
    expect(kiosk.page.locator("[data-panel=start] h1")).to_have_text("请选择您要办的事")


def test_the_class_and_the_matter_go_with_the_number(pages: Pages, server: RunningServer) -> None:
    kiosk = Kiosk(pages).open()
    kiosk.service("FARM")
    expect(kiosk.page.locator(".items")).to_contain_text("农机发票")
    kiosk.page.locator(".item[data-code=MACHINE]").click()
    with kiosk.page.expect_response("**/api/v1/tickets*") as answer:
        kiosk.take("senior")
    ticket = answer.value.json()
    assert (ticket["service"], ticket["class"], ticket["language"]) == ("FARM", "senior", "zh-Hans")
    turns = server.client(Role.MANAGER).get("/events", after=0, limit=1000).json()["events"]
    assert turns[-1]["data"]["items"] == ["MACHINE"]


def test_whoever_does_not_know_is_led_to_the_guide_desk(pages: Pages) -> None:
    kiosk = Kiosk(pages).open()
    kiosk.page.get_by_role("button", name=re.compile("不知道找哪个窗口")).click()
    expect(kiosk.page.locator("[data-panel=service] h1")).to_have_text("导办台")
    kiosk.take()
    assert kiosk.number().startswith("E")


def test_every_card_and_the_second_page_say_that_one_may_come_without_all_papers(pages: Pages) -> None:
    kiosk = Kiosk(pages).open()
    cards = kiosk.page.locator(".tile").all_inner_texts()
    assert len(cards) == 6
    assert all("材料不齐，也可以来问" in card for card in cards)
    kiosk.service()
    expect(kiosk.page.locator("[data-panel=service]")).to_contain_text("材料没带齐，也可以先来问")


def test_a_card_says_how_many_wait_and_whether_somebody_is_at_the_window(pages: Pages, server: RunningServer) -> None:
    kiosk = Kiosk(pages).open()
    card = kiosk.page.locator(".tile[data-code=AGRI]")
    expect(card).to_contain_text("窗口暂时没人")
    expect(card).to_contain_text("无人排队")
    clerk = server.client(Role.CLERK)
    clerk.post("/counters/4/open")
    server.client(Role.KIOSK).post("/tickets", {"service": "AGRI"})
    expect(card).to_contain_text("正在办理")
    expect(card).to_contain_text("1人在等")
    clerk.post("/counters/4/close")


def test_a_private_service_is_not_named_beside_its_number(pages: Pages) -> None:
    kiosk = Kiosk(pages).open()
    kiosk.service("PETITION")
    kiosk.take()
    kiosk.number()
    assert "信访" not in kiosk.page.locator("[data-panel=ticket]").inner_text()


def test_without_a_printer_the_number_stays_until_the_screen_is_touched(pages: Pages) -> None:
    kiosk = Kiosk(pages)
    kiosk.page.clock.install()
    kiosk.open()
    kiosk.service()
    kiosk.page.clock.run_for(1000)
    kiosk.take()
    number = kiosk.number()
    expect(kiosk.page.locator("[data-told]")).to_have_text("请记住您的号码")
    kiosk.page.clock.run_for(20 * 60 * 1000)
    assert kiosk.number() == number
    kiosk.page.locator(".slip").click()
    kiosk.shows("start", 20_000)


def test_the_whole_way_goes_by_keyboard(pages: Pages) -> None:
    kiosk = Kiosk(pages).open()
    keyboard = kiosk.page.keyboard
    kiosk.rested()
    keyboard.press("Tab")
    focused = kiosk.page.locator(":focus")
    expect(focused).to_have_attribute("data-code", "FARM")
    assert focused.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    keyboard.press("Enter")
    kiosk.shows("service")
    kiosk.rested()
    keyboard.press("Escape")
    kiosk.shows("start")
    kiosk.rested()
    keyboard.press("Tab")
    keyboard.press("Space")
    kiosk.shows("service")
    kiosk.rested()
    for _ in range(10):
        keyboard.press("Tab")
        if focused.get_attribute("data-act") == "class":
            break
    keyboard.press("Enter")
    assert NUMBER.match(kiosk.number())
    kiosk.rested()
    keyboard.press("Escape")
    kiosk.shows("start")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("services", [2, 12, 31])
def test_many_services_make_pages_and_never_scroll(hall_of: Any, size: str, services: int) -> None:
    kiosk = hall_of(plan_of(services), size)
    seen: set[str] = set()
    for _ in range(services):
        assert kiosk.faults() == []
        codes = [tile.get_attribute("data-code") for tile in kiosk.page.locator(".tile").all()]
        assert codes[-1] == "GUIDE"
        seen |= set(codes)
        if len(seen) == services:
            break
        kiosk.page.locator("[data-act=page][data-by='1']").click()
    assert len(seen) == services


def test_a_closed_service_is_marked_by_word_and_shape_and_gives_no_number(hall_of: Any) -> None:
    kiosk = hall_of(plan_of(4, hours={"week": {}}), "small")
    card = kiosk.page.locator(".tile[data-code=S0]")
    expect(card).to_contain_text("现在不办理")
    assert card.locator(".shape").evaluate("e => getComputedStyle(e).borderRadius") != "50%"
    assert card.evaluate("e => getComputedStyle(e).borderStyle") == "dashed"
    assert kiosk.faults() == []
    card.click()
    expect(kiosk.page.locator("[data-closed-part]")).to_contain_text("现在不取号")
    expect(kiosk.page.locator("[data-act=class]").first).to_be_hidden()
    assert kiosk.faults() == []


def test_a_refusal_is_said_with_a_way_on(hall_of: Any) -> None:
    plan = plan_of(3, series=[{"code": "A", "first": 1, "last": 1}])
    kiosk = hall_of(plan, "small")
    for _ in range(2):
        kiosk.service("S0")
        kiosk.take()
        kiosk.page.locator("[data-panel=ticket]:not([hidden]), [data-panel=refused]:not([hidden])").wait_for()
        if kiosk.page.locator("[data-panel=refused]").is_visible():
            break
        kiosk.page.locator("[data-act=done]").click()
        kiosk.shows("start")
    kiosk.shows("refused")
    expect(kiosk.page.locator("[data-refusal]")).to_have_text("A字头的号今天已取完，请到导办台咨询。")
    assert kiosk.faults() == []
    kiosk.page.locator("[data-panel=refused] [data-act=guide]").click()
    kiosk.shows("service")
    kiosk.take()
    assert kiosk.number() == "E001"


def test_a_published_plan_shows_at_once(pages: Pages, server: RunningServer) -> None:
    kiosk = Kiosk(pages)
    kiosk.hears(hall={"zh-Hans": "新大厅"}, languages=["zh-Hans", "en"])
    kiosk.open()
    expect(kiosk.page.locator("[data-hall]")).to_have_text("新大厅")
    assert kiosk.page.locator("[data-act=language]").count() == 2


def test_the_page_does_not_grow(pages: Pages, server: RunningServer) -> None:
    """Six citizens later there are as many elements as before, and the server is asked for no left ticket."""
    kiosk = Kiosk(pages, "small").open()
    count = "document.querySelectorAll('*').length"
    sizes = []
    for _ in range(6):
        kiosk.service()
        kiosk.take()
        kiosk.number()
        kiosk.page.locator("[data-panel=ticket] [data-act=done]").click()
        kiosk.shows("start")
        sizes.append(kiosk.page.evaluate(count))
    assert len(set(sizes)) == 1
    assert issued(server) >= 6
