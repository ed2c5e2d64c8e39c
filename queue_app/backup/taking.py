"""Make a backup: one moment of the whole database in one file, while others write; beside it what the screens show."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from flask import current_app

from queue_app import clock, ids, upkeep
from queue_app.backup import beside, files, postgres_dump, sqlite_file
from queue_app.backup.files import BackupFailed
from queue_app.schema import NotPrepared, prepared, standing
from queue_app.slow import off_the_loop
from queue_app.transaction import database, transaction

#: The row in the copy that says with which key it was written.
KEY = "backup-key"


@dataclass(frozen=True, slots=True)
class Backup:
    """A finished backup, and what of the screens' media lies beside it."""

    file: str
    bytes: int
    sha256: str
    seconds: float
    media: beside.Along


def back_up(target: Path) -> Backup:
    """Write the database to `target`, over an older backup of that name, and note that it was done.

    Needs an application context. A database of an older schema is copied too, before it is brought up to date.
    Raises NotPrepared where there is nothing to copy, BackupFailed with one sentence for the operator.
    """
    began, url, target = clock.real_now(), database.engine.url, target.absolute()
    sqlite = database.engine.dialect.name == "sqlite"
    if sqlite and target in (sqlite_file.path_of(url), sqlite_file.path_of(url).with_name(target.name + "-wal")):
        raise BackupFailed(f"{target} adalah basis data itu sendiri")
    if not prepared():
        raise NotPrepared()
    known = standing().serves
    if known:
        with transaction() as session:
            upkeep.note(session, KEY, began, {"fingerprint": fingerprint()})
    partial = files.partial_of(target)
    try:
        if sqlite:
            off_the_loop(sqlite_file.copy, url, partial)
        else:
            postgres_dump.copy(url, partial)
        along = off_the_loop(beside.take_along, current_app.extensions["config"].data_dir, target)
        digest = off_the_loop(files.finish, partial, target)
    finally:
        partial.unlink(missing_ok=True)
    made = Backup(str(target), target.stat().st_size, digest, (clock.real_now() - began).total_seconds(), along)
    if known:
        with transaction() as session:
            upkeep.note(session, upkeep.BACKUP, began, {"bytes": made.bytes, "sha256": digest})
    return made


def fingerprint() -> str:
    """What tells this installation's key from another without telling anything about it."""
    return ids.keyring().digest("backup", "key")[:16]
