"""The linters and the types are part of the tests: one command passes all of it."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "command",
    [["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"]],
    ids=["ruff check", "ruff format", "mypy --strict"],
)
def test_the_tools_find_nothing(command: list[str]) -> None:
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_run_py_parses_on_a_python_that_is_too_old_so_that_it_can_say_so() -> None:
    ast.parse((ROOT / "run.py").read_text("utf-8"), feature_version=(3, 4))


def test_the_lock_of_the_browser_parts_names_no_address() -> None:
    assert "://" not in (ROOT / "package-lock.json").read_text("utf-8")
