"""Staff may have a second step, recovery codes and a provider's address; sign-ins say in which browser they are.

Revision ID: 0014
Revises: 0013
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("staff", sa.Column("email", sa.String(254), nullable=True))
    op.create_index("uq_staff_email", "staff", ["email"], unique=True)
    op.add_column("sign_ins", sa.Column("browser", sa.String(40), nullable=True))
    op.add_column("sign_ins", sa.Column("way", sa.String(10), nullable=True))
    op.create_table(
        "second_steps",
        sa.Column("staff_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.String(255), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_period", sa.Integer(), nullable=False),
        sa.CheckConstraint("last_period >= 0", name=op.f("ck_second_steps_last_period")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_second_steps_site_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_second_steps_staff_id")),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_second_steps")),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_recovery_codes_site_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_recovery_codes_staff_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_recovery_codes")),
    )
    op.create_index(op.f("ix_recovery_codes_staff_id"), "recovery_codes", ["staff_id"])


def downgrade() -> None:
    op.drop_table("recovery_codes")
    op.drop_table("second_steps")
    op.drop_column("sign_ins", "way")
    op.drop_column("sign_ins", "browser")
    op.drop_index("uq_staff_email", table_name="staff")
    op.drop_column("staff", "email")
