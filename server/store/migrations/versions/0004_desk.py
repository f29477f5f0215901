"""A clerk's day: what a counter goes through, help, notes to a colleague, call-backs."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

COUNTERS = "branch, counter, staff, since"


def upgrade() -> None:
    for column in ("started_at", "requeued_at"):
        op.add_column("visit", sa.Column(column, sa.BigInteger()))
    op.add_column("visit", sa.Column("started", sa.String(24)))

    # Who is at work while the new version starts goes on working.
    op.rename_table("open_counter", "open_counter_before")
    op.create_table(
        "open_counter",
        sa.Column("branch", sa.String(), primary_key=True),
        sa.Column("counter", sa.String(), primary_key=True),
        sa.Column("staff", sa.String()),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("state_since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger()),
        sa.Column("free_since", sa.BigInteger(), nullable=False),
        sa.Column("out_for", sa.String()),
        sa.Column("out_since", sa.BigInteger()),
        sa.Column("out_until", sa.BigInteger()),
    )
    op.execute(
        f"INSERT INTO open_counter ({COUNTERS}, state, state_since, free_since)"  # noqa: S608 - our words
        f" SELECT {COUNTERS}, 'working', since, since FROM open_counter_before"
    )
    op.drop_table("open_counter_before")
    op.create_table(
        "counter_event",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("branch", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("counter", sa.String(), nullable=False),
        sa.Column("act", sa.String(24), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("staff", sa.String()),
        sa.Column("state", sa.String(24)),
        sa.Column("until", sa.BigInteger()),
        sa.Column("reason", sa.String()),
        sa.Column("visit", sa.Integer(), sa.ForeignKey("visit.id")),
        sqlite_autoincrement=True,
    )
    op.create_index("counter_event_on", "counter_event", ["branch", "day", "counter", "id"])
    op.create_table(
        "help_call",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("branch", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("counter", sa.String(), nullable=False),
        sa.Column("reason", sa.String(24), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("asked_by", sa.String()),
        sa.Column("coming_at", sa.BigInteger()),
        sa.Column("coming_by", sa.String()),
        sa.Column("ended_at", sa.BigInteger()),
    )
    open_ = sa.text("ended_at IS NULL")
    op.create_index(
        "help_call_once_a_counter",
        "help_call",
        ["branch", "counter"],
        unique=True,
        sqlite_where=open_,
        postgresql_where=open_,
    )
    op.create_table(
        "visit_note",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("branch", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("visit", sa.Integer(), sa.ForeignKey("visit.id"), nullable=False),
        sa.Column("press", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("counter", sa.String(), nullable=False),
        sa.Column("staff", sa.String()),
        sa.Column("text", sa.String(), nullable=False),
    )
    op.create_index("visit_note_of", "visit_note", ["visit"])
    op.create_index("visit_note_on", "visit_note", ["branch", "day"])
    op.create_table(
        "callback",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("branch", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("number", sa.String()),
        sa.Column("topic", sa.String()),
        sa.Column("counter", sa.String()),
        sa.Column("staff", sa.String()),
        sa.Column("taken_at", sa.BigInteger(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(24), nullable=False),
        sa.Column("ended_at", sa.BigInteger()),
        sqlite_autoincrement=True,
    )
    op.create_index("callback_on", "callback", ["branch", "day"])
