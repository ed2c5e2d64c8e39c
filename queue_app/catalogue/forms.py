"""Forms that a citizen fills in before coming: a few small files per service, kept in the database, so in every backup.

What a file is its first bytes say, not its name. It is handed out to be saved, never shown by the browser itself. A
form that is withdrawn is offered no more; what was offered, when and by whom stays.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, Select, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from queue_app import clock
from queue_app.db import Record
from queue_app.errors import N_, Invalid, Unknown

#: Bytes of one file, files of one service, letters of a title.
LARGEST, MOST, LONGEST_TITLE = 2_000_000, 8, 120
PDF, DOCX = "application/pdf", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
KINDS = {PDF: "PDF", DOCX: "Word"}
#: No table counts further; an address may name anything.
_LAST_ID = 2**31 - 1
_ENDINGS = {PDF: "pdf", DOCX: "docx"}


class FormRecord(Record):
    """One file of one service; `ended_at` when it was withdrawn."""

    __tablename__ = "service_forms"
    __table_args__ = (
        CheckConstraint(f"size BETWEEN 1 AND {LARGEST}", name="size"),
        Index(None, "service_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    service_id: Mapped[int] = mapped_column(ForeignKey("services.id"))
    title: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime]
    by: Mapped[str]
    ended_at: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class Form:
    """One file without its body; `size` in bytes."""

    id: int
    title: str
    name: str
    kind: str
    size: int

    @property
    def kind_name(self) -> str:
        """PDF or Word."""
        return KINDS[self.kind]

    @property
    def kilobytes(self) -> int:
        """As phones count them, rounded up."""
        return -(-self.size // 1024)


def forms_of(session: Session, service_id: int) -> list[Form]:
    """The forms that a service offers, oldest first."""
    return [Form(*row) for row in session.execute(_offered(service_id).order_by(FormRecord.id))]


def add_form(session: Session, site_id: int, service_id: int, *, title: str, name: str, body: bytes, by: str) -> Form:
    """Offer one more file. Raises Invalid naming `title` or `file`."""
    kind = _checked(title, body)
    if len(forms_of(session, service_id)) >= MOST:
        raise Invalid([{"field": "file", "message": N_("Satu layanan paling banyak memiliki 8 formulir.")}])
    row = FormRecord(
        site_id=site_id,
        service_id=service_id,
        title=title,
        name=_file_name(name, kind),
        kind=kind,
        size=len(body),
        sha256=hashlib.sha256(body).hexdigest(),
        body=body,
        at=clock.now(),
        by=by,
        ended_at=None,
    )
    session.add(row)
    session.flush()
    return Form(row.id, row.title, row.name, row.kind, row.size)


def withdraw_form(session: Session, service_id: int, form_id: int) -> str:
    """Offer a file no more; answers its title. Raises Unknown."""
    row = FormRecord
    mine = (row.id == min(form_id, _LAST_ID), row.service_id == service_id, row.ended_at.is_(None))
    title = session.execute(update(row).where(*mine).values(ended_at=clock.now()).returning(row.title)).scalar()
    if title is None:
        raise Unknown()
    return title


def file_of(session: Session, site_id: int, form_id: int) -> tuple[Form, bytes]:
    """A form with its body. Raises Unknown."""
    wanted = FormRecord
    mine = (wanted.id == min(form_id, _LAST_ID), wanted.site_id == site_id, wanted.ended_at.is_(None))
    row = session.scalar(select(wanted).where(*mine))
    if row is None:
        raise Unknown()
    return Form(row.id, row.title, row.name, row.kind, row.size), row.body


def _offered(service_id: int) -> Select[int, str, str, str, int]:
    row = FormRecord
    query = select(row.id, row.title, row.name, row.kind, row.size)
    return query.where(row.service_id == service_id, row.ended_at.is_(None))


def _checked(title: str, body: bytes) -> str:
    """What the file is. Raises Invalid with everything that is wrong."""
    errors = []
    if not 1 <= len(title) <= LONGEST_TITLE:
        errors.append({"field": "title", "message": N_("Isi nama formulir, paling panjang 120 huruf.")})
    kind = _kind(body)
    if not body:
        errors.append({"field": "file", "message": N_("Pilih berkas formulirnya.")})
    elif len(body) > LARGEST:
        errors.append({"field": "file", "message": N_("Berkas paling besar 2 MB.")})
    elif kind is None:
        errors.append({"field": "file", "message": N_("Berkas harus PDF atau DOCX tanpa makro.")})
    if errors or kind is None:
        raise Invalid(errors)
    return kind


def _kind(body: bytes) -> str | None:
    if body.startswith(b"%PDF-"):
        return PDF
    return DOCX if body.startswith(b"PK\x03\x04") and _is_document(body) else None


def _is_document(body: bytes) -> bool:
    """Whether a ZIP is a Word document without macros; nothing of it is unpacked."""
    try:
        with ZipFile(BytesIO(body)) as parts:
            names = set(parts.namelist())
    except (BadZipFile, OSError, NotImplementedError, ValueError):
        return False
    return "word/document.xml" in names and not any(name.endswith("vbaProject.bin") for name in names)


def _file_name(name: str, kind: str) -> str:
    stem = re.sub(r"[^\w.-]+", "-", name.rpartition(".")[0] or name, flags=re.ASCII).strip("-.")[:80]
    return f"{stem or 'formulir'}.{_ENDINGS[kind]}"
