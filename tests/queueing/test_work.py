"""A request that comes twice is done once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from queueing.errors import KeyReused, Kind, NoTurn, UnknownItem
from queueing.hall import Hall, Request, Wish
from queueing.people import Actor, holder
from queueing.views import View
from tests.support import CLERK, KIOSK, MANAGER, Clock, everything, take


def request(key: str = "k1", route: str = "POST /tickets", **body: object) -> Request:
    return Request(key, route, body)


def issue(hall: Hall, asked: Request, actor: Actor = KIOSK) -> str:
    return hall.issue(actor, Wish("FARM"), asked).number


ASKED = request()
DEEDS: dict[str, Callable[[Hall], View]] = {
    "issue": lambda hall: hall.issue(KIOSK, Wish("FARM"), ASKED),
    "open": lambda hall: hall.open_counter(CLERK, 1, ASKED),
    "pause": lambda hall: hall.pause_counter(CLERK, 1, "lunch", ASKED),
    "resume": lambda hall: hall.resume_counter(CLERK, 1, ASKED),
    "call": lambda hall: hall.call(CLERK, 1, "A002", "asked", request=ASKED),
    "recall": lambda hall: hall.recall(CLERK, 1, request=ASKED),
    "start": lambda hall: hall.start(CLERK, 1, request=ASKED),
    "next": lambda hall: hall.next(CLERK, 1, request=ASKED),
    "finish": lambda hall: hall.finish(CLERK, 1, request=ASKED),
    "miss": lambda hall: hall.miss(CLERK, 1, request=ASKED),
    "put_back": lambda hall: hall.put_back(CLERK, 1, request=ASKED),
    "close": lambda hall: hall.close_counter(CLERK, 1, ASKED),
}
NEEDS_A_TURN = {"recall", "start", "next", "finish", "miss", "put_back"}


@pytest.mark.parametrize("deed", DEEDS)
def test_the_same_key_gets_the_same_answer_and_changes_nothing_twice(hall: Hall, clock: Clock, deed: str) -> None:
    take(hall)
    take(hall)
    if deed != "open":
        hall.open_counter(CLERK, 1)
    if deed in NEEDS_A_TURN:
        hall.next(CLERK, 1)
    answer = DEEDS[deed](hall)
    before = everything(hall)
    clock.tick(hours=1)

    assert DEEDS[deed](hall).model_dump_json() == answer.model_dump_json()
    assert everything(hall) == before


def test_a_cancellation_that_comes_twice_is_answered_twice(hall: Hall) -> None:
    ticket = take(hall)
    citizen = holder(ticket.token)

    assert hall.cancel(citizen, ticket.token, ASKED) == hall.cancel(citizen, ticket.token, ASKED)


def test_a_null_turn_stays_null_for_its_key(hall: Hall) -> None:
    hall.open_counter(CLERK, 1)
    assert hall.next(CLERK, 1, request=ASKED).turn is None
    take(hall)

    assert hall.next(CLERK, 1, request=ASKED).turn is None
    assert hall.next(CLERK, 1, request=request("k2")).turn is not None


def test_a_repeated_next_answers_what_was_true_then(hall: Hall) -> None:
    take(hall)
    hall.open_counter(CLERK, 1)
    hall.next(CLERK, 1, request=ASKED)
    hall.finish(CLERK, 1)
    hall.close_counter(CLERK, 1)

    turn = hall.next(CLERK, 1, request=ASKED).turn

    assert turn is not None
    assert (turn.number, turn.state) == ("A001", "called")


def test_the_same_key_with_another_body_is_refused(hall: Hall) -> None:
    issue(hall, request(service="FARM"))
    before = everything(hall)

    with pytest.raises(KeyReused) as refused:
        issue(hall, request(service="SOCIAL"))
    assert refused.value.kind is Kind.INVALID
    assert everything(hall) == before


def test_the_order_of_names_in_a_body_does_not_matter(hall: Hall) -> None:
    first = issue(hall, request(service="FARM", cases=1))

    assert issue(hall, request(cases=1, service="FARM")) == first


@pytest.mark.parametrize(
    ("asked", "actor"),
    [(request("k2"), KIOSK), (request(route="POST /other"), KIOSK), (request(), MANAGER)],
    ids=["another key", "another route", "another actor"],
)
def test_a_key_counts_for_one_actor_and_one_route(hall: Hall, asked: Request, actor: Actor) -> None:
    assert [issue(hall, ASKED), issue(hall, asked, actor)] == ["A001", "A002"]


def test_refusals_are_not_kept(hall: Hall) -> None:
    hall.open_counter(CLERK, 1)
    before = everything(hall)
    with pytest.raises(NoTurn):
        hall.start(CLERK, 1, request=ASKED)
    assert everything(hall) == before
    take(hall)
    hall.next(CLERK, 1)

    assert hall.start(CLERK, 1, request=ASKED).state == "serving"


def test_a_refused_request_may_be_sent_again_mended(hall: Hall) -> None:
    with pytest.raises(UnknownItem):
        hall.issue(KIOSK, Wish("FARM", items=["LEND"]), request(items=["LEND"]))

    assert hall.issue(KIOSK, Wish("FARM", items=["LAND"]), request(items=["LAND"])).number == "A001"


def test_an_answer_is_kept_for_24_hours(hall: Hall, clock: Clock) -> None:
    issue(hall, ASKED)
    clock.tick(hours=24)
    kept = issue(hall, ASKED)
    before = everything(hall)
    clock.tick(microseconds=1)
    forgotten = issue(hall, request(another="body"))

    assert kept == "A001"
    assert len(before["tickets"]) == 1
    assert forgotten == "A001"  # of the next day
    assert len(everything(hall)["tickets"]) == 2


def test_answers_that_nobody_will_ask_for_again_are_let_go(hall: Hall, clock: Clock) -> None:
    for key in ("k1", "k2"):
        issue(hall, request(key))
    clock.tick(hours=25)
    issue(hall, request("k3"))

    assert [row[3] for row in everything(hall)["requests"]] == ["k3"]
