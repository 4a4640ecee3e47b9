"""Printers over the contract, with a device host that is played by the test."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PIL import Image

from queueing.paper import LEASE
from queueing.people import Role
from tests.support import a_plan
from tests.web_support import Program, TestHall

WELL = {"online": True, "cover": "closed", "cutter": "ok", "paper": "ok"}


@pytest.fixture
def printing(web_with: Callable[..., TestHall]) -> TestHall:
    return web_with(a_plan(printers=[{"name": "front"}, {"name": "real", "address": "tcp://192.0.2.7:9100"}]))


@pytest.fixture
def host(printing: TestHall) -> Program:
    return printing.program(Role.HOST)


def claim(host: Program) -> dict[str, object]:
    job = host.post("/print-jobs/claim", {"printers": ["front"]}).get_json()["job"]
    return dict(job) if job else {}


def repeated_claim(host: Program) -> dict[str, object]:
    return dict(host.post("/print-jobs/claim", {"printers": ["front"]}, **{"Idempotency-Key": "k"}).get_json())


def png(width: int = 4, height: int = 2) -> bytes:
    file = io.BytesIO()
    Image.new("1", (width, height)).save(file, "PNG")
    return file.getvalue()


def test_a_job_goes_from_the_tap_to_the_outcome(printing: TestHall, host: Program) -> None:
    ticket = printing.take()
    assert ticket["printed"] == "queued"
    job = claim(host)
    assert job["state"] == "sending"
    ended = host.post(f"/print-jobs/{job['id']}/end", {"state": "printed", "confirmed": True})
    assert ended.get_json()["state"] == "printed"
    assert printing.stranger().get(f"/api/v1/tickets/{ticket['token']}").get_json()["printed"] == "printed"
    assert claim(host) == {}


def test_a_claim_whose_answer_was_lost_is_the_same_claim(printing: TestHall, host: Program) -> None:
    printing.take()
    printing.take()
    answers = [repeated_claim(host) for _ in range(2)]
    assert answers[0] == answers[1]


def test_a_claim_whose_answer_was_lost_is_nobodys_after_a_person_printed_it_again(
    printing: TestHall, host: Program
) -> None:
    ticket = printing.take()
    assert repeated_claim(host)["job"]
    printing.clock.time += LEASE * 1.1
    assert printing.clerk.post(f"/tickets/{ticket['token']}/reprint").status_code == 201
    assert repeated_claim(host) == {"job": None}


def test_the_state_of_printers_is_in_the_contracts_words(printing: TestHall, host: Program) -> None:
    printing.take()
    assert host.post("/printers/front/status", WELL | {"paper": "near_end"}).status_code == 200
    front, real = printing.manager.get("/printers").get_json()["printers"]
    assert {key: front[key] for key in ("name", "address", "online", "cover", "cutter", "paper", "queue")} == {
        "name": "front", "address": "virtual:", "online": True, "cover": "closed", "cutter": "ok",
        "paper": "near_end", "queue": 1,
    }  # fmt: skip
    assert (real["online"], real["paper"], real["state"]) == (None, "unknown", "unknown")


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("/printers/nowhere/status", WELL, 404, "unknown_printer"),
        ("/printers/front/status", WELL | {"paper": "plenty"}, 422, "bad_input"),
        ("/printers/front/status", {}, 422, "bad_input"),
        ("/print-jobs/7/end", {"state": "printed"}, 404, "unknown_job"),
        ("/print-jobs/claim", {"printers": []}, 422, "bad_input"),
    ],
)
def test_what_a_host_says_wrongly_is_refused(host: Program, path: str, body: object, status: int, code: str) -> None:
    answer = host.post(path, body)
    assert (answer.status_code, answer.get_json()["code"]) == (status, code)


def test_a_job_that_ended_does_not_end_again(printing: TestHall, host: Program) -> None:
    printing.take()
    job = claim(host)
    host.post(f"/print-jobs/{job['id']}/end", {"state": "failed", "reason": "paper_out"})
    again = host.post(f"/print-jobs/{job['id']}/end", {"state": "printed"})
    assert (again.status_code, again.get_json()["code"]) == (409, "job_ended")


def test_a_reprint_over_the_contract(printing: TestHall) -> None:
    ticket = printing.take()
    again = printing.clerk.post(f"/tickets/{ticket['token']}/reprint")
    assert (again.status_code, again.get_json()["number"]) == (201, ticket["number"])
    missing = printing.clerk.post("/tickets/nothing/reprint")
    assert (missing.status_code, missing.get_json()["code"]) == (404, "unknown_ticket")


def test_a_reprint_without_a_printer_is_refused(web: TestHall) -> None:
    answer = web.kiosk.post(f"/tickets/{web.take()['token']}/reprint")
    assert (answer.status_code, answer.get_json()["code"]) == (409, "no_printer")


def test_a_test_page_is_ordered_by_a_manager(printing: TestHall, host: Program) -> None:
    assert printing.manager.post("/printers/front/test").status_code == 201
    content = claim(host)["content"]
    assert isinstance(content, dict)
    assert content["test"] is True


def test_a_virtual_printer_is_told_what_goes_wrong_and_its_host_hears_of_it(printing: TestHall, host: Program) -> None:
    answer = printing.kiosk.post("/printers/front/faults", {"paper_out": True})
    assert answer.get_json()["faults"]["paper_out"] is True
    screen = printing.live(host.token)
    screen.emit("watch", {"room": "devices"})
    (event,) = screen.get_received()
    assert event["args"][0]["faults"]["front"]["paper_out"] is True


def test_the_paper_of_a_virtual_printer_is_kept_for_looking_at(printing: TestHall, host: Program) -> None:
    answer = host.client.post("/api/v1/printers/front/papers", data=png(), headers=host.headers())
    (sheet,) = answer.get_json()["papers"]
    assert (sheet["width"], sheet["height"]) == (4, 2)
    path = f"/printer/front/papers/{sheet['id']}.png"
    assert printing.kiosk.client.get(path, headers=printing.kiosk.headers()).data == png()


def test_only_the_last_papers_are_kept(printing: TestHall, host: Program) -> None:
    for _ in range(15):
        answer = host.client.post("/api/v1/printers/front/papers", data=png(), headers=host.headers())
    assert [sheet["id"] for sheet in answer.get_json()["papers"]] == list(range(15, 3, -1))


def test_what_is_no_picture_is_refused(host: Program) -> None:
    answer = host.client.post("/api/v1/printers/front/papers", data=b"GIF89a", headers=host.headers())
    assert (answer.status_code, answer.get_json()["code"]) == (422, "bad_input")


@pytest.mark.parametrize("name", ["real", "nowhere"])
def test_a_real_printer_has_no_plug_to_pull_on_a_page(printing: TestHall, name: str) -> None:
    assert printing.manager.post(f"/printers/{name}/faults").status_code == 404
    assert printing.manager.client.get(f"/printer/{name}", headers=printing.manager.headers()).status_code == 404


def test_a_kiosk_knows_its_printer_before_anything_is_chosen(printing: TestHall, host: Program) -> None:
    host.post("/printers/front/status", WELL | {"online": False, "paper": "out"})
    screen = printing.live(printing.kiosk.token)
    screen.emit("watch", {"room": "kiosk"})
    (event,) = screen.get_received()
    assert event["args"][0]["printer"] == {"name": "front", "state": "out"}


def test_a_host_that_hangs_up_leaves_its_printers_unknown(printing: TestHall, host: Program) -> None:
    screen = printing.live(host.token)
    screen.emit("watch", {"room": "devices"})
    host.post("/printers/front/status", WELL)
    screen.disconnect()
    assert printing.manager.get("/printers").get_json()["printers"][0]["state"] == "unknown"


def test_a_renewed_token_dismisses_the_older_one(printing: TestHall) -> None:
    people = printing.house.people
    old = people.renew_token(Role.HOST, "devices")
    assert people.of_token(old) is not None
    new = people.renew_token(Role.HOST, "devices")
    assert people.of_token(old) is None
    assert people.of_token(new) is not None


def test_a_name_with_blanks_around_it_is_the_same_owner(printing: TestHall) -> None:
    people = printing.house.people
    old = people.renew_token(Role.HOST, "devices")
    people.renew_token(Role.HOST, " devices ")
    assert people.of_token(old) is None


def test_a_token_that_could_not_be_renewed_still_holds(printing: TestHall, monkeypatch: pytest.MonkeyPatch) -> None:
    people = printing.house.people
    old = people.renew_token(Role.HOST, "devices")

    def fails(_: int) -> str:
        raise OSError("no random numbers")

    monkeypatch.setattr("web.people.secrets.token_urlsafe", fails)
    with pytest.raises(OSError, match="random"):
        people.renew_token(Role.HOST, "devices")
    assert people.of_token(old) is not None
