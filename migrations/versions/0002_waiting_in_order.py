"""Waiting tickets are counted and found from indexes alone.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_WAITING = "status = 'WAITING'"
_CALLABLE = "status = 'WAITING' AND arrived_at IS NOT NULL"
_BY_SERVICE = ["site_id", "day", "service_id", "lane", "place", "key"]


def upgrade() -> None:
    op.drop_index("ix_tickets_waiting", "tickets")
    _index("ix_tickets_waiting", [*_BY_SERVICE, "arrived_at"], _WAITING)
    _index("ix_tickets_callable", ["site_id", "day", "lane", "place", "key", "service_id"], _CALLABLE)


def downgrade() -> None:
    op.drop_index("ix_tickets_callable", "tickets")
    op.drop_index("ix_tickets_waiting", "tickets")
    _index("ix_tickets_waiting", _BY_SERVICE, _WAITING)


def _index(name: str, columns: list[str], where: str) -> None:
    op.create_index(name, "tickets", columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
