"""A real Chromium for the pages, and what is measured in it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

SKIPPED = "browser tests were skipped: no Chromium here (on Debian: apt install chromium)"

# Nothing of the browser's own may leave the machine either.
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip

SIZES = {"desktop": (1280, 800), "full hd": (1920, 1080), "kiosk": (1080, 1920), "phone": (390, 844)}


def chromium() -> str | None:
    """Where Chromium is, None where there is none."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((found for name in names if (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium()
    if path is None:
        pytest.skip(SKIPPED)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


class Pages:
    """Opens pages of one server and keeps what went wrong in them."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser = browser
        self.address = address
        self.complaints: list[str] = []
        self.asked: set[str] = set()
        self._open: list[Page] = []

    def open(self, path: str, size: tuple[int, int] = SIZES["desktop"], language: str = "zh-CN", **more: Any) -> Page:
        page = self.browser.new_page(viewport={"width": size[0], "height": size[1]}, locale=language, **more)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda message: message.type == "error" and self.complaints.append(message.text))
        page.on("request", lambda request: self.asked.add(request.url))
        self.keep(page)
        page.goto(self.address + path)
        return page

    def keep(self, page: Page) -> None:
        """Close it with the others."""
        self._open.append(page)

    def close(self) -> None:
        for page in self._open:
            page.close()


def axe(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA, one line a finding."""
    page.add_script_tag(path=str(Path(__file__).parent / "vendor" / "axe.min.js"))
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    result = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", tags)
    return [
        f"{finding['id']}: {node['html'][:120]} {node.get('failureSummary', '')}"
        for finding in result["violations"]
        for node in finding["nodes"]
    ]


def overflowing(page: Page) -> list[str]:
    """Elements whose text does not fit into them, and the page when it scrolls sideways."""
    return list(
        page.evaluate(
            """() => {
              const wide = document.documentElement.scrollWidth > innerWidth ? ['the page'] : [];
              const cut = [...document.querySelectorAll('body *')].filter(e =>
                e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0 && getComputedStyle(e).overflowX === 'hidden');
              return [...wide, ...cut.map(e => e.outerHTML.slice(0, 100))];
            }"""
        )
    )
