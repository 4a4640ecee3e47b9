from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from printer.breaking import NEVER_FIRST, NEVER_LAST, balanced, is_wide, units, wrap

TEXTS = st.text(alphabet="号码可能不连续，。（）《》“”、A0129 -\u00a0;.", max_size=60)
WIDTHS = st.integers(4, 40)


def columns(text: str) -> int:
    """As a terminal counts: two for a Chinese character."""
    return sum(2 if is_wide(character) else 1 for character in text)


def test_chinese_breaks_between_any_two_characters() -> None:
    assert wrap("各窗口分别叫号", 6, columns) == ["各窗口", "分别叫", "号"]


def test_a_line_never_begins_with_a_comma() -> None:
    assert wrap("分别叫号，号码", 8, columns) == ["分别叫", "号，号码"]


def test_an_opening_bracket_goes_with_what_it_opens() -> None:
    assert wrap("带身份证（两份）", 10, columns) == ["带身份证", "（两份）"]


def test_words_and_numbers_stay_whole() -> None:
    assert wrap("请持A012到12号窗口", 8, columns) == ["请持A012", "到12号窗", "口"]
    assert wrap("numbers may not be", 11, columns) == ["numbers may", "not be"]


def test_a_no_break_space_holds_a_figure_and_its_unit_together() -> None:
    assert units("5\u00a0位 好") == ["5\u00a0位 ", "好"]


def test_a_word_longer_than_a_line_is_cut_rather_than_lost() -> None:
    assert wrap("https://hall", 5, columns) == ["https", "://ha", "ll"]


def test_a_heading_leaves_no_lonely_character() -> None:
    assert wrap("察布查尔锡伯自治县", 16, columns) == ["察布查尔锡伯自治", "县"]
    assert balanced("察布查尔锡伯自治县", 16, columns) == ["察布查尔锡", "伯自治县"]


@given(TEXTS, WIDTHS)
def test_nothing_is_lost_and_nothing_is_too_wide(text: str, width: int) -> None:
    for lines in (wrap(text, width, columns), balanced(text, width, columns)):
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
        assert all(columns(line) <= width for line in lines)


@given(TEXTS)
def test_units_are_the_text_and_part_nowhere_forbidden(text: str) -> None:
    parts = units(text)
    assert "".join(parts) == text
    for before, after in pairwise(parts):
        assert after[0] not in NEVER_FIRST
        assert before[-1] not in NEVER_LAST


@given(TEXTS, WIDTHS)
def test_balancing_needs_no_more_lines(text: str, width: int) -> None:
    assert len(balanced(text, width, columns)) <= len(wrap(text, width, columns))
