"""The way back: a backup is staged beside the database, proven sound, and only then takes its place, in one step.

What the server told the screens since that backup is gone from the database, but not from the screens: they refuse
whatever has a lower sequence than they have seen. So the sequence of events goes on far above both.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from sqlalchemy import URL, Engine, inspect, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from queue_app import check, clock, product_time, retention, upkeep
from queue_app.backup import beside, files, postgres_dump, sqlite_file
from queue_app.backup.files import BackupFailed
from queue_app.backup.taking import KEY, fingerprint
from queue_app.line import events
from queue_app.schema import newest_revision, revision_of
from queue_app.transaction import database

#: More events than any house writes between two backups.
GAP = 1_000_000
#: A database with a row in one of these is not empty; a catalogue alone can be loaded again.
_PRECIOUS = ("tickets", "staff", "survey_responses", "access_tokens")


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored: how much was looked at, where the sequence goes on, where what was there is kept, and what of
    the screens' media came back.
    """

    checked: dict[str, int]
    seq: int
    checksum: bool
    kept: str | None
    seconds: float
    media: beside.Brought


def restore(file: Path, data_dir: Path, *, replace: bool, phone_days: int) -> Restored:
    """Let the database be what a backup holds. Needs an application context, and that nobody serves.

    A database that holds something is replaced only when `replace` says so, and then kept under another name.
    Nothing is changed before the backup is proven: its SHA-256 where there is one, its integrity, its schema, its key,
    every invariant. Raises BackupFailed with one sentence for the operator.
    """
    began, url = clock.real_now(), database.engine.url
    way: ModuleType = sqlite_file if url.drivername.startswith("sqlite") else postgres_dump
    checksum = files.refuse_damaged(file)
    highest = _highest_here(way, url, replace=replace)
    database.session.remove()
    database.engine.dispose()
    with way.nobody_else(url, data_dir):
        staged, aside = way.stage(file, url), f"before-{began:%Y%m%dT%H%M%SZ}"
        try:
            checked, seq = _proven(staged, highest, phone_days)
            kept = way.put_in_place(staged, url, aside)
        except BaseException:
            way.drop_stage(staged)
            raise
        media = beside.bring_back(file, data_dir, aside)
    return Restored(checked, seq, checksum, kept, (clock.real_now() - began).total_seconds(), media)


def _highest_here(way: ModuleType, url: URL, *, replace: bool) -> int:
    """The last sequence that the present database gave; 0 without one. Raises BackupFailed when it holds something."""
    there = postgres_dump.exists(url) if way is postgres_dump else sqlite_file.path_of(url).exists()
    if not there:
        return 0
    try:
        with database.engine.connect() as connection, Session(connection) as session:
            tables = set(inspect(connection).get_table_names())
            full = [name for name in _PRECIOUS if name in tables and session.scalar(text(f"SELECT 1 FROM {name}"))]
            highest = events.settled(session) if events.ticket_events.name in tables else 0
    except SQLAlchemyError:
        full, highest = ["yang tidak dapat dibaca"], 0
    if full and not replace:
        raise BackupFailed(
            f"basis data sudah berisi {', '.join(full)}: --replace menyimpannya di samping lalu memulihkan"
        )
    return highest


def _proven(staged: Engine, highest: int, phone_days: int) -> tuple[dict[str, int], int]:
    """Hold a staged copy against everything that must be true. Raises BackupFailed."""
    revision, needed = revision_of(staged), newest_revision()
    if revision != needed:
        raise BackupFailed(
            f"cadangan ini berskema {revision}, versi ini memerlukan {needed}:"
            " pulihkan dengan versi yang membuatnya, lalu perbarui"
        )
    with (
        staged.connect().execution_options(writing=True) as connection,
        Session(connection) as session,
        session.begin(),
    ):
        _refuse_another_key(session)
        clock.install(product_time.held(session))
        retention.forget(session, phone_days)
        seq = _go_on_above(session, highest)
    with Session(staged) as session:
        found = check.report(session, phone_days=phone_days)
    if found.violations:
        first = found.violations[0]
        told = f"{first.invariant} {first.where} {first.detail}"
        raise BackupFailed(f"cadangan ini melanggar {len(found.violations)} aturan, yang pertama: {told}")
    return found.checked, seq


def _refuse_another_key(session: Session) -> None:
    made = upkeep.last(session, KEY)
    if made is not None and made.found.get("fingerprint") != fingerprint():
        raise BackupFailed(
            "cadangan ini dibuat dengan SECRET_KEY lain; tanpa kunci itu tautan dan nomor siapa pun tidak berlaku"
        )


def _go_on_above(session: Session, highest: int) -> int:
    """Let the next event have a sequence far above all that any screen has seen; answers the last one before it."""
    seq = max(highest, events.settled(session)) + GAP
    events.skip_to(session, seq)
    return seq
