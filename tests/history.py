"""History as a test needs it: rewritten, as nobody may, not even this program.

The database refuses to change or delete events and audit entries (migration 0012). A test that plants a corruption, or
empties the database for the next one, first takes the guards off, as somebody who owns the database could.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text
from sqlalchemy.orm import Session


@contextmanager
def open_to_change(database: Session | Connection) -> Iterator[None]:
    """No trigger stands in the way of this transaction until the block ends; then they all stand again."""
    sqlite = (database.get_bind() if isinstance(database, Session) else database).dialect.name == "sqlite"
    if not sqlite:
        database.execute(text("SET LOCAL session_replication_role = replica"))
        yield
        database.execute(text("SET LOCAL session_replication_role = origin"))
        return
    guards = database.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
    for guard in guards:
        database.execute(text(f"DROP TRIGGER {guard.name}"))
    yield
    for guard in guards:
        database.execute(text(guard.sql))
