"""Scores and sign-ins carry their site themselves, so that every table that grows can be split by it.

May be NULL: servers of the version before do not write it yet. What is there already is filled in from the one row that
each of them hangs on.

Revision ID: 0010
Revises: 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_SCORES = """
UPDATE survey_answers SET site_id =
(SELECT site_id FROM survey_responses WHERE survey_responses.id = survey_answers.response_id)
"""
_SIGN_INS = "UPDATE sign_ins SET site_id = (SELECT site_id FROM staff WHERE staff.id = sign_ins.staff_id)"


def upgrade() -> None:
    op.add_column("survey_answers", sa.Column("site_id", sa.Integer(), nullable=True))
    op.add_column("sign_ins", sa.Column("site_id", sa.Integer(), nullable=True))
    op.execute(_SCORES)
    op.execute(_SIGN_INS)


def downgrade() -> None:
    op.drop_column("sign_ins", "site_id")
    op.drop_column("survey_answers", "site_id")
