"""A ticket remembers which special cases its holder said apply.

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ticket_cases",
        sa.Column("ticket_key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("cases", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_ticket_cases_service_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_ticket_cases_site_id")),
        sa.ForeignKeyConstraint(["ticket_key"], ["tickets.key"], name=op.f("fk_ticket_cases_ticket_key")),
        sa.PrimaryKeyConstraint("ticket_key", name=op.f("pk_ticket_cases")),
    )
    op.create_index(op.f("ix_ticket_cases_site_id"), "ticket_cases", ["site_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_ticket_cases_site_id"), table_name="ticket_cases")
    op.drop_table("ticket_cases")
