"""An ESC/POS interpreter for what a slip may contain, and nothing else: the rest is refused with its place and bytes.

It has neither socket nor thread: bytes in, cut papers and wishes for receipts out, however the bytes are split up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PIL import Image

LONGEST = 8 * 2000
"""Rows (2 m) that may come out without a cut; more is a program gone wild."""

FEED_LINE = 30
"""Rows of a line feed."""


class Refused(Exception):
    """Bytes that a slip may not contain; `offset` counts from the first byte of the connection."""

    def __init__(self, offset: int, data: bytes, why: str) -> None:
        super().__init__(f"byte {offset}: {data.hex(' ')}: {why}")
        self.offset, self.data, self.why = offset, data, why


@dataclass(frozen=True)
class Cut:
    """A paper falls out; `picture` is 1-bit, black is ink."""

    picture: Image.Image


@dataclass(frozen=True)
class ReceiptWanted:
    """GS r was reached: everything before it is printed."""


Event = Cut | ReceiptWanted


class Interpreter:
    """One connection's stream of bytes onto paper `width` dots wide."""

    def __init__(self, width: int) -> None:
        self.width = width
        self._row = width // 8
        self._rows = bytearray()
        self._pending = bytearray()
        self._offset = 0
        self._raster_row = 0
        self._raster_rows = 0
        self._refused = False

    def feed(self, data: bytes) -> Iterator[Event]:
        """Interpret what is complete. Raises Refused, and from then on takes no notice of anything."""
        if self._refused:
            return
        self._pending += data
        while True:
            if self._raster_rows:
                if not self._take_row():
                    return
                continue
            command = self._command()
            if command is None:
                return
            event = command()
            if event is not None:
                yield event

    def _refuse(self, data: bytes, why: str) -> Refused:
        self._refused = True
        return Refused(self._offset, data, why)

    @property
    def unfinished(self) -> str | None:
        """What the stream breaks off in the middle of, should nothing more come."""
        if self._refused:
            return None
        if self._raster_rows:
            return f"byte {self._offset}: a picture lacks {self._raster_rows} of its rows"
        if self._pending:
            return f"byte {self._offset}: {self._pending.hex(' ')} is the beginning of a command"
        return None

    def uncut(self) -> Image.Image | None:
        """The paper that hangs out of the printer."""
        return self._picture() if self._rows else None

    def _command(self) -> Callable[[], Event | None] | None:
        """The command at the head of what is pending, taken off it; None while it is incomplete."""
        head = bytes(self._pending[:16])
        for prefix, arguments, method in COMMANDS:
            if head.startswith(prefix):
                size = len(prefix) + arguments
                if len(head) < size:
                    return None
                return lambda: self._run(method, head[:size], head[len(prefix) : size])
        if not head or any(prefix.startswith(head) for prefix, _, _ in COMMANDS):
            return None
        raise self._refuse(head, "no command that a slip may contain")

    def _run(self, method: Method, command: bytes, arguments: bytes) -> Event | None:
        try:
            event = method(self, arguments)
        except ValueError as why:
            raise self._refuse(command, str(why)) from None
        del self._pending[: len(command)]
        self._offset += len(command)
        return event

    def _reset(self, _: bytes) -> None:
        """ESC @ leaves the paper where it is."""

    def _feed_line(self, _: bytes) -> None:
        self._blank(FEED_LINE)

    def _feed_lines(self, arguments: bytes) -> None:
        self._blank(FEED_LINE * arguments[0])

    def _feed_dots(self, arguments: bytes) -> None:
        self._blank(arguments[0])

    def _feed_and_cut(self, arguments: bytes) -> Cut:
        self._blank(arguments[0])
        return self._cut(arguments)

    def _cut(self, _: bytes) -> Cut:
        picture = self._picture()
        self._rows.clear()
        return Cut(picture)

    def _answered(self, arguments: bytes) -> None:
        """DLE EOT was answered when it arrived; in its turn it does nothing."""
        if not 1 <= arguments[0] <= 4:
            raise ValueError("DLE EOT asks 1 to 4")

    def _receipt(self, arguments: bytes) -> ReceiptWanted:
        if arguments[0] not in (1, 49):
            raise ValueError("GS r asks for the paper, 1")
        return ReceiptWanted()

    def _raster(self, arguments: bytes) -> None:
        """GS v 0: the rows follow."""
        if arguments[0] not in (0, 48):
            raise ValueError("pictures come in their own size, m = 0")
        row, rows = int.from_bytes(arguments[1:3], "little"), int.from_bytes(arguments[3:5], "little")
        if not row or not rows:
            raise ValueError("a picture has dots")
        if row > self._row:
            raise ValueError(f"a picture {row * 8} dots wide on paper {self._row * 8} dots wide")
        self._fits(rows)
        self._raster_row, self._raster_rows = row, rows

    def _take_row(self) -> bool:
        if len(self._pending) < self._raster_row:
            return False
        self._rows += bytes(self._pending[: self._raster_row]).ljust(self._row, b"\0")
        del self._pending[: self._raster_row]
        self._offset += self._raster_row
        self._raster_rows -= 1
        return True

    def _blank(self, rows: int) -> None:
        self._fits(rows)
        self._rows += bytes(self._row * rows)

    def _fits(self, rows: int) -> None:
        if len(self._rows) + self._row * rows > self._row * LONGEST:
            raise ValueError(f"more than {LONGEST // 8} mm without a cut")

    def _picture(self) -> Image.Image:
        height = len(self._rows) // self._row
        if not height:
            return Image.new("1", (self._row * 8, 1), 1)
        return Image.frombytes("1", (self._row * 8, height), bytes(byte ^ 0xFF for byte in self._rows))


Method = Callable[[Interpreter, bytes], Event | None]

COMMANDS: list[tuple[bytes, int, Method]] = [
    (b"\x1b@", 0, Interpreter._reset),
    (b"\n", 0, Interpreter._feed_line),
    (b"\x1bJ", 1, Interpreter._feed_dots),
    (b"\x1bd", 1, Interpreter._feed_lines),
    (b"\x1dv0", 5, Interpreter._raster),
    (b"\x1dV\x00", 0, Interpreter._cut),
    (b"\x1dV0", 0, Interpreter._cut),
    (b"\x1dV\x01", 0, Interpreter._cut),
    (b"\x1dV1", 0, Interpreter._cut),
    (b"\x1dVA", 1, Interpreter._feed_and_cut),
    (b"\x1dVB", 1, Interpreter._feed_and_cut),
    (b"\x10\x04", 1, Interpreter._answered),
    (b"\x1dr", 1, Interpreter._receipt),
]
"""Beginning, number of bytes that follow it, what it does."""
