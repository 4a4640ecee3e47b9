"""The two figures a citizen waits by, and the list of papers to have ready."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import ImageDraw

from printer.fonts import Type
from printer.layout import ABOVE_BASELINE, INK, Lines

Run = tuple[str, Type]
"""A piece of a line in letters of its own size."""


@dataclass(frozen=True)
class Figure:
    """A label and, in pieces of several sizes on one baseline, what it says: 前面还有 · 5 位."""

    label: str
    label_type: Type
    value: Sequence[Run]

    def label_length(self) -> float:
        return self.label_type.length(self.label)

    def value_length(self) -> float:
        return sum(type_.length(text) for text, type_ in self.value) + self._space() * (len(self.value) - 1)

    def _space(self) -> float:
        return max(type_.size for _, type_ in self.value) / 6

    def rise(self) -> int:
        return round(max(type_.size for _, type_ in self.value) * ABOVE_BASELINE)

    def paint_label(self, draw: ImageDraw.ImageDraw, x: float, baseline: float) -> None:
        self.label_type.paint(draw, x, baseline, self.label)

    def paint_value(self, draw: ImageDraw.ImageDraw, x: float, baseline: float) -> None:
        for text, type_ in self.value:
            type_.paint(draw, x, baseline, text)
            x += type_.length(text) + self._space()


@dataclass(frozen=True)
class Columns:
    """Figures side by side, each label over its value, a hairline between."""

    figures: Sequence[Figure]
    hairline: int = 2

    def _needs(self) -> list[float]:
        return [max(figure.label_length(), figure.value_length()) for figure in self.figures]

    def _gap(self) -> int:
        return self.figures[0].label_type.size

    def fits(self, width: int) -> bool:
        return sum(self._needs()) + 2 * self._gap() * (len(self.figures) - 1) <= width

    def _label_height(self) -> int:
        return round(self.figures[0].label_type.size * 1.35)

    @property
    def height(self) -> int:
        return self._label_height() + round(max(figure.rise() for figure in self.figures) * 1.16)

    def paint(self, draw: ImageDraw.ImageDraw, left: int, top: int, width: int) -> None:
        needs = self._needs()
        spare = (width - sum(needs)) / len(needs)
        x = float(left)
        label_line = top + self.figures[0].label_type.size * ABOVE_BASELINE
        value_line = top + self._label_height() + max(figure.rise() for figure in self.figures)
        for index, (figure, need) in enumerate(zip(self.figures, needs, strict=True)):
            cell = need + spare
            if index:
                draw.rectangle((round(x), top, round(x) + self.hairline - 1, top + self.height - 1), fill=INK)
            figure.paint_label(draw, x + (cell - figure.label_length()) / 2, label_line)
            figure.paint_value(draw, x + (cell - figure.value_length()) / 2, value_line)
            x += cell


@dataclass(frozen=True)
class Ledger:
    """Figures under each other, label at the left and value at the right: for narrow paper and long words."""

    figures: Sequence[Figure]

    def fits(self, width: int) -> bool:
        longest = max(figure.label_length() + figure.value_length() for figure in self.figures)
        return longest + self.figures[0].label_type.size <= width

    def _row(self) -> int:
        return round(max(figure.rise() for figure in self.figures) * 1.4)

    @property
    def height(self) -> int:
        return self._row() * len(self.figures)

    def paint(self, draw: ImageDraw.ImageDraw, left: int, top: int, width: int) -> None:
        for index, figure in enumerate(self.figures):
            baseline = top + index * self._row() + (self._row() + figure.rise()) / 2 - figure.rise() * 0.04
            figure.paint_label(draw, left, baseline)
            figure.paint_value(draw, left + width - figure.value_length(), baseline)


@dataclass(frozen=True)
class Stack:
    """Figures under each other, each label over its value: what is left when nothing else fits."""

    figures: Sequence[Figure]

    def _cells(self) -> list[Columns]:
        return [Columns([figure]) for figure in self.figures]

    @property
    def height(self) -> int:
        return sum(cell.height for cell in self._cells())

    def paint(self, draw: ImageDraw.ImageDraw, left: int, top: int, width: int) -> None:
        for cell in self._cells():
            cell.paint(draw, left, top, width)
            top += cell.height


@dataclass(frozen=True)
class Checklist:
    """Papers to tick off: a box before the first line of each, in as many columns as they were laid out for."""

    columns: Sequence[Sequence[Lines]]

    @staticmethod
    def indent(type_: Type) -> int:
        return round(type_.size * 1.3)

    @property
    def height(self) -> int:
        return max(sum(entry.height for entry in column) for column in self.columns)

    def paint(self, draw: ImageDraw.ImageDraw, left: int, top: int, width: int) -> None:
        step = width // len(self.columns)
        for index, column in enumerate(self.columns):
            x, y = left + index * step, top
            for entry in column:
                box = round(entry.type.size * 0.72)
                corner = (x, y + (entry.leading - box) // 2)
                draw.rectangle((*corner, corner[0] + box - 1, corner[1] + box - 1), outline=INK, width=2)
                indent = self.indent(entry.type)
                entry.paint(draw, x + indent, y, step - indent)
                y += entry.height
