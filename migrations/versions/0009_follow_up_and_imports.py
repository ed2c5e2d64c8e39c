"""The follow-up plan with its history, public consultations, and answers of earlier periods brought in from files.

Revision: 0010, after 0006.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "survey_forums",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("agency_code", sa.String(), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("hours", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("chair", sa.String(), nullable=False),
        sa.Column("agenda", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.CheckConstraint("mode IN ('luring', 'daring', 'campuran')", name=op.f("ck_survey_forums_mode")),
        sa.CheckConstraint("(closed_at IS NULL) = (closed_by IS NULL)", name=op.f("ck_survey_forums_closed")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_forums")),
    )
    op.create_index(op.f("ix_survey_forums_site_id"), "survey_forums", ["site_id"], unique=False)

    op.create_table(
        "survey_imports",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("instrument", sa.String(), nullable=False),
        sa.Column("agency_code", sa.String(), nullable=True),
        sa.Column("service_code", sa.String(), nullable=True),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("warnings", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.String(), nullable=True),
        sa.Column("withdrawn_reason", sa.String(), nullable=True),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by IS NULL) AND (withdrawn_at IS NULL) = (withdrawn_reason IS NULL)",
            name=op.f("ck_survey_imports_withdrawn"),
        ),
        sa.CheckConstraint("n > 0 AND population >= n", name=op.f("ck_survey_imports_population")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_imports")),
    )
    op.create_index(
        "uq_survey_imports_standing",
        "survey_imports",
        ["site_id", "digest"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )

    op.create_table(
        "survey_commitments",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("forum_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unsur", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["forum_id"], ["survey_forums.id"], name=op.f("fk_survey_commitments_forum_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_commitments")),
    )
    op.create_index(op.f("ix_survey_commitments_forum_id"), "survey_commitments", ["forum_id"], unique=False)

    op.create_table(
        "survey_forum_guests",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("forum_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("present", sa.Integer(), nullable=False),
        sa.Column("signatory", sa.String(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('pengguna', 'ahli', 'instansi', 'ormas', 'media')", name=op.f("ck_survey_forum_guests_kind")
        ),
        sa.CheckConstraint("present BETWEEN 0 AND 999", name=op.f("ck_survey_forum_guests_present")),
        sa.ForeignKeyConstraint(["forum_id"], ["survey_forums.id"], name=op.f("fk_survey_forum_guests_forum_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_forum_guests")),
    )
    op.create_index(op.f("ix_survey_forum_guests_forum_id"), "survey_forum_guests", ["forum_id"], unique=False)

    op.create_table(
        "survey_forum_inputs",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("forum_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('pengguna', 'ahli', 'instansi', 'ormas', 'media')", name=op.f("ck_survey_forum_inputs_kind")
        ),
        sa.ForeignKeyConstraint(["forum_id"], ["survey_forums.id"], name=op.f("fk_survey_forum_inputs_forum_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_forum_inputs")),
    )
    op.create_index(op.f("ix_survey_forum_inputs_forum_id"), "survey_forum_inputs", ["forum_id"], unique=False)

    op.create_table(
        "survey_imported",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("agency_code", sa.String(), nullable=True),
        sa.Column("service_code", sa.String(), nullable=True),
        sa.Column("jenis_kelamin", sa.String(), nullable=True),
        sa.Column("usia", sa.String(), nullable=True),
        sa.Column("pendidikan", sa.String(), nullable=True),
        sa.Column("pekerjaan", sa.String(), nullable=True),
        sa.Column("disabilitas", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["import_id"], ["survey_imports.id"], name=op.f("fk_survey_imported_import_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_imported")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_survey_imported_import_id"), "survey_imported", ["import_id"], unique=False)

    op.create_table(
        "survey_actions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("agency_code", sa.String(), nullable=True),
        sa.Column("unsur", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=True),
        sa.Column("link", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("commitment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint("(status = 'cancelled') = (reason IS NOT NULL)", name=op.f("ck_survey_actions_reason")),
        sa.CheckConstraint("(status = 'done') = (done_on IS NOT NULL)", name=op.f("ck_survey_actions_done_on")),
        sa.CheckConstraint(
            "status <> 'done' OR evidence IS NOT NULL OR link IS NOT NULL", name=op.f("ck_survey_actions_evidence")
        ),
        sa.CheckConstraint(
            "status IN ('planned', 'running', 'done', 'cancelled')", name=op.f("ck_survey_actions_status")
        ),
        sa.ForeignKeyConstraint(
            ["commitment_id"], ["survey_commitments.id"], name=op.f("fk_survey_actions_commitment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_actions")),
        sa.UniqueConstraint("commitment_id", name=op.f("uq_survey_actions_commitment_id")),
    )
    op.create_index(op.f("ix_survey_actions_site_id_period"), "survey_actions", ["site_id", "period"], unique=False)

    op.create_table(
        "survey_imported_answers",
        sa.Column("response_id", sa.String(), nullable=False),
        sa.Column("unsur", sa.String(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.CheckConstraint("score BETWEEN 1 AND 4", name=op.f("ck_survey_imported_answers_score")),
        sa.ForeignKeyConstraint(
            ["response_id"], ["survey_imported.id"], name=op.f("fk_survey_imported_answers_response_id")
        ),
        sa.PrimaryKeyConstraint("response_id", "unsur", name=op.f("pk_survey_imported_answers")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "survey_action_changes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["survey_actions.id"], name=op.f("fk_survey_action_changes_action_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_action_changes")),
    )
    op.create_index(op.f("ix_survey_action_changes_action_id"), "survey_action_changes", ["action_id"], unique=False)


def downgrade() -> None:
    for table in (
        "survey_action_changes",
        "survey_imported_answers",
        "survey_actions",
        "survey_imported",
        "survey_forum_inputs",
        "survey_forum_guests",
        "survey_commitments",
        "survey_imports",
        "survey_forums",
    ):
        op.drop_table(table)
