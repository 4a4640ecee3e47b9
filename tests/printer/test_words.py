from dataclasses import fields

import pytest

from printer.words import CATALOG, ENGLISH, SIMPLIFIED, TRADITIONAL, Words, words_for
from tests.printer.slips import AT


def test_days_are_said_in_the_languages_own_way() -> None:
    assert SIMPLIFIED.moment(AT).replace("\u00a0", " ") == "2026年11月5日 星期四  09:42"
    assert TRADITIONAL.moment(AT).replace("\u00a0", " ") == "2026年11月5日 星期四  09:42"
    assert ENGLISH.moment(AT).replace("\u00a0", " ") == "Thu 5 Nov 2026  09:42"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-Hans", SIMPLIFIED),
        ("zh", SIMPLIFIED),
        ("zh-CN", SIMPLIFIED),
        ("zh-TW", TRADITIONAL),
        ("zh-Hant-HK", TRADITIONAL),
        ("en-GB", ENGLISH),
        ("fr", ENGLISH),
    ],
)
def test_a_language_without_words_takes_the_nearest(language: str, words: Words) -> None:
    assert words_for(language) is words


def test_no_language_lacks_a_word() -> None:
    for words in CATALOG.values():
        assert all(getattr(words, field.name) for field in fields(Words))
