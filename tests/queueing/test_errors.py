from __future__ import annotations

import re
from collections import defaultdict
from string import Formatter

import pytest

from queueing import errors
from queueing.errors import CounterTaken, Kind, Refusal, UnknownService

REFUSALS = [refusal for refusal in Refusal.__subclasses__() if refusal.__module__ == errors.__name__]

# The codes of DESIGN.md §12 that other programs rely on.
CONTRACT = {
    Kind.CONFLICT: "illegal_move stale_turn no_turn counter_closed counter_paused counter_taken service_closed "
    "series_full quota_full too_early",
    Kind.INVALID: "key_reused unknown_service",
    Kind.UNKNOWN: "unknown_counter unknown_ticket",
    Kind.FORBIDDEN: "forbidden",
    Kind.UNAVAILABLE: "busy",
}


@pytest.mark.parametrize(("kind", "code"), [(kind, code) for kind, codes in CONTRACT.items() for code in codes.split()])
def test_a_code_of_the_contract_has_the_kind_that_it_promises(kind: Kind, code: str) -> None:
    assert {refusal.kind for refusal in REFUSALS if refusal.code == code} == {kind}


@pytest.mark.parametrize("refusal", REFUSALS)
def test_a_refusal_says_in_a_sentence_what_is_so(refusal: type[Refusal]) -> None:
    holes = {name for _, name, _, _ in Formatter().parse(refusal.text) if name}

    said = str(refusal(**dict.fromkeys(holes, "x")))

    assert re.fullmatch(r"[a-z_]+", refusal.code)
    assert said == refusal.text.format_map(defaultdict(lambda: "x"))
    assert said.endswith(".") or refusal.text == "{problem}"


def test_a_refusal_carries_its_facts_and_its_field() -> None:
    refusal = UnknownService("service", value="FRAM", known="FARM, SOCIAL")

    assert refusal.field == "service"
    assert refusal.facts == {"value": "FRAM", "known": "FARM, SOCIAL"}
    assert str(refusal) == "There is no service FRAM. Choose one of: FARM, SOCIAL."


def test_whoever_catches_refusal_catches_every_one() -> None:
    with pytest.raises(Refusal):
        raise CounterTaken(staff="li", counter=1)
