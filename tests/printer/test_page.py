"""The page of the virtual printer in a real Chromium, over a real server with its real device host."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from queueing.people import Role
from tests.browser import SIZES, Pages, axe, overflowing
from tests.server.running import Client, RunningServer

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    with RunningServer(tmp_path_factory.mktemp("paper") / "data") as server:
        yield server


@pytest.fixture(scope="module")
def admin(server: RunningServer) -> Iterator[Client]:
    client = server.client(Role.ADMIN)
    yield client
    client.close()


@pytest.fixture
def pages(browser: Browser, server: RunningServer) -> Iterator[Pages]:
    pages = Pages(browser, server.address)
    yield pages
    pages.close()


def test_the_paper_comes_out_on_the_page_without_reloading(pages: Pages, admin: Client) -> None:
    page = pages.open("/printer/kiosk")
    expect(page.locator(".state")).to_have_text("就绪", timeout=15_000)
    before = page.locator(".paper").count()
    admin.post("/tickets", {"service": "FARM"})
    expect(page.locator(".paper")).to_have_count(before + 1)
    picture = page.locator(".paper img").first
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 576
    assert pages.complaints == []


def test_a_fault_is_pressed_and_the_printer_says_so_and_is_mended_by_the_same_button(
    pages: Pages, admin: Client
) -> None:
    page = pages.open("/printer/kiosk")
    fault = page.get_by_role("button", name="缺纸")
    fault.click()
    expect(fault).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".state")).to_have_text("缺纸", timeout=15_000)
    assert admin.get("/printers").json()["printers"][0]["paper"] == "out"
    fault.click()
    expect(page.locator(".state")).to_have_text("就绪", timeout=15_000)


@pytest.mark.parametrize("size", SIZES)
def test_the_page_fits_its_screen(pages: Pages, admin: Client, size: str) -> None:
    admin.post("/tickets", {"service": "FARM"})
    page = pages.open("/printer/kiosk", SIZES[size])
    expect(page.locator(".paper").first).to_be_visible()
    assert overflowing(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(pages: Pages, scheme: str) -> None:
    page = pages.open("/printer/kiosk", color_scheme=scheme, bypass_csp=True)
    expect(page.locator("[data-live-status]")).to_have_attribute("data-state", "live")
    assert axe(page) == []
