"""Accounts and sign-ins of staff."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("branch", sa.String(), primary_key=True),
        sa.Column("login", sa.String(), primary_key=True),
        sa.Column("name", sa.String()),
        sa.Column("role", sa.String(24)),
        sa.Column("password", sa.String()),
        sa.Column("pin", sa.String()),
        sa.Column("disabled_at", sa.BigInteger()),
    )
    op.create_table(
        "staff_session",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("branch", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("program", sa.Boolean(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("locked_at", sa.BigInteger()),
        sa.Column("wrong_pins", sa.Integer(), nullable=False),
        sa.Column("counter", sa.String()),
        sa.Column("stamp", sa.String()),
        sa.UniqueConstraint("token"),
        sqlite_autoincrement=True,
    )
    op.create_index("staff_session_of", "staff_session", ["branch", "login"])
