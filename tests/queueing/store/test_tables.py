from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, text, update
from sqlalchemy.exc import IntegrityError

from queueing.hall import Hall
from queueing.hall_view import HallView
from queueing.store import TicketRow, TurnRow
from queueing.ticket import State
from tests.support import CLERK, FARM, MONDAY, OTHER_CLERK, TABLES, a_plan, call_next, everything, take

# ---- what the database itself refuses


def another_turn(hall: Hall, ticket: int, state: State, counter: int | None = None) -> None:
    """A turn past all rules."""
    with hall.store.write() as session:
        session.add(
            TurnRow(
                hall_id=1, ticket_id=ticket, day=MONDAY.date(), plan_version=1, service="FARM", class_="normal",
                items=[], state=state, counter=counter, entered_at=MONDAY, key=MONDAY,
            )
        )  # fmt: skip


@pytest.mark.parametrize("state", [State.WAITING, State.CALLED, State.SERVING, State.PARKED])
@pytest.mark.parametrize("present", [State.WAITING, State.PARKED])
def test_a_ticket_has_at_most_one_open_turn(hall: Hall, present: State, state: State) -> None:
    take(hall)
    with hall.store.write() as session:
        session.execute(update(TurnRow).values(state=present))
    before = everything(hall)

    with pytest.raises(IntegrityError, match=r"UNIQUE constraint failed: turns\.ticket_id"):
        another_turn(hall, 1, state)
    assert everything(hall) == before


@pytest.mark.parametrize("state", [State.CALLED, State.SERVING])
def test_a_counter_has_at_most_one_turn(hall: Hall, state: State) -> None:
    take(hall)
    take(hall)
    hall.open_counter(CLERK, 1)
    call_next(hall)
    with hall.store.write() as session:
        session.execute(update(TurnRow).where(TurnRow.ticket_id == 2).values(state=State.DONE))

    with pytest.raises(IntegrityError, match=r"UNIQUE constraint failed: turns\.hall_id, turns\.counter"):
        another_turn(hall, 2, state, counter=1)
    another_turn(hall, 2, state, counter=2)


def test_a_ticket_may_have_many_turns_that_are_over(hall: Hall) -> None:
    take(hall)
    for state in (State.DONE, State.TRANSFERRED, State.MISSED, State.CANCELLED, State.LAPSED, State.VOID):
        another_turn(hall, 1, state, counter=1)

    assert len(everything(hall)["turns"]) == 7


@pytest.mark.parametrize(
    ("same", "differs"),
    [
        ({}, {"number": "A002", "sequence": 2}),
        ({"token": "t"}, {"number": "A002"}),
        ({"token": "t"}, {"sequence": 2}),
    ],
    ids=["token", "sequence", "number"],
)
def test_no_token_and_no_number_is_there_twice(hall: Hall, same: dict[str, Any], differs: dict[str, Any]) -> None:
    ticket = take(hall)
    row = {
        "hall_id": 1, "token": ticket.token, "day": MONDAY.date(), "series": "A", "sequence": 1, "number": "A001",
        "language": "en", "issued_at": MONDAY, "issued_by": "me",
    }  # fmt: skip

    with pytest.raises(IntegrityError, match="UNIQUE constraint failed: tickets"), hall.store.write() as session:
        session.add(TicketRow(**row | same | differs))
    with hall.store.write() as session:
        session.add(TicketRow(**row | {"token": "t", "day": MONDAY.date() + timedelta(days=1)}))


def test_a_turn_without_its_ticket_is_refused(hall: Hall) -> None:
    with pytest.raises(IntegrityError, match="FOREIGN KEY constraint failed"):
        another_turn(hall, 99, State.WAITING)


# ---- by what the database finds things


@contextmanager
def statements() -> Iterator[list[tuple[str, Any]]]:
    """What is really sent to the database meanwhile, with its parameters."""
    sent: list[tuple[str, Any]] = []

    def keep(
        connection: Connection, cursor: object, statement: str, parameters: Any, context: object, many: bool
    ) -> None:
        if not many and statement.startswith(("SELECT", "UPDATE", "DELETE")):
            sent.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", keep)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", keep)


def how_found(hall: Hall, deed: Callable[[], object]) -> list[str]:
    """SQLite's own account of how it finds the rows for everything that the deed asks for."""
    with statements() as sent:
        deed()
    with hall.store.read() as session:
        driver = session.connection().connection.driver_connection
        assert driver is not None
        return [
            f"{row[3]} | {' '.join(statement.split())[:90]}"
            for statement, parameters in sent
            for row in driver.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]


@pytest.fixture
def busy_hall(hall_with: Callable[..., Hall]) -> Hall:
    """A hall with a quota, two clerks and a few people."""
    hall = hall_with(a_plan(services=[FARM | {"quota": 99}, *TABLES["services"][1:]]))
    hall.open_counter(CLERK, 1)
    hall.open_counter(OTHER_CLERK, 2)
    for _ in range(5):
        take(hall)
    call_next(hall)
    return hall


def test_who_waits_is_found_by_the_index_of_the_waiting(busy_hall: Hall) -> None:
    found = how_found(busy_hall, lambda: call_next(busy_hall, OTHER_CLERK, 2))

    assert [line for line in found if "turns USING INDEX ix_turns_waiting (hall_id=? AND day=? AND service=?)" in line]


def test_who_is_at_a_counter_is_found_by_the_index_of_the_counters(busy_hall: Hall) -> None:
    found = how_found(busy_hall, lambda: busy_hall.recall(CLERK, 1))

    assert [line for line in found if "turns USING INDEX uq_turns_at_counter (hall_id=? AND counter=?)" in line]


DEEDS: dict[str, Callable[[Hall], object]] = {
    "issue": lambda hall: take(hall),
    "next": lambda hall: hall.next(CLERK, 1),
    "call": lambda hall: hall.call(OTHER_CLERK, 2, "A004", "asked"),
    "recall": lambda hall: hall.recall(CLERK, 1),
    "finish": lambda hall: hall.finish(CLERK, 1),
    "put back": lambda hall: hall.put_back(CLERK, 1),
    "pause": lambda hall: hall.pause_counter(CLERK, 1, "lunch"),
    "board": lambda hall: HallView(hall).board(),
    "services": lambda hall: HallView(hall).services(),
    "counters": lambda hall: HallView(hall).counters(),
    "calls after": lambda hall: HallView(hall).calls_after(5),
    "wait log": lambda hall: HallView(hall).wait_log(MONDAY.date()),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_no_deed_reads_a_whole_table_that_grows(busy_hall: Hall, deed: str) -> None:
    found = how_found(busy_hall, lambda: DEEDS[deed](busy_hall))

    assert found
    assert [line for line in found if line.startswith(("SCAN turns", "SCAN tickets", "SCAN events"))] == []


def test_the_database_keeps_no_state_that_the_code_does_not_know(hall: Hall) -> None:
    take(hall)
    with hall.store.write() as session:
        session.execute(text("UPDATE turns SET state = 'lost'"))

    with pytest.raises(ValueError, match="'lost' is not a valid State"):
        HallView(hall).wait_log(MONDAY.date())
