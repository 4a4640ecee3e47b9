"""A citizen before the kiosk, and what is measured on its page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, Page, WebSocketRoute, expect

from queueing.people import Role
from tests.browser import Pages
from tests.server.running import RunningServer

SIZES = {"upright": (1080, 1920), "wide": (1920, 1080), "small": (1280, 800)}
LANGUAGES = ("zh-Hans", "zh-Hant", "en")

MEASURE = Path(__file__).with_name("measure.js").read_text("utf-8")


class Kiosk:
    """The open page of a kiosk."""

    def __init__(self, pages: Pages, size: str = "upright", language: str = "zh-Hans", **more: Any) -> None:
        # Reduced motion where motion is not the matter: what is measured must stand still.
        more.setdefault("reduced_motion", "reduce")
        self.page = _new(pages, size, more)
        self.address = f"{pages.address}/kiosk?lang={language}"

    def open(self) -> Kiosk:
        self.page.goto(self.address)
        self.shows("start")
        return self

    def shows(self, panel: str, timeout: float = 5000) -> None:
        expect(self.page.locator(f"[data-panel={panel}]")).to_be_visible(timeout=timeout)

    def service(self, code: str = "FARM") -> None:
        self.page.locator(f".tile[data-code={code}]").click()
        self.shows("service")

    def take(self, class_: str = "normal") -> None:
        self.page.locator(f"[data-act=class][data-code={class_}]").click()

    def number(self) -> str:
        self.shows("ticket")
        return self.page.locator("[data-number]").inner_text()

    def rested(self) -> None:
        """The moment after a page change in which nothing can be pressed is over."""
        expect(self.page.locator("body")).not_to_have_class("resting")

    def faults(self) -> list[str]:
        """What is too small, too pale, cut off or scrolls."""
        return list(self.page.evaluate(MEASURE, [60, 24, 7]))

    def fingers(self) -> CDPSession:
        return self.page.context.new_cdp_session(self.page)

    def middle(self, selector: str) -> dict[str, float]:
        box = self.page.locator(selector).bounding_box()
        assert box is not None
        return {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}

    def hears(self, **more: Any) -> None:
        """From now on every snapshot carries `more` as well, as it came over the wire: what the server does not say.

        `printed` is for the ticket's room, the others are for the kiosk's.
        """

        def between(route: WebSocketRoute) -> None:
            server = route.connect_to_server()
            server.on_message(lambda text: route.send(_with(text, more)))

        self.page.route_web_socket("**/socket.io/**", between)

    def answers(self, **more: Any) -> None:
        """Tickets are answered with `more` in them."""

        def change(route: Any) -> None:
            answer = route.fetch()
            route.fulfill(response=answer, json={**answer.json(), **more})

        self.page.route("**/api/v1/tickets*", change)


def _new(pages: Pages, size: str, more: dict[str, Any]) -> Page:
    width, height = SIZES[size]
    page = pages.browser.new_page(viewport={"width": width, "height": height}, **more)
    page.on("pageerror", lambda error: pages.complaints.append(str(error)))
    page.on("request", lambda request: pages.asked.add(request.url))
    pages.keep(page)
    return page


def _with(text: str | bytes, more: dict[str, Any]) -> str | bytes:
    if not isinstance(text, str) or not text.startswith('42["snapshot"'):
        return text
    name, picture = json.loads(text[2:])
    if picture["room"] == "kiosk":
        picture.update(more)
    elif "printed" in more:
        picture["printed"] = more["printed"]
    return "42" + json.dumps([name, picture])


def issued(server: RunningServer) -> int:
    """How many numbers the log says were given out."""
    events = server.client(Role.MANAGER).get("/events", after=0, limit=1000).json()["events"]
    return sum(event["kind"] == "issued" for event in events)
