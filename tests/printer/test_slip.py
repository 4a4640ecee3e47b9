from dataclasses import replace
from datetime import datetime

import pytest
from PIL import Image, ImageChops

from printer.drawing import draw
from printer.layout import Block
from printer.scale import SCALES, WIDTHS
from printer.slip import Slip
from tests.printer import slips
from tests.printer.golden import CASES, golden


def ink_box(picture: Image.Image) -> tuple[int, int, int, int]:
    box = ImageChops.invert(picture.convert("L")).getbbox()
    assert box is not None
    return box


@pytest.mark.parametrize("name", list(CASES))
def test_a_slip_comes_out_dot_for_dot_as_its_golden_picture(name: str) -> None:
    slip, width = CASES[name]
    drawn, wanted = draw(slip, width), golden(name)
    assert drawn.mode == wanted.mode == "1"
    assert drawn.size == wanted.size
    assert drawn.tobytes() == wanted.tobytes()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", list(slips.ALL))
def test_nothing_is_clipped(name: str, width: int) -> None:
    picture = draw(slips.ALL[name], width)
    left, top, right, bottom = ink_box(picture)
    margin = SCALES[width].margin
    assert picture.width == width
    assert left >= margin
    assert right <= width - margin
    assert top >= margin // 2
    assert bottom <= picture.height - margin


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
@pytest.mark.parametrize("ahead", [None, 0, 1, 99, 12345])
@pytest.mark.parametrize("estimate", [None, (1, 5), (100, 180), (1000, 9999)])
def test_figures_never_run_into_each_other(
    width: int, language: str, ahead: int | None, estimate: tuple[int, int] | None
) -> None:
    slip = replace(slips.ORDINARY[language], ahead=ahead, estimate=estimate, url=None)
    left, _, right, _ = ink_box(draw(slip, width))
    assert left >= SCALES[width].margin
    assert right <= width - SCALES[width].margin


def test_the_number_is_the_largest_thing_on_the_slip(monkeypatch: pytest.MonkeyPatch) -> None:
    heights = heights_of_blocks(monkeypatch, slips.SIMPLIFIED)
    assert heights["Hero"] > 2 * max(height for kind, height in heights.items() if kind == "Lines")


def heights_of_blocks(monkeypatch: pytest.MonkeyPatch, slip: Slip) -> dict[str, int]:
    """The tallest block of each kind on a slip."""
    tallest: dict[str, int] = {}

    def note(strip: object, block: Block, gap: int = 0) -> None:
        kind = type(block).__name__
        tallest[kind] = max(tallest.get(kind, 0), block.height)

    monkeypatch.setattr("printer.layout.Strip.add", note)
    draw(slip)
    return tallest


def texts(monkeypatch: pytest.MonkeyPatch, slip: Slip) -> str:
    """All that is written on a slip."""
    said: list[str] = []
    monkeypatch.setattr("printer.fonts.Type.paint", lambda type_, draw, x, y, text, fill=0: said.append(text))
    draw(slip)
    return "".join(said)


def test_no_letter_is_smaller_than_an_old_eye_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: set[int] = set()
    monkeypatch.setattr("printer.fonts.Type.paint", lambda type_, *_: sizes.add(type_.size))
    for width in WIDTHS:
        for slip in slips.ALL.values():
            draw(slip, width)
    assert min(sizes) >= 24


def test_a_private_service_is_named_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    said = texts(monkeypatch, slips.PRIVATE_COPY)
    assert "E021" in said
    assert "信访" not in said


def test_every_slip_says_that_windows_call_separately(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "各窗口分别叫号，号码可能不连续" in texts(monkeypatch, slips.SIMPLIFIED)


def test_a_reprint_says_so_and_a_first_print_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "补印" in texts(monkeypatch, slips.PRIVATE_COPY)
    assert "补印" not in texts(monkeypatch, slips.SIMPLIFIED)


def test_an_unknown_wait_is_said_to_be_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "暂时无法估计" in texts(monkeypatch, replace(slips.SIMPLIFIED, estimate=None))


def test_nobody_before_you_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "无人等候" in texts(monkeypatch, replace(slips.SIMPLIFIED, ahead=0))


def test_a_ticket_that_no_longer_waits_says_nothing_of_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "预计等候" not in texts(monkeypatch, replace(slips.SIMPLIFIED, ahead=None, estimate=None))


def test_the_code_on_the_paper_is_the_code_of_the_address() -> None:
    import segno

    wanted = [list(row) for row in segno.make(slips.URL, error="m", micro=False).matrix]
    for width in WIDTHS:
        assert find_code(draw(slips.ENGLISH, width), SCALES[width].margin, len(wanted)) == wanted


def find_code(picture: Image.Image, left: int, modules: int) -> list[list[int]]:
    """The modules of the QR code, found by its three corners being the lowest block of ink at the left margin."""
    column = [picture.getpixel((left, y)) == 0 for y in range(picture.height)]
    runs, start = [], None
    for y, dark in enumerate([*column, False]):
        if dark and start is None:
            start = y
        elif not dark and start is not None:
            runs.append((start, y))
            start = None
    corners = [run for run in runs if run[1] - run[0] > 20]
    module = (corners[0][1] - corners[0][0]) // 7
    top = corners[0][0]
    middle = module // 2
    return [
        [int(picture.getpixel((left + x * module + middle, top + y * module + middle)) == 0) for x in range(modules)]
        for y in range(modules)
    ]


def test_without_an_address_there_is_no_code(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Code" not in heights_of_blocks(monkeypatch, slips.SIMPLIFIED)


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        replace(slips.SIMPLIFIED, issued_at=datetime(2026, 11, 5, 9, 42))  # noqa: DTZ001


def test_a_width_that_no_printer_has_is_refused() -> None:
    with pytest.raises(ValueError, match="384, 512, 576"):
        draw(slips.SIMPLIFIED, 400)
