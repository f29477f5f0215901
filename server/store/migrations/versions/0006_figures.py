"""The staff log, daily totals, days that are done with, and what erased tickets have taught."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# The columns of a day's totals.
COUNTS = (
    "issued", "handed_in", "added_in", "called", "served", "added", "transferred", "no_show",
    "left", "other_time", "refused", "not_served", "waiting", "at_counter", "chosen", "restored",
    "without_paper", "reprinted", "promised", "kept", "foretold", "off", "bias", "inside", "printed",
    "longer",
    "booked", "booked_came", "booked_missed", "booked_cancelled", "booked_late", "booked_soon",
    "overtime", "counter_open", "counter_serving", "counter_idle", "counter_breaks",
    "counter_other", "counter_out", "hours", "line_ms", "line_max",
)  # fmt: skip
SPREADS = ("wait", "service", "walking", "visit")


def upgrade() -> None:
    op.create_table(
        "staff_log",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("branch", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("staff_log_at", "staff_log", ["branch", "at"])
    op.create_index("staff_log_forgotten", "staff_log", ["branch"], sqlite_where=sa.text("act = 'forget'"))
    # Nobody changes an entry, and none is erased that the chain does not know to be erased.
    op.execute(
        "CREATE TRIGGER staff_log_is_not_changed BEFORE UPDATE ON staff_log"
        " BEGIN SELECT RAISE(ABORT, 'the staff log is append-only'); END"
    )
    op.execute(
        "CREATE TRIGGER staff_log_is_forgotten_by_its_term BEFORE DELETE ON staff_log"
        " WHEN OLD.id > coalesce((SELECT max(CAST(about AS INTEGER)) FROM staff_log"
        " WHERE act = 'forget' AND branch = OLD.branch), 0)"
        " BEGIN SELECT RAISE(ABORT, 'the staff log is append-only'); END"
    )
    op.create_table(
        "day_total",
        sa.Column("branch", sa.String(), primary_key=True),
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("facet", sa.String(24), primary_key=True),
        sa.Column("key", sa.String(), primary_key=True),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in COUNTS),
        sa.Column("line_max_at", sa.BigInteger()),
        *(
            sa.Column(f"{name}_{part}", kind, nullable=False)
            for name in SPREADS
            for part, kind in (
                ("count", sa.BigInteger()),
                ("total", sa.BigInteger()),
                ("longest", sa.BigInteger()),
                ("bins", sa.LargeBinary()),
            )
        ),
    )
    op.create_table(
        "day_end",
        sa.Column("branch", sa.String(), primary_key=True),
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_by", sa.String()),
        sa.Column("visit_event", sa.BigInteger(), nullable=False),
        sa.Column("counter_event", sa.BigInteger(), nullable=False),
        sa.Column("exporting_at", sa.BigInteger()),
        sa.Column("exported_at", sa.BigInteger()),
        sa.Column("mailing_at", sa.BigInteger()),
        sa.Column("mailed_at", sa.BigInteger()),
    )
    op.create_table(
        "lesson",
        sa.Column("branch", sa.String(), primary_key=True),
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("taught", sa.String(), nullable=False),
    )
