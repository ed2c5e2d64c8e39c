"""Files that show that an act was done: letters, photographs, timetables. Kept in the database, so in every backup.

A file (`proof`) is kept exactly as it was sent, with the metadata of its pictures, because where and when a photograph
was taken is part of what it proves; only staff can read it. It is handed out to be saved, never shown by the browser,
and never taken away again: an act that was not done is cancelled with a reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, func, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from queue_app.db import BigKey, Record
from queue_app.errors import N_, Unknown
from survey import followup
from survey.action import Action
from survey.proof import LARGEST, proof, refused

#: Files of one act.
MOST = 5
_TOO_MANY = N_("Satu tindakan paling banyak memiliki 5 berkas bukti.")


class EvidenceUnknown(Unknown):
    """No such file in this site."""

    sentence = N_("Berkas bukti ini tidak ditemukan.")


class EvidenceRecord(Record):
    """One file."""

    __tablename__ = "survey_evidence"
    __table_args__ = (CheckConstraint(f"size BETWEEN 1 AND {LARGEST}", name="size"),)
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    site_id: Mapped[int]
    action_id: Mapped[int] = mapped_column(ForeignKey("survey_actions.id"), index=True)
    name: Mapped[str]
    kind: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One file without its body; `size` in bytes."""

    id: int
    name: str
    kind: str
    size: int
    sha256: str


def keep(
    session: Session, action_id: int, name: str, body: bytes, *, site_id: int, by: str, by_name: str, at: datetime
) -> str:
    """Keep a file with an act and answer with the name it has now. Raises ActionUnknown, Invalid naming `file`."""
    followup.find(session, action_id, site_id=site_id)
    sent = proof(name, body, otherwise="bukti")
    count = session.scalar(select(func.count()).where(EvidenceRecord.action_id == action_id)) or 0
    if count >= MOST:
        raise refused(_TOO_MANY)
    session.execute(insert(EvidenceRecord).values(site_id=site_id, action_id=action_id, at=at, **asdict(sent)))
    followup.note(session, action_id, site_id=site_id, changes={"file": ("", sent.name)}, by=by, by_name=by_name, at=at)
    return sent.name


def files_of(session: Session, action_id: int, *, site_id: int) -> list[Evidence]:
    """The files of an act, oldest first."""
    e = EvidenceRecord
    query = select(e.id, e.name, e.kind, e.size, e.sha256).where(e.action_id == action_id, e.site_id == site_id)
    return [Evidence(*row) for row in session.execute(query.order_by(e.id))]


def with_files(session: Session, acts: Iterable[Action]) -> list[Action]:
    """The same acts, each with the names of its files, oldest first."""
    acts, e = list(acts), EvidenceRecord
    query = select(e.action_id, e.name).where(e.action_id.in_([act.id for act in acts])).order_by(e.id)
    names: dict[int, list[str]] = {}
    for action_id, name in session.execute(query):
        names.setdefault(action_id, []).append(name)
    return [replace(act, files=tuple(names.get(act.id, ()))) for act in acts]


def original(session: Session, evidence_id: int, *, site_id: int) -> tuple[Evidence, bytes]:
    """A file with its body. Raises EvidenceUnknown."""
    row = session.scalar(
        select(EvidenceRecord).where(EvidenceRecord.id == evidence_id, EvidenceRecord.site_id == site_id)
    )
    if row is None:
        raise EvidenceUnknown
    return Evidence(row.id, row.name, row.kind, row.size, row.sha256), row.body
