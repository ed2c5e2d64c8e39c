"""Answers of a running quarter begin to count in steps.

What is there already counts; so does what servers of the version before still write.

Revision ID: 0016
Revises: 0015
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("survey_responses", sa.Column("shown", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column("survey_responses", sa.Column("held", sa.Boolean(), server_default=sa.false(), nullable=False))
    with op.get_context().autocommit_block():
        op.create_index(
            "ix_survey_responses_held",
            "survey_responses",
            ["site_id", "day"],
            sqlite_where=sa.text("held = 1"),
            postgresql_where=sa.text("held = true"),
            postgresql_concurrently=True,
        )


def downgrade() -> None:
    op.drop_index("ix_survey_responses_held", table_name="survey_responses")
    op.drop_column("survey_responses", "held")
    op.drop_column("survey_responses", "shown")
