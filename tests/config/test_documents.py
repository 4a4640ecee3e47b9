from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.documents import LARGEST, default_plan, read_file, read_json, read_plan, read_toml, to_json, to_toml
from config.plan import Plan
from config.problems import PlanInvalid
from tests.support import FARM, TABLES, a_plan

EXAMPLE = Path(__file__).parents[2] / "config" / "examples" / "township-hours.toml"

SERVICES = {
    "FARM": ("A", ["耕地补贴", "农机补贴", "一卡通"], {"身份证", "一卡通", "承包合同", "农机发票"}),
    "SOCIAL": ("B", ["低保", "临时救助", "高龄津贴", "残疾人证"], {"身份证", "户口簿", "收入申报", "照片"}),
    "FAMILY": ("C", ["生育登记", "奖励扶助"], {"双方身份证", "户口簿"}),
    "AGRI": ("D", ["病虫害", "市场信息"], {"不需要材料，可带病株", "不需要材料"}),
    "PETITION": ("E", ["信访", "投诉"], {"可口述，有材料则带"}),
    "GUIDE": ("E", ["咨询", "代办"], {"不需要材料", "委托书", "双方身份证"}),
}
HEAD_STARTS = {
    "normal": 0, "senior": 15, "disabled": 20, "pregnant": 20, "veteran": 15, "urgent": 60, "appointment": 0,
}  # fmt: skip


@pytest.fixture(params=["default", "example"], scope="module")
def shipped(request: pytest.FixtureRequest) -> Plan:
    """Each plan that comes with the program."""
    return default_plan() if request.param == "default" else read_file(EXAMPLE)


@pytest.mark.parametrize("code", SERVICES)
def test_the_model_hall_has_its_services_with_items_and_papers(shipped: Plan, code: str) -> None:
    series, items, papers = SERVICES[code]
    service = shipped.service(code)

    assert service is not None
    assert service.series == series
    assert service.private is (code == "PETITION")
    assert [item.name["zh-Hans"] for item in service.items] == items
    assert {paper for item in service.items for paper in item.papers["zh-Hans"]} == papers


def test_the_model_hall_has_no_other_services(shipped: Plan) -> None:
    assert [service.code for service in shipped.services] == list(SERVICES)


def test_windows_1_to_4_serve_their_own_service_first_and_each_others_second(shipped: Plan) -> None:
    own = dict(zip((1, 2, 3, 4), SERVICES, strict=False))
    for number, first in own.items():
        counter = shipped.counter(number)
        assert counter is not None
        assert counter.serves == {code: 1 if code == first else 2 for code in own.values()}
        assert not counter.guide


def test_petitions_and_the_guide_desk_have_a_desk_of_their_own(shipped: Plan) -> None:
    desks = {counter.number: (counter.serves, counter.guide) for counter in shipped.counters}

    assert sorted(desks) == [0, 1, 2, 3, 4, 5]
    assert desks[5] == ({"PETITION": 1}, False)
    assert desks[0] == ({"GUIDE": 1}, True)


def test_classes_have_the_head_starts_of_the_model_hall(shipped: Plan) -> None:
    assert {cls.code: cls.head_start for cls in shipped.classes} == HEAD_STARTS
    assert {cls.code for cls in shipped.classes if cls.staff_only} == {"urgent", "appointment"}


def test_outcomes_are_named_as_a_hall_says_them(shipped: Plan) -> None:
    assert [outcome.name["zh-Hans"] for outcome in shipped.outcomes] == ["办结", "受理", "补件", "转办", "不予受理"]


def test_the_shipped_rules_are_those_that_are_promised(shipped: Plan) -> None:
    rules = shipped.rules

    assert (rules.max_wait, rules.miss_after_calls, rules.miss_after_seconds, rules.undo_seconds) == (60, 1, 0, 30)


def test_everything_that_has_a_name_has_it_in_all_three_languages(shipped: Plan) -> None:
    items = [item for service in shipped.services for item in service.items]
    named = [shipped.hall, *shipped.services, *items, *shipped.counters, *shipped.classes, *shipped.outcomes]

    assert shipped.hall.languages == ["zh-Hans", "zh-Hant", "en"]
    assert [thing for thing in named if list(thing.name) != shipped.hall.languages] == []
    assert [item for item in items if list(item.papers) != shipped.hall.languages] == []


def test_a_shipped_plan_is_the_same_after_an_export(shipped: Plan) -> None:
    assert read_toml(to_toml(shipped)) == shipped


def test_a_shipped_plan_is_the_same_after_it_was_kept(shipped: Plan) -> None:
    assert read_json(to_json(shipped)) == shipped


def test_a_kept_plan_is_written_in_full() -> None:
    assert '"max_wait":60.0' in to_json(a_plan())


def test_an_export_leaves_out_what_is_at_its_default() -> None:
    exported = to_toml(a_plan())

    assert "max_wait" not in exported
    assert "hours" not in exported


NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=30).map(lambda text: f"N{text}N")
HALF_HOURS = st.integers(0, 47)


@st.composite
def spans(draw: st.DrawFn) -> str:
    start = draw(HALF_HOURS)
    end = draw(st.integers(start + 1, 48))
    return f"{start // 2:02}:{start % 2 * 30:02}-{end // 2:02}:{end % 2 * 30:02}"


WEEKS = st.dictionaries(st.sampled_from(["mon", "wed", "sun"]), st.lists(spans(), max_size=2))


@st.composite
def documents(draw: st.DrawFn) -> dict:
    """Variations of the test plan, with whatever people may write as a name."""
    hours = {
        "closed_days": [day.isoformat() for day in draw(st.lists(st.dates(), max_size=2))],
        "seasons": [{"first": "06-01", "last": "08-31", "week": week} for week in draw(st.lists(WEEKS, max_size=2))],
    }
    return TABLES | {
        "hall": {
            "name": {"zh-Hans": draw(NAMES), "en": draw(NAMES)},
            "day_change": draw(st.integers(0, 23)),
            "public_url": draw(st.sampled_from([None, "https://hall.example.org/", "http://10.0.0.1:8080/q"])),
        },
        "services": [
            FARM | {"name": draw(NAMES), "hours": draw(st.none() | WEEKS), "quota": draw(st.none() | st.integers(1))},
            *TABLES["services"][1:],
        ],
        "series": draw(st.sampled_from([[], [{"code": "A", "first": 5, "last": 9999}]])),
        "printers": draw(st.sampled_from([[], [{"name": "p", "address": "tcp://10.0.0.9:9100", "width": 384}]])),
        "hours": hours | draw(st.sampled_from([{}, {"week": {}}])),
        "rules": {"max_wait": draw(st.floats(0.1, 1440))},
    }


@given(documents())
def test_any_plan_is_the_same_after_an_export_and_after_it_was_kept(document: dict) -> None:
    plan = read_plan(document)

    assert read_toml(to_toml(plan)) == plan
    assert read_json(to_json(plan)) == plan


def test_a_byte_order_mark_is_no_obstacle(tmp_path: Path) -> None:
    file = tmp_path / "hall.toml"
    file.write_text(to_toml(a_plan()), "utf-8-sig")

    assert read_file(file) == a_plan()


def test_a_file_of_windows_with_its_line_ends_is_no_obstacle(tmp_path: Path) -> None:
    file = tmp_path / "hall.toml"
    file.write_text(to_toml(a_plan()), "utf-8", newline="\r\n")

    assert read_file(file) == a_plan()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[hall]\nname = '清河镇'".encode("gbk"), "hall.toml: is not UTF-8; save it as UTF-8 in your editor."),
        (b"[hall\n", "the file: is no TOML: "),
        (b"#" * (LARGEST + 1), f"hall.toml: is larger than {LARGEST} bytes; that is no plan."),
        (b"", "hall: this key is missing.\nservices: this key is missing.\ncounters: this key is missing."),
    ],
    ids=["not UTF-8", "no TOML", "too large", "empty"],
)
def test_a_file_that_is_no_plan_is_refused_in_words(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "hall.toml"
    file.write_bytes(content)

    with pytest.raises(PlanInvalid) as refused:
        read_file(file)
    assert str(refused.value).startswith(said)


def test_a_file_that_is_not_there_is_the_systems_to_tell(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_file(tmp_path / "hall.toml")
