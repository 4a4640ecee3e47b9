"""Where a line of text may end: Chinese between any two characters, but no line begins with a comma.

Pure: what a text measures is handed in. Widths are in the unit of `measure`, dots on a slip.
"""

from __future__ import annotations

import re
from collections.abc import Callable

Measure = Callable[[str], float]

NEVER_FIRST = frozenset("，。、；：？！）】》」』〉〕”’…—·～％℃ー々,.;:?!)]}%°")
"""Closing and pausing marks: they stay with what they close."""

NEVER_LAST = frozenset("（【《「『〈〔“‘([{￥$№#")
"""Opening marks: they stay with what they open."""

NO_BREAK_SPACE = "\u00a0"

_WIDE = re.compile(
    "[\u2e80-\u303f\u3040-\u30ff\u3100-\u31bf\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef"
    "\U00020000-\U0003ffff]"
)


def is_wide(character: str) -> bool:
    """Chinese, Japanese and full-width characters, between which a line may end."""
    return _WIDE.match(character) is not None


def units(text: str) -> list[str]:
    """`text` cut at every place where a line may end; joined they are `text` again.

    A space stays with the word before it and is dropped when it ends a line. A no-break space, as between a figure
    and its unit, is a letter like any other.
    """
    parts: list[str] = []
    for character in text:
        if parts and not _may_part(parts[-1], character):
            parts[-1] += character
        else:
            parts.append(character)
    return parts


def _may_part(before: str, character: str) -> bool:
    last = before[-1]
    if character == " " or character in NEVER_FIRST:
        return False
    if last == " ":
        return True
    if last in NEVER_LAST or NO_BREAK_SPACE in (last, character):
        return False
    return is_wide(last) or is_wide(character)


def wrap(text: str, width: float, measure: Measure) -> list[str]:
    """The lines of `text`, none wider than `width` as long as a single character fits; greedy, never empty."""
    lines = [""]
    for unit in _narrow_units(text, width, measure):
        if lines[-1] and measure((lines[-1] + unit).rstrip(" ")) > width:
            lines[-1] = lines[-1].rstrip(" ")
            lines.append("")
        lines[-1] += unit
    lines[-1] = lines[-1].rstrip(" ")
    return lines


def balanced(text: str, width: float, measure: Measure) -> list[str]:
    """As many lines as `wrap` needs, but of like length: a heading's last line is not one lonely character."""
    best = wrap(text, width, measure)
    low, high = width / len(best) / 2, width
    while len(best) > 1 and high - low > 1:
        middle = (low + high) / 2
        narrower = wrap(text, middle, measure)
        if len(narrower) <= len(best) and _within(narrower, middle, measure):
            best, high = narrower, middle
        else:
            low = middle
    return best


def _within(lines: list[str], width: float, measure: Measure) -> bool:
    return all(measure(line) <= width for line in lines) and all(line[0] not in NEVER_FIRST for line in lines if line)


def _narrow_units(text: str, width: float, measure: Measure) -> list[str]:
    """Units, those that no line could hold (an address, a row of exclamation marks) cut wherever they must be."""
    narrow: list[str] = []
    for unit in units(text):
        while len(unit) > 1 and measure(unit.rstrip(" ")) > width:
            length = next((n for n in range(len(unit) - 1, 1, -1) if measure(unit[:n]) <= width), 1)
            narrow.append(unit[:length])
            unit = unit[length:]
        narrow.append(unit)
    return narrow
