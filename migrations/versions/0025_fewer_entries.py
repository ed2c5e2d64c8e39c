"""What has not been called is not in the indexes of counters: each number given wrote two entries that nobody looks up.

Revision ID: 0025
Revises: 0024
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_AT_A_COUNTER = sa.text("counter_id IS NOT NULL")


def upgrade() -> None:
    with op.get_context().autocommit_block():
        _build("ix_tickets_of_counter", "tickets", "counter_id", "day")
        _build("ix_ticket_events_of_counter", "ticket_events", "counter_id", "seq")
        op.drop_index("ix_tickets_counter", table_name="tickets", postgresql_concurrently=True)
        op.drop_index("ix_ticket_events_counter", table_name="ticket_events", postgresql_concurrently=True)


def downgrade() -> None:
    op.create_index("ix_ticket_events_counter", "ticket_events", ["counter_id", "seq"], unique=False)
    op.create_index("ix_tickets_counter", "tickets", ["counter_id", "day"], unique=False)
    op.drop_index("ix_ticket_events_of_counter", table_name="ticket_events")
    op.drop_index("ix_tickets_of_counter", table_name="tickets")


def _build(name: str, table: str, *columns: str) -> None:
    op.create_index(
        name,
        table,
        [*columns],
        unique=False,
        sqlite_where=_AT_A_COUNTER,
        postgresql_where=_AT_A_COUNTER,
        postgresql_concurrently=True,
    )
