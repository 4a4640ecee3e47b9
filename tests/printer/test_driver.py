import socket
import subprocess
import sys
import threading
import time

import pytest
from PIL import Image

from printer.drawing import draw
from printer.driver import Limits, Outcome, Printer, Result, TcpPrinter
from printer.faults import Faults
from printer.job import compose
from printer.line import host_and_port
from printer.replies import UNKNOWN, UNREACHABLE, Cover, Cutter, Paper, Question, Reason, Status
from printer.virtual import VirtualPrinter
from tests.printer import slips
from tests.printer.lines import answering, free_port, printer_that, swallow

SLIP = draw(slips.SIMPLIFIED)
IN_ORDER = Status(online=True, cover=Cover.CLOSED, cutter=Cutter.OK, paper=Paper.OK)
SOON = 5.0
HASTY = Limits(line=0.5, silence=0.2, receipt=0.3, receipt_of_silent=0.2, patience=1.0, parting=0.1)
WELL = {question.request: b"\x12" for question in Question}


def printed(virtual: VirtualPrinter, number: int = 1) -> Image.Image:
    assert virtual.wait_for_papers(number, SOON)
    return virtual.papers[number - 1].picture()


def in_seconds(action: object) -> tuple[float, object]:
    started = time.monotonic()
    result = action()  # type: ignore[operator]
    return time.monotonic() - started, result


@pytest.mark.parametrize("name", list(slips.ALL))
@pytest.mark.parametrize("width", [384, 512, 576])
def test_what_is_drawn_is_what_is_printed_dot_for_dot(name: str, width: int) -> None:
    slip = draw(slips.ALL[name], width)
    with VirtualPrinter("kiosk", width=width) as virtual:
        printer = TcpPrinter(virtual.address)
        assert printer.print(slip).result is Result.CONFIRMED
        printer.close()
        assert printed(virtual).size == slip.size
        assert printed(virtual).tobytes() == slip.tobytes()


def test_a_printer_in_order_says_so_and_confirms_job_after_job_over_one_line() -> None:
    with VirtualPrinter("kiosk") as virtual:
        printer: Printer = TcpPrinter(virtual.address)
        for number in range(1, 4):
            assert printer.status() == IN_ORDER
            assert printer.print(SLIP) == Outcome(Result.CONFIRMED, None, IN_ORDER)
            assert len(virtual.papers) == number
        printer.close()


@pytest.mark.parametrize(
    ("faults", "reason", "paper"),
    [
        (Faults(paper_out=True), Reason.PAPER_OUT, Paper.OUT),
        (Faults(cover_open=True), Reason.COVER_OPEN, Paper.OK),
        (Faults(cutter_jam=True), Reason.CUTTER_ERROR, Paper.OK),
        (Faults(offline=True), Reason.OFFLINE, Paper.OK),
    ],
)
def test_a_printer_that_says_it_cannot_print_is_sent_nothing(faults: Faults, reason: Reason, paper: Paper) -> None:
    with VirtualPrinter("kiosk") as virtual:
        virtual.faults = faults
        printer = TcpPrinter(virtual.address)
        assert printer.status().paper is paper
        outcome = printer.print(SLIP)
        assert (outcome.result, outcome.reason) == (Result.FAILED, reason)
        virtual.faults = Faults()
        assert printer.print(SLIP).result is Result.CONFIRMED
        printer.close()
        assert len(virtual.papers) == 1


def test_paper_near_its_end_prints() -> None:
    with VirtualPrinter("kiosk") as virtual:
        virtual.faults = Faults(near_end=True)
        printer = TcpPrinter(virtual.address)
        outcome = printer.print(SLIP)
        printer.close()
        assert (outcome.result, outcome.status.paper) == (Result.CONFIRMED, Paper.NEAR_END)


def test_paper_that_ends_in_the_middle_leaves_it_unknown_and_says_why() -> None:
    with VirtualPrinter("kiosk") as virtual:
        virtual.faults = Faults(slow=20_000)
        printer = TcpPrinter(virtual.address)
        ends = threading.Timer(0.5, lambda: setattr(virtual, "faults", Faults(paper_out=True)))
        ends.start()
        outcome = printer.print(SLIP)
        ends.join()
        printer.close()
        assert (outcome.result, outcome.reason) == (Result.UNKNOWN, Reason.PAPER_OUT)
        assert virtual.papers == ()
        virtual.faults = Faults()
        assert printed(virtual).tobytes() == SLIP.tobytes()


def test_nobody_at_the_address_is_a_failure_at_once() -> None:
    printer = TcpPrinter(f"tcp://127.0.0.1:{free_port()}")
    assert printer.status() == UNREACHABLE
    outcome = printer.print(SLIP)
    assert (outcome.result, outcome.reason, outcome.status) == (Result.FAILED, Reason.UNREACHABLE, UNREACHABLE)


def test_an_address_where_nothing_answers_the_knock_fails_within_the_limit() -> None:
    with socket.socket() as full:  # a queue of callers that is full does not even refuse
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        for caller in waiting:
            caller.setblocking(False)
            caller.connect_ex(full.getsockname())
        seconds, outcome = in_seconds(lambda: TcpPrinter(f"tcp://127.0.0.1:{full.getsockname()[1]}").print(SLIP))
        for caller in waiting:
            caller.close()
    assert isinstance(outcome, Outcome)
    assert outcome.result in (Result.FAILED, Result.UNKNOWN)
    assert seconds < 4.5


def test_a_silent_printer_is_unknown_after_a_second_and_never_ok() -> None:
    with printer_that(swallow) as address:
        printer = TcpPrinter(address)
        seconds, status = in_seconds(printer.status)
        printer.close()
    assert status == UNKNOWN
    assert 0.9 < seconds < 1.5


def test_a_silent_printer_is_sent_the_slip_all_the_same_and_its_outcome_is_unknown() -> None:
    taken: list[bytes] = []
    with printer_that(lambda line: taken.append(swallow(line))) as address:
        printer = TcpPrinter(address)
        outcome = printer.print(SLIP)
        printer.close()
    assert (outcome.result, outcome.reason, outcome.status) == (Result.UNKNOWN, Reason.SILENT, UNKNOWN)
    assert [data.count(compose(SLIP, receipt=True)) for data in taken] == [1]


@pytest.mark.parametrize("already_open", [False, True])
def test_a_printer_that_hangs_ends_within_four_seconds_as_unknown(already_open: bool) -> None:
    with VirtualPrinter("kiosk") as virtual:
        printer = TcpPrinter(virtual.address)
        if already_open:
            assert printer.status() == IN_ORDER
        virtual.faults = Faults(hangs=True)
        seconds, outcome = in_seconds(lambda: printer.print(SLIP))
        printer.close()
    assert isinstance(outcome, Outcome)
    assert (outcome.result, outcome.reason) == (Result.UNKNOWN, Reason.SILENT)
    assert seconds < 4


def test_a_printer_that_hangs_after_it_answered_ends_within_four_seconds_as_unknown() -> None:
    def answers_then_hangs(line: socket.socket) -> None:
        for _ in Question:
            line.recv(3)
            line.sendall(b"\x12")
        time.sleep(4.5)

    with printer_that(answers_then_hangs) as address:
        printer = TcpPrinter(address)
        seconds, outcome = in_seconds(lambda: printer.print(SLIP))
        printer.close()
    assert isinstance(outcome, Outcome)
    assert (outcome.result, outcome.reason) == (Result.UNKNOWN, Reason.SILENT)
    assert seconds < 4


def test_a_printer_that_takes_no_more_bytes_ends_within_the_limit_as_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    def answers_then_stops_reading(line: socket.socket) -> None:
        for _ in Question:
            line.recv(3)
            line.sendall(b"\x12")
        time.sleep(1)

    more_than_a_line_holds = bytes(20_000_000)
    monkeypatch.setattr("printer.driver.compose", lambda bitmap, receipt: more_than_a_line_holds)
    with printer_that(answers_then_stops_reading) as address:
        printer = TcpPrinter(address, limits=HASTY)
        seconds, outcome = in_seconds(lambda: printer.print(SLIP))
        printer.close()
    assert isinstance(outcome, Outcome)
    assert (outcome.result, outcome.reason) == (Result.UNKNOWN, Reason.SEND_TIMEOUT)
    assert seconds < 1


def test_a_slow_printer_that_answers_is_waited_for() -> None:
    with VirtualPrinter("kiosk") as virtual:
        virtual.faults = Faults(slow=60_000)
        printer = TcpPrinter(virtual.address, limits=Limits(receipt=0.3))
        seconds, outcome = in_seconds(lambda: printer.print(SLIP))
        printer.close()
    assert isinstance(outcome, Outcome)
    assert outcome.result is Result.CONFIRMED
    assert seconds > 0.8


def test_patience_ends_and_the_late_receipt_is_not_taken_for_that_of_the_next_job() -> None:
    with VirtualPrinter("kiosk") as virtual:
        virtual.faults = Faults(slow=30_000)
        printer = TcpPrinter(virtual.address, limits=HASTY)
        outcome = printer.print(SLIP)
        assert (outcome.result, outcome.reason) == (Result.UNKNOWN, Reason.SLOW)
        virtual.faults = Faults(slow=20_000)
        outcome = printer.print(SLIP)
        assert (outcome.result, outcome.reason) == (Result.UNKNOWN, Reason.SLOW)
        printer.close()


def test_noise_on_the_line_is_neither_status_nor_receipt() -> None:
    noise = b"\x11\x13\xff\x80"
    with printer_that(answering({question.request: noise for question in Question})) as address:
        printer = TcpPrinter(address, limits=HASTY)
        assert printer.status() == UNKNOWN
        assert printer.print(SLIP).result is Result.UNKNOWN
        printer.close()


def test_noise_among_the_answers_is_passed_over() -> None:
    answers = {question.request: b"\xff\x11\x12\x13" for question in Question}
    with printer_that(answering(answers)) as address:
        printer = TcpPrinter(address, limits=HASTY)
        assert printer.status() == IN_ORDER
        printer.close()


def test_a_printer_that_leaves_a_question_open_is_known_as_far_as_it_said() -> None:
    answers = {Question.PRINTER.request: b"\x12", Question.PAPER.request: b"\x1e"}
    with printer_that(answering(answers)) as address:
        printer = TcpPrinter(address, limits=HASTY)
        for _ in range(2):
            assert printer.status() == Status(online=True, paper=Paper.NEAR_END)
        printer.close()


def test_an_answer_that_comes_too_late_is_not_taken_for_the_answer_to_another_question() -> None:
    def always_late(line: socket.socket) -> None:
        while question := line.recv(3):
            time.sleep(0.3)
            line.sendall(b"\x72" if question == Question.PAPER.request else b"\x12")

    with printer_that(always_late) as address:
        printer = TcpPrinter(address, limits=HASTY)
        for _ in range(3):
            assert printer.status() == UNKNOWN
        printer.close()


@pytest.mark.parametrize("after", [0, 5, 12, 13, 5000, 30_000])
def test_a_line_that_is_cut_sends_nothing_twice_and_the_next_job_prints(after: int) -> None:
    with VirtualPrinter("kiosk") as virtual:
        printer = TcpPrinter(virtual.address)
        assert printer.print(SLIP).result is Result.CONFIRMED
        virtual.faults = Faults(cut_after=after)
        outcome = printer.print(SLIP)
        assert outcome.result is (Result.FAILED if after < 12 else Result.UNKNOWN)
        assert outcome.reason in (Reason.LINE_LOST, Reason.UNREACHABLE)
        virtual.faults = Faults()
        assert printer.print(SLIP).result is Result.CONFIRMED
        printer.close()
        assert [paper.cut for paper in virtual.papers].count(True) == 2


def test_a_printer_that_was_switched_off_and_on_prints_again() -> None:
    virtual = VirtualPrinter("kiosk")
    with virtual:
        printer = TcpPrinter(virtual.address)
        assert printer.print(SLIP).result is Result.CONFIRMED
    assert printer.print(SLIP).result is Result.FAILED
    assert printer.status() == UNREACHABLE
    with virtual:
        assert printer.print(SLIP).result is Result.CONFIRMED
        printer.close()


def test_a_line_that_the_printer_closed_meanwhile_costs_no_slip() -> None:
    calls: list[int] = []

    def closes_after_a_while(line: socket.socket) -> None:
        calls.append(1)
        for _ in Question:
            line.recv(3)
            line.sendall(b"\x12")

    with printer_that(closes_after_a_while) as address:
        printer = TcpPrinter(address, limits=HASTY)
        assert [printer.status() for _ in range(3)] == [IN_ORDER] * 3
        printer.close()
    assert len(calls) == 3


def test_a_printer_that_can_never_answer_is_sent_the_slip_unasked_and_unconfirmed() -> None:
    taken: list[bytes] = []
    with printer_that(lambda line: taken.append(swallow(line))) as address:
        printer = TcpPrinter(address, confirm="none")
        seconds, outcome = in_seconds(lambda: printer.print(SLIP))
        assert printer.status() == UNKNOWN
        assert outcome == Outcome(Result.SENT, None, UNKNOWN)
        assert seconds < 1
    assert taken[0] == compose(SLIP, receipt=False)
    assert printer.status() == UNREACHABLE
    assert printer.print(SLIP).result is Result.FAILED


def test_two_threads_print_one_after_the_other() -> None:
    with VirtualPrinter("kiosk") as virtual:
        printer = TcpPrinter(virtual.address)
        results: list[Result] = []
        threads = [threading.Thread(target=lambda: results.append(printer.print(SLIP).result)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        printer.close()
        assert results == [Result.CONFIRMED] * 4
        assert all(paper.picture().tobytes() == SLIP.tobytes() for paper in virtual.papers)


def test_questions_that_happen_to_stand_in_a_picture_do_no_harm() -> None:
    mischief = Image.frombytes("1", (576, 40), (b"\xef\xfb\xfe\xef\xfb\xfb" * 480)[: 72 * 40])
    assert b"\x10\x04\x01" in compose(mischief, receipt=True)
    with VirtualPrinter("kiosk") as virtual:
        virtual.faults = Faults(near_end=True)
        printer = TcpPrinter(virtual.address)
        for number in (1, 2):
            assert printer.print(mischief).result is Result.CONFIRMED
            assert printed(virtual, number).tobytes() == mischief.tobytes()
            assert printer.status().paper is Paper.NEAR_END
        printer.close()


@pytest.mark.parametrize(
    ("address", "wanted"),
    [("tcp://10.0.0.5", ("10.0.0.5", 9100)), ("tcp://printer.local:9101", ("printer.local", 9101))],
)
def test_an_address_is_a_host_and_a_port(address: str, wanted: tuple[str, int]) -> None:
    assert host_and_port(address) == wanted


@pytest.mark.parametrize("address", ["virtual:", "usb://04b8:0202", "10.0.0.5:9100", "tcp://", "tcp://h:port"])
def test_another_kind_of_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match=r"printer address|[Pp]ort"):
        TcpPrinter(address)


def test_a_coloured_picture_is_no_slip() -> None:
    with pytest.raises(ValueError, match="1-bit"):
        compose(Image.new("L", (576, 10)), receipt=True)


def test_loading_python_escpos_leaves_no_folder_behind_says_nothing_and_sets_up_no_logging() -> None:
    code = (
        "import logging, os, sys, tempfile;"
        "before = set(os.listdir(tempfile.gettempdir()));"
        "from PIL import Image; from printer.job import compose, prepare;"
        "assert 'escpos' not in sys.modules;"
        "prepare(); compose(Image.new('1', (576, 8)), receipt=True);"
        "assert logging.root.handlers == [], logging.root.handlers;"
        "assert set(os.listdir(tempfile.gettempdir())) <= before"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_name_that_cannot_even_be_looked_up_is_nobody_there() -> None:
    printer = TcpPrinter(f"tcp://{'x' * 64}.local")
    assert printer.status() == UNREACHABLE
    assert printer.print(Image.new("1", (576, 8))).reason is Reason.UNREACHABLE
