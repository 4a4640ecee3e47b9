"""Whatever is wrong with a plan is said with its key, its value, what is allowed, and what was probably meant."""

from __future__ import annotations

from typing import Any

import pytest

from config.documents import read_plan
from config.problems import PlanInvalid, Problem, nearest
from tests.support import FARM, TABLES


def faults(**tables: Any) -> list[str]:
    """What is said of the test plan with these tables instead of its own."""
    with pytest.raises(PlanInvalid) as refused:
        read_plan(TABLES | tables)
    return str(refused.value).splitlines()


def farm(**keys: Any) -> dict[str, Any]:
    return {"services": [FARM | keys, *TABLES["services"][1:]]}


def rules(**keys: Any) -> dict[str, Any]:
    return {"rules": keys}


def window(**keys: Any) -> dict[str, Any]:
    return {"counters": [TABLES["counters"][0] | keys, *TABLES["counters"][1:]]}


def printer(**keys: Any) -> dict[str, Any]:
    return {"printers": [{"name": "kiosk", **keys}]}


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ({"hall": {}}, "hall.name: this key is missing."),
        (farm(code="farm"), "services[1].code = 'farm': must look like ^[A-Z][A-Z0-9_]{0,19}$."),
        (farm(minutes=0), "services[1].minutes = 0: Input should be greater than 0."),
        (farm(minutes="ten"), "services[1].minutes = 'ten': Input should be a valid number"),
        (farm(name={"zh_Hans": "x"}), "services[1].name.zh_Hans = 'zh_Hans': must look like ^[a-z]{2,3}"),
        (farm(name=""), "services[1].name.und = '': String should have at least 1 character."),
        (farm(privat=True), "services[1].privat: there is no such key here; allowed: code, series, name, about, "),
        (farm(privat=True), "without_break. Did you mean 'private'?"),
        (farm(items=[{"code": "X", "name": "x", "nam": "x"}]), "services[1].items[1].nam: there is no such key"),
        (farm(items=[{"code": "X", "name": "x", "nam": "x"}]), "Did you mean 'name'?"),
        (farm(hours={"mon": ["9-12"]}), "services[1].hours.mon[1] = '9-12': write a stretch of the day as"),
        (farm(hours={"Mon": []}), "services[1].hours.Mon: there is no such key here; allowed: mon, tue, wed, thu, "),
        (rules(max_wait=-1), "rules.max_wait = -1: Input should be greater than 0."),
        (rules(maxwait=1), "rules.maxwait: there is no such key here; allowed: max_wait, miss_after_calls, "),
        (rules(maxwait=1), "Did you mean 'max_wait'?"),
        ({"ruels": {}}, "ruels: there is no such key here; allowed: hall, services, "),
        ({"ruels": {}}, "Did you mean 'rules'?"),
        ({"hall": {"name": "x", "time_zone": "Asia/Peking"}}, "hall.time_zone = 'Asia/Peking': name a zone of"),
        ({"hall": {"name": "x", "day_change": 24}}, "hall.day_change = 24: Input should be less than or equal to 23."),
        ({"hall": {"name": "x", "public_url": "phones"}}, "hall.public_url = 'phones': Input should be a valid URL"),
        ({"services": []}, "services = []: List should have at least 1 item"),
        (window(number=1000), "counters[1].number = 1000: Input should be less than or equal to 999."),
        (window(serves={}), "counters[1].serves = {}: Dictionary should have at least 1 item"),
        (window(serves=[["FARM"]]), 'counters[1].serves = [[\'FARM\']]: write ["FARM", "SOCIAL"] or { FARM = 1,'),
        (window(serves={"FARM": 0}), "counters[1].serves.FARM = 0: Input should be greater than or equal to 1."),
        (printer(width=500), "printers[1].width = 500: Input should be 384, 512 or 576."),
        (printer(confirm="non"), "printers[1].confirm = 'non': Input should be 'status' or 'none'. Did you mean 'none"),
        (printer(address="usb"), "printers[1].address = 'usb': must look like ^(tcp://"),
        ({"hours": {"working_days_like": "sun"}}, "hours.working_days_like = 'sun': must look like ^(mon|tue|"),
        ({"hours": {"closed_days": ["soon"]}}, "hours.closed_days[1] = 'soon': Input should be a valid date"),
        ({"hours": {"seasons": [{"first": "6-1", "last": "08-31", "week": {}}]}}, "hours.seasons[1].first = '6-1': "),
    ],
)  # fmt: skip
def test_a_fault_names_its_key_its_value_and_what_is_allowed(tables: dict[str, Any], said: str) -> None:
    (fault,) = faults(**tables)

    assert said in fault


@pytest.mark.parametrize("serves", [[["FARM"]], [{"rank": 1}], [{"service": ["FARM"]}], "FARM", 1])
def test_whatever_is_written_as_serves_is_a_fault_and_no_crash(serves: Any) -> None:
    assert faults(**window(serves=serves))[0].startswith("counters[1].serves")


def test_every_fault_is_told_at_once() -> None:
    assert len(faults(**farm(minutes=0, quota=0), **rules(max_wait=-1))) == 3


def test_a_long_value_is_shown_shortened() -> None:
    (fault,) = faults(**farm(code="x" * 100))

    assert fault.startswith("services[1].code = 'xxx")
    assert "xxx...: must look like" in fault
    assert len(fault) < 150


@pytest.mark.parametrize(("word", "meant"), [("PETITON", "PETITION"), ("farm", "FARM"), ("ZZZ", None)])
def test_the_nearest_known_word_is_what_was_probably_meant(word: str, meant: str | None) -> None:
    assert nearest(word, ["FARM", "PETITION"]) == meant


def test_a_problem_is_told_in_one_line() -> None:
    assert str(Problem("a.b", 1, "must be 2.", "c")) == "a.b = 1: must be 2. Did you mean 'c'?"
