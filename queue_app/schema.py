"""Machinery: which migration a database is at, and which one this code needs."""

from __future__ import annotations

from pathlib import Path

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import Engine

from queue_app.errors import N_, Refused
from queue_app.transaction import database


class NotPrepared(Refused):
    """There is no database of ours yet: nothing was started here before, or DATA_DIR names another place."""

    type = "unavailable"
    sentence = N_("Basis data ini belum disiapkan. Jalankan dahulu: python3 run.py")


class OtherSchema(Refused):
    """The database belongs to an older or a newer version of the program."""

    type = "unavailable"
    sentence = N_("Skema basis data ini milik versi lain. Jalankan: .venv/bin/flask --app queue_app prepare")


def require_schema() -> None:
    """Raise NotPrepared or OtherSchema unless the house's own database is at this code's newest migration."""
    if not prepared():
        raise NotPrepared()
    if not schema_is_current():
        raise OtherSchema()


def prepared() -> bool:
    """Whether the house's own database exists and is one of ours; looking makes no file."""
    url = database.engine.url
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        return False
    return revision_of(database.engine) is not None


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
