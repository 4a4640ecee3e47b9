"""Column types that cannot be filled wrongly: aware UTC times and words from an enum."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Dialect, Integer, String
from sqlalchemy.types import TypeDecorator

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

BigId = BigInteger().with_variant(Integer, "sqlite")
"""SQLite numbers a primary key by itself only when it is called INTEGER (which holds 64 bits there)."""


class UtcTime(TypeDecorator[datetime]):
    """An aware datetime, kept as whole microseconds since 1970 UTC.

    SQLite has no time type and SQLAlchemy's text hands back naive datetimes. A number sorts, subtracts and compares
    alike on both engines, so that a figure computed in SQL equals the one computed in Python to the microsecond.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime was about to be stored; times are aware everywhere")
        # In UTC first: a time at the edge of the calendar must fail here, not when somebody reads it.
        return (value.astimezone(UTC) - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else _EPOCH + value * _MICROSECOND


class Word(TypeDecorator[StrEnum]):
    """A StrEnum kept by its value (SQLAlchemy's own Enum keeps the name), read back as its member."""

    impl = String(30)
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: StrEnum | str | None, dialect: Dialect) -> str | None:
        return None if value is None else self.words(value).value

    def process_result_value(self, value: Any, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.words(value)
