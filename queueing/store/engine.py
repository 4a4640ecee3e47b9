"""The ways to the database: one write transaction at a time, and read transactions that never wait for it.

SQLite (DESIGN.md §13): WAL, `synchronous=FULL`, foreign keys on. A writer takes the file's write lock at BEGIN; with
SQLite's default BEGIN two writers can both read before either writes, and 31 of 320 numbers came out twice. SQLite's
own busy timeout is 0, because a C call that waits freezes every greenlet of the server; we retry with short sleeps,
which gevent turns into switches, for up to ten seconds.

PostgreSQL: the same two calls; `Store.write` users lock the hall's row first, which makes writers take turns.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool, Pool, QueuePool

from queueing.errors import Busy, Refusal, StorageFailed

PATIENCE = 10.0
"""Seconds that a transaction waits for the database before it gives up as `busy`."""

LONGEST_NAP = 0.02

READERS = 20
"""Connections kept for readers; on PostgreSQL they wait for answers side by side."""

Result = TypeVar("Result")

_PRAGMAS = ("busy_timeout=0", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY")

_LOCKED = ("database is locked", "database table is locked", "lock timeout", "deadlock detected")


class Store:
    """Opens the database at a SQLAlchemy address. Nothing connects before the first transaction."""

    def __init__(self, address: str, patience: float = PATIENCE) -> None:
        self.address = address
        self.patience = patience
        self.write_failure: str | None = None
        """Why the last write could not be stored; None once one was."""
        self.is_sqlite = make_url(address).get_backend_name() == "sqlite"
        # One writer a process: its greenlets queue here in order instead of all knocking at the file.
        self._writing = threading.Lock()
        self._writer = self._engine(QueuePool, read_only=False)
        self._reader = self._engine(QueuePool, read_only=True)
        # Reports run in native threads, where a pool's lock that belongs to gevent must not be touched.
        self._report_reader = self._engine(NullPool, read_only=True)

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction that may change things; commits when the block ends, rolls back when it raises.

        Raises Busy when the write lock was not to be had in time, StorageFailed when the disk or the server fails.
        Never do anything slow inside, and nothing that yields to another greenlet.
        """
        deadline = time.monotonic() + self.patience
        if not self._writing.acquire(timeout=self.patience):
            raise Busy
        try:
            with self._session(self._writer, deadline) as session:
                yield session
                session.commit()
            self.write_failure = None
        except StorageFailed as failed:
            self.write_failure = str(failed)
            raise
        finally:
            self._writing.release()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A read-only view of one moment; waits for no writer. Raises Busy, StorageFailed."""
        with self._session(self._reader, time.monotonic() + self.patience) as session:
            yield session

    @contextmanager
    def read_in_thread(self) -> Iterator[Session]:
        """As `read`, safe in a native thread beside gevent; opens a connection of its own."""
        with self._session(self._report_reader, time.monotonic() + self.patience) as session:
            yield session

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """A connection in a write transaction that keeps every other process out, for changing the schema."""
        with _own_words():
            connection = _begun(self._writer.connect, time.monotonic() + self.patience)
            with connection:
                if not self.is_sqlite:
                    connection.execute(text("SELECT pg_advisory_xact_lock(20261123)"))
                yield connection
                connection.commit()

    def close(self) -> None:
        """Let go of every connection."""
        for engine in (self._writer, self._reader, self._report_reader):
            engine.dispose()

    @contextmanager
    def _session(self, engine: Engine, deadline: float) -> Iterator[Session]:
        with _own_words():
            connection = _begun(engine.connect, deadline)
            # The transaction is begun before the session, so that knocking is all in one place; the session owns it.
            session = Session(connection, expire_on_commit=False, join_transaction_mode="control_fully")
            with connection, session:
                yield session

    def _engine(self, pool: type[Pool], *, read_only: bool) -> Engine:
        waiting = {} if pool is NullPool else {"pool_size": READERS, "pool_timeout": self.patience}
        if not self.is_sqlite:
            patience = {"options": f"-c lock_timeout={int(self.patience * 1000)}"}
            engine = create_engine(self.address, poolclass=pool, pool_pre_ping=True, connect_args=patience, **waiting)
            if not read_only:
                return engine
            # The default, READ COMMITTED, would see another moment with every statement.
            return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        at_once = {"timeout": 0, "check_same_thread": False}
        engine = create_engine(self.address, poolclass=pool, connect_args=at_once, **waiting)
        begin = "BEGIN" if read_only else "BEGIN IMMEDIATE"
        event.listen(engine, "connect", lambda connection, _: self._set_up_sqlite(connection, read_only=read_only))
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
        return engine

    def _set_up_sqlite(self, connection: Any, *, read_only: bool) -> None:
        """Pragmas of every connection. The driver must not open transactions by itself: `begin` above does."""
        connection.isolation_level = None
        deadline = time.monotonic() + self.patience
        for pragma in (*_PRAGMAS, f"query_only={int(read_only)}"):
            _patiently(partial(connection.execute, f"PRAGMA {pragma}"), deadline)


def _begun(connect: Callable[[], Connection], deadline: float) -> Connection:
    """A connection whose transaction has begun, however often it had to knock."""

    def begin() -> Connection:
        connection = connect()
        try:
            connection.begin()
        except BaseException:
            connection.close()
            raise
        return connection

    return _patiently(begin, deadline)


def _patiently(attempt: Callable[[], Result], deadline: float) -> Result:
    while True:
        try:
            return attempt()
        except Exception as error:
            if not _is_locked(error) or time.monotonic() > deadline:
                raise
        time.sleep(random.uniform(0.001, LONGEST_NAP))  # noqa: S311 - spreads knocking, guards nothing


def _is_locked(error: BaseException) -> bool:
    return any(sign in str(error).lower() for sign in _LOCKED)


@contextmanager
def _own_words() -> Iterator[None]:
    """Turn the driver's errors into ours, once and here; a broken constraint stays what it is, a bug of ours."""
    try:
        yield
    except Refusal:
        raise
    except PoolExhausted as error:
        raise Busy from error
    except DatabaseError as error:
        # Of a damaged file the driver says only DatabaseError; any kind but these two is a bug of ours.
        if type(error) not in (DatabaseError, OperationalError):
            raise
        if _is_locked(error):
            raise Busy from error
        raise StorageFailed(cause=_cause(error)) from error


def _cause(error: DBAPIError) -> str:
    return str(error.orig).strip().splitlines()[0] if error.orig else type(error).__name__
