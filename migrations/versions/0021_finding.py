"""Finding a service: moments of life, forms to fill in at home, the hours in which people usually come.

Revision ID: 0021
Revises: 0020
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "occasions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("name_jv", sa.String(), nullable=False),
        sa.Column("service_codes", sa.JSON(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_occasions_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occasions")),
        sa.UniqueConstraint("site_id", "code", name=op.f("uq_occasions_site_id_code")),
    )
    op.create_table(
        "service_forms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("size BETWEEN 1 AND 2000000", name=op.f("ck_service_forms_size")),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_service_forms_service_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_service_forms_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_forms")),
    )
    op.create_index(op.f("ix_service_forms_service_id"), "service_forms", ["service_id"], unique=False)
    op.create_table(
        "usual_hours",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("prefix", sa.String(length=2), nullable=False),
        sa.Column("weekday", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hour", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_usual_hours_weekday")),
        sa.CheckConstraint("hour BETWEEN 0 AND 23", name=op.f("ck_usual_hours_hour")),
        sa.CheckConstraint("days >= 1 AND people >= 1", name=op.f("ck_usual_hours_counted")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_usual_hours_site_id")),
        sa.PrimaryKeyConstraint("site_id", "prefix", "weekday", "hour", name=op.f("pk_usual_hours")),
    )


def downgrade() -> None:
    op.drop_table("usual_hours")
    op.drop_table("service_forms")
    op.drop_table("occasions")
