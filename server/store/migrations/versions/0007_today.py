"""What staff change of the settings for a day: a counter's services, a service's numbers, the hours."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "counter_today",
        sa.Column("branch", sa.String(), primary_key=True),
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("counter", sa.String(), primary_key=True),
        sa.Column("services", sa.String(), nullable=False),
    )
    op.create_table(
        "service_today",
        sa.Column("branch", sa.String(), primary_key=True),
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("service", sa.String(), primary_key=True),
        sa.Column("issuing", sa.String(24), nullable=False),
        sa.Column("reason", sa.String(24)),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger()),
    )
    op.create_table(
        "special_hours",
        sa.Column("branch", sa.String(), primary_key=True),
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("hours", sa.String(), nullable=False),
    )
