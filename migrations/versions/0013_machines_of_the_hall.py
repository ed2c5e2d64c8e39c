"""How the machines of the hall are, what is wrong with them, and the slips that kiosks print.

Revision ID: 0013
Revises: 0012
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

CODES = (
    "paper-out paper-low cover-open printer-offline printer-error no-paper-seen help muted no-voice screen"
).split()
NEW = ("device-troubled", "device-recovered")
_KINDS = "ck_ticket_events_kind"
_GUARDED = "ticket_events"


def upgrade() -> None:
    _make_states()
    _make_slips()
    first = sa.text("NOT again")
    op.create_index("uq_slips_first", "slips", ["ticket_key"], unique=True, sqlite_where=first, postgresql_where=first)
    _allow([*_kinds(), *NEW])


def downgrade() -> None:
    """The events of machines go with what they tell of."""
    kinds = [kind for kind in _kinds() if kind not in NEW]
    with_guards_off = op.get_bind().dialect.name == "postgresql"
    if with_guards_off:
        op.execute(f"ALTER TABLE {_GUARDED} DISABLE TRIGGER {_GUARDED}_no_delete")
    else:
        op.execute(f"DROP TRIGGER {_GUARDED}_no_delete")
    op.execute("DELETE FROM ticket_events WHERE kind IN ('device-troubled', 'device-recovered')")
    if with_guards_off:
        op.execute(f"ALTER TABLE {_GUARDED} ENABLE TRIGGER {_GUARDED}_no_delete")
    _allow(kinds)
    op.drop_index("uq_slips_first", "slips")
    for table in ("slips", "device_problems", "device_states"):
        op.drop_table(table)


def _make_states() -> None:
    op.create_table(
        "device_states",
        sa.Column("device_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["device_id"], ["access_tokens.id"], name=op.f("fk_device_states_device_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_device_states_site_id")),
        sa.PrimaryKeyConstraint("device_id", name=op.f("pk_device_states")),
    )
    op.create_table(
        "device_problems",
        sa.Column("device_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f"code IN ({_listed(CODES)})", name=op.f("ck_device_problems_code")),
        sa.ForeignKeyConstraint(["device_id"], ["access_tokens.id"], name=op.f("fk_device_problems_device_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_device_problems_site_id")),
        sa.PrimaryKeyConstraint("device_id", "code", name=op.f("pk_device_problems")),
    )


def _make_slips() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "slips",
        sa.Column("id", big, nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("ticket_key", big, nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("again", sa.Boolean(), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("problem", sa.String(length=20), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("way IN ('browser', 'escpos', 'none')", name=op.f("ck_slips_way")),
        sa.CheckConstraint("state IN ('waiting', 'printing', 'printed', 'failed')", name=op.f("ck_slips_state")),
        sa.CheckConstraint("(state = 'failed') = (problem IS NOT NULL)", name=op.f("ck_slips_problem")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_slips_site_id")),
        sa.ForeignKeyConstraint(["ticket_key"], ["tickets.key"], name=op.f("fk_slips_ticket_key")),
        sa.ForeignKeyConstraint(["device_id"], ["access_tokens.id"], name=op.f("fk_slips_device_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slips")),
    )


def _kinds() -> list[str]:
    """The kinds that are allowed now, as the database says: another revision may have added some."""
    (said,) = [
        check["sqltext"]
        for check in sa.inspect(op.get_bind()).get_check_constraints("ticket_events")
        if check["name"] == _KINDS
    ]
    return [word for word in str(said).split("'")[1::2]]


def _allow(kinds: list[str]) -> None:
    """Say anew which kinds there are. SQLite rebuilds the table for it, so its guards are made again."""
    bind = op.get_bind()
    sqlite = bind.dialect.name == "sqlite"
    query = sa.text("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'ticket_events'")
    guards = bind.execute(query).scalars().all() if sqlite else []
    with op.batch_alter_table("ticket_events", table_kwargs={"sqlite_autoincrement": True} if sqlite else {}) as batch:
        batch.drop_constraint(op.f(_KINDS), type_="check")
        batch.create_check_constraint(op.f(_KINDS), f"kind IN ({_listed(kinds)})")
    if sqlite:
        _guard_again([*guards, *([] if any("no_delete" in guard for guard in guards) else [_NO_DELETE])])


_NO_DELETE = (
    "CREATE TRIGGER ticket_events_no_delete BEFORE DELETE ON ticket_events"
    " BEGIN SELECT RAISE(ABORT, 'ticket_events is append-only'); END"
)


def _guard_again(guards: list[str]) -> None:
    bind = op.get_bind()
    there = set(bind.execute(sa.text("SELECT sql FROM sqlite_master WHERE type = 'trigger'")).scalars())
    for guard in guards:
        if guard not in there:
            op.execute(guard)


def _listed(words: list[str] | tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words)
