"""The wheel carries all that a hall needs: it is built, put into an empty environment, and served from."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest
import requests

from tests.server.running import RunningServer

ROOT = Path(__file__).parents[2]

CARRIED = (
    "config/hall.toml", "config/examples/township-hours.toml", "queueing/store/migrations/env.py",
    "queueing/store/migrations/versions/0001_first_tables.py", "web/templates/base.html", "web/static/theme.css",
    "web/static/live.js", "web/static/vendor/socket.io.min.js", "web/translations/zh_Hans/LC_MESSAGES/messages.mo",
    "web/translations/zh_Hant/LC_MESSAGES/messages.mo", "web/static/fonts/fonts.css", "web/static/fonts/OFL.txt",
    "web/static/fonts/sc-words.woff2", "web/static/fonts/tc-words.woff2",
    "kiosk/templates/kiosk.html", "kiosk/static/kiosk.js",
    "kiosk/static/kiosk.css",
)  # fmt: skip


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built as `pip wheel` would, with the build's own requirements taken from this environment: nothing is fetched."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = folder.glob("hallqueue-*.whl")
    return built


def test_the_wheel_carries_pages_scripts_browser_parts_translations_and_plans(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert set(CARRIED) <= names
    assert not [name for name in names if name.startswith(("tests/", "bench/", "data/"))]


def test_a_hall_is_served_from_the_wheel_in_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    python = empty_environment_with(wheel, tmp_path / "env")
    where = subprocess.run(
        [python, "-c", "import server, sys; print(server.__file__)"], capture_output=True, text=True, cwd=tmp_path
    ).stdout
    assert str(tmp_path) in where
    with RunningServer(tmp_path / "data", command=[python, "-m", "server.cli"]) as server:
        assert "清河镇便民服务大厅" in requests.get(server.address, timeout=5).text
        for part in ("vendor/socket.io.min.js", "fonts/sc-words.woff2"):
            assert requests.get(f"{server.address}/static/{part}", timeout=5).status_code == 200
        page = requests.get(f"{server.address}/sign-in", headers={"Accept-Language": "zh-TW"}, timeout=5).text
        assert "登入" in page


def empty_environment_with(wheel: Path, folder: Path) -> str:
    """An environment with the wheel unpacked as pip unpacks it, and the libraries that this environment has.

    The libraries come by a path line, so that nothing is fetched. A path that a .pth file adds does not have its own
    .pth files read: the editable install of this checkout stays out of sight.
    """
    venv.create(folder, with_pip=False)
    python = str(folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python"))
    site = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    zipfile.ZipFile(wheel).extractall(site)
    Path(site, "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python
