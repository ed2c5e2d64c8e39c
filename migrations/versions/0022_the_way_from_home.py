"""The minutes of the way stand beside the ticket, and the tickets of one phone are found without reading all of them.

Revision ID: 0022
Revises: 0021
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_OF_DEVICE = sa.text("device_digest IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "ticket_journeys",
        sa.Column(
            "ticket_key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.CheckConstraint("minutes BETWEEN 1 AND 600", name=op.f("ck_ticket_journeys_minutes")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_ticket_journeys_site_id")),
        sa.ForeignKeyConstraint(["ticket_key"], ["tickets.key"], name=op.f("fk_ticket_journeys_ticket_key")),
        sa.PrimaryKeyConstraint("ticket_key", name=op.f("pk_ticket_journeys")),
    )
    op.create_index(op.f("ix_ticket_journeys_site_id"), "ticket_journeys", ["site_id"], unique=False)
    with op.get_context().autocommit_block():
        op.create_index(
            "ix_tickets_device",
            "tickets",
            ["device_digest", "day"],
            unique=False,
            sqlite_where=_OF_DEVICE,
            postgresql_where=_OF_DEVICE,
            postgresql_concurrently=True,
        )


def downgrade() -> None:
    op.drop_index("ix_tickets_device", table_name="tickets")
    op.drop_table("ticket_journeys")
