from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest

from config.documents import default_plan, read_file
from config.hours import WHOLE_DAY, OpeningHours, Season, WeekHours
from config.plan import Plan
from tests.config.test_documents import EXAMPLE

SHANGHAI = ZoneInfo("Asia/Shanghai")


@cache
def example() -> Plan:
    return read_file(EXAMPLE)


def is_open(local: str, service: str = "FARM") -> bool:
    """Whether the example hall takes tickets for a service at a local time."""
    plan = example()
    found = plan.service(service)
    assert found is not None
    return plan.takes_tickets(found, datetime.fromisoformat(local).replace(tzinfo=SHANGHAI))


@pytest.mark.parametrize(
    ("local", "service", "expected"),
    [
        ("2026-11-23 08:29:59", "FARM", False),
        ("2026-11-23 08:30", "FARM", True),
        ("2026-11-23 11:59:59", "FARM", True),
        ("2026-11-23 12:00", "FARM", False),
        ("2026-11-23 14:00", "FARM", True),
        ("2026-11-23 17:30", "FARM", False),
        ("2026-11-28 09:00", "FARM", False),
        ("2026-11-23 13:00", "SOCIAL", True),
        ("2026-11-23 13:00", "PETITION", True),
        ("2026-11-28 13:00", "SOCIAL", False),
        ("2027-02-08 09:00", "FARM", False),
        ("2027-02-08 09:00", "SOCIAL", False),
        ("2027-01-30 09:00", "FARM", True),
        ("2027-01-30 13:00", "FARM", False),
        ("2027-01-30 13:00", "SOCIAL", True),
        ("2027-05-31 14:15", "FARM", True),
        ("2027-06-01 14:15", "FARM", False),
        ("2027-06-01 17:45", "FARM", True),
        ("2027-06-01 14:15", "SOCIAL", True),
        ("2027-06-01 17:45", "SOCIAL", True),
        ("2027-06-01 18:00", "SOCIAL", False),
        ("2027-08-31 17:45", "FARM", True),
        ("2027-09-01 17:45", "FARM", False),
    ],
)
def test_the_example_hall_keeps_its_hours(local: str, service: str, expected: bool) -> None:
    assert is_open(local, service) is expected


def test_the_default_hall_is_always_open() -> None:
    hours, new_year = default_plan().hours, datetime(2027, 1, 1, tzinfo=SHANGHAI)

    assert all(hours.open_at(new_year + timedelta(hours=hour)) for hour in range(7 * 24))


@pytest.mark.parametrize("like", ["mon", "fri"])
def test_a_working_weekend_is_open_like_the_weekday_it_stands_in_for(like: str) -> None:
    saturday = date(2026, 11, 28)
    week = {"mon": ["08:00-12:00"], "fri": ["08:00-15:00"]}
    hours = OpeningHours.model_validate({"week": week, "working_days": [saturday], "working_days_like": like})

    assert [str(span) for span in hours.spans(saturday)] == week[like]
    assert hours.spans(date(2026, 11, 29)) == []


def test_a_day_that_is_both_closed_and_working_is_closed() -> None:
    day = date(2026, 11, 28)
    hours = OpeningHours.model_validate({"closed_days": [day], "working_days": [day]})

    assert hours.spans(day) == []


@pytest.mark.parametrize(
    ("day", "expected"), [("2026-11-30", False), ("2026-12-01", True), ("2027-02-28", True), ("2027-03-01", False)]
)
def test_a_season_may_run_over_the_new_year(day: str, expected: bool) -> None:
    winter = Season(first="12-01", last="02-28", week=WeekHours())

    assert winter.holds(date.fromisoformat(day)) is expected


def test_outside_its_seasons_a_hall_without_a_week_is_open_all_day() -> None:
    hours = OpeningHours.model_validate({"seasons": [{"first": "06-01", "last": "08-31", "week": {}}]})

    assert hours.spans(date(2026, 7, 1)) == []
    assert hours.spans(date(2026, 11, 23)) == [WHOLE_DAY]
