"""The one command says in one line what is missing, also to a Python that is too old to run anything else."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import run

ROOT = Path(__file__).parents[2]

NO_INTERNET = (
    "WARNING: Retrying (Retry(total=4)) after connection broken by 'NewConnectionError('<pip._vendor.urllib3>: Failed "
    "to establish a new connection: [Errno 111] Connection refused')': /simple/hatchling/\n"
    "ERROR: No matching distribution found for hatchling"
)


def said(capsys: pytest.CaptureFixture[str]) -> str:
    text = capsys.readouterr().err
    assert text.count("\n") == 1, "one line"
    return text


@pytest.mark.parametrize(
    ("log", "line"),
    [
        (NO_INTERNET, "No internet: the first set-up has to fetch its parts."),
        ("ERROR: Could not find a version that satisfies hatchling (from versions: none)", "No internet"),
        ("npm error code ENOTFOUND\nERROR: Failed to build", "No internet"),
        ("OSError: [Errno 28] No space left on device", "The disk is full: make room and start again."),
        ("ERROR: Something else\n", "The set-up failed: ERROR: Something else"),
        ("", "The set-up failed: pip stopped."),
    ],
)
def test_why_a_set_up_failed_is_one_line_with_what_to_do(log: str, line: str) -> None:
    why = run.why_not(log)
    assert why.startswith(line)
    assert "\n" not in why
    assert ".venv-install.log" in why


def test_a_python_that_is_too_old_is_told_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 1))
    with pytest.raises(SystemExit):
        run.main()
    assert "needs Python 3.11 or newer, this is 3.10" in said(capsys)


def test_a_python_without_venv_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    monkeypatch.setattr(run, "fingerprint", lambda: "never installed")
    with pytest.raises(SystemExit):
        run.set_up("")
    assert "apt install python3-venv" in said(capsys)


def test_what_an_installation_depends_on_is_in_its_fingerprint(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = run.fingerprint()
    for name in ("pyproject.toml", "constraints.txt", "package.json", "package-lock.json", "hatch_build.py"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    monkeypatch.setattr(run, "ROOT", str(tmp_path))
    without_catalogs = run.fingerprint()
    (tmp_path / "package-lock.json").write_text("{}")
    assert len({before, without_catalogs, run.fingerprint()}) == 3


def test_an_old_python_can_read_it() -> None:
    source = (ROOT / "run.py").read_text("utf-8")
    assert not re.search(r"\bf['\"]|:=|\*words|->|match ", source)


def test_setting_up_again_is_quick_and_silent() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "run.py"), "--version"], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    assert "Setting up" not in done.stdout
    assert "hallqueue, version" in done.stdout
