"""The main path whole: a finger on the kiosk of a real server, its real device host, a printer on a real TCP port."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from config.documents import default_plan, read_plan
from printer.faults import Faults
from printer.virtual import VirtualPrinter
from printer.worker import picture_of
from queueing.people import Role
from queueing.store import PrintJobRow, Store
from tests.browser import Pages
from tests.kiosk.citizen import LANGUAGES, Kiosk
from tests.server.running import Client, RunningServer
from tests.support import eventually

pytestmark = pytest.mark.browser

TAKE_IT, REMEMBER = "请取走号票", "请记住号码"


@pytest.fixture(scope="module")
def paper() -> Iterator[VirtualPrinter]:
    with VirtualPrinter("front") as printer:
        yield printer


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, paper: VirtualPrinter) -> Iterator[RunningServer]:
    """The model hall with a network printer."""
    document = default_plan().model_dump(mode="json") | {"printers": [{"name": "front", "address": paper.address}]}
    with RunningServer(tmp_path_factory.mktemp("tap") / "data", read_plan(document)) as server:
        yield server


@pytest.fixture(scope="module")
def admin(server: RunningServer) -> Iterator[Client]:
    client = server.client(Role.ADMIN)
    yield client
    client.close()


@pytest.fixture
def pages(browser: Browser, server: RunningServer, paper: VirtualPrinter, admin: Client) -> Iterator[Pages]:
    """Each citizen finds a printer that is well."""
    paper.faults = Faults()
    eventually(lambda: state(admin) == "ok")
    pages = Pages(browser, server.address)
    yield pages
    pages.close()
    paper.faults = Faults()


def state(admin: Client) -> str:
    return str(admin.get("/printers").json()["printers"][0]["state"])


def last_job(server: RunningServer) -> PrintJobRow:
    store = Store(f"sqlite:///{(server.data / 'hall.db').as_posix()}")
    with store.read() as session:
        row = session.query(PrintJobRow).order_by(PrintJobRow.id.desc()).first()
    store.close()
    assert row is not None
    return row


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_touches_and_the_drawn_slip_is_in_the_hand(
    pages: Pages, server: RunningServer, paper: VirtualPrinter, tmp_path: Path, language: str
) -> None:
    papers = len(paper.papers)
    kiosk = Kiosk(pages, language=language).open()
    kiosk.service("FARM")
    kiosk.take()
    number = kiosk.number()
    eventually(lambda: len(paper.papers) == papers + 1)
    picture = paper.papers[-1].picture()
    job = last_job(server)
    assert (job.content["number"], job.content["language"]) == (number, language)
    assert picture.tobytes() == picture_of(job.content, 576).tobytes()
    expect(kiosk.page.locator("[data-panel=ticket]")).to_have_attribute("data-phase", "take", timeout=10_000)
    if shutil.which("tesseract"):
        picture.convert("L").save(tmp_path / "paper.png", dpi=(203, 203))
        command = ["tesseract", str(tmp_path / "paper.png"), "-", "--psm", "11"]
        command += ["-c", "tessedit_char_whitelist=ABCDE0123456789"]
        environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
        read = subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout
        assert number in read.split()


@pytest.mark.parametrize(
    ("faults", "word"),
    [
        (Faults(paper_out=True), "out"),
        (Faults(cover_open=True), "cover"),
        (Faults(cutter_jam=True), "cutter"),
        (Faults(offline=True), "offline"),
    ],
)
def test_trouble_is_told_before_choosing_and_the_number_stays(
    pages: Pages, admin: Client, paper: VirtualPrinter, faults: Faults, word: str
) -> None:
    papers = len(paper.papers)
    paper.faults = faults
    eventually(lambda: state(admin) == word)
    kiosk = Kiosk(pages).open()
    expect(kiosk.page.locator("[data-printer]").first).to_contain_text(REMEMBER)
    kiosk.service("FARM")
    kiosk.take()
    assert kiosk.number()
    expect(kiosk.page.locator("[data-panel=ticket]")).to_have_attribute("data-phase", "hold")
    expect(kiosk.page.locator("[data-told]")).to_contain_text(REMEMBER)
    assert len(paper.papers) == papers


def test_near_the_end_of_the_paper_the_citizen_notices_nothing(
    pages: Pages, admin: Client, paper: VirtualPrinter
) -> None:
    paper.faults = Faults(near_end=True)
    eventually(lambda: state(admin) == "near_end")
    kiosk = Kiosk(pages).open()
    expect(kiosk.page.locator("[data-printer]").first).to_be_hidden()
    kiosk.service("FARM")
    kiosk.take()
    expect(kiosk.page.locator("[data-told]")).to_contain_text(TAKE_IT, timeout=10_000)


@pytest.mark.parametrize("faults", [Faults(hangs=True), Faults(cut_after=3000)], ids=["hangs", "cuts the line"])
def test_a_slip_of_which_nobody_knows_leaves_the_number_on_the_screen(
    pages: Pages, server: RunningServer, admin: Client, paper: VirtualPrinter, faults: Faults
) -> None:
    kiosk = Kiosk(pages).open()
    kiosk.service("FARM")
    paper.faults = faults
    kiosk.take()
    number = kiosk.number()
    expect(kiosk.page.locator("[data-panel=ticket]")).to_have_attribute("data-phase", "hold", timeout=15_000)
    expect(kiosk.page.locator("[data-number]")).to_have_text(number)
    eventually(lambda: last_job(server).state == "unknown")
    assert admin.get("/turns").json()["turns"][-1]["state"] == "waiting"


def test_a_slow_printer_is_waited_for(pages: Pages, paper: VirtualPrinter) -> None:
    kiosk = Kiosk(pages).open()
    kiosk.service("FARM")
    paper.faults = Faults(slow=30_000)
    kiosk.take()
    expect(kiosk.page.locator("[data-told]")).to_contain_text(TAKE_IT, timeout=15_000)
