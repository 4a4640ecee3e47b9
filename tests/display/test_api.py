from __future__ import annotations

from tests.web_support import TestHall


def test_the_board_shows_calls_recent_calls_and_who_waits(web: TestHall) -> None:
    for service in ("FARM", "FARM", "SOCIAL", "PETITION"):
        web.take(service)
    for counter in (1, 2, 3):
        web.open(counter)
        web.clerk.post(f"/counters/{counter}/next")
    web.clerk.post("/counters/1/miss")
    board = web.display.get("/board").get_json()
    assert [(call["number"], call["counter"], call["service"], call["state"]) for call in board["calls"]] == [
        ("E001", 3, None, "called"),
        ("B001", 2, "SOCIAL", "called"),
    ]
    assert [(call["number"], call["state"]) for call in board["recent"]] == [("A001", "missed")]
    assert board["waiting"] == [
        {"service": "FARM", "waiting": 1, "estimate": None},
        {"service": "SOCIAL", "waiting": 0, "estimate": None},
        {"service": "GUIDE", "waiting": 0, "estimate": None},
    ]
    assert board["notices"] == []
    cursors = [call["cursor"] for call in board["calls"]]
    assert cursors == sorted(cursors, reverse=True)


def test_the_board_betrays_no_class_no_name_and_no_private_service(web: TestHall) -> None:
    web.take("PETITION", **{"class": "senior"})
    web.open(3)
    web.clerk.post("/counters/3/next")
    text = web.display.get("/board").text
    for secret in ("senior", "PETITION", "token:", "ticket"):
        assert secret not in text


def test_the_revision_grows_with_every_change_and_never_goes_back(web: TestHall) -> None:
    revisions = [web.display.get("/board").get_json()["revision"]]
    web.take()
    revisions.append(web.display.get("/board").get_json()["revision"])
    web.clock.tick(hours=-2)
    web.take()
    revisions.append(web.display.get("/board").get_json()["revision"])
    assert revisions == sorted(set(revisions))
