from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from queueing.hall import Hall
from queueing.hall_view import HallView
from queueing.metrics import By, percentile
from queueing.people import Actor, Role
from queueing.store import TurnRow
from queueing.ticket import State
from queueing.views import Turn, WaitRow
from tests.support import CLERK, MANAGER, OTHER_CLERK, Clock, call_next, take

MON, TUE, WED = (date(2026, 11, day) for day in (23, 24, 25))
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def hall(hall: Hall, clock: Clock) -> Hall:
    """Two days: A001 served in 5 min after 10, B001 missed after 20, A002 (senior) served in 2 min after 1, unstarted;
    B002 cancelled, A003 lapsed, A004 still waiting; on Tuesday A001 served in 1 min after 25.
    """
    hall.open_counter(CLERK, 1)
    hall.open_counter(OTHER_CLERK, 2)
    take(hall)
    take(hall, "SOCIAL")
    clock.tick(minutes=10)
    call_next(hall, CLERK, 1)
    clock.tick(minutes=1)
    hall.start(CLERK, 1)
    clock.tick(minutes=5)
    hall.finish(CLERK, 1)
    clock.tick(minutes=4)
    call_next(hall, OTHER_CLERK, 2)
    hall.miss(OTHER_CLERK, 2)
    clock.tick(minutes=45)
    take(hall, class_="senior")
    clock.tick(minutes=1)
    call_next(hall, CLERK, 1)
    clock.tick(minutes=2)
    hall.finish(CLERK, 1)
    hall.cancel(MANAGER, take(hall, "SOCIAL").token)
    _lapse(hall, take(hall).token)
    take(hall)
    clock.time = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)
    take(hall)
    clock.tick(minutes=25)
    call_next(hall, CLERK, 1)
    clock.tick(minutes=1)
    hall.finish(CLERK, 1)
    return hall


def _lapse(hall: Hall, token: str) -> None:
    (turn,) = [turn.id for turn in HallView(hall).wait_log(MON) if turn.ticket == token]
    with hall.store.write() as session:
        session.execute(update(TurnRow).where(TurnRow.id == turn).values(state=State.LAPSED))


def total(hall: Hall, first: date, end: date) -> WaitRow:
    return HallView(hall).waits(first, end, By.DAY).total


def test_the_figures_of_two_days(hall: Hall) -> None:
    waits, services = [60, 600, 1200, 1500], [60, 120, 300]

    assert total(hall, MON, WED).model_dump() == {
        "key": "total",
        "served": 3,
        "missed": 1,
        "cancelled": 1,
        "lapsed": 1,
        "wait_mean": statistics.fmean(waits),
        "wait_median": 900,
        "wait_p90": pytest.approx(1200 + 0.7 * 300),
        "wait_max": 1500,
        "service_mean": statistics.fmean(services),
        "service_median": 120,
        "service_p90": pytest.approx(120 + 0.8 * 180),
        "within_target": pytest.approx(2 / 3),  # only FARM has a target, 20 minutes
    }


@pytest.mark.parametrize(
    ("first", "end", "served"),
    [(MON, TUE, 2), (TUE, WED, 1), (MON, WED, 3), (MON, MON, 0), (WED, WED + timedelta(9), 0)],
)
def test_a_report_runs_from_its_first_day_to_before_its_end(hall: Hall, first: date, end: date, served: int) -> None:
    assert total(hall, first, end).served == served


def test_of_nothing_there_are_no_figures(hall: Hall) -> None:
    report = HallView(hall).waits(WED, WED, By.SERVICE)
    figures = report.total.model_dump()

    assert report.rows == []
    assert {name: figures[name] for name in ("served", "missed", "wait_mean", "wait_p90", "within_target")} == {
        "served": 0, "missed": 0, "wait_mean": None, "wait_p90": None, "within_target": None,
    }  # fmt: skip


# ---- the rows, against figures computed here from the wait log

KEYS: dict[By, Callable[[Turn], str]] = {
    By.COUNTER: lambda turn: str(turn.counter).lower(),
    By.SERVICE: lambda turn: turn.service,
    By.STAFF: lambda turn: str(turn.staff).lower(),
    By.CLASS: lambda turn: turn.class_,
    By.HOUR: lambda turn: f"{turn.entered_at.astimezone(SHANGHAI).hour:02}",
    By.DAY: lambda turn: str(turn.day),
}


def figures(key: str, turns: Iterable[Turn]) -> WaitRow:
    turns = list(turns)
    waits = [turn.wait_seconds for turn in turns if turn.wait_seconds is not None]
    served = [turn for turn in turns if turn.state == "done"]
    services = [turn.service_seconds for turn in served if turn.service_seconds is not None]
    farm = [turn.wait_seconds for turn in turns if turn.service == "FARM" and turn.wait_seconds is not None]
    return WaitRow(
        key=key,
        served=len(served),
        **{state: sum(turn.state == state for turn in turns) for state in ("missed", "cancelled", "lapsed")},
        wait_mean=statistics.fmean(waits) if waits else None,
        wait_median=statistics.median(waits) if waits else None,
        wait_p90=ninth(waits),
        wait_max=max(waits, default=None),
        service_mean=statistics.fmean(services) if services else None,
        service_median=statistics.median(services) if services else None,
        service_p90=ninth(services),
        within_target=sum(wait <= 1200 for wait in farm) / len(farm) if farm else None,
    )


def ninth(values: list[float]) -> float | None:
    """The ninth of the nine values that cut the sorted ones into tenths."""
    return statistics.quantiles(values, n=10, method="inclusive")[8] if len(values) > 1 else next(iter(values), None)


@pytest.mark.parametrize(
    ("by", "keys"),
    [
        (By.COUNTER, ["1", "2", "none"]),
        (By.SERVICE, ["FARM", "SOCIAL"]),
        (By.STAFF, ["li", "none", "wang"]),
        (By.CLASS, ["normal", "senior"]),
        (By.HOUR, ["09", "10"]),
        (By.DAY, ["2026-11-23", "2026-11-24"]),
    ],
)
def test_each_report_has_the_figures_of_its_turns(hall: Hall, by: By, keys: list[str]) -> None:
    turns = [*HallView(hall).wait_log(MON), *HallView(hall).wait_log(TUE)]
    groups: dict[str, list[Turn]] = defaultdict(list)
    for turn in turns:
        groups[KEYS[by](turn)].append(turn)

    report = HallView(hall).waits(MON, WED, by)

    assert [row.key for row in report.rows] == keys
    for row in [*report.rows, report.total]:
        expected = figures(row.key, turns if row.key == "total" else groups[row.key])
        assert row.model_dump() == pytest.approx(expected.model_dump())


def test_what_a_transfer_undone_left_behind_counts_nowhere(hall: Hall) -> None:
    with hall.store.write() as session:
        session.execute(update(TurnRow).where(TurnRow.state == State.DONE).values(state=State.VOID))

    figures = total(hall, MON, WED)

    assert (figures.served, figures.wait_max, figures.service_mean) == (0, 1200, None)


def test_who_was_sent_on_was_served(hall: Hall) -> None:
    with hall.store.write() as session:
        session.execute(update(TurnRow).where(TurnRow.state == State.DONE).values(state=State.TRANSFERRED))

    assert total(hall, MON, WED).served == 3


def test_a_booked_citizen_waits_from_the_later_of_arrival_and_booking(hall: Hall, clock: Clock) -> None:
    clock.time = datetime(2026, 11, 25, 9, tzinfo=SHANGHAI)
    take(hall, actor=MANAGER, due=clock.now() + timedelta(minutes=10))
    clock.tick(minutes=12)
    call_next(hall)

    assert total(hall, WED, WED + timedelta(1)).wait_max == 120


def test_a_wait_just_within_the_target_is_on_target(hall: Hall, clock: Clock) -> None:
    clock.time = datetime(2026, 11, 25, 9, tzinfo=SHANGHAI)
    take(hall)
    take(hall)
    clock.tick(minutes=20)
    call_next(hall)
    clock.tick(microseconds=1)
    call_next(hall)

    assert total(hall, WED, WED + timedelta(1)).within_target == 0.5


def test_counters_are_sorted_as_numbers_and_names_as_text_whatever_they_are(hall: Hall, clock: Clock) -> None:
    hall.close_counter(OTHER_CLERK, 2)
    for name in ("①", "7", "10", "Ö"):
        clerk = Actor(name, Role.CLERK)
        hall.open_counter(clerk, 2)
        take(hall, "SOCIAL")
        call_next(hall, clerk, 2)
        hall.finish(clerk, 2)
        hall.close_counter(clerk, 2)

    assert [row.key for row in HallView(hall).waits(TUE, WED, By.STAFF).rows] == ["7", "10", "li", "Ö", "①"]


SECONDS = st.floats(0, 86_400)


@given(st.lists(SECONDS, min_size=2))
def test_percentiles_are_those_of_the_statistics_module(values: list[float]) -> None:
    tenths = statistics.quantiles(values, n=10, method="inclusive")

    assert percentile(values, 0.9) == pytest.approx(tenths[8])
    assert percentile(values, 0.5) == pytest.approx(statistics.median(values))
    assert (percentile(values, 0), percentile(values, 1)) == (min(values), max(values))


@given(SECONDS, st.floats(0, 1))
def test_every_percentile_of_one_value_is_that_value(value: float, share: float) -> None:
    assert percentile([value], share) == value


def test_of_no_values_there_is_no_percentile() -> None:
    assert percentile([], 0.9) is None
