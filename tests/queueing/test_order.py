from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queueing.order import REASONS, Candidate, Choice, Rule, choose, key_of
from tests.support import MONDAY

HERE, THERE = 1, 2
RANKS = {"FARM": 1, "SOCIAL": 2}
MAX_WAIT = 60.0


def ago(minutes: float) -> datetime:
    return MONDAY - timedelta(minutes=minutes)


def waiting(id: int, minutes: float, service: str = "FARM", head_start: float = 0, **more: object) -> Candidate:
    """Somebody who took number `id` so many minutes ago."""
    return Candidate(id, f"A{id:03}", service, ago(minutes), key_of(ago(minutes), head_start), **more)  # type: ignore[arg-type]


def call(*candidates: Candidate, max_wait: float = MAX_WAIT) -> Choice:
    choice = choose(candidates, HERE, RANKS, MONDAY, max_wait)
    assert choice is not None
    return choice


def told(choice: Choice) -> tuple[int, Rule, list[int]]:
    """Who was called, why, and past whom."""
    return choice.candidate.id, choice.rule, [other.id for other in choice.passed]


def test_nobody_is_called_when_nobody_waits() -> None:
    assert choose([], HERE, RANKS, MONDAY, MAX_WAIT) is None


def test_whoever_came_first_is_called_first() -> None:
    assert told(call(waiting(2, 5), waiting(1, 10), waiting(3, 1))) == (1, Rule.FIRST_COME, [])


def test_the_only_one_waiting_is_called_as_the_only_one() -> None:
    assert told(call(waiting(1, 90, head_start=15))) == (1, Rule.ONLY, [])


@pytest.mark.parametrize(("later_by", "called"), [(14, 2), (15, 1), (16, 1)])
def test_a_senior_counts_as_having_come_fifteen_minutes_earlier(later_by: int, called: int) -> None:
    assert call(waiting(1, 30), waiting(2, 30 - later_by, head_start=15)).candidate.id == called


def test_a_head_start_is_the_reason_only_when_somebody_was_passed() -> None:
    assert told(call(waiting(1, 20), waiting(2, 10, head_start=15))) == (2, Rule.HEAD_START, [1])
    assert told(call(waiting(1, 20, head_start=15), waiting(2, 10))) == (1, Rule.FIRST_COME, [])


def test_of_two_with_one_key_the_lower_id_is_called() -> None:
    assert told(call(waiting(8, 10), waiting(7, 10))) == (7, Rule.FIRST_COME, [])


def test_the_counters_own_service_goes_before_another_whatever_the_key() -> None:
    assert told(call(waiting(1, 40, "SOCIAL", head_start=60), waiting(2, 1))) == (2, Rule.RANK, [1])


def test_services_that_the_counter_does_not_serve_are_left_alone() -> None:
    assert told(call(waiting(1, 90, "PETITION"), waiting(2, 1))) == (2, Rule.ONLY, [])
    assert choose([waiting(1, 90, "PETITION")], HERE, RANKS, MONDAY, MAX_WAIT) is None


@pytest.mark.parametrize(("waited", "called"), [(60, 2), (60.01, 1)])
def test_who_waited_longer_than_max_wait_goes_before_rank_and_head_start(waited: float, called: int) -> None:
    assert call(waiting(1, waited, "SOCIAL"), waiting(2, 10, head_start=60)).candidate.id == called


def test_a_wait_beyond_max_wait_is_the_reason_even_when_nobody_was_passed() -> None:
    assert told(call(waiting(1, 70, "SOCIAL"), waiting(2, 10))) == (1, Rule.MAX_WAIT, [])


def test_among_those_beyond_max_wait_rank_and_key_decide_as_ever() -> None:
    assert told(call(waiting(1, 90, "SOCIAL"), waiting(2, 61, head_start=15), waiting(3, 70))) == (2, Rule.RANK, [1, 3])


def test_a_booking_that_is_due_goes_before_whoever_waited_too_long() -> None:
    assert told(call(waiting(1, 90), waiting(2, 10, due=ago(0)))) == (2, Rule.DUE, [1])


def test_a_booking_that_is_not_yet_due_waits_by_its_key() -> None:
    assert told(call(waiting(1, 20), waiting(2, 10, due=ago(-5)))) == (1, Rule.FIRST_COME, [])


def test_a_booked_citizen_who_came_early_waits_from_the_booked_time_on() -> None:
    early = waiting(1, 90, due=ago(10))
    late = waiting(1, 5, due=ago(10))

    assert early.waiting_since == ago(10)
    assert late.waiting_since == ago(5)


def test_a_turn_reserved_for_this_counter_goes_before_everybody() -> None:
    sent_back = waiting(3, 1, "SOCIAL", reserved_counter=HERE)

    assert told(call(waiting(1, 90), waiting(2, 10, due=ago(5)), sent_back)) == (3, Rule.RESERVED, [1, 2])


def test_a_turn_reserved_for_another_counter_is_left_alone_and_not_counted_as_passed() -> None:
    assert told(call(waiting(1, 90, reserved_counter=THERE), waiting(2, 5), waiting(3, 1))) == (2, Rule.FIRST_COME, [])


@pytest.mark.parametrize("counter", [HERE, THERE])
def test_a_lapsed_reservation_is_none(counter: int) -> None:
    lapsed = waiting(1, 5, reserved_counter=counter, reserved_until=ago(0))

    assert told(call(waiting(2, 4), lapsed)) == (1, Rule.FIRST_COME, [])


def test_a_reservation_holds_until_it_lapses() -> None:
    held = waiting(2, 5, reserved_counter=HERE, reserved_until=ago(-0.1))

    assert told(call(waiting(1, 20), held)) == (2, Rule.RESERVED, [1])


def test_those_who_came_in_one_moment_are_told_in_the_order_of_their_ids() -> None:
    together = [waiting(1, 5, "SOCIAL"), waiting(2, 5, head_start=15), waiting(3, 5)]

    assert told(call(*together, waiting(4, 1, head_start=60))) == (4, Rule.RANK, [1, 2, 3])


def test_those_passed_over_are_told_longest_waiting_first() -> None:
    urgent = waiting(9, 1, head_start=60)

    assert told(call(waiting(3, 5), waiting(2, 7), urgent, waiting(1, 9))) == (9, Rule.HEAD_START, [1, 2, 3])


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        (call(waiting(1, 1)), "Was the only one waiting."),
        (call(waiting(1, 2), waiting(2, 1)), "Had waited longest."),
        (call(waiting(1, 2), waiting(2, 1, head_start=15)), "Class with a head start of 15 minutes."),
        (call(waiting(1, 2, "SOCIAL"), waiting(2, 1)), "This window serves that service first."),
        (call(waiting(1, 61), waiting(2, 1)), "Had waited more than 60 minutes."),
        (call(waiting(1, 2), max_wait=0.5), "Was the only one waiting."),
        (call(waiting(1, 2), waiting(2, 0), max_wait=1.5), "Had waited more than 1.5 minutes."),
        (call(waiting(1, 2), waiting(2, 1, due=ago(1))), "The booked time had come."),
        (call(waiting(1, 2), waiting(2, 1, reserved_counter=HERE)), "Was sent back to this window."),
    ],
)
def test_every_rule_is_told_in_words(choice: Choice, words: str) -> None:
    assert REASONS[choice.rule].format(**choice.facts) == words


# ---- what is true of every queue

HEAD_STARTS = st.sampled_from([0.0, 0.0, 0.0, 15.0, 20.0, 60.0])
SERVICES = st.sampled_from(["FARM", "SOCIAL", "PETITION"])


@st.composite
def queues(draw: st.DrawFn, head_starts: st.SearchStrategy[float] = HEAD_STARTS) -> list[Candidate]:
    """People who came one after the other, several perhaps within one minute."""
    came = sorted(draw(st.lists(st.integers(0, 120), max_size=12)), reverse=True)
    return [waiting(id, ago, draw(SERVICES), draw(head_starts)) for id, ago in enumerate(came, start=1)]


def served(queue: Sequence[Candidate]) -> list[Choice]:
    """Everybody, in the order in which one counter calls them at one moment."""
    left, choices = list(queue), []
    while choice := choose(left, HERE, RANKS, MONDAY, MAX_WAIT):
        choices.append(choice)
        left.remove(choice.candidate)
    return choices


@given(queues())
def test_within_a_service_nobody_is_passed_by_someone_who_came_more_than_a_head_start_later(
    queue: list[Candidate],
) -> None:
    for choice in served(queue):
        first = choice.candidate
        head_start = first.entered_at - first.key
        assert [
            other
            for other in choice.passed
            if other.service == first.service and first.entered_at - other.entered_at > head_start
        ] == []


@given(queues(head_starts=st.just(0.0)))
def test_without_head_starts_each_service_is_first_come_first_served(queue: list[Candidate]) -> None:
    called = [choice.candidate for choice in served(queue)]

    for service in RANKS:
        ids = [candidate.id for candidate in called if candidate.service == service]
        assert ids == sorted(ids)


@given(queues(), st.randoms())
def test_the_choice_does_not_depend_on_how_the_rows_come(queue: list[Candidate], random: object) -> None:
    mixed = list(queue)
    random.shuffle(mixed)  # type: ignore[attr-defined]

    assert choose(mixed, HERE, RANKS, MONDAY, MAX_WAIT) == choose(queue, HERE, RANKS, MONDAY, MAX_WAIT)


@given(queues())
def test_everybody_whom_the_counter_serves_is_called_once(queue: list[Candidate]) -> None:
    called = sorted(choice.candidate.id for choice in served(queue))

    assert called == [candidate.id for candidate in queue if candidate.service in RANKS]


@given(queues())
def test_passed_over_are_exactly_those_who_came_earlier_and_could_have_been_called(queue: list[Candidate]) -> None:
    for choice in served(queue)[:1]:
        earlier = [other.id for other in queue if other.service in RANKS and other.id < choice.candidate.id]
        assert [other.id for other in choice.passed] == earlier
        assert (choice.rule is Rule.ONLY) == (sum(other.service in RANKS for other in queue) == 1)
