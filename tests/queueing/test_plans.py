from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from config.plan import Plan
from queueing.errors import Kind, Refusal
from queueing.hall import Hall
from queueing.hall_view import HallView
from queueing.plans import KEPT_IN_MEMORY, PlanShelf
from tests.support import CLERK, FARM, GUIDE, MANAGER, TABLES, Clock, a_plan, call_next, everything, make_hall, take

GUIDE_DESK = TABLES["counters"][3]


def without_farm() -> Plan:
    return a_plan(services=[GUIDE], counters=[GUIDE_DESK])


def without_window_1() -> Plan:
    return a_plan(services=[FARM, GUIDE], counters=[{"number": 2, "serves": ["FARM"]}, GUIDE_DESK])


def versions(hall: Hall) -> list[tuple[Any, ...]]:
    return [row[:2] + row[3:] for row in everything(hall)["plans"]]


def test_publishing_makes_a_new_version(hall: Hall, clock: Clock) -> None:
    founded = clock.now()
    published = clock.tick(hours=1)

    assert hall.publish(MANAGER, a_plan(rules={"max_wait": 5})) == 2
    assert versions(hall) == [(1, 1, founded, "system"), (1, 2, published, "zhao")]


def test_publishing_the_plan_in_force_makes_none(hall: Hall) -> None:
    before = everything(hall)

    assert hall.publish(MANAGER, a_plan()) == 1
    assert everything(hall) == before


def test_rolling_back_publishes_an_older_plan_as_a_new_version(hall: Hall) -> None:
    hall.publish(MANAGER, a_plan(rules={"max_wait": 5}))

    assert hall.publish(MANAGER, a_plan()) == 3
    assert HallView(hall).plan() == a_plan()


def test_a_published_plan_takes_effect_at_once(hall: Hall) -> None:
    hall.publish(MANAGER, a_plan(services=[FARM | {"series": "F"}, *TABLES["services"][1:]]))

    assert take(hall).number == "F001"


def test_a_published_plan_takes_effect_at_once_in_every_other_process(hall: Hall, tmp_path: Path, clock: Clock) -> None:
    with closing((other := make_hall(tmp_path / "hall", clock=clock)).store):
        assert take(other).number == "A001"
        hall.publish(MANAGER, a_plan(services=[FARM | {"series": "F"}, *TABLES["services"][1:]]))

        assert take(other).number == "F001"
        assert HallView(other).services()[0].series == "F"


def test_a_turn_keeps_the_version_of_the_plan_that_it_entered_by(hall: Hall) -> None:
    take(hall)
    hall.publish(MANAGER, a_plan(rules={"max_wait": 5}))
    take(hall)

    assert [row[5] for row in everything(hall)["turns"]] == [1, 2]


def waits(hall: Hall) -> None:
    take(hall)


def is_called(hall: Hall) -> None:
    take(hall)
    hall.open_counter(CLERK, 1)
    call_next(hall)


def is_done(hall: Hall) -> None:
    is_called(hall)
    hall.finish(CLERK, 1)
    hall.close_counter(CLERK, 1)


def is_open(hall: Hall) -> None:
    hall.open_counter(CLERK, 1)


def is_paused(hall: Hall) -> None:
    is_open(hall)
    hall.pause_counter(CLERK, 1, "lunch")


@pytest.mark.parametrize(
    ("happened", "plan", "said"),
    [
        (waits, without_farm(), "service FARM"),
        (is_called, without_farm(), "service FARM"),
        (is_open, without_window_1(), "window 1"),
        (is_paused, without_window_1(), "window 1"),
    ],
)
def test_what_is_in_use_cannot_vanish(hall: Hall, happened: Callable[[Hall], None], plan: Plan, said: str) -> None:
    happened(hall)
    before = everything(hall)

    with pytest.raises(Refusal, match=said) as refused:
        hall.publish(MANAGER, plan)
    assert (refused.value.code, refused.value.kind) == ("plan_in_use", Kind.CONFLICT)
    assert everything(hall) == before


@pytest.mark.parametrize("plan", [without_farm(), without_window_1()])
def test_what_is_no_longer_in_use_may_go(hall: Hall, plan: Plan) -> None:
    is_done(hall)

    assert hall.publish(MANAGER, plan) == 2


def test_a_refused_plan_is_not_remembered_as_one_in_force(hall: Hall) -> None:
    take(hall)
    with pytest.raises(Refusal):
        hall.publish(MANAGER, without_farm())

    assert hall.publish(MANAGER, a_plan(rules={"max_wait": 5})) == 2
    assert take(hall).number == "A002"


def test_the_shelf_gives_every_version_however_many_there_are(hall: Hall) -> None:
    shelf = PlanShelf()
    plans = [a_plan(), *(a_plan(rules={"max_wait": minutes}) for minutes in range(1, 2 * KEPT_IN_MEMORY))]
    for plan in plans[1:]:
        hall.publish(MANAGER, plan)

    with hall.store.read() as session:
        for _ in range(2):
            assert [shelf.version(session, 1, number) for number in range(1, len(plans) + 1)] == plans
