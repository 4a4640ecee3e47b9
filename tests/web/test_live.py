from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask_socketio import SocketIOTestClient

from queueing.hall import Hall
from queueing.people import SYSTEM, Role
from tests.support import a_plan, eventually
from tests.web_support import TestHall


@pytest.fixture
def telling(web: TestHall) -> Iterator[TestHall]:
    """A server that tells its screens of changes."""
    web.house.live.start()
    yield web
    web.house.live.stop()


class Screen:
    """A connected screen that keeps what it was sent."""

    def __init__(self, client: SocketIOTestClient) -> None:
        self.client = client
        self.heard: list[tuple[str, dict[str, Any]]] = []

    def watch(self, room: Any) -> Screen:
        self.client.emit("watch", {"room": room})
        return self

    def listen(self) -> Screen:
        self.heard += [(event["name"], event["args"][0]) for event in self.client.get_received()]
        return self

    def all(self, name: str) -> list[dict[str, Any]]:
        return [content for event, content in self.listen().heard if event == name]

    def until(self, name: str, number: int = 1) -> list[dict[str, Any]]:
        """Wait until so many of these have come; what has come by then."""
        eventually(lambda: len(self.all(name)) >= number)
        return self.all(name)


def test_a_screen_gets_the_board_at_once(web: TestHall) -> None:
    web.take()
    (board,) = Screen(web.live(web.display.token)).watch("board").all("snapshot")
    assert board == {"room": "board", **web.display.get("/board").get_json()}


@pytest.mark.parametrize(
    ("room", "who", "key"),
    [("kiosk", "kiosk", "services"), ("counter:1", "clerk", "counter"), ("manager", "manager", "counters")],
)
def test_each_room_shows_what_is_its_own(web: TestHall, room: str, who: str, key: str) -> None:
    (picture,) = Screen(web.live(getattr(web, who).token)).watch(room).all("snapshot")
    assert picture["room"] == room
    assert picture[key]
    assert picture["revision"] == web.house.view.revision()


def test_a_phone_watches_its_ticket_without_signing_in(web: TestHall) -> None:
    ticket = web.take()
    (picture,) = Screen(web.live()).watch(f"ticket:{ticket['token']}").all("snapshot")
    assert picture["number"] == ticket["number"]


def test_a_person_watches_by_his_session(web: TestHall) -> None:
    browser = web.person("li")
    assert Screen(web.live(browser=browser)).watch("counter:1").all("snapshot")


@pytest.mark.parametrize(
    ("room", "code"),
    [
        ("nowhere", "unknown_room"), ("counter", "unknown_room"), ("counter:", "unknown_room"),
        ("counter:9", "unknown_counter"), ("counter:x", "unknown_counter"), ("counter:٣", "unknown_counter"),
        ("ticket:guessed", "unknown_ticket"), (None, "bad_input"), (7, "bad_input"), ("x" * 101, "bad_input"),
        ("manager", "forbidden"),
    ],
)  # fmt: skip
def test_a_room_that_cannot_be_watched_is_refused_with_a_code(web: TestHall, room: Any, code: str) -> None:
    (refusal,) = Screen(web.live(web.clerk.token)).watch(room).all("error")
    assert refusal["code"] == code
    assert refusal["detail"]


def test_a_wish_without_a_room_is_refused_and_the_line_stays(web: TestHall) -> None:
    screen = Screen(web.live(web.clerk.token))
    screen.client.emit("watch", "board")
    screen.client.emit("watch")
    assert [refusal["code"] for refusal in screen.all("error")] == ["bad_input", "bad_input"]
    assert screen.watch("board").all("snapshot")


def test_an_unknown_token_connects_as_nobody(web: TestHall) -> None:
    (refusal,) = Screen(web.live("nonsense")).watch("board").all("error")
    assert refusal["code"] == "not_signed_in"


def test_every_change_brings_a_fresh_snapshot(telling: TestHall) -> None:
    screen = Screen(telling.live(telling.display.token)).watch("board")
    telling.take()
    boards = screen.until("snapshot", 2)
    assert boards[-1]["waiting"][0]["waiting"] == 1
    assert boards[-1]["revision"] > boards[0]["revision"]


def test_each_call_and_recall_is_told_by_itself_with_its_cursor(telling: TestHall) -> None:
    telling.take(language="en")
    telling.open()
    screen = Screen(telling.live(telling.display.token)).watch("board")
    telling.clerk.post("/counters/1/next")
    telling.clerk.post("/counters/1/recall")
    first, second = screen.until("call", 2)
    assert first | {"cursor": 0} == {
        "cursor": 0, "number": "A001", "counter": 1, "service": "FARM", "recall": False, "language": "en",
    }  # fmt: skip
    assert second["recall"]
    assert second["cursor"] > first["cursor"]


def test_a_private_service_is_not_named_to_the_hall(telling: TestHall) -> None:
    telling.take("PETITION")
    telling.open(3)
    screen = Screen(telling.live(telling.display.token)).watch("board")
    telling.clerk.post("/counters/3/next")
    (call,) = screen.until("call")
    assert call["service"] is None
    assert "PETITION" not in str(screen.all("snapshot"))


def test_a_screen_that_was_away_sees_the_present_and_hears_no_old_call(telling: TestHall) -> None:
    telling.take()
    telling.open()
    telling.clerk.post("/counters/1/next")
    seen = Screen(telling.live(telling.display.token)).watch("board")
    eventually(lambda: telling.house.live._cursor == telling.house.view.last_event())
    late = Screen(telling.live(telling.display.token)).watch("board")
    (board,) = late.all("snapshot")
    assert board["calls"][0]["number"] == "A001"
    assert late.all("call") == []
    assert seen.all("snapshot")


def test_a_burst_of_changes_is_told_in_few_snapshots_and_the_last_one_is_right(telling: TestHall) -> None:
    screen = Screen(telling.live(telling.display.token)).watch("board")
    started = time.monotonic()
    for _ in range(60):
        telling.take()
    eventually(lambda: screen.all("snapshot")[-1]["waiting"][0]["waiting"] == 60)
    seconds = time.monotonic() - started
    boards = screen.all("snapshot")
    assert len(boards) <= seconds * 10 + 3
    revisions = [board["revision"] for board in boards]
    assert revisions == sorted(revisions)


def test_what_another_process_changes_is_seen_too(telling: TestHall) -> None:
    screen = Screen(telling.live(telling.kiosk.token)).watch("kiosk")
    elsewhere = Hall(telling.server.store, telling.clock.now)
    elsewhere.publish(SYSTEM, a_plan(hall={"name": "Another name"}, rules={"max_wait": 30}))
    assert len(screen.until("snapshot", 2)) >= 2


def test_a_counter_that_a_new_plan_drops_is_told_as_refused(telling: TestHall) -> None:
    screen = Screen(telling.live(telling.clerk.token)).watch("counter:3")
    plan = a_plan()
    counters = [c.model_dump() for c in plan.counters if c.number != 3]
    counters[0]["serves"]["PETITION"] = 2
    telling.house.hall.publish(SYSTEM, a_plan(counters=counters))
    assert screen.until("error")[0]["code"] == "unknown_counter"


def test_a_screen_that_left_is_forgotten(web: TestHall) -> None:
    screen = Screen(web.live(web.display.token)).watch("board")
    assert list(web.house.live._watchers) == ["board"]
    screen.client.disconnect()
    assert not web.house.live._watchers


def test_a_failing_database_does_not_silence_the_screens_for_good(
    telling: TestHall, caplog: pytest.LogCaptureFixture
) -> None:
    screen = Screen(telling.live(telling.display.token)).watch("board")
    honest = telling.house.view.revision
    failures = iter([True])

    def failing_once() -> int:
        if next(failures, False):
            raise OSError("the disk hiccups")
        return honest()

    telling.house.view.revision = failing_once  # type: ignore[method-assign]
    telling.take()
    eventually(lambda: screen.all("snapshot")[-1]["waiting"][0]["waiting"] == 1)
    assert "Telling the screens failed" in caplog.text


def test_a_full_minute_is_told_although_nothing_was_changed(telling: TestHall) -> None:
    """A service opens and closes by the clock."""
    kiosk = Screen(telling.live(telling.kiosk.token)).watch("kiosk")
    told = len(kiosk.until("snapshot", 2))
    telling.clock.tick(minutes=1)
    assert kiosk.until("snapshot", told + 1)[-1]["now"] > kiosk.all("snapshot")[0]["now"]


def test_a_room_that_was_left_is_told_no_more(telling: TestHall) -> None:
    ticket, phone = f"ticket:{telling.take()['token']}", Screen(telling.live())
    phone.watch(ticket).until("snapshot")
    for room in (ticket, ticket, "nonsense", None):
        phone.client.emit("unwatch", {"room": room})
    told = len(phone.all("snapshot"))
    kiosk = Screen(telling.live(telling.kiosk.token)).watch("kiosk")
    telling.take()
    eventually(lambda: kiosk.all("snapshot")[-1]["services"][0]["waiting"] == 2)
    assert len(phone.all("snapshot")) == told


def test_a_kiosk_is_told_all_that_its_page_shows(web: TestHall) -> None:
    (picture,) = Screen(web.live(web.kiosk.token)).watch("kiosk").all("snapshot")
    assert [cls["code"] for cls in picture["classes"]] == ["normal", "senior"]
    assert (picture["guide"], picture["languages"], picture["time_zone"]) == (
        "GUIDE",
        ["zh-Hans", "en"],
        "Asia/Shanghai",
    )


def test_one_sick_room_silences_no_other(telling: TestHall, caplog: pytest.LogCaptureFixture) -> None:
    def sick(*_: object) -> None:
        raise OverflowError("a row that cannot be read")

    rooms = telling.house.live.rooms
    screen = Screen(telling.live(telling.display.token)).watch("board")
    Screen(telling.live(telling.kiosk.token)).watch("kiosk")
    rooms["kiosk"] = replace(rooms["kiosk"], snapshot=sick)  # type: ignore[arg-type]
    telling.take()
    eventually(lambda: screen.all("snapshot")[-1]["waiting"][0]["waiting"] == 1)
    assert "The room kiosk cannot be shown." in caplog.text


def test_a_phone_is_told_of_its_call(telling: TestHall) -> None:
    ticket = telling.take()
    phone = Screen(telling.live()).watch(f"ticket:{ticket['token']}")
    telling.open()
    telling.clerk.post("/counters/1/next")
    eventually(lambda: phone.all("snapshot")[-1]["state"] == "called")


def test_a_host_that_is_back_on_a_new_line_is_not_lost_with_its_old_one(web: TestHall) -> None:
    lost: list[object] = []
    rooms = web.house.live.rooms
    rooms["devices"] = replace(rooms["devices"], left=lost.append)
    token = web.program(Role.HOST).token
    old, new = Screen(web.live(token)).watch("devices"), Screen(web.live(token)).watch("devices")
    old.client.disconnect()
    assert lost == []
    new.client.disconnect()
    assert len(lost) == 1
