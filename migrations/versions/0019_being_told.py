"""A holder's browser can be told, messages say by which channel they went and what became of them, and are counted.

Revision ID: 0019
Revises: 0018
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("contacts", sa.Column("channel", sa.String(10), nullable=True))
    op.add_column("messages", sa.Column("channel", sa.String(10), nullable=True))
    op.add_column("messages", sa.Column("provider_id", sa.String(64), nullable=True))
    op.add_column("messages", sa.Column("delivery", sa.String(10), nullable=True))
    with op.get_context().autocommit_block():
        op.create_index(op.f("ix_messages_provider_id"), "messages", ["provider_id"], postgresql_concurrently=True)
    op.create_table(
        "push_subscriptions",
        sa.Column("ticket_key", _KEY, autoincrement=False, nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("endpoint_digest", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_push_subscriptions_site_id")),
        sa.ForeignKeyConstraint(["ticket_key"], ["tickets.key"], name=op.f("fk_push_subscriptions_ticket_key")),
        sa.PrimaryKeyConstraint("ticket_key", name=op.f("pk_push_subscriptions")),
    )
    op.create_index(op.f("ix_push_subscriptions_at"), "push_subscriptions", ["at"])
    op.create_index(op.f("ix_push_subscriptions_site_id"), "push_subscriptions", ["site_id"])
    op.create_table(
        "message_counts",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("who", sa.String(80), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("sent >= 0", name=op.f("ck_message_counts_sent")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_message_counts_site_id")),
        sa.PrimaryKeyConstraint("site_id", "day", "who", name=op.f("pk_message_counts")),
    )


def downgrade() -> None:
    op.drop_table("message_counts")
    op.drop_table("push_subscriptions")
    op.drop_index(op.f("ix_messages_provider_id"), table_name="messages")
    op.drop_column("messages", "delivery")
    op.drop_column("messages", "provider_id")
    op.drop_column("messages", "channel")
    op.drop_column("contacts", "channel")
