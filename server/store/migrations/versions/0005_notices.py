"""Notices to visitors, and codes that pair kiosks and displays."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("branch", sa.String(), nullable=False),
        sa.Column("cause", sa.String(24), nullable=False),
        sa.Column("texts", sa.String()),
        sa.Column("until", sa.BigInteger()),
        sa.Column("starts", sa.BigInteger(), nullable=False),
        sa.Column("ends", sa.BigInteger(), nullable=False),
        sa.Column("posted_at", sa.BigInteger(), nullable=False),
        sa.Column("posted_by", sa.String()),
        sa.Column("ended_by", sa.String()),
        sqlite_autoincrement=True,
    )
    op.create_index("notice_until", "notice", ["branch", "ends"])
    op.create_table(
        "pairing",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("branch", sa.String(), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.String()),
        sa.Column("used_at", sa.BigInteger()),
        sa.UniqueConstraint("branch", "code_hash", name="pairing_code"),
        sqlite_autoincrement=True,
    )
