"""The recordings that the halls speak with, and who speaks where, are part of every backup.

Revision ID: 0023
Revises: 0022
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "voice_packs",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_voice_packs_site_id")),
        sa.PrimaryKeyConstraint("site_id", "name", name=op.f("pk_voice_packs")),
    )
    op.create_table(
        "voice_choices",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("hall", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.Column("pack", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_voice_choices_site_id")),
        sa.PrimaryKeyConstraint("site_id", "hall", "language", name=op.f("pk_voice_choices")),
    )


def downgrade() -> None:
    op.drop_table("voice_choices")
    op.drop_table("voice_packs")
