"""A browser from before 2024 does not know light-dark(): the theme repeats its light colours for it."""

from __future__ import annotations

import re
from pathlib import Path

THEME = (Path(__file__).parents[2] / "web" / "static" / "theme.css").read_text("utf-8")


def test_an_old_browser_gets_exactly_the_light_colours() -> None:
    light = dict(re.findall(r"(--[\w-]+): light-dark\((#\w+),", THEME))
    block = THEME.split("@supports not (color: light-dark(#000, #fff)) {")[1].split("}")[0]
    assert dict(re.findall(r"(--[\w-]+): (#\w+);", block)) == light
