from __future__ import annotations

import csv
import io

import pytest

from queueing.people import Role
from tests.web_support import TestHall


@pytest.fixture
def served(web: TestHall) -> TestHall:
    """Two farmers were served at window 1, one senior was missed at window 2, one still waits."""
    web.open(1)
    web.open(2)
    for _ in range(2):
        web.take()
        web.clock.tick(minutes=10)
        web.clerk.post("/counters/1/next")
        web.clock.tick(minutes=5)
        web.clerk.post("/counters/1/finish")
    web.take("SOCIAL", **{"class": "senior"})
    web.clock.tick(minutes=30)
    web.clerk.post("/counters/2/next")
    web.clerk.post("/counters/2/miss")
    web.take()
    return web


def test_the_wait_log_has_a_row_a_turn(served: TestHall) -> None:
    turns = served.manager.get("/turns").get_json()["turns"]
    assert [(turn["number"], turn["state"], turn["wait_seconds"]) for turn in turns] == [
        ("A001", "done", 600),
        ("A002", "done", 600),
        ("B001", "missed", 1800),
        ("A003", "waiting", None),
    ]
    assert served.manager.get("/turns", day="2026-11-23").get_json()["turns"] == turns
    assert served.manager.get("/turns", day="2026-11-22").get_json() == {"turns": []}


def test_the_table_opens_in_a_spreadsheet_with_local_times(served: TestHall) -> None:
    answer = served.manager.get("/turns.csv", day="2026-11-23")
    assert answer.mimetype == "text/csv"
    assert 'filename="turns-2026-11-23.csv"' in answer.headers["Content-Disposition"]
    assert answer.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [row["number"] for row in rows] == ["A001", "A002", "B001", "A003"]
    assert rows[0]["entered_at"] == "2026-11-23T09:00:00+08:00"
    assert rows[0]["called_at"] == "2026-11-23T09:10:00+08:00"
    assert float(rows[0]["wait_seconds"]) == 600
    assert rows[3]["called_at"] == ""


def test_a_name_that_a_spreadsheet_would_compute_is_quoted(web: TestHall) -> None:
    web.take()
    clerk = web.program(Role.CLERK, "x")
    evil = web.program(Role.CLERK, '=HYPERLINK("http://x")')
    assert clerk.post("/counters/2/open").status_code == 200
    evil.post("/counters/1/open")
    evil.post("/counters/1/next")
    (row,) = csv.DictReader(io.StringIO(web.manager.get("/turns.csv").data.decode("utf-8-sig")))
    assert not row["staff"].startswith("=")


@pytest.mark.parametrize(
    ("by", "keys"),
    [
        ("counter", ["1", "2", "none"]),
        ("service", ["FARM", "SOCIAL"]),
        ("staff", ["none", "token:clerk-1"]),
        ("class", ["normal", "senior"]),
        ("hour", ["09", "10"]),
        ("day", ["2026-11-23"]),
    ],
)
def test_waits_are_grouped(served: TestHall, by: str, keys: list[str]) -> None:
    report = served.manager.get("/reports/waits", by=by).get_json()
    assert [row["key"] for row in report["rows"]] == keys
    assert report["total"]["served"] == sum(row["served"] for row in report["rows"]) == 2


def test_the_figures_of_the_report(served: TestHall) -> None:
    total = served.manager.get("/reports/waits", by="service").get_json()["total"]
    assert total == {
        "key": "total", "served": 2, "missed": 1, "cancelled": 0, "lapsed": 0, "wait_mean": 1000.0,
        "wait_median": 600.0, "wait_p90": 1560.0, "wait_max": 1800.0, "service_mean": 300.0, "service_median": 300.0,
        "service_p90": 300.0, "within_target": 1.0,
    }  # fmt: skip


def test_from_is_inclusive_and_to_exclusive(served: TestHall) -> None:
    def served_between(first: str, end: str) -> int:
        query = {"from": first, "to": end}
        return int(served.manager.get("/reports/waits", **query).get_json()["total"]["served"])

    assert served_between("2026-11-23", "2026-11-24") == 2
    assert served_between("2026-11-22", "2026-11-23") == 0
    assert served_between("2026-11-24", "2026-11-25") == 0


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"from": "2026-11-23", "to": "2026-11-23"}, "to"),
        ({"from": "2020-01-01", "to": "2026-11-23"}, "to"),
        ({"from": "yesterday"}, "from"),
        ({"by": "colour"}, "by"),
        ({"form": "2026-11-23"}, "form"),
    ],
)
def test_a_report_that_cannot_be_is_refused(web: TestHall, query: dict[str, str], field: str) -> None:
    answer = web.manager.get("/reports/waits", **query)
    assert (answer.status_code, answer.get_json()["code"], answer.get_json()["field"]) == (422, "bad_input", field)


def test_the_log_is_read_page_by_page(served: TestHall) -> None:
    after, seen = 0, []
    while True:
        page = served.manager.get("/events", after=after, limit=4).get_json()
        if not page["events"]:
            break
        seen += [event["seq"] for event in page["events"]]
        after = page["next"]
    assert seen == list(range(1, len(seen) + 1))
    assert page["next"] == after


def test_an_event_says_who_did_what_where_and_when(served: TestHall) -> None:
    events = served.manager.get("/events").get_json()["events"]
    called = next(event for event in events if event["kind"] == "called")
    assert (called["actor"], called["counter"], called["turn"], called["ticket"]) == ("token:clerk-1", 1, 1, 1)
    issued = next(event for event in events if event["kind"] == "issued")
    assert issued["device"] == "kiosk-1"
    assert issued["data"]["number"] == "A001"
