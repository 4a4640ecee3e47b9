"""What is wrong with a plan, said so that whoever wrote it can mend it: the key, the value, what is allowed."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import BaseModel, ValidationError


@dataclass(frozen=True)
class Problem:
    """One fault. `key` is the path as written in TOML, `services[2].series`; counting starts at 1, as people do."""

    key: str
    value: Any
    allowed: str
    meant: str | None = None

    def __str__(self) -> str:
        shown = "" if self.value is None else f" = {_short(self.value)}"
        meant = f" Did you mean {self.meant!r}?" if self.meant else ""
        return f"{self.key}{shown}: {self.allowed}{meant}"


class PlanInvalid(Exception):
    """A document that is not a plan; `problems` lists every fault found, in the order of the document."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(str(problem) for problem in problems))


def nearest(word: object, known: Iterable[object]) -> str | None:
    """The known word that was probably meant, or None."""
    words = {str(entry).casefold(): str(entry) for entry in known}
    found = difflib.get_close_matches(str(word).casefold(), list(words), n=1, cutoff=0.6)
    return words[found[0]] if found else None


def listed(words: Iterable[object]) -> str:
    return ", ".join(str(word) for word in words)


def from_pydantic(error: ValidationError, schema: type[BaseModel]) -> list[Problem]:
    """One Problem for each of pydantic's errors."""
    return [_problem(dict(entry), schema) for entry in error.errors(include_url=False)]


def key_path(parts: Sequence[str | int]) -> str:
    """`("services", 1, "series")` as `services[2].series`."""
    path = ""
    for part in parts:
        if isinstance(part, int):
            path += f"[{part + 1}]"
        elif part != "[key]":
            path += f".{part}" if path else str(part)
    return path


def _problem(entry: dict[str, Any], schema: type[BaseModel]) -> Problem:
    location, kind = entry["loc"], entry["type"]
    key = key_path(location)
    if kind == "extra_forbidden":
        known = _fields_at(schema, location[:-1])
        return Problem(key, None, f"there is no such key here; allowed: {listed(known)}.", nearest(location[-1], known))
    if kind == "missing":
        return Problem(key, None, "this key is missing.")
    allowed = str(entry["msg"]).removeprefix("Value error, ")
    if kind == "string_pattern_mismatch":
        allowed = f"must look like {entry['ctx']['pattern']}"
    meant = None
    if kind == "literal_error":
        meant = nearest(entry["input"], entry["ctx"]["expected"].replace("'", "").replace(" or ", ", ").split(", "))
    return Problem(key, entry["input"], f"{allowed.rstrip('.')}.", meant)


def _fields_at(schema: type[BaseModel], location: Sequence[str | int]) -> list[str]:
    """The keys that the table at `location` may have."""
    model: Any = schema
    for part in location:
        if isinstance(part, int) or not (isinstance(model, type) and issubclass(model, BaseModel)):
            continue
        field = model.model_fields.get(part)
        model = _model_in(field.annotation) if field else None
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        return []
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_in(annotation: Any) -> Any:
    """The model inside `list[Model]` or `Model | None`."""
    for inner in (annotation, *get_args(annotation)):
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            return inner
    return None


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
