"""Reports are published: what each said, the very file, and whether it still holds; what a site prints above and below.

Revision ID: 0008
Revises: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_LETTERHEAD = "government unit address place number signer_position signer_name signer_id team".split()
_IN_FORCE = sa.text("state = 'berlaku'")


def upgrade() -> None:
    op.create_table(
        "survey_letterheads",
        sa.Column("site_id", sa.Integer(), autoincrement=False, nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in _LETTERHEAD),
        sa.PrimaryKeyConstraint("site_id", name=op.f("pk_survey_letterheads")),
    )
    op.create_table(
        "survey_publications",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("agency_code", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("replaced_by", sa.String(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.String(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.Column("snapshot", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("file", sa.LargeBinary(), nullable=False),
        sa.Column("workbook", sa.LargeBinary(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("state IN ('berlaku', 'diganti', 'dicabut')", name=op.f("ck_survey_publications_state")),
        sa.CheckConstraint("(state = 'berlaku') = (ended_at IS NULL)", name=op.f("ck_survey_publications_ended_at")),
        sa.CheckConstraint("(state = 'berlaku') = (reason IS NULL)", name=op.f("ck_survey_publications_reason")),
        sa.CheckConstraint(
            "(state = 'diganti') = (replaced_by IS NOT NULL)", name=op.f("ck_survey_publications_replaced_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_publications")),
        sa.UniqueConstraint("code", name=op.f("uq_survey_publications_code")),
    )
    op.create_index(
        "uq_survey_publications_in_force",
        "survey_publications",
        ["site_id", "period", "agency_code"],
        unique=True,
        sqlite_where=_IN_FORCE,
        postgresql_where=_IN_FORCE,
    )


def downgrade() -> None:
    op.drop_table("survey_publications")
    op.drop_table("survey_letterheads")
