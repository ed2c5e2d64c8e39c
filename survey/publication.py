"""A published report: its numbers as they were, the very file, and whether it still holds.

Publishing freezes: what was published is never computed again, whatever is imported or corrected later. A report is
not edited; it is replaced by another (state `diganti`) or withdrawn (`dicabut`), each with a reason for everybody to
read. Its code is printed in the file, the file's SHA-256 is kept here: both lead to the same row.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from queue_app.errors import N_, Invalid, Refused, Unknown
from queue_app.ids import normalise
from survey.periods import Period, quarters
from survey.publication_record import IN_FORCE, REPLACED, WITHDRAWN, Publication, PublicationRecord, view

LONGEST_REASON = 300

#: The files are large and rarely wanted.
_WITHOUT_FILES = tuple(
    defer(column) for column in (PublicationRecord.file, PublicationRecord.workbook, PublicationRecord.document)
)


class PublicationUnknown(Unknown):
    """No report was ever published under this code."""

    sentence = N_("Kode ini tidak dikenal. Periksa kembali huruf dan angkanya.")


class StillRunning(Refused):
    """Answers can still come into the period, or into the quarter of a month: some of its answers wait (`steps`)."""

    sentence = N_("Periode ini masih berjalan. Laporan dapat diterbitkan setelah periode berakhir.")


class TooFew(Refused):
    """Fewer than five answers: nothing may be shown, so there is nothing to publish."""

    sentence = N_("Jawaban pada periode ini terlalu sedikit untuk diterbitkan.")


class AlreadyPublished(Refused):
    """There is a report in force for this period and scope: it is replaced on purpose, with a reason, or not at all."""

    sentence = N_("Laporan periode ini sudah terbit. Muat ulang halaman untuk melihatnya.")


class Over(Refused):
    """The report is not in force any more."""

    sentence = N_("Laporan ini sudah tidak berlaku.")


REASON_MISSING = N_("Tulis alasannya; alasan ini dibaca umum.")
REASON_TOO_LONG = N_("Paling banyak 300 karakter.")


@dataclass(frozen=True, slots=True)
class Files:
    """The report as it was made: PDF, workbook, document."""

    pdf: bytes
    xlsx: bytes
    docx: bytes


def publish(
    session: Session,
    *,
    site_id: int,
    period: Period,
    agency: str | None,
    code: str,
    number: str,
    snapshot: dict[str, object],
    files: Files,
    at: datetime,
    today: date,
    by: str,
    replacing: str = "",
    reason: str = "",
) -> Publication:
    """Freeze a period's report; the one in force for the same period and scope is replaced when its code is given as
    `replacing`, for `reason`.

    Raises StillRunning, TooFew, AlreadyPublished (another one is in force than was meant), Over (nothing is), Invalid.
    """
    may_be_published(period, snapshot, today)
    current = _in_force(session, site_id, period, agency)
    if (current.code if current else "") != normalise(replacing):
        raise AlreadyPublished if current else Over
    if current is not None:
        _end(current, REPLACED, reason, at, by, replaced_by=code)
        session.flush()
    row = PublicationRecord(
        site_id=site_id,
        code=code,
        period=period.code,
        agency_code=agency or "",
        number=number,
        state=IN_FORCE,
        published_at=at,
        published_by=by,
        snapshot=dict(snapshot),
        **_kept(files),
    )
    session.add(row)
    session.flush()
    return view(row)


def _kept(files: Files) -> dict[str, object]:
    """The three files as columns, with what recognises the one that is printed."""
    digest = hashlib.sha256(files.pdf).hexdigest()
    return {"sha256": digest, "file": files.pdf, "workbook": files.xlsx, "document": files.docx}


def may_be_published(period: Period, snapshot: Mapping[str, Any], today: date) -> None:
    """Raises StillRunning or TooFew."""
    if today <= quarters(period)[-1].end:
        raise StillRunning
    if snapshot["result"]["index"] is None:
        raise TooFew


def withdraw(session: Session, code: str, *, site_id: int, reason: str, at: datetime, by: str) -> Publication:
    """Say that a report holds no longer, without another in its place. Raises PublicationUnknown, Over, Invalid."""
    row = _row(session, code)
    if row.site_id != site_id:
        raise PublicationUnknown
    if row.state != IN_FORCE:
        raise Over
    _end(row, WITHDRAWN, reason, at, by)
    session.flush()
    return view(row)


def find(session: Session, code: str) -> Publication:
    """The report of a code, whatever its state. Raises PublicationUnknown."""
    return view(_row(session, code))


def original(session: Session, code: str) -> Files:
    """The very files that were published. Raises PublicationUnknown."""
    row = _row(session, code)
    return Files(row.file, row.workbook, row.document)


def published(session: Session, site_id: int, agency: str | None = None) -> list[Publication]:
    """What is in force for the whole site, or for one agency, newest period first."""
    rows = every_in_force(session, site_id)
    return [one for one in rows if one.agency == agency]


def every_in_force(session: Session, site_id: int) -> list[Publication]:
    """What is in force, whatever its scope, newest period first."""
    rows = _all(session, site_id, PublicationRecord.state == IN_FORCE)
    return sorted(rows, key=lambda one: (one.period.end, one.period.start), reverse=True)


def every(session: Session, site_id: int) -> list[Publication]:
    """Everything ever published at a site, the newest first."""
    return sorted(_all(session, site_id), key=lambda one: one.published_at, reverse=True)


def in_force(session: Session, site_id: int, period: Period, agency: str | None) -> Publication | None:
    """The report in force for a period and scope."""
    row = _in_force(session, site_id, period, agency)
    return None if row is None else view(row)


def _all(session: Session, site_id: int, *where: Any) -> list[Publication]:
    query = select(PublicationRecord).where(PublicationRecord.site_id == site_id, *where)
    return [view(row) for row in session.scalars(query.options(*_WITHOUT_FILES))]


def _row(session: Session, code: str) -> PublicationRecord:
    query = select(PublicationRecord).where(PublicationRecord.code == normalise(code))
    row = session.scalars(query.options(*_WITHOUT_FILES)).one_or_none()
    if row is None:
        raise PublicationUnknown
    return row


def _in_force(session: Session, site_id: int, period: Period, agency: str | None) -> PublicationRecord | None:
    p = PublicationRecord
    query = select(p).where(
        p.site_id == site_id, p.period == period.code, p.agency_code == (agency or ""), p.state == IN_FORCE
    )
    return session.scalars(query.options(*_WITHOUT_FILES)).one_or_none()


def _end(
    row: PublicationRecord, state: str, reason: str, at: datetime, by: str, replaced_by: str | None = None
) -> None:
    said = reason.strip()
    if not said or len(said) > LONGEST_REASON:
        wrong = REASON_TOO_LONG if said else REASON_MISSING
        raise Invalid([{"field": "reason", "message": wrong}])
    row.state, row.reason, row.ended_at, row.ended_by, row.replaced_by = state, said, at, by, replaced_by
