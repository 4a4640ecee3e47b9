import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from printer.interpreter import FEED_LINE, LONGEST, Cut, Event, Interpreter, ReceiptWanted, Refused
from printer.job import compose

WIDTH = 64
ROW = WIDTH // 8


def raster(rows: bytes, row: int = ROW) -> bytes:
    return b"\x1dv0\x00" + row.to_bytes(2, "little") + (len(rows) // row).to_bytes(2, "little") + rows


def printed(data: bytes, width: int = WIDTH) -> list[Event]:
    return list(Interpreter(width).feed(data))


def ink(picture: Image.Image) -> bytes:
    """The picture as a printer's rows: a set bit is ink."""
    return bytes(byte ^ 0xFF for byte in picture.tobytes())


@st.composite
def bitmaps(draw: st.DrawFn) -> Image.Image:
    width = draw(st.sampled_from([8, 64, 384, 576]))
    height = draw(st.integers(1, 40)) if draw(st.booleans()) else draw(st.integers(950, 970))
    seed = draw(st.binary(min_size=1, max_size=64))
    size = width // 8 * height
    return Image.frombytes("1", (width, height), (seed * (size // len(seed) + 1))[:size])


@st.composite
def pieces(draw: st.DrawFn, data: bytes) -> list[bytes]:
    """The same bytes in pieces of any size."""
    cuts = sorted(draw(st.lists(st.integers(0, len(data)), max_size=20)))
    return [data[start:end] for start, end in zip([0, *cuts], [*cuts, len(data)], strict=True)]


@given(st.data(), bitmaps())
def test_any_bitmap_in_any_pieces_comes_out_dot_for_dot(data: st.DataObject, bitmap: Image.Image) -> None:
    interpreter = Interpreter(bitmap.width)
    events = [event for piece in data.draw(pieces(compose(bitmap, receipt=True))) for event in interpreter.feed(piece)]
    assert [type(event) for event in events] == [Cut, ReceiptWanted]
    assert isinstance(events[0], Cut)
    assert events[0].picture.size == bitmap.size
    assert events[0].picture.tobytes() == bitmap.tobytes()
    assert interpreter.unfinished is None
    assert interpreter.uncut() is None


@given(st.binary(max_size=60), st.lists(st.integers(1, 7), min_size=60, max_size=60))
def test_any_bytes_in_any_pieces_are_understood_or_refused_alike(data: bytes, sizes: list[int]) -> None:
    whole, split = Interpreter(WIDTH), Interpreter(WIDTH)

    def outcome(interpreter: Interpreter, parts: list[bytes]) -> tuple[list[Event], int | None]:
        events: list[Event] = []
        try:
            for part in parts:
                events.extend(interpreter.feed(part))
        except Refused as refused:
            return events, refused.offset
        return events, None

    parts = []
    rest = data
    for size in sizes:
        parts.append(rest[:size])
        rest = rest[size:]
    events, refused_at = outcome(whole, [data])
    events_of_parts, part_refused_at = outcome(split, parts)
    assert refused_at == part_refused_at
    if refused_at is None:
        assert [type(event) for event in events] == [type(event) for event in events_of_parts]
        assert whole.unfinished == split.unfinished


def test_a_picture_narrower_than_the_paper_stands_at_the_left() -> None:
    (cut,) = printed(raster(b"\xff\x81", row=1) + b"\x1dV0")
    assert isinstance(cut, Cut)
    assert ink(cut.picture) == b"\xff".ljust(ROW, b"\0") + b"\x81".ljust(ROW, b"\0")


@pytest.mark.parametrize(
    ("command", "rows"),
    [(b"\n", FEED_LINE), (b"\x1bJ\x05", 5), (b"\x1bd\x02", 2 * FEED_LINE), (b"\x1b@", 0), (b"\x10\x04\x01", 0)],
)
def test_feeds_are_white_rows(command: bytes, rows: int) -> None:
    (cut,) = printed(raster(b"\xff" * ROW) + command + b"\x1dV\x01")
    assert isinstance(cut, Cut)
    assert ink(cut.picture) == b"\xff" * ROW + bytes(ROW * rows)


@pytest.mark.parametrize("cutting", [b"\x1dV\x00", b"\x1dV\x01", b"\x1dV0", b"\x1dV1", b"\x1dVA\x00", b"\x1dVB\x00"])
def test_every_way_of_cutting_cuts(cutting: bytes) -> None:
    assert [type(event) for event in printed(raster(b"\xff" * ROW) + cutting)] == [Cut]


def test_the_receipt_comes_after_what_was_before_it() -> None:
    events = printed(raster(b"\xff" * ROW) + b"\x1dr\x01\x1dVB\x00\x1dr\x01")
    assert [type(event) for event in events] == [ReceiptWanted, Cut, ReceiptWanted]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("text", b"A012"),
        ("bold", b"\x1bE\x01"),
        ("a barcode", b"\x1dk\x04A012\0"),
        ("the drawer", b"\x1bp\x00\x19\xfa"),
        ("an older kind of picture", b"\x1b*\x21\x08\x00"),
        ("a picture in double size", b"\x1dv0\x03\x01\x00\x01\x00\xff"),
        ("a picture without rows", b"\x1dv0\x00\x01\x00\x00\x00"),
        ("a picture wider than the paper", b"\x1dv0\x00\x09\x00\x01\x00"),
        ("the drawer's state", b"\x1dr\x02"),
        ("a fifth question", b"\x10\x04\x05"),
        ("two metres of paper", b"\x1dv0\x00\x01\x00" + (LONGEST + 1).to_bytes(2, "little")),
    ],
)
def test_what_a_slip_may_not_contain_is_refused_with_its_place_and_bytes(name: str, data: bytes) -> None:
    before = b"\x1b@" + raster(b"\xff" * ROW)
    with pytest.raises(Refused) as refused:
        printed(before + data)
    assert refused.value.offset == len(before), name
    assert data.startswith(refused.value.data[: len(data)])
    assert f"byte {len(before)}: {refused.value.data.hex(' ')}" in str(refused.value)


def test_after_a_refusal_nothing_more_is_printed() -> None:
    interpreter = Interpreter(WIDTH)
    with pytest.raises(Refused):
        list(interpreter.feed(b"x"))
    assert list(interpreter.feed(raster(b"\xff" * ROW) + b"\x1dV0")) == []
    assert interpreter.unfinished is None


def test_a_stream_that_breaks_off_says_where() -> None:
    interpreter = Interpreter(WIDTH)
    list(interpreter.feed(raster(b"\xff" * ROW * 3)[:-1]))
    assert interpreter.unfinished == f"byte {8 + 2 * ROW}: a picture lacks 1 of its rows"
    uncut = interpreter.uncut()
    assert uncut is not None
    assert uncut.height == 2


def test_half_a_command_is_waited_for() -> None:
    interpreter = Interpreter(WIDTH)
    assert list(interpreter.feed(b"\x1d")) == []
    assert interpreter.unfinished == "byte 0: 1d is the beginning of a command"
    assert [type(event) for event in interpreter.feed(b"V0")] == [Cut]
