import pytest

from printer.fonts import FACES, LATIN_FACE, MISSING, Type, face_for, has_glyph, printable
from printer.words import CATALOG


def of_charset(name: str, first: range, second: range) -> list[str]:
    characters = []
    for high in first:
        for low in second:
            try:
                characters.append(bytes((high, low)).decode(name))
            except UnicodeDecodeError:
                continue
    return characters


@pytest.mark.parametrize(
    ("charset", "first", "second"),
    [("gb2312", range(0xA1, 0xF8), range(0xA1, 0xFF)), ("big5", range(0xA4, 0xFA), range(0x40, 0xFF))],
)
def test_every_character_of_the_charset_can_be_printed(charset: str, first: range, second: range) -> None:
    characters = of_charset(charset, first, second)
    assert len(characters) > 7000
    for face in FACES.values():
        assert [character for character in characters if not has_glyph.__wrapped__(character, face)] == []


def test_names_with_rare_characters_can_be_printed() -> None:
    assert printable("赵㛃、李昪、王喆、陈堃、刘翀、龜山、𠮷野、䶮") == "赵㛃、李昪、王喆、陈堃、刘翀、龜山、𠮷野、䶮"


def test_what_the_font_lacks_is_a_printers_mark_and_not_an_empty_box() -> None:
    assert printable("好😀") == "好" + MISSING
    assert has_glyph(MISSING)


def test_marks_that_cannot_be_seen_are_dropped_and_spaces_are_single() -> None:
    assert printable(" A\u200b012\ufe0f \n\t 5\u00a0位\u2003x ") == "A012 5\u00a0位 x"
    assert printable("Cafe\u0301") == "Café"


def test_english_is_set_in_latin_letters_with_narrow_quotes() -> None:
    assert face_for("The hall’s “papers”", "en") == LATIN_FACE
    assert Type(100, language="en").length("’") < 40


def test_english_never_shows_a_box() -> None:
    letters = "".join(map(chr, [*range(0x20, 0x7F), *range(0xA1, 0x100)])).replace("\xad", "") + "–—‘’“”…€№āǎ"
    assert [letter for letter in letters if not has_glyph(letter, LATIN_FACE)] == []


def test_a_letter_whose_accent_the_font_lacks_is_set_without_it() -> None:
    assert printable("Ćwik") == "Cwik"


def test_the_same_character_has_its_own_shape_in_each_script() -> None:
    assert face_for("门", "zh-Hans") != face_for("門", "zh-Hant")
    assert face_for("清河镇", "en") == face_for("清河镇", "zh-Hans")


def test_figures_are_all_as_wide() -> None:
    for size in (27, 60, 218):
        assert len({Type(size).length(digit) for digit in "0123456789"}) == 1


@pytest.mark.parametrize("language", list(CATALOG))
def test_every_word_of_the_slip_can_be_printed(language: str) -> None:
    for value in vars(CATALOG[language]).values():
        for text in value if isinstance(value, tuple) else (value,):
            assert printable(text) == text
