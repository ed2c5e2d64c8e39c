"""Answers of earlier periods, brought in from a file: a source of its own, never mixed with answers given by token.

An import is one file: all of it or nothing, for one stated period, with the population its importer
states. Its answers have no right and no token behind them, and lie in tables of their own, so that no
count of answers by token can hold one by mistake. An import is never edited; it can be withdrawn as a
whole, with a reason, and stays visible.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from random import SystemRandom

from sqlalchemy import CheckConstraint, ForeignKey, Index, insert, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from queue_app.db import BigKey, Record
from queue_app.errors import N_, Invalid, Refused, Unknown
from queue_app.ids import handle
from survey.answer_rows import Row
from survey.periods import parse
from survey.profile_columns import ProfileColumns
from survey.questionnaire import PROFILE_KEYS


class ImportUnknown(Unknown):
    """No such import in this site."""

    sentence = N_("Impor ini tidak ditemukan.")


class ImportedBefore(Refused):
    """The same answers for the same period are there already."""

    sentence = N_("Jawaban yang sama untuk periode ini sudah pernah diimpor. Tarik impor yang lama lebih dahulu.")


class AlreadyWithdrawn(Refused):
    """The import was withdrawn before."""

    sentence = N_("Impor ini sudah ditarik.")


class ImportRecord(Record):
    """One file that was brought in."""

    __tablename__ = "survey_imports"
    __table_args__ = (
        CheckConstraint("n > 0 AND population >= n", name="population"),
        CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by IS NULL) AND (withdrawn_at IS NULL) = (withdrawn_reason IS NULL)",
            name="withdrawn",
        ),
        Index(
            "uq_survey_imports_standing",
            "site_id",
            "digest",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    site_id: Mapped[int]
    period: Mapped[str]
    instrument: Mapped[str]
    agency_code: Mapped[str | None]
    service_code: Mapped[str | None]
    file_name: Mapped[str]
    #: Of the answers and the period, not of the file: saving it anew does not make it another.
    digest: Mapped[str]
    population: Mapped[int]
    n: Mapped[int]
    warnings: Mapped[list[str]]
    at: Mapped[datetime]
    by: Mapped[str]
    by_name: Mapped[str]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str | None]
    withdrawn_reason: Mapped[str | None]


class ImportedRecord(ProfileColumns, Record):
    """One filled form of an import."""

    __tablename__ = "survey_imported"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy reads it from the class
    id: Mapped[str] = mapped_column(primary_key=True)
    site_id: Mapped[int]
    import_id: Mapped[int] = mapped_column(ForeignKey("survey_imports.id"), index=True)
    agency_code: Mapped[str | None]
    service_code: Mapped[str | None]


class ImportedAnswerRecord(Record):
    """The score given to one unsur; an unsur that was left blank has no row."""

    __tablename__ = "survey_imported_answers"
    __table_args__ = (
        CheckConstraint("score BETWEEN 1 AND 4", name="score"),
        {"sqlite_with_rowid": False},
    )
    response_id: Mapped[str] = mapped_column(ForeignKey("survey_imported.id"), primary_key=True)
    unsur: Mapped[str] = mapped_column(primary_key=True)
    site_id: Mapped[int]
    score: Mapped[int]


@dataclass(frozen=True, slots=True)
class Stated:
    """What the importer says about the file: nothing of it can be read from the answers."""

    site_id: int
    period: str
    instrument: str
    agency: str | None
    service: str | None
    population: int
    file_name: str


def imports(session: Session, *, site_id: int) -> list[ImportRecord]:
    """Every import of a site, newest first, withdrawn ones too."""
    query = select(ImportRecord).where(ImportRecord.site_id == site_id).order_by(ImportRecord.id.desc())
    return list(session.scalars(query))


def store(
    session: Session,
    stated: Stated,
    rows: Sequence[Row],
    *,
    warnings: Sequence[str] = (),
    by: str,
    by_name: str = "",
    at: datetime,
) -> int:
    """Keep all rows of a file as one import; returns its id. Raises Invalid, UnknownPeriod, ImportedBefore."""
    must_fit(stated, len(rows))
    digest = _digest(stated, rows)
    standing = (
        ImportRecord.site_id == stated.site_id,
        ImportRecord.digest == digest,
        ImportRecord.withdrawn_at.is_(None),
    )
    if session.scalar(select(ImportRecord.id).where(*standing)) is not None:
        raise ImportedBefore
    record = ImportRecord(
        site_id=stated.site_id,
        period=parse(stated.period).code,
        instrument=stated.instrument,
        agency_code=stated.agency,
        service_code=stated.service,
        file_name=stated.file_name[:200],
        digest=digest,
        population=stated.population,
        n=len(rows),
        warnings=list(warnings),
        at=at,
        by=by,
        by_name=by_name,
    )
    session.add(record)
    session.flush()
    _store_rows(session, record.id, stated, rows)
    return record.id


def must_fit(stated: Stated, n: int) -> None:
    """People served cannot be fewer than those who answered. Raises Invalid."""
    if n == 0:
        raise Invalid([{"field": "file", "message": N_("Berkas ini tidak berisi jawaban.")}])
    if stated.population < n:
        message = N_("Jumlah yang dilayani tidak mungkin lebih kecil dari jumlah responden dalam berkas.")
        raise Invalid([{"field": "population", "message": message}])


def withdraw(session: Session, import_id: int, *, site_id: int, reason: str, by: str, at: datetime) -> None:
    """Take an import out of every figure; it stays visible with the reason. Raises Invalid, ImportUnknown,
    AlreadyWithdrawn.
    """
    kept = " ".join(reason.split())
    if not 0 < len(kept) <= 300:
        raise Invalid([{"field": "reason", "message": N_("Tulis alasan, paling banyak 300 karakter.")}])
    found = session.scalar(
        select(ImportRecord)
        .where(ImportRecord.id == import_id, ImportRecord.site_id == site_id)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise ImportUnknown
    if found.withdrawn_at is not None:
        raise AlreadyWithdrawn
    session.execute(
        update(ImportRecord)
        .where(ImportRecord.id == import_id, ImportRecord.withdrawn_at.is_(None))
        .values(withdrawn_at=at, withdrawn_by=by, withdrawn_reason=kept)
    )


def _store_rows(session: Session, import_id: int, stated: Stated, rows: Sequence[Row]) -> None:
    """In no order: where a form stood in the file is not kept."""
    shuffled = list(rows)
    SystemRandom().shuffle(shuffled)
    forms, answers = [], []
    for row in shuffled:
        key = handle()
        own = {name: row.profile.get(name) for name in PROFILE_KEYS}
        scope = {"agency_code": row.agency or stated.agency, "service_code": row.service or stated.service}
        forms.append({"id": key, "site_id": stated.site_id, "import_id": import_id, **scope, **own})
        hung = {"response_id": key, "site_id": stated.site_id}
        answers += [hung | {"unsur": unsur, "score": score} for unsur, score in row.scores.items()]
    session.execute(insert(ImportedRecord), forms)
    session.execute(insert(ImportedAnswerRecord), answers)


def _digest(stated: Stated, rows: Sequence[Row]) -> str:
    lines = sorted(
        repr((row.agency, row.service, sorted(row.profile.items()), sorted(row.scores.items()))) for row in rows
    )
    said = "\n".join([stated.period, stated.agency or "", stated.service or "", *lines])
    return sha256(said.encode()).hexdigest()
