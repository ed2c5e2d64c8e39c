"""Files of a public consultation: the signed minutes, the signed attendance list, photographs. In the database, so in
every backup.

Files may also be added after the minutes are final, because what is scanned was printed and signed by then. From that
moment everybody may save the signed minutes and the photographs; the attendance list bears the signatures of citizens
and stays in the house. A picture is kept without its metadata (`bare_picture.py`): a phone writes into a photograph
where it was taken. A file is never deleted; one that should not be public is taken back, and is then for the house
alone.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, func, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from queue_app.db import BigKey, Record, in_check
from queue_app.errors import N_, Invalid, Unknown
from survey import consultation
from survey.bare_picture import bare
from survey.forum import FILES, ForumRecord
from survey.proof import LARGEST, proof, refused

#: What everybody may read.
FOR_ALL = ("berita-acara", "foto")
#: Files of one consultation.
MOST = 10
_TOO_MANY = N_("Satu forum paling banyak memiliki 10 berkas.")
_NO_CHOICE = N_("Pilih isi berkasnya.")


class ForumFileUnknown(Unknown):
    """No such file in this site, or not for this reader."""

    sentence = N_("Berkas forum ini tidak ditemukan.")


class ForumFileRecord(Record):
    """One file; `withdrawn_at`: taken back, for the house alone since then."""

    __tablename__ = "survey_forum_files"
    __table_args__ = (
        CheckConstraint(in_check("what", FILES), name="what"),
        CheckConstraint(f"size BETWEEN 1 AND {LARGEST}", name="size"),
    )
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    site_id: Mapped[int]
    forum_id: Mapped[int] = mapped_column(ForeignKey("survey_forums.id"), index=True)
    what: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class ForumFile:
    """One file without its body; `size` in bytes; `for_all`: everybody may have it once the minutes are final."""

    id: int
    forum_id: int
    what: str
    name: str
    kind: str
    size: int
    sha256: str
    for_all: bool
    withdrawn: bool


def keep(session: Session, forum_id: int, what: str, name: str, body: bytes, *, site_id: int, at: datetime) -> str:
    """Keep a file with a consultation, a picture without its metadata, and answer with the name it has here.

    Raises ForumUnknown, Invalid naming `what` or `file`.
    """
    consultation.find(session, forum_id, site_id=site_id)
    if what not in FILES:
        raise Invalid([{"field": "what", "message": _NO_CHOICE}])
    sent = bare(proof(name, body, otherwise=what))
    count = session.scalar(select(func.count()).where(ForumFileRecord.forum_id == forum_id)) or 0
    if count >= MOST:
        raise refused(_TOO_MANY)
    session.execute(
        insert(ForumFileRecord).values(site_id=site_id, forum_id=forum_id, what=what, at=at, **asdict(sent))
    )
    return sent.name


def withdraw(session: Session, file_id: int, *, site_id: int, at: datetime) -> ForumFile:
    """Take a file back: nobody outside has it any more. A second time changes nothing. Raises ForumFileUnknown."""
    found = original(session, file_id, site_id=site_id)[0]
    mine = (ForumFileRecord.id == file_id, ForumFileRecord.withdrawn_at.is_(None))
    session.execute(update(ForumFileRecord).where(*mine).values(withdrawn_at=at))
    return found


def files_of(session: Session, forum_id: int, *, site_id: int) -> list[ForumFile]:
    """All files of a consultation, as FILES orders them, oldest first."""
    f = ForumFileRecord
    rows = session.execute(select(*_SAID).where(f.forum_id == forum_id, f.site_id == site_id).order_by(f.id))
    return sorted((_shown(row) for row in rows), key=lambda one: list(FILES).index(one.what))


def published(session: Session, forum_ids: Collection[int]) -> dict[int, list[ForumFile]]:
    """Consultation → what everybody may have of it, of those whose minutes are final."""
    query = select(*_SAID).where(ForumFileRecord.forum_id.in_(forum_ids), *_OPEN).order_by(ForumFileRecord.id)
    found: dict[int, list[ForumFile]] = {}
    for row in session.execute(query):
        found.setdefault(row.forum_id, []).append(_shown(row))
    return found


def original(session: Session, file_id: int, *, site_id: int, for_all: bool = False) -> tuple[ForumFile, bytes]:
    """A file with its body; `for_all`: only if everybody may have it. Raises ForumFileUnknown."""
    f = ForumFileRecord
    mine = (f.id == file_id, f.site_id == site_id, *(_OPEN if for_all else ()))
    row = session.execute(select(*_SAID, f.body).where(*mine)).one_or_none()
    if row is None:
        raise ForumFileUnknown
    return _shown(row), row.body


_SAID = tuple(
    getattr(ForumFileRecord, name)
    for name in ("id", "forum_id", "what", "name", "kind", "size", "sha256", "withdrawn_at")
)
_OPEN = (
    ForumFileRecord.what.in_(FOR_ALL),
    ForumFileRecord.withdrawn_at.is_(None),
    ForumFileRecord.forum_id.in_(select(ForumRecord.id).where(ForumRecord.closed_at.is_not(None))),
)


def _shown(row: Any) -> ForumFile:
    return ForumFile(
        id=row.id,
        forum_id=row.forum_id,
        what=row.what,
        name=row.name,
        kind=row.kind,
        size=row.size,
        sha256=row.sha256,
        for_all=row.what in FOR_ALL,
        withdrawn=row.withdrawn_at is not None,
    )
