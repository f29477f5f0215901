"""Print jobs, what is known of printers, and the machines that are let in by a token."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # What was "sent" had been handed over whole, and no printer was asked whether it is on paper.
    for table in ("visit", "visit_event", "booking"):
        op.execute(f"UPDATE {table} SET paper = 'unconfirmed' WHERE paper = 'sent'")  # noqa: S608 - our words
    op.create_table(
        "print_job",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("branch", sa.String(), nullable=False),
        sa.Column("printer", sa.String(), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("visit", sa.Integer(), sa.ForeignKey("visit.id")),
        sa.Column("booking", sa.Integer(), sa.ForeignKey("booking.id")),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("began_at", sa.BigInteger()),
        sa.Column("ended_at", sa.BigInteger()),
        sa.Column("reason", sa.String()),
        sa.Column("journal", sa.String()),
        sqlite_autoincrement=True,
    )
    for name, condition, columns in (
        ("print_job_original", "kind = 'original' AND visit IS NOT NULL", ["visit"]),
        ("print_job_original_slip", "kind = 'original' AND booking IS NOT NULL", ["booking", "edition"]),
        ("print_job_unfinished", "state IN ('queued', 'sending', 'not_sent')", ["branch", "printer", "id"]),
    ):
        some = sa.text(condition)
        once = name != "print_job_unfinished"
        op.create_index(name, "print_job", columns, unique=once, sqlite_where=some, postgresql_where=some)
    op.create_index("print_job_of", "print_job", ["branch", "printer", "id"])
    op.create_table(
        "printer",
        sa.Column("branch", sa.String(), primary_key=True),
        sa.Column("printer", sa.String(), primary_key=True),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("confirm", sa.String(), nullable=False),
        sa.Column("printed_mm", sa.Integer(), nullable=False),
        sa.Column("roll_changed_at", sa.BigInteger()),
    )
    op.create_table(
        "device",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("branch", sa.String(), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("last_seen", sa.BigInteger()),
        sa.Column("revoked_at", sa.BigInteger()),
        sa.UniqueConstraint("token_hash"),
        sqlite_autoincrement=True,
    )
