"""Every text through the catalogs: what is in the source and not in a catalog fails here, and the other way round."""

from __future__ import annotations

import string
import tomllib
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
ROOMS = (
    "config",
    "queueing",
    "web",
    "kiosk",
    "citizen",
    "display",
    "counters",
    "manager",
    "printer",
    "voice",
    "server",
)
LANGUAGES = ("zh_Hans", "zh_Hant")


def texts_in_source() -> set[str]:
    mappings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["babel"]["mappings"]
    methods = [(entry["pattern"], entry["method"]) for entry in mappings]
    keywords = {**DEFAULT_KEYWORDS, "sentence": None, "lazy_gettext": None}
    found: set[str] = set()
    for room in ROOMS:
        for _, _, message, _, _ in extract_from_dir(ROOT / room, methods, keywords=keywords):
            found |= {message} if isinstance(message, str) else set(message)
    return found - {""}


def catalog(language: str) -> Catalog:
    with (ROOT / "web" / "translations" / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated_and_nothing_else(language: str) -> None:
    translated = {message.id for message in catalog(language) if message.id and message.string and not message.fuzzy}
    assert texts_in_source() == translated


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_is_filled_with_the_same_facts(language: str) -> None:
    for message in catalog(language):
        if message.id:
            assert fields(str(message.id)) == fields(str(message.string)), message.id


def test_traditional_is_the_usage_of_taiwan_and_hong_kong() -> None:
    text = " ".join(str(message.string) for message in catalog("zh_Hant"))
    for wrong in ("視窗", "專案", "執行", "計劃", "承諾", "登錄", "信息", "默認", "質量"):
        assert wrong not in text


def test_simplified_never_says_plan_as_family_planning_nor_calls_the_wait_a_promise() -> None:
    text = " ".join(str(message.string) for message in catalog("zh_Hans"))
    assert "计划" not in text
    assert "承诺" not in text
