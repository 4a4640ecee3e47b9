"""The web fonts: what they cover, and that a machine without a Chinese font shows characters and no boxes."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import uharfbuzz
from fontTools.ttLib import TTFont
from noto_cjk_sans_otc import FONT_PATH
from playwright.sync_api import Browser, expect

import hatch_build
from tests.browser import FLAGS, Pages, chromium
from tests.server.running import RunningServer

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / hatch_build.FONTS
SCRIPTS = {script.family: script for script in hatch_build.SCRIPTS}

# Four symbols of Big5 that Noto has at other code points.
NOT_IN_NOTO = set("‾≒ˍ∼")

FONTCONFIG = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{folder}</dir><cachedir>{folder}/cache</cachedir></fontconfig>"""

# Draws each character by itself with the fonts of an element and tells the pictures apart.
PICTURES = """([selector, text]) => {
  const pen = new OffscreenCanvas(60, 60).getContext('2d');
  pen.font = `40px ${getComputedStyle(document.querySelector(selector)).fontFamily}`;
  return [...text].map(character => {
    pen.clearRect(0, 0, 60, 60);
    pen.fillText(character, 5, 45);
    return pen.getImageData(0, 0, 60, 60).data.join();
  });
}"""


def ranges(text: str) -> set[int]:
    ends = [piece.removeprefix("U+").split("-") for piece in text.split(",")]
    return {code for end in ends for code in range(int(end[0], 16), int(end[-1], 16) + 1)}


def files(family: str) -> dict[str, set[int]]:
    """Each font file and for which characters a browser fetches it."""
    rules = re.findall(rf'"{family}".*?url\("(.*?)"\).*?unicode-range: (.*?);', (FOLDER / "fonts.css").read_text())
    return {name: ranges(stretch) for name, stretch in rules}


def covered(family: str) -> set[int]:
    """The characters that a browser finds: in a file, and in the range by which it looks for the file."""
    return {code for name, wanted in files(family).items() for code in wanted & characters(FOLDER / name)}


def characters(file: Path) -> set[int]:
    with TTFont(file) as font:
        return set(font.getBestCmap())


@pytest.mark.parametrize("family", SCRIPTS)
def test_the_national_character_set_and_every_word_of_the_house_are_covered(family: str) -> None:
    script = SCRIPTS[family]
    wanted = {
        *hatch_build.words(ROOT, script.language),
        *(hatch_build.decoded(script, range(0xA1, 0xFA)) - set(map(ord, NOT_IN_NOTO))),
    }
    assert "".join(map(chr, sorted(wanted - covered(family)))) == ""


@pytest.mark.parametrize("family", SCRIPTS)
def test_digits_are_of_one_width_and_the_font_does_not_go_by_the_originals_name(family: str) -> None:
    with TTFont(FOLDER / f"{family[-2:].lower()}-words.woff2") as font:
        assert len({font["hmtx"][font.getBestCmap()[ord(digit)]][0] for digit in "0123456789"}) == 1
        assert font["name"].getDebugName(1) == family
        assert "SIL Open Font License" in font["name"].getDebugName(13)


def test_the_licence_goes_along() -> None:
    text = (FOLDER / "OFL.txt").read_text("utf-8")
    assert text.startswith("© 2014-2021 Adobe")
    assert "SIL OPEN FONT LICENSE Version 1.1" in text


def test_a_text_of_a_plan_goes_to_the_font_of_its_language() -> None:
    assert {*map(ord, "惠农补贴")} <= hatch_build.words(ROOT, "zh-Hans")
    assert not {*map(ord, "农补贴")} & hatch_build.words(ROOT, "zh-Hant")


def test_fonts_that_are_there_are_not_made_again() -> None:
    before = (FOLDER / "fonts.css").stat().st_mtime_ns
    hatch_build.make_fonts(ROOT)
    assert (FOLDER / "fonts.css").stat().st_mtime_ns == before


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    with RunningServer(tmp_path_factory.mktemp("fonts") / "data") as server:
        yield server


def machine(browser: Browser, folder: Path, characters: str, family: str) -> Browser:
    """A Chromium that has one font, which has only these characters."""
    folder.mkdir(exist_ok=True)
    wanted = uharfbuzz.SubsetInput()
    wanted.unicode_set.update([*range(0x20, 0x7F), *map(ord, characters)])
    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(FONT_PATH)), 2)
    with TTFont(io.BytesIO(uharfbuzz.subset(face, wanted).blob.data)) as font:
        for name_id in (1, 4, 6):
            font["name"].setName(family, name_id, 3, 1, 0x409)
        font.save(folder / "font.otf")
    (folder / "fonts.conf").write_text(FONTCONFIG.format(folder=folder))
    environment = {**os.environ, "FONTCONFIG_FILE": str(folder / "fonts.conf")}
    return browser.browser_type.launch(executable_path=chromium(), args=FLAGS, env=environment)


def fetched(pages: Pages) -> set[str]:
    return {url.rsplit("/", 1)[1] for url in pages.asked if url.endswith(".woff2")}


@pytest.mark.browser
@pytest.mark.parametrize(("language", "name"), [("zh-CN", "清河镇便民服务大厅"), ("zh-TW", "清河鎮便民服務大廳")])
def test_a_machine_without_a_chinese_font_shows_no_boxes(
    browser: Browser, server: RunningServer, tmp_path: Path, language: str, name: str
) -> None:
    with machine(browser, tmp_path / "fonts", "", "Latin Only") as bare:
        pages = Pages(bare, server.address)
        page = pages.open("/", language=language)
        expect(page.locator("h1")).to_have_text(name)
        loaded = page.evaluate(
            "async () => [...await document.fonts.ready].filter(f => f.status == 'loaded').map(f => f.family)"
        )
        assert {text.strip('"') for text in loaded} == {"Hall Sans SC", "Hall Sans TC"}  # both: the language buttons
        assert fetched(pages) == {"sc-words.woff2", "tc-words.woff2"}
        pictures = page.evaluate(PICTURES, ["h1", name])
        assert len(set(pictures)) == len(name)
        assert page.evaluate(PICTURES, ["h1", "\ue000"])[0] not in pictures  # the box
        assert pages.complaints == []


@pytest.mark.browser
def test_a_rare_character_fetches_the_files_of_its_stretch_and_is_drawn(
    browser: Browser, server: RunningServer, tmp_path: Path
) -> None:
    with machine(browser, tmp_path / "fonts", "", "Latin Only") as bare:
        pages = Pages(bare, server.address)
        page = pages.open("/")
        page.evaluate("document.fonts.ready")
        before = fetched(pages)
        page.locator("h1").evaluate("h1 => h1.textContent = '鼯麒'")
        page.wait_for_timeout(300)
        page.evaluate("document.fonts.ready")
        of_its_stretch = {name for name, wanted in files("Hall Sans SC").items() if wanted & {ord("鼯")}}
        assert len(of_its_stretch) == 2  # the common and the rare one
        assert fetched(pages) - before == of_its_stretch
        one, two, box = page.evaluate(PICTURES, ["h1", "鼯麒\ue000"])
        assert len({one, two, box}) == 3


@pytest.mark.browser
def test_a_machine_with_a_chinese_font_of_its_own_fetches_none(
    browser: Browser, server: RunningServer, tmp_path: Path
) -> None:
    words = [hatch_build.words(ROOT, script.language) for script in SCRIPTS.values()]
    every = "".join(map(chr, {*hatch_build.EVERYWHERE}.union(*words)))
    with machine(browser, tmp_path / "fonts", every, "Microsoft YaHei") as rich:
        pages = Pages(rich, server.address)
        page = pages.open("/")
        page.evaluate("document.fonts.ready")
        page.wait_for_load_state("networkidle")
        assert fetched(pages) <= {"tc-words.woff2"}  # for the language button 繁體中文
