"""Bringing a database to the present schema: made when empty, raised when older, refused when newer."""

from __future__ import annotations

from importlib import resources

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from queueing.errors import StorageFailed
from queueing.store.engine import Store


def migrate(store: Store) -> None:
    """Run the missing migrations in one transaction; a second process waits and then finds nothing to do.

    Raises StorageFailed for a database that a newer program has written, Busy, and whatever a migration raises.
    """
    config = Config()
    with resources.as_file(resources.files("queueing.store").joinpath("migrations")) as folder:
        config.set_main_option("script_location", str(folder).replace("%", "%%"))
        scripts = ScriptDirectory.from_config(config)
        with store.migrating() as connection:
            present = MigrationContext.configure(connection).get_current_revision()
            if present == scripts.get_current_head():
                return
            if present is not None and present not in {script.revision for script in scripts.walk_revisions()}:
                raise StorageFailed(cause=f"the database is of a newer hallqueue, revision {present}; update this one")
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
