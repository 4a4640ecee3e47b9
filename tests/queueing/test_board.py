from __future__ import annotations

import pytest

from queueing.board import RECENT_CALLS
from queueing.hall import Hall
from queueing.hall_view import HallView
from queueing.views import BoardCall
from tests.support import CLERK, OTHER_CLERK, PROGRAM, Clock, call_next, take


@pytest.fixture
def hall(hall: Hall) -> Hall:
    """The hall with every window staffed."""
    hall.open_counter(CLERK, 1)
    hall.open_counter(OTHER_CLERK, 2)
    hall.open_counter(PROGRAM, 3)
    return hall


def numbers(calls: list[BoardCall]) -> list[tuple[str, int, str]]:
    return [(call.number, call.counter, call.state) for call in calls]


def test_an_empty_hall_has_an_empty_board(hall: Hall) -> None:
    board = HallView(hall).board()

    assert (board.calls, board.recent, board.notices) == ([], [], [])
    assert {entry.service: entry.waiting for entry in board.waiting} == {"FARM": 0, "SOCIAL": 0, "GUIDE": 0}


def test_the_board_shows_who_is_at_the_windows_newest_call_first(hall: Hall, clock: Clock) -> None:
    take(hall)
    take(hall, "SOCIAL")
    call_next(hall, CLERK, 1)
    hall.start(CLERK, 1)
    clock.tick(minutes=1)
    call_next(hall, OTHER_CLERK, 2)

    board = HallView(hall).board()

    assert numbers(board.calls) == [("B001", 2, "called"), ("A001", 1, "serving")]
    assert [call.service for call in board.calls] == ["SOCIAL", "FARM"]
    assert board.calls[0].called_at == clock.now()
    assert board.recent == []


def test_a_recall_brings_a_call_to_the_top_with_a_new_cursor(hall: Hall, clock: Clock) -> None:
    take(hall)
    take(hall, "SOCIAL")
    call_next(hall, CLERK, 1)
    call_next(hall, OTHER_CLERK, 2)
    clock.tick(minutes=1)
    hall.recall(CLERK, 1)

    board = HallView(hall).board()

    assert numbers(board.calls) == [("A001", 1, "called"), ("B001", 2, "called")]
    assert (board.calls[0].cursor, board.calls[0].called_at) == (HallView(hall).last_event(), clock.now())


def test_calls_that_have_moved_on_are_recent(hall: Hall) -> None:
    for _ in range(3):
        take(hall)
    call_next(hall)
    call_next(hall)
    hall.miss(CLERK, 1)
    cancelled = call_next(hall)
    hall.cancel(CLERK, cancelled.ticket)

    board = HallView(hall).board()

    assert board.calls == []
    assert numbers(board.recent) == [("A003", 1, "cancelled"), ("A002", 1, "missed"), ("A001", 1, "done")]


def test_only_the_latest_of_the_recent_calls_are_shown(hall: Hall) -> None:
    for _ in range(RECENT_CALLS + 2):
        take(hall)
        call_next(hall)

    board = HallView(hall).board()

    assert numbers(board.calls) == [("A014", 1, "called")]
    assert [call.number for call in board.recent] == [f"A{number:03}" for number in range(13, 1, -1)]


def test_a_call_that_was_put_back_disappears(hall: Hall) -> None:
    take(hall)
    call_next(hall)
    hall.put_back(CLERK, 1)

    board = HallView(hall).board()

    assert (board.calls, board.recent) == ([], [])
    assert board.waiting[0].waiting == 1


def test_the_waiting_are_counted_per_service_in_the_plans_order(hall: Hall) -> None:
    for service in ("GUIDE", "FARM", "FARM", "SOCIAL"):
        take(hall, service)
    call_next(hall)

    waiting = HallView(hall).board().waiting

    assert [(entry.service, entry.waiting) for entry in waiting] == [("FARM", 1), ("SOCIAL", 1), ("GUIDE", 1)]


def test_a_private_service_is_named_nowhere(hall: Hall) -> None:
    take(hall, "PETITION")
    assert "PETITION" not in HallView(hall).board().model_dump_json()
    call_next(hall, PROGRAM, 3)
    assert HallView(hall).board().calls[0].service is None
    hall.finish(PROGRAM, 3)

    assert HallView(hall).board().recent[0].service is None
    assert HallView(hall).calls_after(0)[0][0].service is None


def test_yesterdays_turns_are_not_shown(hall: Hall, clock: Clock) -> None:
    take(hall)
    take(hall)
    take(hall, "SOCIAL")
    call_next(hall)
    call_next(hall)
    clock.tick(days=1)

    board = HallView(hall).board()

    assert (board.calls, board.recent) == ([], [])
    assert [entry.waiting for entry in board.waiting] == [0, 0, 0]


def test_the_revision_of_the_board_grows_with_each_change(hall: Hall) -> None:
    revisions = [HallView(hall).board().revision]
    for change in (lambda: take(hall), lambda: call_next(hall), lambda: hall.finish(CLERK, 1)):
        change()
        revisions.append(HallView(hall).board().revision)

    assert revisions == list(range(revisions[0], revisions[0] + 4))


# ---- the calls, for the voice


def test_calls_and_recalls_come_after_a_cursor_in_their_order(hall: Hall) -> None:
    view = HallView(hall)
    take(hall, language="en")
    start = view.last_event()
    call_next(hall)
    hall.recall(CLERK, 1)

    calls, cursor = view.calls_after(start)

    assert [(call.number, call.counter, call.service, call.recall, call.language) for call in calls] == [
        ("A001", 1, "FARM", False, "en"),
        ("A001", 1, "FARM", True, "en"),
    ]
    assert [call.cursor for call in calls] == [start + 1, start + 2]
    assert cursor == view.last_event()


def test_after_the_last_cursor_there_is_nothing_and_the_cursor_stays(hall: Hall) -> None:
    call_cursor = HallView(hall).last_event()

    assert HallView(hall).calls_after(call_cursor) == ([], call_cursor)


def test_the_cursor_also_passes_what_was_no_call(hall: Hall) -> None:
    start = HallView(hall).last_event()
    take(hall)

    assert HallView(hall).calls_after(start) == ([], start + 1)
