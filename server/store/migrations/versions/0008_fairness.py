"""Totals of overtaken tickets and of planned hours, unknown of the days before; the plan of days; and how a
visit counted in the line after each event.

The rows of totals lie in the order in which long periods add them up: a facet's keys, and the days of each.
A single day's are found by an index.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# The columns of a day's totals until now.
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
NEW = ("overtaken", "overtaken_most", "counter_planned", "counter_as_planned")
PARTS = (
    ("count", sa.BigInteger()),
    ("total", sa.BigInteger()),
    ("longest", sa.BigInteger()),
    ("bins", sa.LargeBinary()),
)


def upgrade() -> None:
    op.rename_table("day_total", "day_total_before")
    op.create_table(
        "day_total",
        sa.Column("branch", sa.String(), primary_key=True),
        sa.Column("facet", sa.String(24), primary_key=True),
        sa.Column("key", sa.String(), primary_key=True),
        sa.Column("day", sa.Date(), primary_key=True),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in COUNTS),
        *(sa.Column(name, sa.BigInteger()) for name in ("line_max_at", *NEW)),
        *(sa.Column(f"{name}_{part}", kind, nullable=False) for name in SPREADS for part, kind in PARTS),
        sqlite_with_rowid=False,
    )
    known = ", ".join(
        (
            "branch", "facet", "key", "day", *COUNTS, "line_max_at",
            *(f"{name}_{part}" for name in SPREADS for part, _ in PARTS),
        )
    )  # fmt: skip
    # In the order of the new key its pages are filled one after the other.
    op.execute(
        f"INSERT INTO day_total ({known}) SELECT {known} FROM day_total_before"  # noqa: S608 - our words
        " ORDER BY branch, facet, key, day"
    )
    op.drop_table("day_total_before")
    op.create_index("day_total_on", "day_total", ["day", "branch"])
    op.create_table(
        "day_plan",
        sa.Column("branch", sa.String(), primary_key=True),
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("counters", sa.String(), nullable=False),
    )
    op.add_column("visit_event", sa.Column("kind", sa.String(24), nullable=False, server_default="ordinary"))
    # As the next event that changed it has kept it; after the last one as it is now.
    op.execute(
        "UPDATE visit_event SET kind = coalesce("
        "(SELECT json_extract(later.was, '$.kind') FROM visit_event AS later"
        " WHERE later.visit = visit_event.visit AND later.id > visit_event.id"
        " AND json_extract(later.was, '$.kind') IS NOT NULL ORDER BY later.id LIMIT 1),"
        " (SELECT kind FROM visit WHERE id = visit_event.visit))"
    )
