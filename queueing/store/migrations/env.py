"""Run by Alembic inside `queueing.store.migrate`, on the connection it was given, in its transaction."""

from alembic import context

from queueing.store.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transaction_per_migration=False,
)
context.run_migrations()
