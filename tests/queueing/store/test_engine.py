from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from queueing.errors import Busy, Refusal, StorageFailed
from queueing.hall import Hall
from queueing.hall_view import HallView
from queueing.store import HallRow, Store
from queueing.store.migrate import migrate
from tests.support import Clock, everything, make_hall, take

PATIENCE = 0.2


@pytest.fixture
def impatient(tmp_path: Path, clock: Clock) -> Iterator[Hall]:
    """The hall that gives up after a fifth of a second."""
    make_hall(tmp_path, clock=clock).store.close()
    hall = Hall(Store(f"sqlite:///{tmp_path / 'hall.db'}", PATIENCE), clock.now)
    yield hall
    hall.store.close()


@pytest.fixture
def somebody_else(tmp_path: Path, impatient: Hall) -> Iterator[sqlite3.Connection]:
    """Another program that is writing to the same file."""
    with closing(sqlite3.connect(tmp_path / "hall.db", isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield connection


# ---- busy


def test_who_cannot_write_in_time_is_told_that_the_database_is_busy(
    impatient: Hall, somebody_else: sqlite3.Connection
) -> None:
    with pytest.raises(Busy, match="too busy for this; nothing was changed"):
        take(impatient)
    somebody_else.execute("ROLLBACK")

    assert take(impatient).number == "A001"


def test_readers_go_on_while_somebody_writes(impatient: Hall, somebody_else: sqlite3.Connection) -> None:
    somebody_else.execute("UPDATE halls SET revision = 99")

    assert HallView(impatient).revision() == 1
    somebody_else.execute("COMMIT")
    assert HallView(impatient).revision() == 99


def test_a_writer_waits_patiently_for_another(hall: Hall, tmp_path: Path) -> None:
    file = tmp_path / "hall" / "hall.db"
    with closing(sqlite3.connect(file, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        release = threading.Timer(0.1, lambda: other.execute("ROLLBACK"))
        release.start()

        assert take(hall).number == "A001"
        release.join()


def test_writers_of_one_process_take_turns_and_the_last_gives_up_in_time(impatient: Hall) -> None:
    refusals: list[type[Refusal]] = []

    def press() -> None:
        try:
            take(impatient)
        except Refusal as refused:
            refusals.append(type(refused))

    with impatient.store.write():
        thread = threading.Thread(target=press)
        thread.start()
        thread.join()

    assert refusals == [Busy]
    assert take(impatient).number == "A001"


# ---- what a transaction is


def test_a_write_that_raises_changes_nothing(hall: Hall) -> None:
    def write() -> None:
        with hall.store.write() as session:
            session.get_one(HallRow, 1).revision = 99
            session.flush()
            raise KeyError

    before = everything(hall)
    with pytest.raises(KeyError):
        write()
    assert everything(hall) == before


@pytest.mark.parametrize("read", [Store.read, Store.read_in_thread], ids=["read", "read in thread"])
def test_a_reader_cannot_write(hall: Hall, read: Callable[[Store], Iterator]) -> None:
    with pytest.raises(StorageFailed, match="attempt to write a readonly database"), read(hall.store) as session:
        session.execute(text("UPDATE halls SET revision = 99"))


def test_a_reader_sees_one_moment(hall: Hall) -> None:
    with hall.store.read() as session:
        revision = session.scalar(text("SELECT revision FROM halls"))
        take(hall)

        assert session.scalar(text("SELECT revision FROM halls")) == revision
    assert HallView(hall).revision() == revision + 1


@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 0)]
)
def test_every_connection_is_set_up_to_lose_nothing_and_to_block_nobody(hall: Hall, pragma: str, value: object) -> None:
    for transaction in (hall.store.write, hall.store.read, hall.store.read_in_thread):
        with transaction() as session:
            assert session.scalar(text(f"PRAGMA {pragma}")) == value


# ---- the disk


def test_a_full_disk_is_told_and_what_was_acknowledged_stays(hall: Hall) -> None:
    with hall.store.write() as session:
        pages = session.scalar(text("PRAGMA page_count"))
        session.execute(text(f"PRAGMA max_page_count = {pages}"))
    given: list[str] = []

    def fill() -> None:
        for _ in range(1000):
            given.append(take(hall).number)

    with pytest.raises(StorageFailed, match=r"cannot store anything \(database or disk is full\)") as refused:
        fill()
    assert isinstance(refused.value.__cause__, OperationalError)
    assert [row[6] for row in everything(hall)["tickets"]] == given

    with hall.store.write() as session:
        session.execute(text("PRAGMA max_page_count = 100000"))
    assert take(hall).number == f"A{len(given) + 1:03}"


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'nowhere' / 'hall.db'}")
    with closing(store), pytest.raises(StorageFailed, match="unable to open database file"):
        migrate(store)


@pytest.mark.parametrize(
    "use",
    [migrate, lambda store: take(Hall(store)), lambda store: HallView(Hall(store)).board()],
    ids=["migrate", "write", "read"],
)
def test_a_file_that_is_no_database_is_told(tmp_path: Path, use: Callable[[Store], object]) -> None:
    (tmp_path / "hall.db").write_bytes(b"This is a letter, not a database." * 100)
    store = Store(f"sqlite:///{tmp_path / 'hall.db'}")
    with closing(store), pytest.raises(StorageFailed, match="file is not a database"):
        use(store)


def test_a_damaged_file_is_told(hall: Hall, tmp_path: Path) -> None:
    hall.store.close()
    file = tmp_path / "hall" / "hall.db"
    file.write_bytes(file.read_bytes()[:4096] + b"x" * 100_000)

    with pytest.raises(StorageFailed, match="database disk image is malformed"):
        take(hall)


def test_nothing_connects_before_the_first_transaction(tmp_path: Path) -> None:
    Store(f"sqlite:///{tmp_path / 'hall.db'}").close()

    assert list(tmp_path.iterdir()) == []
