"""Answers from paper, rights that are reminded of once, and how many answers came lately.

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

NAME = "ck_survey_responses_channel"
BEFORE = ("web", "kiosk", "assisted")


def upgrade() -> None:
    """Allow the channel, add the column, the index of periods and the table."""
    _allow(op.get_bind(), (*BEFORE, "paper"))
    op.add_column("survey_rights", sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "survey_pace",
        sa.Column("site_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("service_code", sa.String(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "service_code", name=op.f("pk_survey_pace")),
    )
    with op.get_context().autocommit_block():
        op.create_index(
            op.f("ix_survey_rights_site_id_day"), "survey_rights", ["site_id", "day"], postgresql_concurrently=True
        )


def downgrade() -> None:
    """What came on paper was typed in by the team, so it stays counted as assisted."""
    op.drop_index(op.f("ix_survey_rights_site_id_day"), table_name="survey_rights")
    op.drop_table("survey_pace")
    with op.batch_alter_table("survey_rights") as batch:
        batch.drop_column("reminded_at")
    op.execute("UPDATE survey_responses SET channel = 'assisted' WHERE channel = 'paper'")
    _allow(op.get_bind(), BEFORE)


def _allow(bind: sa.Connection, channels: tuple[str, ...]) -> None:
    allowed = "channel IN (" + ", ".join(f"'{channel}'" for channel in channels) + ")"
    table = {"sqlite_with_rowid": False} if bind.dialect.name == "sqlite" else {}
    with op.batch_alter_table("survey_responses", table_kwargs=table) as batch:
        batch.drop_constraint(op.f(NAME), type_="check")
        batch.create_check_constraint(op.f(NAME), allowed)
