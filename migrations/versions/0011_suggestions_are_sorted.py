"""Suggestions are marked as read and sorted by tags.

Revision ID: 0011
Revises: 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "survey_suggestions_read",
        sa.Column("suggestion_id", sa.String(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["suggestion_id"],
            ["survey_suggestions.id"],
            name=op.f("fk_survey_suggestions_read_suggestion_id"),
        ),
        sa.PrimaryKeyConstraint("suggestion_id", name=op.f("pk_survey_suggestions_read")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "survey_suggestion_tags",
        sa.Column("suggestion_id", sa.String(), nullable=False),
        sa.Column("tag", sa.String(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["suggestion_id"],
            ["survey_suggestions.id"],
            name=op.f("fk_survey_suggestion_tags_suggestion_id"),
        ),
        sa.PrimaryKeyConstraint("suggestion_id", "tag", name=op.f("pk_survey_suggestion_tags")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("survey_suggestion_tags")
    op.drop_table("survey_suggestions_read")
