"""Machinery: which migration a database is at, and which one this code needs."""

from __future__ import annotations

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import Engine

from queue_app.transaction import database


def schema_is_current(engine: Engine | None = None) -> bool:
    """Whether a database (default: the house's own) is at the newest migration of this code."""
    return revision_of(engine or database.engine) == newest_revision()


def revision_of(engine: Engine) -> str | None:
    """The migration a database is at; None for one that has none of our tables."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str | None:
    """The newest migration of this code."""
    return ScriptDirectory(current_app.extensions["migrate"].directory).get_current_head()
