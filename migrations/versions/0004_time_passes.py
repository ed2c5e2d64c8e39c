"""What time alone changes is an event, too: `time-passed` joins the kinds.

Revision: 0004, after 0003.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NAME = "ck_ticket_events_kind"
BEFORE = (
    "issued checked-in cancelled changed rejoined called recalled started held unheld finished missed requeued "
    "transferred walked-in claimed-served confirmed-served undone expired left-unfinished counter-opened "
    "counter-paused counter-resumed counter-closed notice-posted quota-set"
).split()


def upgrade() -> None:
    """Allow the new kind."""
    _allow(op.get_bind(), [*BEFORE, "time-passed"])


def downgrade() -> None:
    """Forget the events of the new kind: they tell of nothing that anybody did."""
    op.execute("DELETE FROM ticket_events WHERE kind = 'time-passed'")
    _allow(op.get_bind(), BEFORE)


def _allow(bind: sa.Connection, kinds: list[str]) -> None:
    allowed = "kind IN (" + ", ".join(f"'{kind}'" for kind in kinds) + ")"
    table = {"sqlite_autoincrement": True} if bind.dialect.name == "sqlite" else {}
    with op.batch_alter_table("ticket_events", table_kwargs=table) as batch:
        batch.drop_constraint(op.f(NAME), type_="check")
        batch.create_check_constraint(op.f(NAME), allowed)
