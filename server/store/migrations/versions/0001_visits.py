"""Visits, what happened to them, who works where, and facts about the data directory."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "visit",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("branch", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("nonce", sa.String()),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("wish", sa.String(), nullable=False),
        sa.Column("priority", sa.String(24), nullable=False),
        sa.Column("slot", sa.BigInteger()),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("counted_from", sa.BigInteger(), nullable=False),
        sa.Column("ready_at", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.Column("to_counter", sa.String()),
        sa.Column("to_staff", sa.String()),
        sa.Column("handed", sa.String(24)),
        sa.Column("status", sa.String(24), nullable=False),
        sa.Column("paper", sa.String(24), nullable=False),
        sa.Column("counter", sa.String()),
        sa.Column("parked_until", sa.BigInteger()),
        sa.Column("taken_at", sa.BigInteger(), nullable=False),
        sa.Column("called_at", sa.BigInteger()),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.BigInteger()),
        sa.Column("told_low", sa.BigInteger()),
        sa.Column("told_mid", sa.BigInteger()),
        sa.Column("told_high", sa.BigInteger()),
        sa.Column("told_today", sa.String(24)),
        sa.Column("promised_at", sa.BigInteger()),
        sa.Column("let_pass", sa.Integer(), nullable=False),
        sa.UniqueConstraint("branch", "day", "prefix", "count", name="visit_number_once_a_day"),
        sa.UniqueConstraint("branch", "day", "code", name="visit_code_once_a_day"),
        sa.UniqueConstraint("token"),
        sa.UniqueConstraint("nonce"),
        sqlite_autoincrement=True,
    )
    in_a_lane = "status = 'waiting' AND to_counter IS NULL AND to_staff IS NULL"
    for name, condition, columns in (
        ("visit_lane", in_a_lane, ["branch", "day", "service", "wish", "key", "id"]),
        ("visit_lane_by_arrival", in_a_lane, ["branch", "day", "service", "wish", "counted_from", "id"]),
        (
            "visit_for_counter",
            "status = 'waiting' AND to_counter IS NOT NULL",
            ["branch", "day", "to_counter"],
        ),
        ("visit_for_staff", "status = 'waiting' AND to_staff IS NOT NULL", ["branch", "day", "to_staff"]),
        ("visit_waiting", "status = 'waiting'", ["branch", "day", "service", "key", "id"]),
        ("visit_one_client_a_counter", "status IN ('called', 'serving')", ["branch", "counter"]),
    ):
        some = sa.text(condition)
        once = name == "visit_one_client_a_counter"
        op.create_index(name, "visit", columns, unique=once, sqlite_where=some, postgresql_where=some)
    op.create_index("visit_by_number", "visit", ["branch", "day", "number"])
    op.create_index("visit_called", "visit", ["branch", "day", "called_at"])
    op.create_table(
        "visit_event",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("visit", sa.Integer(), sa.ForeignKey("visit.id"), nullable=False),
        sa.Column("act", sa.String(24), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("before", sa.String(24)),
        sa.Column("after", sa.String(24), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("paper", sa.String(24), nullable=False),
        sa.Column("counter", sa.String()),
        sa.Column("staff", sa.String()),
        sa.Column("press", sa.BigInteger(), nullable=False),
        sa.Column("was", sa.String()),
        sa.Column("reason", sa.String()),
        sa.Column("key", sa.BigInteger()),
        sa.Column("runner_up", sa.String()),
        sa.Column("runner_up_key", sa.BigInteger()),
        sa.Column("rule", sa.Integer()),
        sqlite_autoincrement=True,
    )
    op.create_index("visit_event_of", "visit_event", ["visit"])
    op.create_index("visit_event_at", "visit_event", ["counter", "id"])
    op.create_table(
        "open_counter",
        sa.Column("branch", sa.String(), primary_key=True),
        sa.Column("counter", sa.String(), primary_key=True),
        sa.Column("staff", sa.String()),
        sa.Column("since", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "planned_break",
        sa.Column("branch", sa.String(), primary_key=True),
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("counter", sa.String(), primary_key=True),
        sa.Column("start", sa.BigInteger(), primary_key=True),
        sa.Column("end", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "booking",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("branch", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("counter", sa.String(), nullable=False),
        sa.Column("starts", sa.BigInteger(), nullable=False),
        sa.Column("ends", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String()),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("nonce", sa.String()),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("status", sa.String(24), nullable=False),
        sa.Column("visit", sa.Integer(), sa.ForeignKey("visit.id")),
        sa.Column("paper", sa.String(24), nullable=False),
        sa.Column("contact", sa.String()),
        sa.Column("moved", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger()),
        sa.Column("told_at", sa.BigInteger()),
        sa.UniqueConstraint("branch", "code", name="booking_code"),
        sa.UniqueConstraint("token"),
        sa.UniqueConstraint("nonce"),
    )
    booked = sa.text("status = 'booked'")
    op.create_index(
        "booking_once_a_time",
        "booking",
        ["branch", "counter", "starts"],
        unique=True,
        sqlite_where=booked,
        postgresql_where=booked,
    )
    op.create_index("booking_on", "booking", ["branch", "day", "starts"])
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("branch", sa.String(), nullable=False),
        sa.Column("staff", sa.String(), nullable=False),
        sa.Column("substitute", sa.String()),
        sa.Column("starts", sa.BigInteger(), nullable=False),
        sa.Column("ends", sa.BigInteger(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("absence_until", "absence", ["branch", "ends"])
    op.create_table(
        "fact",
        sa.Column("name", sa.String(), primary_key=True),
        sa.Column("value", sa.String(), nullable=False),
    )
