"""One voice in a hall: which screen has the right to speak, and until when.

Revision ID: 0018
Revises: 0017
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hall_voices",
        sa.Column("hall_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String(60), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["hall_id"], ["halls.id"], name=op.f("fk_hall_voices_hall_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_hall_voices_site_id")),
        sa.PrimaryKeyConstraint("hall_id", name=op.f("pk_hall_voices")),
    )


def downgrade() -> None:
    op.drop_table("hall_voices")
