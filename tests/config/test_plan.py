from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from config.documents import read_plan
from config.problems import PlanInvalid
from tests.support import TABLES, a_plan


def test_what_the_plan_does_not_have_is_none() -> None:
    plan = a_plan()
    farm = plan.service("FARM")

    assert [plan.service("NONE"), plan.counter(99), plan.class_("none"), farm and farm.item("NONE")] == [None] * 4


def test_what_the_plan_has_is_found_by_its_code() -> None:
    plan = a_plan()
    farm = plan.services[0]

    assert plan.service("FARM") is farm
    assert plan.counter(2) is plan.counters[1]
    assert plan.class_("senior") is plan.classes[1]
    assert farm.item("CARD") is farm.items[1]


def test_a_series_that_is_not_listed_runs_from_1_to_999() -> None:
    plan = a_plan(series=[{"code": "A", "first": 100, "last": 199}])

    assert [(series.first, series.last) for series in map(plan.series_range, "AB")] == [(100, 199), (1, 999)]


@pytest.mark.parametrize(
    ("serves", "ranks"),
    [
        ({"FARM": 1, "SOCIAL": 2}, {"FARM": 1, "SOCIAL": 2}),
        (["FARM", "SOCIAL"], {"FARM": 1, "SOCIAL": 1}),
        ([{"service": "FARM", "rank": 1}, {"service": "SOCIAL", "rank": 3}], {"FARM": 1, "SOCIAL": 3}),
        ([{"service": "FARM"}, "SOCIAL"], {"FARM": 1, "SOCIAL": 1}),
    ],
    ids=["table", "list", "as the API writes it", "mixed"],
)
def test_serves_may_be_written_in_each_of_these_ways(serves: Any, ranks: dict[str, int]) -> None:
    window = a_plan(counters=[{"number": 1, "serves": serves}, *TABLES["counters"][2:]]).counter(1)

    assert window is not None
    assert window.serves == ranks


def test_a_plan_without_classes_and_outcomes_has_the_usual_ones() -> None:
    plan = read_plan({key: TABLES[key] for key in ("hall", "services", "counters")})

    assert [cls.code for cls in plan.classes] == ["normal"]
    assert [outcome.code for outcome in plan.outcomes] == ["finished"]


@pytest.mark.parametrize(
    "address", ["virtual:", "tcp://192.168.1.50", "tcp://printer.local:9101", "tcp://打印机.local:65535", "tcp://p_1:1"]
)
def test_a_printer_is_at_an_address_that_can_be_reached(address: str) -> None:
    assert a_plan(printers=[{"name": "front", "address": address}]).printers[0].address == address


@pytest.mark.parametrize(
    ("address", "because"),
    [
        ("tcp://10.0.0.5:0", r"the port is 0; it is a number from 1 to 65535, of most printers 9100\."),
        ("tcp://10.0.0.5:65536", "the port is 65536; it is a number from 1 to 65535"),
        ("tcp://front..local", r"front\.\.local is no name or address of a machine, such as 192\.168\.1\.50\."),
        (f"tcp://{'x' * 64}.local", "is no name or address of a machine"),
        ("tcp://user@front", "user@front is no name or address of a machine"),
        ("tcp://[front]", "is no name or address of a machine"),
        ("tcp://front?", "is no name or address of a machine"),
        ("tcp://front:٣", "must look like"),
    ],
)
def test_an_address_that_could_never_be_reached_is_said_in_the_plan(address: str, because: str) -> None:
    with pytest.raises(PlanInvalid, match=rf"printers\[1\]\.address = .*{because}"):
        a_plan(printers=[{"name": "front", "address": address}])


def test_a_plan_cannot_be_changed_after_it_was_read() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        a_plan().rules.max_wait = 5


def test_two_plans_with_the_same_content_are_equal_whatever_was_looked_up_in_one() -> None:
    looked_up = a_plan()
    looked_up.service("FARM")

    assert looked_up == a_plan()
