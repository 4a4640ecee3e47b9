"""Drawing a slip: the number is the hero, old eyes can read the rest, and every machine draws the same dots."""

from __future__ import annotations

from PIL import Image

from printer.breaking import balanced
from printer.figures import Checklist, Columns, Figure, Ledger, Run, Stack
from printer.fonts import Type, printable
from printer.layout import Block, Code, Hero, Lines, Rule, Strip, Tags
from printer.scale import QUIET, SCALES, SMALLEST, WIDTHS, Scale
from printer.slip import Slip
from printer.words import Words, words_for


def draw(slip: Slip, width: int = 576, words: Words | None = None) -> Image.Image:
    """The slip as a 1-bit picture (mode "1", black is ink), `width` dots wide and as long as it needs to be."""
    if width not in SCALES:
        raise ValueError(f"a slip is {', '.join(map(str, WIDTHS))} dots wide, not {width}")
    return _Drawing(slip, SCALES[width], Strip(width, SCALES[width].margin), words or words_for(slip.language)).finish()


class _Drawing:
    """Adds the parts of one slip to one strip, from top to bottom."""

    def __init__(self, slip: Slip, scale: Scale, strip: Strip, words: Words) -> None:
        self.slip, self.scale, self.strip, self.words = slip, scale, strip, words

    def finish(self) -> Image.Image:
        self._head()
        self._number()
        self._figures()
        self._papers()
        self._foot()
        return self.strip.picture(below=self.scale.gap)

    def _type(self, size: int, weight: float = 0.0) -> Type:
        return Type(size, weight, self.slip.language)

    def _heading(self, text: str, type_: Type, leading: float = 1.3) -> Lines:
        lines = balanced(printable(text), self.strip.inner, type_.length)
        return Lines(lines, type_, round(type_.size * leading))

    def _rule(self, thickness: int = 2, gap: float = 0.8) -> None:
        self.strip.add(Rule(thickness), round(self.scale.gap * gap))

    def _double_rule(self) -> None:
        """A heavy line over a fine one, as Chinese printers set off a title (文武线)."""
        self._rule(thickness=5, gap=0.4)
        self.strip.add(Rule(2), gap=4)

    def _head(self) -> None:
        size = self.scale.hall
        self.strip.add(self._heading(self.slip.hall, self._type(size, 0.5)), gap=self.scale.gap // 2)
        self._double_rule()
        if self.slip.service is not None:
            self.strip.add(self._service(printable(self.slip.service)), gap=round(self.scale.gap * 0.7))
        for block in self._tags():
            self.strip.add(block, gap=round(self.scale.gap * 0.5))

    def _service(self, name: str) -> Lines:
        """As large as it goes in two lines; the smallest size takes as many lines as it needs."""
        for size in self.scale.service:
            heading = self._heading(name, self._type(size, size / 70), leading=1.2)
            if len(heading.lines) <= (1 if size == self.scale.service[0] else 2):
                break
        return heading

    def _tags(self) -> list[Block]:
        """Class and copy in boxes side by side; a class too long for a box is set as plain lines."""
        named = [(printable(self.slip.class_name), False)] if self.slip.class_name else []
        copy = [(self.words.copy, True)] if self.slip.copy else []
        for size in range(self.scale.body, SMALLEST - 1, -2):
            row = Tags(named + copy, self._type(size))
            if not row.tags or row.width() <= self.strip.inner:
                return [row] if row.tags else []
        body = self._type(self.scale.body)
        return [self._heading(named[0][0], body), *([Tags(copy, body)] if copy else [])]

    def _number(self) -> None:
        """As large as the paper allows; heavy, and so set a little apart."""
        text = printable(self.slip.number)
        for size in range(self.scale.number, SMALLEST, -2):
            hero = Hero(text, self._type(size, size / 28), apart=round(size * 0.05))
            if hero.width() <= self.strip.inner:
                break
        self.strip.add(hero, gap=round(self.scale.gap * 1.2))

    def _figures(self) -> None:
        figures = self._known_figures()
        if not figures:
            return
        self._rule(gap=1.3)
        self.strip.add(self._arranged(), gap=round(self.scale.gap * 0.6))

    def _arranged(self) -> Block:
        """Side by side as large as it goes; else under each other, label and value on one line or on two."""
        full, less, least = (self._known_figures(part) for part in (1.0, 0.85, 0.7))
        choices: list[Columns | Ledger] = [Columns(full), Columns(less), Ledger(full), Ledger(less), Ledger(least)]
        return next((choice for choice in choices if choice.fits(self.strip.inner)), Stack(least))

    def _known_figures(self, part: float = 1.0) -> list[Figure]:
        """The figures there are, at `part` of their full size."""
        words, slip = self.words, self.slip
        figures = []
        if slip.ahead is not None:
            if slip.ahead:
                figures.append(self._figure(words.ahead, str(slip.ahead), words.people, part))
            else:
                figures.append(self._saying(words.nobody_ahead, words.nobody, part))
        if slip.estimate is not None:
            figures.append(self._figure(words.wait, "–".join(map(str, slip.estimate)), words.minutes, part))
        elif slip.ahead is not None:
            figures.append(self._saying(words.wait, words.no_estimate, part))
        return figures

    def _figure(self, label: str, value: str, around: tuple[str, str], part: float) -> Figure:
        body, size = self._type(self.scale.body), round(self.scale.figure * part)
        runs: list[Run] = [(around[0], body), (value, self._type(size, size / 60)), (around[1], body)]
        return Figure(label, self._type(self.scale.label), [run for run in runs if run[0]])

    def _saying(self, label: str, value: str, part: float) -> Figure:
        """A value in words: smaller than a figure."""
        size = max(SMALLEST, round(self.scale.figure * part * 2 / 3))
        return Figure(label, self._type(self.scale.label), [(value, self._type(size, 0.5))])

    def _papers(self) -> None:
        papers = [text for text in map(printable, self.slip.papers) if text]
        if not papers:
            return
        self._rule()
        title = Lines([self.words.papers], self._type(self.scale.label), round(self.scale.label * 1.4), centred=False)
        self.strip.add(title, gap=round(self.scale.gap * 0.5))
        self.strip.add(self._list(papers, self._type(self.scale.body)), gap=4)

    def _list(self, papers: list[str], type_: Type) -> Block:
        """Boxes to tick, in two columns where every entry is short; a single entry needs none."""
        if len(papers) == 1:
            return self._entry(papers[0], type_, self.strip.inner)
        indent = Checklist.indent(type_)
        half = self.strip.inner // 2 - indent
        if all(type_.length(paper) <= half - type_.size // 2 for paper in papers):
            entries = [self._entry(paper, type_, half) for paper in papers]
            return Checklist([entries[0::2], entries[1::2]])
        return Checklist([[self._entry(paper, type_, self.strip.inner - indent) for paper in papers]])

    def _entry(self, text: str, type_: Type, room: int) -> Lines:
        return Lines(balanced(text, room, type_.length), type_, round(type_.size * 1.4), centred=False)

    def _foot(self) -> None:
        self._rule()
        type_ = self._type(self.scale.small)
        notes = [self.words.note, *([self.slip.note] if self.slip.note else [])]
        for index, note in enumerate(notes):
            gap = self.scale.gap * (0.25 if index else 0.5)
            self.strip.add(self._heading(note, type_, leading=1.35), gap=round(gap))
        if self.slip.url:
            code = self._code(self.slip.url)
            self.strip.add(code, gap=QUIET * code.module)
        moment = self._heading(self.words.moment(self.slip.issued_at), type_, leading=1.35)
        self.strip.add(moment, gap=QUIET * code.module if self.slip.url else round(self.scale.gap * 0.5))

    def _code(self, url: str) -> Code:
        """A QR code with modules of half a millimetre and more; its quiet zone is the paper around it."""
        import segno

        rows = [list(row) for row in segno.make(url, error="m", micro=False).matrix]
        module = max(4, self.strip.inner * 2 // 5 // len(rows))
        gap = (QUIET + 1) * module
        type_ = self._type(self.scale.body)
        room = self.strip.inner - len(rows) * module - gap
        lines = balanced(self.words.scan, room, type_.length)
        return Code(rows, module, Lines(lines, type_, round(type_.size * 1.35), centred=False), gap)
