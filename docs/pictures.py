"""Makes docs/pictures: a hall at work on a real server, seen by a real Chromium.   .venv/bin/python -m docs.pictures

The pictures have few colours and are stored so (a palette of 64), which keeps each well below 150 KB.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from config.documents import default_plan
from config.plan import Plan
from queueing.people import Role
from tests.browser import FLAGS, Pages, chromium
from tests.kiosk.citizen import LANGUAGES, SIZES, Kiosk
from tests.server.running import RunningServer

FOLDER = Path(__file__).parent / "pictures"
COLOURS = 64
MORNING = 9


def main() -> None:
    path = chromium()
    if path is None:
        sys.exit("Pictures need Chromium (on Debian: apt install chromium fonts-noto-cjk).")
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        with RunningServer(Path(folder, "data"), in_the_morning()) as server:
            fill(server)
            for name, picture in kiosk(browser, server):
                keep(name, picture)
        browser.close()


def in_the_morning() -> Plan:
    """The model hall, in a time zone where it is morning now: the server's clock cannot be told the time."""
    plan = default_plan()
    ahead = (MORNING - datetime.now(UTC).hour + 12) % 24 - 12
    zone = f"Etc/GMT{-ahead:+d}"  # POSIX counts the other way round
    return plan.model_copy(update={"hall": plan.hall.model_copy(update={"time_zone": zone})})


def fill(server: RunningServer) -> None:
    """People wait, and clerks are at most windows."""
    clerk, kiosk = server.client(Role.CLERK), server.client(Role.KIOSK)
    for number in (0, 1, 2, 4):
        clerk.post(f"/counters/{number}/open")
    for service, people in {"FARM": 5, "SOCIAL": 3, "AGRI": 1}.items():
        for _ in range(people):
            kiosk.post("/tickets", {"service": service})


def kiosk(browser: Browser, server: RunningServer) -> Iterator[tuple[str, bytes]]:
    """Every step in every size; the other languages upright only; then the odd cases."""
    pages = Pages(browser, server.address)
    for size in SIZES:
        for language in LANGUAGES if size == "upright" else LANGUAGES[:1]:
            yield from steps(Kiosk(pages, size, language).open(), f"kiosk-{size}-{language}")
    low = Kiosk(pages, "upright").open()
    low.page.locator("[data-act=low]").click()
    yield "kiosk-wheelchair", low.page.screenshot()
    yield from trouble(pages)
    pages.close()


def steps(kiosk: Kiosk, name: str) -> Iterator[tuple[str, bytes]]:
    yield f"{name}-1-choose", kiosk.page.screenshot()
    kiosk.service("SOCIAL")
    yield f"{name}-2-take", kiosk.page.screenshot()
    kiosk.take()
    kiosk.number()
    yield f"{name}-3-number", kiosk.page.screenshot()


def trouble(pages: Pages) -> Iterator[tuple[str, bytes]]:
    """What the server does not say yet is said in its place, as the tests do."""
    out = Kiosk(pages, "small")
    out.hears(printer={"name": "kiosk", "state": "out"}, printed="failed")
    out.answers(printed="failed")
    out.open()
    yield "kiosk-no-paper-1-choose", out.page.screenshot()
    out.service("SOCIAL")
    out.take()
    out.number()
    yield "kiosk-no-paper-3-number", out.page.screenshot()
    slip = Kiosk(pages, "upright")
    slip.hears(printer={"name": "kiosk", "state": "ok"}, printed="printed")
    slip.answers(printed="printed")
    slip.open().service("SOCIAL")
    slip.take()
    slip.number()
    yield "kiosk-slip", slip.page.screenshot()


def keep(name: str, picture: bytes) -> None:
    image = Image.open(BytesIO(picture)).convert("RGB")
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(FOLDER / f"{name}.png", optimize=True)
    print(f"{name}.png  {(FOLDER / f'{name}.png').stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
