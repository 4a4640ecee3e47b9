"""How large things are on each width of paper, in dots; a printer for slips has 8 a millimetre."""

from __future__ import annotations

from dataclasses import dataclass

SMALLEST = 24
"""No letter on a slip is set smaller (3 mm), short of a number that would not fit its paper."""

QUIET = 4
"""Modules of white that a QR code needs around it."""


@dataclass(frozen=True)
class Scale:
    """Sizes in dots for one width of paper."""

    margin: int
    hall: int
    service: tuple[int, ...]
    number: int
    figure: int
    label: int
    body: int
    small: int
    gap: int


SCALES = {
    576: Scale(
        margin=18, hall=38, service=(60, 54, 48, 42), number=202, figure=60, label=28, body=32, small=27, gap=26
    ),
    512: Scale(
        margin=16, hall=34, service=(54, 48, 42, 38), number=180, figure=54, label=27, body=30, small=26, gap=23
    ),
    384: Scale(
        margin=10, hall=28, service=(42, 38, 34, 32), number=136, figure=42, label=25, body=27, small=24, gap=18
    ),
}

WIDTHS = tuple(sorted(SCALES))
"""48 mm of a 58 mm roll, 64 mm and 72 mm of an 80 mm roll."""
