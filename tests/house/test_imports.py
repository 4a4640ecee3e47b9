"""The arrows between the rooms (DESIGN.md §3) are kept by these tests, not by good will."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FACES = {"kiosk", "display", "counters", "manager", "citizen", "printer", "voice"}
MAY_IMPORT = {
    "config": set(),
    "queueing": {"config"},
    "web": {"queueing", "config"},
    **{face: {"web", "queueing", "config"} for face in FACES},
    "server": {"web", "queueing", "config", *FACES},
}
MODULES = [path for room in MAY_IMPORT for path in sorted((ROOT / room).rglob("*.py"))]
RULES = ["ticket", "order", "numbering", "events", "errors", "people"]


def imported(path: Path) -> set[str]:
    """The top-level names that a module imports anywhere, also inside functions."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute here"
            found.add((node.module or "").split(".")[0])
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_imports_only_from_the_rooms_it_may(path: Path) -> None:
    room = path.relative_to(ROOT).parts[0]
    assert imported(path) & set(MAY_IMPORT) <= MAY_IMPORT[room] | {room}


@pytest.mark.parametrize("module", RULES)
def test_the_rules_know_no_database_no_web_and_no_clock(module: str) -> None:
    source = (ROOT / "queueing" / f"{module}.py").read_text("utf-8")
    assert not imported(ROOT / "queueing" / f"{module}.py") & {"sqlalchemy", "flask", "gevent", "time", "threading"}
    assert ".now(" not in source


def test_no_room_shadows_the_standard_library() -> None:
    forbidden = {"queue", "calendar", "statistics", "logging", "platform"}
    assert not forbidden & {path.name for path in ROOT.iterdir() if path.is_dir()}


def test_every_room_is_in_the_wheel() -> None:
    import tomllib

    packages = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert set(packages["packages"]) == {room for room in MAY_IMPORT if (ROOT / room / "__init__.py").exists()}
