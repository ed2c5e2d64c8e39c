"""Backups of their own accord: one in each quarter of an hour, kept for 4 hours, 7 days and 8 weeks (trust.md §6).

A backup must not keep a phone number longer than the house may: from an older SQLite copy they are taken out; an
archive of PostgreSQL cannot be edited and lives no longer than the numbers in it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from queue_app import clock
from queue_app.backup import beside, files, sqlite_file
from queue_app.backup.files import BackupFailed
from queue_app.backup.taking import Backup, back_up
from queue_app.slow import off_the_loop
from queue_app.transaction import database

log = logging.getLogger("gmsc.backup")

HOURS, DAYS, WEEKS = timedelta(hours=4), timedelta(days=7), timedelta(weeks=8)
_NAME = "gmsc-%Y%m%dT%H%M%SZ"
_WITH, _WITHOUT = ".backup", ".without-phones.backup"


def keep_one(folder: Path, phone_days: int) -> Backup:
    """Make a backup in `folder` and drop those that nobody needs any more. Raises BackupFailed."""
    made = back_up(folder / (clock.real_now().strftime(_NAME) + _WITH))
    tidy(folder, phone_days)
    return made


def tidy(folder: Path, phone_days: int) -> None:
    """Drop what is superfluous, and phone numbers that a copy may no longer hold."""
    now, here = clock.real_now(), _backups(folder)
    for moment in superfluous(here, now):
        _drop(here.pop(moment))
    for moment, file in here.items():
        if file.name.endswith(_WITHOUT) or now - moment <= timedelta(days=phone_days):
            continue
        if database.engine.dialect.name == "sqlite":
            _take_phones_out(file)
        else:
            _drop(file)
    beside.sweep(folder)


def superfluous(moments: Iterable[datetime], now: datetime) -> set[datetime]:
    """Of these backups, those that are neither of the last hours nor the newest of a day or week that counts."""
    kept: set[datetime] = set()
    newest: dict[object, datetime] = {}
    for moment in sorted(moments):
        age = now - moment
        if age <= HOURS:
            kept.add(moment)
        if age <= DAYS:
            newest[moment.date()] = moment
        if age <= WEEKS:
            newest[moment.isocalendar()[:2]] = moment
    return set(moments) - kept - set(newest.values())


def _backups(folder: Path) -> dict[datetime, Path]:
    """Our own backups in a folder, by their moment; other files are none of our business."""
    found: dict[datetime, Path] = {}
    for file in folder.glob(f"gmsc-*{_WITH}"):
        try:
            moment = datetime.strptime(file.name.partition(".")[0], _NAME).replace(tzinfo=UTC)
        except ValueError:
            continue
        found[moment] = file
    return found


def _take_phones_out(file: Path) -> None:
    """Replace a copy by one without phone numbers; one that cannot be read goes, for it may hold some."""
    target = file.with_name(file.name.removesuffix(_WITH) + _WITHOUT)
    partial = files.partial_of(target)
    try:
        off_the_loop(sqlite_file.copy_without_phones, file, partial)
        off_the_loop(files.finish, partial, target)
        beside.follow(file, target)
    except BackupFailed:
        log.exception("phone numbers could not be taken out of %s, so it is dropped", file.name)
    finally:
        partial.unlink(missing_ok=True)
    _drop(file)


def _drop(file: Path) -> None:
    file.unlink(missing_ok=True)
    file.with_name(file.name + ".sha256").unlink(missing_ok=True)
    beside.drop(file)
