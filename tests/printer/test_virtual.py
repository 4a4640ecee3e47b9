import logging
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta

import pytest
from PIL import Image

from printer.drawing import draw
from printer.faults import Faults
from printer.job import compose
from printer.mechanism import PrintedPaper
from printer.replies import Question
from printer.virtual import VirtualPrinter
from tests.printer import slips

SLIP = draw(slips.SIMPLIFIED)
JOB = compose(SLIP, receipt=True)
SOON = 5.0


@contextmanager
def calling(printer: VirtualPrinter) -> Iterator[socket.socket]:
    host, port = printer.address.removeprefix("tcp://").split(":")
    with socket.create_connection((host, int(port)), timeout=SOON) as line:
        yield line


def heard(line: socket.socket, seconds: float = SOON) -> bytes | None:
    """The next byte, b"" when the line has ended or broken, None when it is silent."""
    line.settimeout(seconds)
    try:
        return line.recv(1)
    except TimeoutError:
        return None
    except OSError:
        return b""


def paper(printer: VirtualPrinter, number: int = 1) -> Image.Image:
    assert printer.wait_for_papers(number, SOON)
    return printer.papers[number - 1].picture()


def test_a_slip_comes_out_dot_for_dot_and_then_the_receipt() -> None:
    with VirtualPrinter("kiosk") as printer, calling(printer) as line:
        line.sendall(JOB)
        assert heard(line) == b"\x00"
        assert paper(printer).tobytes() == SLIP.tobytes()
        assert paper(printer).size == SLIP.size


def test_a_paper_says_when_it_came_and_is_a_picture_that_a_page_can_show() -> None:
    before = datetime.now(UTC)
    with VirtualPrinter("kiosk") as printer, calling(printer) as line:
        line.sendall(JOB)
        assert printer.wait_for_papers(1, SOON)
    printed = printer.papers[0]
    assert before <= printed.at <= datetime.now(UTC) < before + timedelta(seconds=2 * SOON)
    assert printed.png.startswith(b"\x89PNG")
    assert (printed.serial, printed.width, printed.height, printed.cut) == (1, *SLIP.size, True)


def test_whoever_watches_is_told_of_each_paper_and_his_failure_stops_nothing(caplog: pytest.LogCaptureFixture) -> None:
    seen: list[int] = []

    def watch(paper: PrintedPaper) -> None:
        seen.append(paper.serial)
        raise RuntimeError("the watcher tripped")

    with VirtualPrinter("kiosk", on_paper=watch) as printer, calling(printer) as line:
        line.sendall(JOB + JOB)
        assert printer.wait_for_papers(2, SOON)
        assert heard(line) == heard(line) == b"\x00"
    assert seen == [1, 2]
    assert "the watcher tripped" in caplog.text


def test_only_the_last_papers_are_kept() -> None:
    with VirtualPrinter("kiosk", keep=2) as printer, calling(printer) as line:
        for _ in range(3):
            line.sendall(JOB)
            assert heard(line) == b"\x00"
        assert [printed.serial for printed in printer.papers] == [2, 3]


@pytest.mark.parametrize(
    "faults",
    [
        Faults(),
        Faults(near_end=True),
        Faults(paper_out=True),
        Faults(cover_open=True),
        Faults(cutter_jam=True),
        Faults(offline=True),
    ],
)
def test_it_answers_truly_of_its_state(faults: Faults) -> None:
    with VirtualPrinter("kiosk") as printer, calling(printer) as line:
        printer.faults = faults
        for question in Question:
            line.sendall(question.request)
            assert heard(line) == bytes((faults.answer(question),))


@pytest.mark.parametrize("fault", ["paper_out", "cover_open", "cutter_jam", "offline"])
def test_what_keeps_it_from_printing_keeps_the_job_for_later(fault: str) -> None:
    with VirtualPrinter("kiosk") as printer:
        printer.faults = Faults(**{fault: True})  # type: ignore[arg-type]
        with calling(printer) as line:
            line.sendall(JOB)
            assert heard(line, 0.2) is None
            line.sendall(Question.PRINTER.request)
            assert heard(line) == b"\x1a"
        assert printer.papers == ()
        assert printer.waiting > 0
        printer.faults = Faults()
        assert paper(printer).tobytes() == SLIP.tobytes()


def test_jobs_kept_without_paper_come_out_in_their_order() -> None:
    with VirtualPrinter("kiosk", width=64) as printer:
        printer.faults = Faults(paper_out=True)
        pictures = [Image.new("1", (64, rows)) for rows in (1, 2, 3)]
        for number, picture in enumerate(pictures, start=1):
            with calling(printer) as line:
                line.sendall(compose(picture, receipt=True))
                while printer.waiting < sum(len(compose(sent, receipt=True)) for sent in pictures[:number]):
                    time.sleep(0.01)
        printer.faults = Faults()
        assert printer.wait_for_papers(3, SOON)
        assert [printed.height for printed in printer.papers] == [1, 2, 3]


def test_paper_that_ends_in_the_middle_of_a_slip_delays_the_rest() -> None:
    with VirtualPrinter("kiosk") as printer, calling(printer) as line:
        line.sendall(JOB[:20_000])
        while printer.waiting:
            time.sleep(0.01)
        printer.faults = Faults(paper_out=True)
        line.sendall(JOB[20_000:])
        assert heard(line, 0.2) is None
        printer.faults = Faults(near_end=True)
        assert heard(line) == b"\x03"
        assert paper(printer).tobytes() == SLIP.tobytes()


def test_a_slow_printer_takes_its_time_and_answers_meanwhile() -> None:
    with VirtualPrinter("kiosk") as printer, calling(printer) as line:
        printer.faults = Faults(slow=len(JOB))
        started = time.monotonic()
        line.sendall(JOB)
        line.sendall(Question.PAPER.request)
        assert heard(line) == b"\x12"
        assert time.monotonic() - started < 0.5
        assert heard(line) == b"\x00"
        assert 0.8 < time.monotonic() - started < 2.5


def test_a_hung_printer_accepts_and_is_silent_until_it_comes_round() -> None:
    with VirtualPrinter("kiosk") as printer:
        printer.faults = Faults(hangs=True)
        with calling(printer) as line:
            line.sendall(Question.PRINTER.request + JOB)
            assert heard(line, 0.3) is None
            assert printer.papers == ()
            printer.faults = Faults()
            assert heard(line) == b"\x12"
            assert paper(printer).tobytes() == SLIP.tobytes()


def test_a_cut_line_breaks_after_the_bytes_it_was_told() -> None:
    with VirtualPrinter("kiosk") as printer:
        printer.faults = Faults(cut_after=10 + 72 * 5)
        with calling(printer) as line:
            line.sendall(JOB[: 72 * 20])
            assert heard(line) == b""
        assert printer.wait_for_papers(1, SOON)
        torn = printer.papers[0]
        assert not torn.cut
        assert torn.height == 5
        assert torn.picture().tobytes() == SLIP.crop((0, 0, 576, 5)).tobytes()
        assert "lacks" in printer.problems[0].text


def test_a_pulled_plug_breaks_every_connection_at_once() -> None:
    with VirtualPrinter("kiosk") as printer:
        printer.faults = Faults(cut_after=0)
        # A connection may break before it is quite there.
        with suppress(ConnectionResetError), calling(printer) as line:
            assert heard(line) == b""


def test_a_command_it_does_not_know_is_refused_aloud(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING), VirtualPrinter("kiosk") as printer:
        with calling(printer) as line:
            line.sendall(b"\x1b@\x1bE\x01A012\n")
            assert heard(line) == b""
        assert printer.papers == ()
        assert "byte 2: 1b 45 01" in printer.problems[0].text
        assert "byte 2: 1b 45 01" in caplog.text
        with calling(printer) as line:
            line.sendall(JOB)
            assert paper(printer).tobytes() == SLIP.tobytes()


def test_a_question_in_two_pieces_is_a_question() -> None:
    with VirtualPrinter("kiosk") as printer, calling(printer) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in Question.PAPER.request:
            line.sendall(bytes((byte,)))
            time.sleep(0.02)
        assert heard(line) == b"\x12"
        assert heard(line, 0.1) is None


def test_a_job_larger_than_its_memory_waits_on_the_line() -> None:
    tall = Image.new("1", (576, 6000), 0)
    with VirtualPrinter("kiosk") as printer, calling(printer) as line:
        printer.faults = Faults(paper_out=True)
        line.sendall(compose(tall, receipt=True))
        assert heard(line, 0.2) is None
        printer.faults = Faults()
        assert heard(line) == b"\x00"
        assert paper(printer).size == tall.size


def test_switched_off_and_on_it_has_the_same_address_and_its_papers() -> None:
    printer = VirtualPrinter("kiosk")
    with printer, calling(printer) as line:
        line.sendall(JOB)
        assert heard(line) == b"\x00"
        address = printer.address
    with printer, calling(printer) as line:
        assert printer.address == address
        line.sendall(JOB)
        assert heard(line) == b"\x00"
        assert len(printer.papers) == 2


def test_switching_off_ends_a_hung_printer_with_a_full_buffer() -> None:
    started = time.monotonic()
    with VirtualPrinter("kiosk") as printer:
        printer.faults = Faults(offline=True)
        with calling(printer) as line:
            line.sendall(JOB)
            printer.faults = Faults(hangs=True)
            printer.stop()
            assert heard(line) == b""
    assert time.monotonic() - started < 3
    printer.stop()
