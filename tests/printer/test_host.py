"""The whole way of a slip: a real server with its real device host, and a printer that listens on a real TCP port."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from config.documents import to_toml
from printer.faults import Faults
from printer.virtual import VirtualPrinter
from printer.worker import picture_of
from queueing.people import Role
from queueing.store import PrintJobRow, Store
from tests.server.running import Client, RunningServer, hallqueue
from tests.support import a_plan, eventually

ENDED = {"printed", "failed", "unknown", "expired"}


@pytest.fixture(scope="module")
def paper() -> Iterator[VirtualPrinter]:
    """A printer on the network, as far as the hall knows."""
    with VirtualPrinter("front") as printer:
        yield printer


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, paper: VirtualPrinter) -> Iterator[RunningServer]:
    plan = a_plan(printers=[{"name": "front", "address": paper.address}])
    with RunningServer(tmp_path_factory.mktemp("host") / "data", plan) as server:
        yield server


@pytest.fixture(scope="module")
def admin(server: RunningServer) -> Iterator[Client]:
    client = server.client(Role.ADMIN)
    yield client
    client.close()


@pytest.fixture(autouse=True)
def in_order(paper: VirtualPrinter, admin: Client) -> Iterator[None]:
    """Each test begins with a printer that is well, and says so."""
    paper.faults = Faults()
    eventually(lambda: the_state(admin) == "ok")
    yield
    paper.faults = Faults()


def the_state(admin: Client) -> str:
    return str(admin.get("/printers").json()["printers"][0]["state"])


def take(admin: Client, **wish: Any) -> dict[str, Any]:
    answer = admin.post("/tickets", {"service": "FARM", **wish})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def end_of(admin: Client, ticket: dict[str, Any]) -> str:
    """How the slip of a ticket ended."""
    ended: list[str] = []

    def has_ended() -> bool:
        ended[:] = [admin.get(f"/tickets/{ticket['token']}").json()["printed"]]
        return ended[0] in ENDED

    eventually(has_ended)
    return ended[0]


def last_job(server: RunningServer) -> PrintJobRow:
    store = Store(f"sqlite:///{(server.data / 'hall.db').as_posix()}")
    with store.read() as session:
        row = session.query(PrintJobRow).order_by(PrintJobRow.id.desc()).first()
    store.close()
    assert row is not None
    return row


def papers_of(paper: VirtualPrinter, do: Callable[[], object]) -> int:
    """How many papers come out while something is done."""
    before = paper.papers[-1].serial if paper.papers else 0
    do()
    return (paper.papers[-1].serial if paper.papers else 0) - before


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
def test_what_comes_out_is_the_drawn_slip_dot_for_dot(
    server: RunningServer, admin: Client, paper: VirtualPrinter, language: str
) -> None:
    ticket = take(admin, language=language)
    assert end_of(admin, ticket) == "printed"
    job = last_job(server)
    assert job.confirmed
    assert job.content["number"] == ticket["number"]
    assert paper.papers[-1].picture().tobytes() == picture_of(job.content, 576).tobytes()


def test_a_slip_is_printed_once(admin: Client, paper: VirtualPrinter) -> None:
    assert papers_of(paper, lambda: end_of(admin, take(admin))) == 1


@pytest.mark.parametrize(
    ("faults", "state", "reason"),
    [
        (Faults(paper_out=True), "out", "paper_out"),
        (Faults(cover_open=True), "cover", "cover_open"),
        (Faults(cutter_jam=True), "cutter", "cutter_error"),
        (Faults(offline=True), "offline", "offline"),
    ],
)
def test_trouble_that_the_printer_tells_fails_the_slip_and_keeps_the_number(
    server: RunningServer, admin: Client, paper: VirtualPrinter, faults: Faults, state: str, reason: str
) -> None:
    paper.faults = faults
    ticket = take(admin)
    assert papers_of(paper, lambda: end_of(admin, ticket)) == 0
    job = last_job(server)
    assert (job.state, job.reason) == ("failed", reason)
    eventually(lambda: the_state(admin) == state)
    assert admin.get(f"/tickets/{ticket['token']}").json()["state"] == "waiting"

    paper.faults = Faults()
    eventually(lambda: the_state(admin) == "ok")
    assert papers_of(paper, lambda: time.sleep(0.5)) == 0, "nothing comes out by itself afterwards"


def test_near_the_end_of_the_paper_it_still_prints_and_says_so(admin: Client, paper: VirtualPrinter) -> None:
    paper.faults = Faults(near_end=True)
    assert end_of(admin, take(admin)) == "printed"
    eventually(lambda: the_state(admin) == "near_end")


def test_a_slow_printer_prints_in_the_end(admin: Client, paper: VirtualPrinter) -> None:
    paper.faults = Faults(slow=30_000)
    assert end_of(admin, take(admin)) == "printed"


def test_a_hung_printer_leaves_the_slip_unknown_and_holds_up_nobody(
    server: RunningServer, admin: Client, paper: VirtualPrinter
) -> None:
    paper.faults = Faults(hangs=True)
    ticket = take(admin)
    assert take(admin, print=False)["state"] == "waiting"
    assert admin.post("/counters/1/open").status_code == 200
    assert admin.post("/counters/1/next").json()["turn"] is not None
    assert end_of(admin, ticket) == "unknown"
    assert last_job(server).confirmed is False


def test_a_line_that_is_cut_in_the_middle_leaves_the_slip_unknown_and_it_is_not_sent_again(
    server: RunningServer, admin: Client, paper: VirtualPrinter
) -> None:
    paper.faults = Faults(cut_after=3000)
    ticket = take(admin)
    assert end_of(admin, ticket) == "unknown"
    paper.faults = Faults()
    eventually(lambda: the_state(admin) == "ok")
    assert admin.get(f"/tickets/{ticket['token']}").json()["printed"] == "unknown"
    assert end_of(admin, take(admin)) == "printed", "the next one comes out"


def test_a_reprint_is_asked_for_by_a_person_and_comes_out_marked(
    server: RunningServer, admin: Client, paper: VirtualPrinter
) -> None:
    ticket = take(admin)
    end_of(admin, ticket)
    assert papers_of(paper, lambda: (admin.post(f"/tickets/{ticket['token']}/reprint"), end_of(admin, ticket))) == 1
    job = last_job(server)
    assert job.copy
    assert job.content["number"] == ticket["number"]


def the_host(server: RunningServer) -> psutil.Process:
    (host,) = [child for child in psutil.Process(server.process.pid).children() if "devices" in child.cmdline()]
    return host


def test_a_killed_host_is_started_again_and_what_it_was_sending_is_unknown(
    server: RunningServer, admin: Client, paper: VirtualPrinter
) -> None:
    paper.faults = Faults(hangs=True)
    ticket = take(admin)
    eventually(lambda: admin.get(f"/tickets/{ticket['token']}").json()["printed"] == "sending")
    the_host(server).kill()
    assert admin.post("/tickets", {"service": "FARM", "print": False}).status_code == 201
    assert end_of(admin, ticket) == "unknown"
    paper.faults = Faults()
    assert end_of(admin, take(admin)) == "printed"
    assert admin.get(f"/tickets/{ticket['token']}").json()["printed"] == "unknown", "and it stays so"


def test_a_host_that_is_gone_shows_at_once(server: RunningServer, admin: Client) -> None:
    the_host(server).kill()
    eventually(lambda: the_state(admin) == "unknown", within=5)
    eventually(lambda: the_state(admin) == "ok")


def test_a_killed_server_leaves_no_second_owner_of_the_printers(tmp_path: Path) -> None:
    with RunningServer(tmp_path / "data", a_plan(printers=[{"name": "front"}])) as server:
        eventually(lambda: bool(psutil.Process(server.process.pid).children()))
        host = the_host(server)
        server.kill()
        host.wait(5)
        server.start()
        eventually(lambda: bool(psutil.Process(server.process.pid).children()))
        assert the_host(server).pid != host.pid


def test_a_printer_that_moves_in_the_plan_is_found_at_its_new_address(tmp_path: Path) -> None:

    with (
        VirtualPrinter("old") as old,
        VirtualPrinter("new") as new,
        RunningServer(tmp_path / "data", a_plan(printers=[{"name": "front", "address": old.address}])) as server,
    ):
        admin = server.client(Role.ADMIN)
        assert end_of(admin, take(admin)) == "printed"
        moved = tmp_path / "moved.toml"
        moved.write_text(to_toml(a_plan(printers=[{"name": "front", "address": new.address}])), "utf-8")
        assert hallqueue("plan", "publish", str(moved), "--data", str(server.data)).returncode == 0
        eventually(lambda: admin.get("/printers").json()["printers"][0]["address"] == new.address)
        assert end_of(admin, take(admin)) == "printed"
        assert (len(old.papers), len(new.papers)) == (1, 1)
        admin.close()


def test_a_host_without_a_token_says_what_is_missing(tmp_path: Path) -> None:

    done = hallqueue("devices", "--server", "http://127.0.0.1:1", HALLQUEUE_TOKEN="")
    assert done.returncode == 1
    assert "token create --role host" in done.stderr


def test_a_host_whose_token_is_unknown_ends(server: RunningServer) -> None:

    done = hallqueue("devices", "--server", server.address, HALLQUEUE_TOKEN="nonsense")
    assert done.returncode == 3
