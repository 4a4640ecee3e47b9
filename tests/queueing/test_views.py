from __future__ import annotations

from queueing.hall import Hall
from queueing.order import Rule
from queueing.views import Turn, Why
from tests.support import CLERK, take

TURN = {
    "id", "ticket", "number", "service", "class", "state", "counter", "staff", "calls", "cases", "entered_at",
    "called_at", "started_at", "ended_at", "why",
}  # fmt: skip
TICKET = {
    "token", "number", "service", "class", "language", "state", "ahead", "estimate", "issued_at", "counter", "printed",
    "url",
}  # fmt: skip


def test_a_reason_is_told_in_words_with_its_facts() -> None:
    why = Why(rule=Rule.HEAD_START, facts={"minutes": "15"}, passed_count=1, passed=["A001"])

    assert why.model_dump(mode="json") == {
        "rule": "head_start",
        "facts": {"minutes": "15"},
        "text": "Class with a head start of 15 minutes.",
        "passed_count": 1,
        "passed": ["A001"],
    }


def test_a_reason_is_told_in_the_language_of_whoever_reads() -> None:
    why = Why(rule=Rule.HEAD_START, facts={"minutes": "15"}, passed_count=0, passed=[])
    german = {"Class with a head start of {minutes} minutes.": "Vorsprung von {minutes} Minuten."}

    assert why.model_dump(context={"translate": german.get})["text"] == "Vorsprung von 15 Minuten."


def test_braces_in_a_clerks_reason_are_only_text() -> None:
    why = Why(rule=Rule.PICKED, facts={"reason": "{minutes} {0} {"}, passed_count=0, passed=[])

    assert why.model_dump()["text"] == "Called out of order: {minutes} {0} {"


def test_answers_have_the_names_and_forms_of_the_contract(hall: Hall) -> None:
    ticket = take(hall, class_="senior")
    hall.open_counter(CLERK, 1)
    turn = hall.next(CLERK, 1).turn
    assert turn is not None

    answered = turn.model_dump(mode="json")

    assert ticket.model_dump(mode="json").keys() >= TICKET
    assert answered.keys() >= TURN
    assert (answered["class"], answered["state"], answered["counter"]) == ("senior", "called", 1)
    assert answered["entered_at"] == "2026-11-23T01:00:00+00:00"
    assert answered["started_at"] is None


def test_an_answer_read_back_from_its_json_answers_the_same(hall: Hall) -> None:
    take(hall)
    hall.open_counter(CLERK, 1)
    turn = hall.next(CLERK, 1).turn
    assert turn is not None
    written = turn.model_dump_json()

    assert Turn.model_validate_json(written).model_dump_json() == written
