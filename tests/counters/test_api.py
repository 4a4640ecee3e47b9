from __future__ import annotations

from tests.support import MONDAY
from tests.web_support import TestHall

TURN = {
    "id", "ticket", "number", "service", "class", "state", "counter", "staff", "calls", "cases", "entered_at",
    "called_at", "started_at", "ended_at", "why",
}  # fmt: skip


def test_a_whole_visit_over_the_contract(web: TestHall) -> None:
    ticket = web.take(language="en", items=["LAND"])
    web.open()
    web.clock.tick(minutes=7)
    turn = web.clerk.post("/counters/1/next").get_json()["turn"]
    assert set(turn) >= TURN
    assert (turn["number"], turn["state"], turn["counter"]) == ("A001", "called", 1)
    assert turn["staff"] == "token:clerk-1"
    assert turn["wait_seconds"] == 420
    assert turn["why"] == {
        "rule": "only", "facts": {}, "text": "Was the only one waiting.", "passed_count": 0, "passed": [],
    }  # fmt: skip
    web.clock.tick(seconds=30)
    assert web.clerk.post("/counters/1/start", {"turn": turn["id"]}).get_json()["turn"]["state"] == "serving"
    web.clock.tick(minutes=5)
    done = web.clerk.post("/counters/1/finish", {"outcome": "papers_missing", "cases": 2}).get_json()["turn"]
    assert (done["state"], done["outcome"], done["cases"], done["items"]) == ("done", "papers_missing", 2, ["LAND"])
    assert done["service_seconds"] == 300
    assert done["entered_at"] == MONDAY.isoformat()
    after = web.stranger().get(f"/api/v1/tickets/{ticket['token']}").get_json()
    assert (after["state"], after["counter"], after["ahead"]) == ("done", 1, None)


def test_a_clerk_who_presses_one_key_still_yields_times(web: TestHall) -> None:
    for _ in range(2):
        web.take()
    web.open()
    web.clerk.post("/counters/1/next")
    web.clock.tick(minutes=6)
    answer = web.clerk.post("/counters/1/next").get_json()
    assert answer["turn"]["number"] == "A002"
    assert answer["finished"]["implied_start"] is True
    assert answer["finished"]["service_seconds"] == 360
    last = web.clerk.post("/counters/1/next").get_json()
    assert last["turn"] is None
    assert last["finished"]["number"] == "A002"


def test_a_counter_tells_what_it_is_and_does(web: TestHall) -> None:
    web.take()
    web.open()
    counters = web.clerk.get("/counters").get_json()["counters"]
    assert [counter["number"] for counter in counters] == [1, 2, 3, 0]
    counter = web.clerk.get("/counters/1").get_json()["counter"]
    assert counter == counters[0]
    assert (counter["state"], counter["staff"], counter["turn"], counter["waiting"]) == (
        "open",
        "token:clerk-1",
        None,
        1,
    )
    assert counter["serves"] == [{"service": "FARM", "rank": 1}, {"service": "SOCIAL", "rank": 2}]
    assert counter["since"] == MONDAY.isoformat()
    assert counters[3]["guide"] is True


def test_a_pause_has_a_reason_and_ends(web: TestHall) -> None:
    web.open()
    paused = web.clerk.post("/counters/1/pause", {"reason": "午饭"}).get_json()["counter"]
    assert (paused["state"], paused["pause_reason"]) == ("paused", "午饭")
    assert web.clerk.post("/counters/1/resume").get_json()["counter"]["state"] == "open"
    assert web.clerk.post("/counters/1/close").get_json()["counter"]["state"] == "closed"


def test_a_number_called_out_of_order_keeps_the_reason(web: TestHall) -> None:
    for _ in range(3):
        web.take()
    web.open()
    turn = web.clerk.post("/counters/1/call", {"number": "a003", "reason": "fainted"}).get_json()["turn"]
    assert turn["number"] == "A003"
    assert turn["why"]["rule"] == "picked"
    assert turn["why"]["text"] == "Called out of order: fainted"
    assert turn["why"]["passed"] == ["A001", "A002"]


def test_put_back_is_as_if_never_called(web: TestHall) -> None:
    web.take()
    web.open()
    web.clerk.post("/counters/1/next")
    turn = web.clerk.post("/counters/1/put-back").get_json()["turn"]
    assert (turn["state"], turn["calls"], turn["called_at"], turn["counter"]) == ("waiting", 0, None, None)
    assert web.clerk.post("/counters/1/next").get_json()["turn"]["number"] == "A001"
