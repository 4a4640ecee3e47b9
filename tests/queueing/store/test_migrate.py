from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from queueing.errors import StorageFailed
from queueing.store import Base, Store
from queueing.store.migrate import migrate

NEWEST = "0002"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store(f"sqlite:///{tmp_path / 'hall.db'}")) as store:
        yield store


def schema(store: Store) -> dict[str, str]:
    """Every table and index of the database in SQLite's own words."""
    with store.read() as session:
        rows = session.execute(text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
        return {name: " ".join(sql.split()) for name, sql in rows}


def test_the_models_are_what_the_migrations_make(store: Store) -> None:
    migrate(store)
    with store.migrating() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})

        assert compare_metadata(context, Base.metadata) == []


def test_the_indexes_are_what_the_migrations_make_conditions_included(store: Store, tmp_path: Path) -> None:
    migrate(store)
    with closing(Store(f"sqlite:///{tmp_path / 'models.db'}")) as models:
        with models.migrating() as connection:
            Base.metadata.create_all(connection)
        indexes = {name: sql for name, sql in schema(models).items() if "INDEX" in sql}

        assert len([sql for sql in indexes.values() if "WHERE" in sql]) == 4
        assert {name: sql for name, sql in schema(store).items() if "INDEX" in sql} == indexes


def test_migrating_again_changes_nothing(store: Store) -> None:
    migrate(store)
    with store.write() as session:
        session.execute(text("INSERT INTO halls (id, plan_version, revision, last_event) VALUES (1, 0, 7, 0)"))
    before = schema(store)
    migrate(store)

    assert schema(store) == before
    with store.read() as session:
        assert session.scalar(text("SELECT revision FROM halls")) == 7


def test_a_database_of_a_newer_program_is_refused_untouched(store: Store) -> None:
    migrate(store)
    with store.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(StorageFailed, match="the database is of a newer hallqueue, revision 9999; update this one"):
        migrate(store)
    with store.read() as session:
        assert session.scalar(text("SELECT version_num FROM alembic_version")) == "9999"


def test_a_migration_that_fails_leaves_nothing_behind(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def power_cut(*_: object, **__: object) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patched:
        patched.setattr("alembic.op.create_index", power_cut)
        with pytest.raises(RuntimeError, match="power cut"):
            migrate(store)
    assert schema(store) == {}

    migrate(store)
    assert "turns" in schema(store)


def _migrate_all_at_once(address: str, ready: multiprocessing.synchronize.Barrier) -> None:
    with closing(Store(address)) as store:
        ready.wait(60)
        migrate(store)


def test_processes_that_start_at_once_migrate_once(store: Store) -> None:
    spawn = multiprocessing.get_context("spawn")
    ready = spawn.Barrier(3)
    processes = [spawn.Process(target=_migrate_all_at_once, args=(store.address, ready)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)

    assert [process.exitcode for process in processes] == [0, 0, 0]
    with store.read() as session:
        assert session.scalars(text("SELECT version_num FROM alembic_version")).all() == [NEWEST]
    for process in processes:
        process.close()
