"""SQLite: copied whole by `VACUUM INTO` while others write; put back by one rename when nobody has it open.

A plain copy of the file would be stale or torn: what was committed last is in the WAL (trust.md D16).
"""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine

from queue_app.backup.files import BackupFailed, take_place
from queue_app.db import engine_options, prepare_engine, sqlite_module
from queue_app.line.cases import ticket_cases
from queue_app.line.contacts import contacts
from queue_app.line.journeys import journeys
from queue_app.line.subscriptions import subscriptions
from queue_app.line.ticket import tickets

#: What a SQLite file may have beside it while it is open.
_BESIDE = ("-wal", "-shm", "-journal")


def copy(url: URL, into: Path) -> None:
    """Write one moment of a database into a new file; opens a connection of its own. Raises BackupFailed."""
    source = path_of(url)
    if not source.is_file():
        raise BackupFailed(f"tidak ada basis data {source}")
    try:
        with closing(_opened(source)) as connection:
            connection.execute("VACUUM INTO ?", (str(into),))
    except sqlite_module().Error as error:
        raise BackupFailed(f"SQLite tidak dapat menyalin {source}: {error}") from error


def copy_without_phones(file: Path, into: Path) -> None:
    """Write a backup into a new file from which all phone numbers, and what else is forgotten with them, are gone.
    Raises BackupFailed.
    """
    try:
        with closing(_opened(file)) as connection:
            connection.execute("VACUUM INTO ?", (str(into),))
        with closing(_opened(into)) as connection:
            held = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            for table in {
                contacts.name,
                subscriptions.name,
                ticket_cases.name,
                journeys.name,
            } & held:  # a backup of an older version has fewer tables
                connection.execute(f"DELETE FROM {table}")
            connection.execute(f"UPDATE {tickets.name} SET phone_digest = NULL WHERE phone_digest IS NOT NULL")
            connection.execute("VACUUM")  # what is only deleted can still be read in the file
    except sqlite_module().Error as error:
        raise BackupFailed(f"SQLite tidak dapat membaca {file}: {error}") from error


def path_of(url: URL) -> Path:
    """The file of a database."""
    return Path(url.database or "").absolute()


def stage(file: Path, url: URL) -> Engine:
    """A copy of a backup beside the place of the database, opened. Raises BackupFailed when it is damaged."""
    place = path_of(url)
    place.parent.mkdir(parents=True, exist_ok=True)
    fresh = place.with_name(f".{place.name}.restoring")
    _remove(fresh)
    shutil.copyfile(file, fresh)
    try:
        with closing(_opened(fresh)) as connection:
            said = connection.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite_module().Error as error:
        said = str(error)
    if said != "ok":
        _remove(fresh)
        raise BackupFailed(f"{file} bukan basis data SQLite yang utuh: {said}")
    engine = create_engine(f"sqlite:///{fresh}", **engine_options("sqlite"))
    prepare_engine(engine)
    return engine


def drop_stage(staged: Engine) -> None:
    """Throw a staged copy away."""
    staged.dispose()
    _remove(path_of(staged.url))


def put_in_place(staged: Engine, url: URL, aside: str) -> str | None:
    """Let the staged copy be the database; answers under which name what was there is kept.

    Whoever calls this holds the place with `nobody_else`.
    """
    fresh, place = path_of(staged.url), path_of(url)
    staged.dispose()
    with closing(_opened(fresh)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")  # so that everything is in the one file
    kept = place.with_name(f"{place.name}.{aside}") if place.exists() else None
    take_place(fresh, place, kept)
    return str(kept) if kept else None


@contextmanager
def nobody_else(url: URL, data_dir: Path) -> Iterator[None]:
    """Hold the place of the database while it is replaced. Raises BackupFailed when somebody has it open."""
    place = path_of(url)
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / "jobs.lock").open("a", encoding="ascii") as lead:
        try:
            fcntl.flock(lead, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise BackupFailed("basis data sedang dipakai: hentikan server dahulu") from None
        if place.exists():
            _refuse_open(place)
        yield


def _refuse_open(place: Path) -> None:
    """Leaving WAL needs the file alone, and carries what the WAL still holds into it."""
    try:
        with closing(_opened(place, seconds=0)) as connection:
            left = connection.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("ROLLBACK")
    except sqlite_module().OperationalError:
        left = "wal"
    except sqlite_module().DatabaseError:
        return  # not a database: nobody can be using it
    if left != "delete":
        raise BackupFailed(f"{place} sedang dipakai: hentikan server dahulu")


def _opened(path: Path, seconds: float = 5) -> Any:
    return sqlite_module().connect(str(path), timeout=seconds, isolation_level=None, check_same_thread=False)


def _remove(path: Path) -> None:
    for name in (path, *(path.with_name(path.name + more) for more in _BESIDE)):
        name.unlink(missing_ok=True)
