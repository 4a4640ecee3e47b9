"""Paper: print jobs, and what the printers say of themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "printers",
        sa.Column("hall_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("online", sa.Boolean(), nullable=True),
        sa.Column("cover", sa.String(length=30), nullable=False),
        sa.Column("cutter", sa.String(length=30), nullable=False),
        sa.Column("paper", sa.String(length=30), nullable=False),
        sa.Column("host", sa.String(length=100), nullable=False),
        sa.Column("reported_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["hall_id"], ["halls.id"], name="fk_printers_hall_id"),
        sa.PrimaryKeyConstraint("hall_id", "name", name="pk_printers"),
    )
    op.create_table(
        "print_jobs",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("hall_id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", BIG_ID, nullable=True),
        sa.Column("printer", sa.String(length=30), nullable=False),
        sa.Column("copy", sa.Boolean(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=30), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("claimed_by", sa.String(length=100), nullable=True),
        sa.Column("lease_until", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["hall_id"], ["halls.id"], name="fk_print_jobs_hall_id"),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_print_jobs_ticket_id"),
        sa.PrimaryKeyConstraint("id", name="pk_print_jobs"),
    )
    op.create_index(
        "ix_print_jobs_open",
        "print_jobs",
        ["hall_id", "printer", "id"],
        unique=False,
        sqlite_where=sa.text("state IN ('queued', 'sending')"),
        postgresql_where=sa.text("state IN ('queued', 'sending')"),
    )
    op.create_index("ix_print_jobs_ticket", "print_jobs", ["ticket_id", "id"], unique=False)
