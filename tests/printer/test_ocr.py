import os
import shutil
import subprocess
from pathlib import Path

import pytest

from printer.drawing import draw
from printer.driver import Result, TcpPrinter
from printer.virtual import VirtualPrinter
from tests.printer import slips

OF_NUMBERS = "ABCDE0123456789"
"""What a number is made of, as everybody in the hall knows; else a program takes 0 for O, which no series is."""


@pytest.mark.skipif(not shutil.which("tesseract"), reason="NOT CHECKED: tesseract is not installed (tesseract-ocr)")
@pytest.mark.parametrize("width", [384, 512, 576])
@pytest.mark.parametrize("name", ["zh-Hans", "zh-Hant", "en"])
def test_a_reading_program_reads_the_number_from_the_paper(name: str, width: int, tmp_path: Path) -> None:
    slip = slips.ALL[name]
    with VirtualPrinter("kiosk", width=width) as virtual:
        printer = TcpPrinter(virtual.address)
        assert printer.print(draw(slip, width)).result is Result.CONFIRMED
        printer.close()
        assert virtual.wait_for_papers(1, 5)
    picture = tmp_path / "paper.png"
    virtual.papers[0].picture().convert("L").save(picture, dpi=(203, 203))
    command = ["tesseract", str(picture), "-", "--psm", "11", "-c", f"tessedit_char_whitelist={OF_NUMBERS}"]
    read = subprocess.run(
        command, capture_output=True, text=True, check=True, env={**os.environ, "OMP_THREAD_LIMIT": "1"}
    )
    assert slip.number in read.stdout.split()
