import pytest
from hypothesis import given
from hypothesis import strategies as st

from printer.faults import Faults
from printer.replies import UNKNOWN, Cover, Cutter, Paper, Question, Reason, Replies, Status, read_status

IN_ORDER = Status(online=True, cover=Cover.CLOSED, cutter=Cutter.OK, paper=Paper.OK)


def status_of(faults: Faults) -> Status:
    return read_status({question: faults.answer(question) for question in Question})


def test_the_questions_are_the_bytes_of_the_manual() -> None:
    assert [question.request.hex(" ") for question in Question] == ["10 04 01", "10 04 02", "10 04 03", "10 04 04"]


@pytest.mark.parametrize(
    ("question", "answer", "status"),
    [
        (Question.PRINTER, 0x12, Status(online=True)),
        (Question.PRINTER, 0x16, Status(online=True)),  # the drawer's contact says nothing of the printer
        (Question.PRINTER, 0x1A, Status(online=False)),
        (Question.OFFLINE_CAUSE, 0x12, Status(cover=Cover.CLOSED)),
        (Question.OFFLINE_CAUSE, 0x16, Status(cover=Cover.OPEN)),
        (Question.ERROR_CAUSE, 0x12, Status(cutter=Cutter.OK)),
        (Question.ERROR_CAUSE, 0x1A, Status(cutter=Cutter.ERROR)),
        (Question.PAPER, 0x12, Status(paper=Paper.OK)),
        (Question.PAPER, 0x1E, Status(paper=Paper.NEAR_END)),
        (Question.PAPER, 0x72, Status(paper=Paper.OUT)),
        (Question.PAPER, 0x7E, Status(paper=Paper.OUT)),
    ],
)
def test_each_answer_says_what_the_manual_says(question: Question, answer: int, status: Status) -> None:
    assert read_status({question: answer}) == status


def test_silence_is_unknown_and_never_ok() -> None:
    assert read_status({}) == UNKNOWN == Status(None, Cover.UNKNOWN, Cutter.UNKNOWN, Paper.UNKNOWN)
    assert UNKNOWN.obstacle is None


@pytest.mark.parametrize(
    ("faults", "status", "obstacle"),
    [
        (Faults(), IN_ORDER, None),
        (Faults(near_end=True), Status(True, Cover.CLOSED, Cutter.OK, Paper.NEAR_END), None),
        (Faults(paper_out=True), Status(False, Cover.CLOSED, Cutter.OK, Paper.OUT), Reason.PAPER_OUT),
        (Faults(cover_open=True), Status(False, Cover.OPEN, Cutter.OK, Paper.OK), Reason.COVER_OPEN),
        (Faults(cutter_jam=True), Status(False, Cover.CLOSED, Cutter.ERROR, Paper.OK), Reason.CUTTER_ERROR),
        (Faults(offline=True), Status(False, Cover.CLOSED, Cutter.OK, Paper.OK), Reason.OFFLINE),
    ],
)
def test_the_virtual_printers_answers_are_read_as_they_were_meant(
    faults: Faults, status: Status, obstacle: Reason | None
) -> None:
    assert status_of(faults) == status
    assert status.obstacle is obstacle


@given(st.binary())
def test_only_bytes_with_the_answers_bits_are_answers(data: bytes) -> None:
    replies = Replies()
    replies.feed(data)
    assert all(byte & 0x93 == 0x12 for byte in replies.answers)


def test_flow_control_and_noise_are_neither_answer_nor_receipt() -> None:
    replies = Replies()
    replies.feed(b"\x11\x13\xff\x80\x93")
    assert not replies.answers
    assert not replies.receipts


def test_a_receipt_is_known_with_and_without_paper_near_its_end() -> None:
    replies = Replies()
    replies.feed(b"\x00\x03")
    assert list(replies.receipts) == [0x00, 0x03]


def test_what_a_printer_reports_by_itself_is_no_receipt() -> None:
    replies = Replies()
    replies.feed(b"\x14\x00\x00\x0f" + b"\x12" + b"\x10\x00\x00\x00" + b"\x00")
    assert list(replies.answers) == [0x12]
    assert list(replies.receipts) == [0x00]


@pytest.mark.parametrize("wrong", [{"slow": 0}, {"cut_after": -1}])
def test_a_fault_that_cannot_be_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="not"):
        Faults(**wrong)  # type: ignore[arg-type]
