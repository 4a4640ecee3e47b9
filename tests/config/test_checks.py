from __future__ import annotations

from typing import Any

import pytest

from config.documents import default_plan
from config.problems import PlanInvalid
from tests.support import FARM, TABLES, a_plan

SERVICES, COUNTERS = TABLES["services"], TABLES["counters"]
NORMAL, *OTHER_CLASSES = TABLES["classes"]
KIOSK_PRINTER = {"name": "kiosk"}


def test_the_default_plan_is_without_fault() -> None:
    assert default_plan().services


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ({"services": [*SERVICES, FARM]}, "services.code = 'FARM': is there 2 times; each code may be there once."),
        ({"counters": [*COUNTERS, *COUNTERS[:1]]}, "counters.number = 1: is there 2 times"),
        ({"classes": [NORMAL, NORMAL]}, "classes.code = 'normal': is there 2 times"),
        ({"outcomes": TABLES["outcomes"] * 2}, "outcomes.code = 'finished': is there 2 times"),
        ({"printers": [KIOSK_PRINTER, KIOSK_PRINTER]}, "printers.name = 'kiosk': is there 2 times"),
        ({"series": [{"code": "A"}, {"code": "A"}]}, "series.code = 'A': is there 2 times"),
        (
            {"services": [*SERVICES[1:], FARM | {"items": FARM["items"][:1] * 2}]},
            "services[4].items.code = 'LAND': is there 2 times",
        ),
        (
            {"counters": [*COUNTERS, {"number": 9, "serves": ["PETITON"]}]},
            "counters[5].serves = 'PETITON': is no service; allowed: FARM, SOCIAL, PETITION, GUIDE. "
            "Did you mean 'PETITION'?",
        ),
        (
            {"counters": COUNTERS[:3]},
            "services[4].code = 'GUIDE': is served by no counter; add it to",
        ),
        (
            {"series": [{"code": "A", "first": 100, "last": 99}]},
            "series[1].last = 99: must not be below first, which is 100.",
        ),
        ({"series": [{"code": "X"}]}, "series[1].code = 'X': no service uses it; in use: A, B, E."),
        ({"classes": OTHER_CLASSES}, 'classes.code: there must be a class "normal", for whoever names none.'),
    ],
)
def test_a_fault_between_the_parts_of_a_plan_is_told(tables: dict[str, Any], said: str) -> None:
    with pytest.raises(PlanInvalid) as refused:
        a_plan(**tables)
    assert str(refused.value).startswith(said)


def test_services_may_share_a_series() -> None:
    plan = a_plan()

    assert [service.code for service in plan.services if service.series == "E"] == ["PETITION", "GUIDE"]
