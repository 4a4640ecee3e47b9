"""What the documents show is run."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from config.settings import Settings
from tests.server.running import RunningServer

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(shutil.which("curl") is None or os.name == "nt", reason="needs curl and sh")
def test_the_visit_with_curl_works_as_written(tmp_path: Path) -> None:
    with RunningServer(tmp_path / "data") as server:
        done = subprocess.run(
            ["sh", str(ROOT / "docs" / "visit.sh"), server.address, str(server.data)],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            cwd=ROOT,
            env={**os.environ, "PATH": os.defpath},  # as whoever has only set up: nothing of ours on the PATH
        )
    assert done.returncode == 0, done.stdout + done.stderr
    assert '"state":"serving"' in done.stdout
    assert '"outcome":"finished"' in done.stdout
    log = done.stdout.split("spreadsheet:\n")[1]
    assert re.search(r"^\d+,A001,FARM,normal,zh-Hans,done,finished,", log, re.MULTILINE)


def test_every_setting_is_documented() -> None:
    pages = (ROOT / "docs" / "run.md").read_text("utf-8")
    for name in Settings.model_fields:
        assert f"`HALLQUEUE_{name.upper()}`" in pages, name


def test_every_command_of_the_readme_exists() -> None:
    from server.cli import main

    readme = (ROOT / "README.md").read_text("utf-8") + (ROOT / "docs" / "run.md").read_text("utf-8")
    for command in re.findall(r"run\.py (\w+)", readme):
        assert command in {*main.commands, "test", "bench"}


@pytest.mark.parametrize("page", [*sorted(ROOT.glob("docs/*.md")), ROOT / "README.md"], ids=lambda page: page.name)
def test_every_link_between_the_pages_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)", page.read_text("utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target
