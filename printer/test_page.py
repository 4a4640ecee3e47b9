"""The page that shows that a printer works: width, straightness, blackness, the languages, the time."""

from __future__ import annotations

from datetime import datetime

from PIL import Image

from printer.drawing import draw
from printer.slip import Slip


def draw_test_page(hall: str, at: datetime, language: str, width: int) -> Image.Image:
    """A slip like any other, marked as a test, so that what comes out is what citizens will get."""
    papers = ["简体：惠农补贴、残疾人证", "繁體：惠農補貼、身心障礙證明", "English: ABC abc 0123456789"]
    return draw(
        Slip(language=language, hall=hall, number="A000", issued_at=at, service="TEST 测试 測試", papers=papers), width
    )
