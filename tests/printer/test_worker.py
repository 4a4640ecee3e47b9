"""One printer's worker: nothing that goes wrong with one slip keeps it from the next."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest

from printer import worker
from printer.driver import Outcome, Result
from printer.server_line import Refused
from printer.worker import Worker
from tests.printer.hosts import Handmade, Line, eventually

Starts = Callable[..., Worker]


@pytest.fixture
def starts(monkeypatch: pytest.MonkeyPatch) -> Iterator[Starts]:
    """Starts a worker of a line and a printer, and ends it with the test."""
    monkeypatch.setattr(worker, "NAP_AFTER_TROUBLE", 0.01)
    monkeypatch.setattr(worker, "ASK_EVERY", 0.05)
    begun: list[Worker] = []

    def start(line: Line, printer: Handmade, before: threading.Thread | None = None) -> Worker:
        begun.append(Worker("front", 576, printer, line, before))
        begun[-1].start()
        return begun[-1]

    yield start
    for one in begun:
        one.stop()
        one.join(10)
        assert not one.is_alive()


@pytest.mark.parametrize("trouble", [Refused("key_reused"), KeyError("job"), UnicodeError("a name that is none")])
def test_a_claim_that_fails_keeps_no_later_slip_from_being_printed(starts: Starts, trouble: Exception) -> None:
    line = Line(trouble, 7)
    starts(line, Handmade())
    eventually(lambda: line.ended == {7: ("printed", None)})


def test_a_slip_whose_printing_broke_is_unknown_and_the_next_is_printed(starts: Starts) -> None:
    outcomes = iter([RuntimeError("out of memory"), Outcome(Result.CONFIRMED)])

    def prints() -> Outcome:
        outcome = next(outcomes)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    line, printer = Line(7, 8), Handmade(prints)
    starts(line, printer)
    eventually(lambda: line.ended == {7: ("unknown", "host_failed"), 8: ("printed", None)})
    assert printer.closed.is_set(), "the line of a broken printing is not used again"


def test_the_status_is_told_again_when_the_server_may_have_lost_it(starts: Starts) -> None:
    line = Line()
    front = starts(line, Handmade())
    eventually(lambda: len(line.told) == 1)
    front.tell_again()
    eventually(lambda: len(line.told) == 2, within=worker.TELL_EVERY / 2)
    assert line.told[0] == line.told[1]


def test_a_worker_waits_until_the_one_before_has_let_go_of_the_printer(starts: Starts) -> None:
    printing, may_end = threading.Event(), threading.Event()

    def prints() -> Outcome:
        printing.set()
        assert may_end.wait(10)
        return Outcome(Result.CONFIRMED)

    old_line, old_printer, line = Line(7), Handmade(prints), Line(8)
    old = starts(old_line, old_printer)
    assert printing.wait(10)
    old.stop()
    starts(line, Handmade(), before=old)
    threading.Event().wait(0.2)
    assert not line.ended
    may_end.set()
    eventually(lambda: line.ended == {8: ("printed", None)})
    assert old_line.ended == {7: ("printed", None)}
    assert old_printer.closed.is_set()
