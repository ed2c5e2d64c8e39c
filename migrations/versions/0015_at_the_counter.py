"""A counter may start by itself; a counter is moved, a notice is changed or ended: three more kinds of event.

Revision ID: 0015
Revises: 0014
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

NAME = "ck_ticket_events_kind"
BEFORE = (
    "issued checked-in cancelled changed rejoined called recalled started held unheld finished missed requeued "
    "transferred walked-in claimed-served confirmed-served undone expired left-unfinished counter-opened "
    "counter-paused counter-resumed counter-closed notice-posted quota-set time-passed device-troubled "
    "device-recovered"
).split()
ADDED = ("counter-moved", "notice-changed", "notice-ended")


def upgrade() -> None:
    op.create_table(
        "counter_settings",
        sa.Column("counter_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("auto_start_seconds", sa.Integer(), nullable=False),
        sa.CheckConstraint("auto_start_seconds BETWEEN 0 AND 300", name=op.f("ck_counter_settings_auto_start_seconds")),
        sa.ForeignKeyConstraint(["counter_id"], ["counters.id"], name=op.f("fk_counter_settings_counter_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_counter_settings_site_id")),
        sa.PrimaryKeyConstraint("counter_id", name=op.f("pk_counter_settings")),
    )
    op.create_index(op.f("ix_counter_settings_site_id"), "counter_settings", ["site_id"])
    _allow([*BEFORE, *ADDED])


def downgrade() -> None:
    """Forget the events of the new kinds: no screen of the older server knows them."""
    bind = op.get_bind()
    postgres = bind.dialect.name == "postgresql"
    new = ", ".join(f"'{kind}'" for kind in ADDED)
    if postgres:
        op.execute("ALTER TABLE ticket_events DISABLE TRIGGER USER")
    else:
        op.execute("DROP TRIGGER IF EXISTS ticket_events_no_delete")
    op.execute(f"DELETE FROM ticket_events WHERE kind IN ({new})")
    if postgres:
        op.execute("ALTER TABLE ticket_events ENABLE TRIGGER USER")
    _allow(BEFORE)
    op.drop_table("counter_settings")


def _allow(kinds: list[str]) -> None:
    """The same table with another list of kinds; SQLite makes it anew, and with it what keeps it append-only."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    allowed = "kind IN (" + ", ".join(f"'{kind}'" for kind in kinds) + ")"
    with op.batch_alter_table("ticket_events", table_kwargs={"sqlite_autoincrement": True} if sqlite else {}) as batch:
        batch.drop_constraint(op.f(NAME), type_="check")
        batch.create_check_constraint(op.f(NAME), allowed)
    if sqlite:
        for act in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER ticket_events_no_{act} BEFORE {act.upper()} ON ticket_events"
                " BEGIN SELECT RAISE(ABORT, 'ticket_events is append-only'); END"
            )
