"""The database itself refuses to change or delete what was recorded: the events of the hall, and the audit of its staff.

Whoever owns the database can still drop the triggers; `check` and the planted-bug drills notice that.

Revision ID: 0012
Revises: 0011
"""

from __future__ import annotations

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

RECORDED = ("ticket_events", "audit_entries")
REFUSE = """
CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(REFUSE)
        for table in RECORDED:
            begins = f"CREATE TRIGGER {table}_no"
            op.execute(f"{begins}_update BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_rewriting()")
            op.execute(f"{begins}_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_rewriting()")
            op.execute(f"{begins}_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION refuse_rewriting()")
        return
    for table in RECORDED:
        for act in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act} BEFORE {act.upper()} ON {table}"
                f" BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in RECORDED:
            for act in ("update", "delete", "truncate"):
                op.execute(f"DROP TRIGGER {table}_no_{act} ON {table}")
        op.execute("DROP FUNCTION refuse_rewriting()")
        return
    for table in RECORDED:
        for act in ("update", "delete"):
            op.execute(f"DROP TRIGGER {table}_no_{act}")
