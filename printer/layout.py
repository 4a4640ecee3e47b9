"""Blocks that stand one under another on a strip of paper. Everything is in dots; ink is 0, paper 255."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from PIL import Image, ImageDraw

from printer.fonts import Type

INK, PAPER = 0, 255

THRESHOLD = 150
"""Grey lighter than this is paper. A little over the middle: thin strokes at reading size would break up at 128."""

ABOVE_BASELINE = 0.86
"""How far a Chinese character rises over the baseline, in sizes; what is left hangs below it."""


class Block(Protocol):
    """Something with a height that paints itself into the strip between `left` and `left + width`."""

    @property
    def height(self) -> int: ...

    def paint(self, draw: ImageDraw.ImageDraw, left: int, top: int, width: int) -> None: ...


class Strip:
    """Paper of one width to which blocks are added from top to bottom."""

    def __init__(self, width: int, margin: int) -> None:
        self.width, self.margin = width, margin
        self.inner = width - 2 * margin
        self._blocks: list[tuple[int, Block]] = []
        self._end = 0

    def add(self, block: Block, gap: int = 0) -> None:
        """Put `block` under the last one, `gap` dots below it."""
        self._blocks.append((self._end + gap, block))
        self._end += gap + block.height

    def picture(self, below: int) -> Image.Image:
        """The strip as a 1-bit picture (black is ink), with `below` dots of paper under the last block."""
        canvas = Image.new("L", (self.width, self._end + below), PAPER)
        draw = ImageDraw.Draw(canvas)
        for top, block in self._blocks:
            block.paint(draw, self.margin, top, self.inner)
        return canvas.point([INK if value < THRESHOLD else PAPER for value in range(256)], mode="1")


@dataclass(frozen=True)
class Lines:
    """Lines of text, centred by their ink or set from the left."""

    lines: Sequence[str]
    type: Type
    leading: int
    centred: bool = True

    @property
    def height(self) -> int:
        return self.leading * len(self.lines)

    def paint(self, draw: ImageDraw.ImageDraw, left: int, top: int, width: int) -> None:
        for index, line in enumerate(self.lines):
            baseline = (
                top + index * self.leading + (self.leading - self.type.size) / 2 + ABOVE_BASELINE * self.type.size
            )
            start, _, end, _ = self.type.ink(line)
            x = left + (width - (end - start)) / 2 - start if self.centred else left - start
            self.type.paint(draw, x, baseline, line)


@dataclass(frozen=True)
class Hero:
    """One text as tall as its ink, centred, its letters set `apart` so many dots more than usual: the number."""

    text: str
    type: Type
    apart: int

    @property
    def height(self) -> int:
        _, top, _, bottom = self.type.ink(self.text)
        return bottom - top

    def width(self) -> int:
        start, _, end, _ = self.type.ink(self.text)
        return end - start + self.apart * (len(self.text) - 1)

    def paint(self, draw: ImageDraw.ImageDraw, left: int, top: int, width: int) -> None:
        start, above, _, _ = self.type.ink(self.text)
        x = left + (width - self.width()) / 2 - start
        for letter in self.text:
            self.type.paint(draw, x, top - above, letter)
            x += self.type.length(letter) + self.apart


@dataclass(frozen=True)
class Rule:
    """A line across the strip."""

    height: int

    def paint(self, draw: ImageDraw.ImageDraw, left: int, top: int, width: int) -> None:
        draw.rectangle((left, top, left + width - 1, top + self.height - 1), fill=INK)


@dataclass(frozen=True)
class Tags:
    """Words in boxes side by side, centred; a solid one is white on black."""

    tags: Sequence[tuple[str, bool]]
    type: Type

    @property
    def height(self) -> int:
        return round(self.type.size * 1.55)

    def _widths(self) -> list[int]:
        return [round(self.type.length(text) + self.type.size) for text, _ in self.tags]

    def width(self) -> int:
        return sum(self._widths()) + self.type.size // 2 * (len(self.tags) - 1)

    def paint(self, draw: ImageDraw.ImageDraw, left: int, top: int, width: int) -> None:
        x = left + (width - self.width()) // 2
        for (text, solid), wide in zip(self.tags, self._widths(), strict=True):
            box = (x, top, x + wide - 1, top + self.height - 1)
            draw.rounded_rectangle(box, self.height // 5, fill=INK if solid else PAPER, outline=INK, width=2)
            start, _, end, _ = self.type.ink(text)
            baseline = top + (self.height - self.type.size) / 2 + ABOVE_BASELINE * self.type.size
            self.type.paint(draw, x + (wide - (end - start)) / 2 - start, baseline, text, PAPER if solid else INK)
            x += wide + self.type.size // 2


@dataclass(frozen=True)
class Code:
    """A QR code at the left (`rows` of dark and light modules, its quiet zone not among them), a text beside it."""

    rows: Sequence[Sequence[int]]
    module: int
    beside: Lines
    gap: int

    @property
    def _side(self) -> int:
        return len(self.rows) * self.module

    @property
    def height(self) -> int:
        return max(self._side, self.beside.height)

    def paint(self, draw: ImageDraw.ImageDraw, left: int, top: int, width: int) -> None:
        for y, row in enumerate(self.rows):
            for x, dark in enumerate(row):
                if dark:
                    corner = (left + x * self.module, top + y * self.module)
                    draw.rectangle((*corner, corner[0] + self.module - 1, corner[1] + self.module - 1), fill=INK)
        start = self._side + self.gap
        self.beside.paint(draw, left + start, top + (self.height - self.beside.height) // 2, width - start)
