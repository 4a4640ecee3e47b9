"""Small typed words that the plan is made of: codes, languages, texts per language, hours of the day."""

from __future__ import annotations

import re
from datetime import time
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, StringConstraints

Code = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]{0,19}$")]
"""Of a service or an item: capitals, digits and underscores, a letter first."""

Word = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,29}$")]
"""Of a class or an outcome: lower case, a letter first."""

Series = Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,2}$")]
"""The letter or two letters before a number."""

Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$")]
"""A BCP 47 tag such as zh-Hans, zh-Hant or en."""

ANY_LANGUAGE = "und"
"""BCP 47's "undetermined": a text that was written once, without naming its language."""


def _one_text_is_for_all(value: Any) -> Any:
    return {ANY_LANGUAGE: value} if isinstance(value, str) else value


def _one_list_is_for_all(value: Any) -> Any:
    return {ANY_LANGUAGE: value} if isinstance(value, list) else value


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Names = Annotated[dict[Language, Text], BeforeValidator(_one_text_is_for_all)]
"""A text per language; a bare text stands for every language."""

Papers = Annotated[dict[Language, list[Text]], BeforeValidator(_one_list_is_for_all)]
"""A list of texts per language; a bare list stands for every language."""


def in_language(texts: dict[str, Any], language: str) -> Any:
    """The entry for `language`, else the nearest the plan has; None only when there is none at all.

    Nearest: the same tag, a tag of the same main language (zh-Hans for zh), the undetermined one, the first written.
    """
    if language in texts:
        return texts[language]
    main = language.split("-")[0]
    related = [tag for tag in texts if tag.split("-")[0] == main]
    for tag in [*related, ANY_LANGUAGE, *texts]:
        if tag in texts:
            return texts[tag]
    return None


_SPAN = re.compile(r"^([01]\d|2[0-4]):([0-5]\d)\s*[-–]\s*([01]\d|2[0-4]):([0-5]\d)$")


class Span(tuple[time, time]):
    """A stretch of one local day, start inclusive, end exclusive. An end of 24:00 is kept as `time.max`."""

    __slots__ = ()

    def __contains__(self, moment: object) -> bool:
        return isinstance(moment, time) and self[0] <= moment and (moment < self[1] or self[1] == time.max)

    def __str__(self) -> str:
        start, end = self
        return f"{start:%H:%M}-{'24:00' if end == time.max else f'{end:%H:%M}'}"


def _read_span(value: Any) -> Span:
    if isinstance(value, Span):
        return value
    match = _SPAN.match(value) if isinstance(value, str) else None
    if not match:
        raise ValueError('write a stretch of the day as "08:30-12:00"')
    start_hour, start_minute, end_hour, end_minute = (int(part) for part in match.groups())
    if start_hour == 24 or (end_hour == 24 and end_minute):
        raise ValueError("a day ends at 24:00")
    start = time(start_hour, start_minute)
    end = time.max if end_hour == 24 else time(end_hour, end_minute)
    if end <= start:
        raise ValueError("the end must be later than the start")
    return Span((start, end))


Hours = Annotated[Any, BeforeValidator(_read_span), PlainSerializer(str, return_type=str)]
"""A `Span`, written "08:30-12:00" in TOML and JSON."""
