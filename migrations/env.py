"""Alembic's environment: one history for SQLite and PostgreSQL, compared with `Record.metadata`."""

from __future__ import annotations

import logging
from typing import Literal

from alembic import context
from flask import current_app
from sqlalchemy import text

from queue_app.db import Record, UtcDateTime

logging.getLogger("alembic").setLevel(logging.WARNING)


def compared(_object: object, name: str | None, kind: str, reflected: bool, _against: object) -> bool:
    """Leave Alembic's own table out of the comparison."""
    return not (kind == "table" and reflected and name == "alembic_version")


def rendered(kind: str, value: object, _context: object) -> str | Literal[False]:
    """Write our types as plain SQLAlchemy ones: an applied revision must not change when the code does."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(value, UtcDateTime) else False


def run() -> None:
    """Migrate over the app's own engine; PostgreSQL gives up rather than block the hall behind a lock."""
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect().execution_options(writing=True) as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.rollback()
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
        else:
            connection.execute(text("SET lock_timeout = '1s'"))
            connection.commit()
        context.configure(
            connection=connection,
            target_metadata=Record.metadata,
            render_as_batch=True,
            compare_type=True,
            compare_server_default=True,
            include_object=compared,
            render_item=rendered,
            transactional_ddl=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
        if engine.dialect.name == "sqlite":
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")


if context.is_offline_mode():
    raise SystemExit("migrations run against a database")
run()
