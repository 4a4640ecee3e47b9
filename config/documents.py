"""Reading and writing plans: TOML for people, JSON for the database."""

from __future__ import annotations

import tomllib
from importlib import resources
from pathlib import Path
from typing import Any

import tomlkit
from pydantic import ValidationError
from tomlkit.items import AoT, Table

from config import checks
from config.plan import Plan
from config.problems import PlanInvalid, Problem, from_pydantic

LARGEST = 1_000_000
"""Bytes; a plan is some ten thousand, and nothing larger is worth reading."""


def read_plan(document: dict[str, Any]) -> Plan:
    """A plan from plain data. Raises PlanInvalid with every fault found."""
    try:
        plan = Plan.model_validate(document)
    except ValidationError as error:
        raise PlanInvalid(from_pydantic(error, Plan)) from error
    faults = checks.problems(plan)
    if faults:
        raise PlanInvalid(faults)
    return plan


def read_toml(text: str) -> Plan:
    """A plan from TOML. Raises PlanInvalid."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PlanInvalid([Problem("the file", None, f"is no TOML: {error}.")]) from error
    return read_plan(document)


def read_file(path: Path) -> Plan:
    """A plan from a TOML file in UTF-8, with or without a byte order mark. Raises PlanInvalid, OSError."""
    raw = path.read_bytes()
    if len(raw) > LARGEST:
        raise PlanInvalid([Problem(path.name, None, f"is larger than {LARGEST} bytes; that is no plan.")])
    try:
        return read_toml(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise PlanInvalid([Problem(path.name, None, "is not UTF-8; save it as UTF-8 in your editor.")]) from error


def default_plan() -> Plan:
    """The model hall, `config/hall.toml`."""
    return read_toml(resources.files("config").joinpath("hall.toml").read_text("utf-8"))


def read_json(text: str) -> Plan:
    """A plan as the database keeps it; it was checked when it was published."""
    return Plan.model_validate_json(text)


def to_json(plan: Plan) -> str:
    """Written in full: a later change of a default must not change what an old version meant."""
    return plan.model_dump_json()


def to_toml(plan: Plan) -> str:
    """TOML that reads back as the same plan; what is at its default is left out."""
    document = tomlkit.document()
    document.add(tomlkit.comment("Exported by hallqueue. config/hall.toml of the program explains every key."))
    content = plan.model_dump(mode="json", exclude_defaults=True)
    for key, value in content.items():
        document.add(key, _tables(value) if _is_tables(value) else _table(value))
    return tomlkit.dumps(document)


def _is_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(entry, dict) for entry in value)


def _tables(entries: list[dict[str, Any]]) -> AoT:
    tables = tomlkit.aot()
    for entry in entries:
        tables.append(_table(entry))
    return tables


def _table(entry: dict[str, Any]) -> Table:
    """A table with its plain keys first; small maps such as names stand on one line."""
    table = tomlkit.table()
    for key, value in sorted(entry.items(), key=lambda pair: _is_tables(pair[1])):
        if value is None:
            continue
        if _is_tables(value):
            table.append(key, _tables(value))
        elif isinstance(value, dict):
            table.append(key, _inline(value))
        else:
            table.append(key, value)
    return table


def _inline(value: dict[str, Any]) -> Any:
    line = tomlkit.inline_table()
    for key, entry in value.items():
        if entry is not None:
            line.append(key, _inline(entry) if isinstance(entry, dict) else entry)
    return line
