"""Machinery: which migration a database is at, which one this code needs, and whether the two go together.

Migrations expand before they contract (tests/migration_law.py), so a program of the version before serves on a database
that is already a version ahead: while a big installation is brought up to date part by part, and when its operator has
to go back to the code of yesterday. The other way round it cannot: columns are missing that it writes.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import Connection, Engine

from queue_app.errors import N_, Refused
from queue_app.transaction import database


class NotPrepared(Refused):
    """There is no database of ours yet: nothing was started here before, or DATA_DIR names another place."""

    type = "unavailable"
    sentence = N_("Basis data ini belum disiapkan. Jalankan dahulu: python3 run.py")


class OtherSchema(Refused):
    """The database belongs to an older version of the program, or to another program."""

    type = "unavailable"
    sentence = N_("Skema basis data ini milik versi lain. Jalankan: .venv/bin/flask --app queue_app prepare")


@dataclass(frozen=True, slots=True)
class Standing:
    """A database beside this code: the migration it is at (None: it has none of our tables), and the newest we know.

    Revisions are numbered in the order in which they come (`0001`, `0002`, …).
    """

    database: str | None
    code: str | None

    @property
    def current(self) -> bool:
        """Whether they are the same."""
        return self.database == self.code

    @property
    def newer(self) -> bool:
        """Whether a later version of this program has migrated the database."""
        numbers = self.database, self.code
        return all(number and number.isdecimal() for number in numbers) and int(numbers[0] or 0) > int(numbers[1] or 0)

    @property
    def serves(self) -> bool:
        """Whether this code may work on it."""
        return self.current or self.newer


def require_schema() -> None:
    """Raise NotPrepared or OtherSchema unless this code may work on the house's own database."""
    if not prepared():
        raise NotPrepared()
    if not standing().serves:
        raise OtherSchema()


def prepared() -> bool:
    """Whether the house's own database exists and is one of ours; looking makes no file."""
    url = database.engine.url
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        return False
    return revision_of(database.engine) is not None


def schema_is_current(engine: Engine | None = None) -> bool:
    """Whether a database (default: the house's own) is at the newest migration of this code."""
    return standing(engine).current


def standing(engine: Engine | None = None) -> Standing:
    """How a database (default: the house's own) and this code stand to each other."""
    return Standing(revision_of(engine or database.engine), newest_revision())


def standing_at(connection: Connection) -> Standing:
    """As `standing`, of the database that a connection looks at."""
    return Standing(_revision_at(connection), newest_revision())


def revision_of(engine: Engine) -> str | None:
    """The migration a database is at; None for one that has none of our tables."""
    with engine.connect() as connection:
        return _revision_at(connection)


def _revision_at(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str | None:
    """The newest migration of this code."""
    return ScriptDirectory(current_app.extensions["migrate"].directory).get_current_head()
