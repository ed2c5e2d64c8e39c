"""Recordings and choices in the database, so that they are in every backup and come back with it.

What speaks is read from DATA_DIR/voice: it must speak while the database is busy. The database holds the same once
more: each pack as one archive, and who speaks where. `agree` brings the two in line, at each start and after a restore.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from sqlalchemy import Column, ForeignKey, LargeBinary, String, Table, delete, insert, select
from sqlalchemy.orm import Session

from display.voice.choice import NAME, choices, write_choices
from display.voice.pack import MANIFEST
from queue_app import clock
from queue_app.db import Record, UtcDateTime

#: Bytes of one archive; a pack that says everything of a mall has some three million.
LARGEST = 40_000_000
#: In the folder of a pack: the digest of what the database holds of it. Whoever edits the folder leaves it as it is.
_MARK = ".kept"


def _of_a_site(name: str, *columns: Column[Any]) -> Table:
    return Table(name, Record.metadata, Column("site_id", ForeignKey("sites.id"), primary_key=True), *columns)


voice_packs = _of_a_site(
    "voice_packs",
    Column("name", String(40), primary_key=True),
    Column("sha256", String(64), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("kept_at", UtcDateTime, nullable=False),
)
#: `pack` is a folder of packs; empty is the synthetic voice.
voice_choices = _of_a_site(
    "voice_choices",
    Column("hall", String(20), primary_key=True),
    Column("language", String(3), primary_key=True),
    Column("pack", String(40), nullable=False),
)


def keep_pack(session: Session, site_id: int, folder: Path) -> bool:
    """Keep the pack of this folder in place of an older one of its name; False for one too large for a database."""
    body = _archive(folder)
    if len(body) > LARGEST:
        return False
    mine = (voice_packs.c.site_id == site_id) & (voice_packs.c.name == folder.name)
    session.execute(delete(voice_packs).where(mine))
    digest = _digest(folder)
    values = {"site_id": site_id, "name": folder.name, "sha256": digest, "body": body}
    session.execute(insert(voice_packs).values(**values, kept_at=clock.real_now()))
    _mark(folder, digest)
    return True


def keep_choices(session: Session, site_id: int, hall: str, wishes: Mapping[str, str]) -> None:
    """Keep with which packs a hall (its code) speaks these languages."""
    mine = (voice_choices.c.site_id == site_id) & (voice_choices.c.hall == hall)
    session.execute(delete(voice_choices).where(mine, voice_choices.c.language.in_(list(wishes))))
    for language, pack in wishes.items():
        values = {"site_id": site_id, "hall": hall, "language": language, "pack": pack}
        session.execute(insert(voice_choices).values(**values))


def agree(session: Session, site_id: int, home: Path) -> list[str]:
    """Bring the folder and the database in line; answers the packs that came back.

    A pack that was laid or changed by hand is kept; one that is missing, or is as the database had it before, comes
    from there. Choices of a version that kept none are taken over, else those of the database hold.
    """
    kept = select(voice_packs.c.name, voice_packs.c.sha256).where(voice_packs.c.site_id == site_id)
    held = {name: digest for name, digest in session.execute(kept)}
    here = {one.name: one for one in (home / "packs").glob("*") if NAME.fullmatch(one.name) and one.is_dir()}
    back = []
    for name in sorted(held.keys() | here.keys()):
        folder = home / "packs" / name
        there = _digest(folder) if name in here else ""
        if name in held and there in ("", _marked(folder)) and there != held[name]:
            _unpack(session, site_id, folder, held[name])
            back.append(name)
        elif there != held.get(name):
            keep_pack(session, site_id, folder)
    _agree_on_choices(session, site_id, home)
    return back


def _agree_on_choices(session: Session, site_id: int, home: Path) -> None:
    kept: dict[str, dict[str, str]] = {}
    for row in session.execute(select(voice_choices).where(voice_choices.c.site_id == site_id)):
        kept.setdefault(row.hall, {})[row.language] = row.pack
    if kept and kept != choices(home):
        write_choices(home, kept)
    for hall, wishes in choices(home).items() if not kept else ():
        keep_choices(session, site_id, hall, wishes)


def _unpack(session: Session, site_id: int, folder: Path, digest: str) -> None:
    """Let the folder be what the database holds, in one step."""
    mine = (voice_packs.c.site_id == site_id) & (voice_packs.c.name == folder.name)
    fresh, old = (folder.with_name(f"{folder.name}.{os.getpid()}.{end}") for end in ("new", "old"))
    fresh.mkdir(parents=True)
    with ZipFile(BytesIO(session.execute(select(voice_packs.c.body).where(mine)).scalar_one())) as archive:
        for name in archive.namelist():
            (fresh / Path(name).name).write_bytes(archive.read(name))
    _mark(fresh, digest)
    if folder.exists():
        folder.rename(old)
    fresh.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def _files(folder: Path) -> list[Path]:
    return sorted([*folder.glob("*.wav"), *folder.glob(MANIFEST)])


def _digest(folder: Path) -> str:
    seen = hashlib.sha256()
    for file in _files(folder):
        seen.update(f"{file.name} {file.stat().st_size}\n".encode() + file.read_bytes())
    return seen.hexdigest()


def _archive(folder: Path) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        for file in _files(folder):
            archive.write(file, file.name)
    return made.getvalue()


def _mark(folder: Path, digest: str) -> None:
    (folder / _MARK).write_text(digest, encoding="ascii")


def _marked(folder: Path) -> str:
    mark = folder / _MARK
    return mark.read_text(encoding="ascii", errors="replace") if mark.is_file() else ""
