"""The mall is set up from pages: changes that wait for their day, versions of standards and texts, steps of the set-up.

Revision ID: 0017
Revises: 0016
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "planned_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("edits", sa.JSON(), nullable=False),
        sa.Column("summary", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.String(), nullable=True),
        sa.CheckConstraint("applied_at IS NULL OR withdrawn_at IS NULL", name=op.f("ck_planned_changes_ended_once")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_planned_changes_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_changes")),
    )
    op.create_index(op.f("ix_planned_changes_site_id_effective_on"), "planned_changes", ["site_id", "effective_on"])
    op.create_table(
        "standard_versions",
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_standard_versions_service_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_standard_versions_site_id")),
        sa.PrimaryKeyConstraint("service_id", "version", name=op.f("pk_standard_versions")),
    )
    op.create_table(
        "site_texts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_site_texts_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_texts")),
        sa.UniqueConstraint(
            "site_id", "name", "language", "version", name=op.f("uq_site_texts_site_id_name_language_version")
        ),
    )
    op.create_table(
        "set_up_steps",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.CheckConstraint(
            "step IN ('place', 'agencies', 'services', 'counters', 'staff', 'screen', 'call')",
            name=op.f("ck_set_up_steps_step"),
        ),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_set_up_steps_site_id")),
        sa.PrimaryKeyConstraint("site_id", "step", name=op.f("pk_set_up_steps")),
    )


def downgrade() -> None:
    op.drop_table("set_up_steps")
    op.drop_table("site_texts")
    op.drop_table("standard_versions")
    op.drop_index(op.f("ix_planned_changes_site_id_effective_on"), table_name="planned_changes")
    op.drop_table("planned_changes")
