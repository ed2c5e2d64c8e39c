"""Files that show that an act of the follow-up was done.

Revision ID: 0020
Revises: 0019
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "survey_evidence",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("size BETWEEN 1 AND 5000000", name=op.f("ck_survey_evidence_size")),
        sa.ForeignKeyConstraint(["action_id"], ["survey_actions.id"], name=op.f("fk_survey_evidence_action_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_evidence")),
    )
    op.create_index(op.f("ix_survey_evidence_action_id"), "survey_evidence", ["action_id"], unique=False)


def downgrade() -> None:
    op.drop_table("survey_evidence")
