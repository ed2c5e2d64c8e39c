"""A device gets its bearer by a code that it shows and an operator accepts.

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "device_pairings",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("hall_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("code_digest", sa.String(), nullable=False),
        sa.Column("secret_digest", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_by", sa.String(), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('kiosk', 'display')", name=op.f("ck_device_pairings_kind")),
        sa.CheckConstraint(
            "(accepted_at IS NULL) = (accepted_by IS NULL) AND (accepted_at IS NULL) = (name IS NULL)",
            name=op.f("ck_device_pairings_accepted"),
        ),
        sa.CheckConstraint("used_at IS NULL OR accepted_at IS NOT NULL", name=op.f("ck_device_pairings_used")),
        sa.ForeignKeyConstraint(["hall_id"], ["halls.id"], name=op.f("fk_device_pairings_hall_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_device_pairings_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device_pairings")),
        sa.UniqueConstraint("code_digest", name=op.f("uq_device_pairings_code_digest")),
        sa.UniqueConstraint("secret_digest", name=op.f("uq_device_pairings_secret_digest")),
    )


def downgrade() -> None:
    op.drop_table("device_pairings")
