from __future__ import annotations

from datetime import time
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from config.names import Code, Hours, Language, Names, Papers, Series, Span, Word, in_language


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (Code, ["FARM", "F", "A1_B", "A" * 20], ["", "farm", "1A", "A-B", "A" * 21, "FARM\n"]),
        (Word, ["normal", "papers_missing", "a1"], ["", "Normal", "1a", "a b", "a" * 31]),
        (Series, ["A", "AB"], ["", "a", "ABC", "A1"]),
        (Language, ["zh-Hans", "en", "zh-Hant-TW", "yue"], ["", "zh_Hans", "Chinese", "EN", "zh-hans"]),
    ],
    ids=["code", "word", "series", "language"],
)
def test_words_of_the_plan_have_one_form(kind: Any, good: list[str], bad: list[str]) -> None:
    adapter = TypeAdapter(kind)

    assert [adapter.validate_python(word) for word in good] == good
    for word in bad:
        with pytest.raises(ValidationError):
            adapter.validate_python(word)


def test_a_bare_text_and_a_bare_list_stand_for_every_language() -> None:
    assert TypeAdapter(Names).validate_python("大厅") == {"und": "大厅"}
    assert TypeAdapter(Papers).validate_python(["ID card"]) == {"und": ["ID card"]}


@pytest.mark.parametrize(
    ("wanted", "texts", "found"),
    [
        ("en", {"zh-Hans": "厅", "en": "hall"}, "hall"),
        ("zh-Hans", {"en": "hall", "zh-Hant": "廳"}, "廳"),
        ("zh", {"en": "hall", "zh-Hans": "厅", "zh-Hant": "廳"}, "厅"),
        ("fr", {"en": "hall", "und": "厅"}, "厅"),
        ("fr", {"en": "hall", "zh-Hans": "厅"}, "hall"),
        ("en", {}, None),
    ],
    ids=["the same", "the same main language", "the first related", "undetermined", "the first written", "none"],
)
def test_the_nearest_language_is_found(wanted: str, texts: dict[str, str], found: str | None) -> None:
    assert in_language(texts, wanted) == found


@pytest.mark.parametrize(
    ("written", "span"),
    [
        ("08:30-12:00", (time(8, 30), time(12))),
        ("08:30 – 12:00", (time(8, 30), time(12))),
        ("00:00-24:00", (time.min, time.max)),
    ],
)
def test_hours_are_read_as_people_write_them(written: str, span: tuple[time, time]) -> None:
    assert TypeAdapter(Hours).validate_python(written) == Span(span)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("morning", "write a stretch of the day"),
        ("8:30-12:00", "write a stretch of the day"),
        (8, "write a stretch of the day"),
        ("08:60-12:00", "write a stretch of the day"),
        ("25:00-26:00", "write a stretch of the day"),
        ("08:00-24:30", "a day ends at 24:00"),
        ("24:00-24:00", "a day ends at 24:00"),
        ("12:00-08:30", "the end must be later than the start"),
        ("12:00-12:00", "the end must be later than the start"),
    ],
)
def test_hours_that_cannot_be_are_refused_in_words(written: object, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        TypeAdapter(Hours).validate_python(written)


@pytest.mark.parametrize("written", ["08:30-12:00", "14:00-24:00", "00:00-24:00"])
def test_hours_are_written_as_they_were_read(written: str) -> None:
    assert TypeAdapter(Hours).dump_python(TypeAdapter(Hours).validate_python(written), mode="json") == written


def test_hours_that_were_read_already_are_left_as_they_are() -> None:
    span = Span((time(8, 30), time(12)))

    assert TypeAdapter(Hours).validate_python(span) is span


def test_a_span_begins_with_its_start_and_ends_before_its_end() -> None:
    span = Span((time(8, 30), time(12)))

    assert [time(8, 29, 59) in span, time(8, 30) in span, time(11, 59, 59) in span, time(12) in span] == [
        False, True, True, False,
    ]  # fmt: skip


def test_a_span_to_midnight_holds_the_last_moment_of_the_day() -> None:
    assert time.max in Span((time(20), time.max))
