"""Files of a public consultation: its signed minutes and attendance list, photographs.

Revision ID: 0024
Revises: 0023
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "survey_forum_files",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("forum_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("what IN ('berita-acara', 'daftar-hadir', 'foto')", name=op.f("ck_survey_forum_files_what")),
        sa.CheckConstraint("size BETWEEN 1 AND 5000000", name=op.f("ck_survey_forum_files_size")),
        sa.ForeignKeyConstraint(["forum_id"], ["survey_forums.id"], name=op.f("fk_survey_forum_files_forum_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_forum_files")),
    )
    op.create_index(op.f("ix_survey_forum_files_forum_id"), "survey_forum_files", ["forum_id"], unique=False)


def downgrade() -> None:
    op.drop_table("survey_forum_files")
