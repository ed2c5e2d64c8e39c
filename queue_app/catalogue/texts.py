"""Texts of a mall that its admins write: the service pledge, the privacy notice, the words of messages.

Each is kept in versions with the day from which it is in force; nothing changes or deletes a version. A text that
nobody wrote has no row: then pages and messages say what the product says by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from queue_app import clock
from queue_app.db import Record
from queue_app.errors import N_

LANGUAGES = ("id", "en", "jv")
#: Texts with a public page of their own: name → (its address, its title). PermenPANRB 15/2014 asks for the pledge.
PUBLISHED = {
    "pledge": ("maklumat", N_("Maklumat pelayanan")),
    "rules": ("tata-tertib", N_("Tata tertib dan hak pengunjung")),
}


class SiteTextRecord(Record):
    """One version of one text in one language; an empty body gives the product's own words back."""

    __tablename__ = "site_texts"
    __table_args__ = (UniqueConstraint("site_id", "name", "language", "version"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    name: Mapped[str]
    language: Mapped[str]
    version: Mapped[int]
    body: Mapped[str]
    effective_on: Mapped[date]
    at: Mapped[datetime]
    by: Mapped[str]


@dataclass(frozen=True, slots=True)
class Text:
    """One version of a text."""

    body: str
    version: int
    effective_on: date
    by: str

    @property
    def paragraphs(self) -> list[str]:
        """An empty line parts them."""
        return [part.strip() for part in self.body.split("\n\n") if part.strip()]


def write_text(
    session: Session, site_id: int, name: str, language: str, body: str, *, effective_on: date, by: str
) -> None:
    """Add the next version of a text. Writing what it says already adds nothing."""
    row = SiteTextRecord
    mine = (row.site_id == site_id, row.name == name, row.language == language)
    last = session.scalars(select(row).where(*mine).order_by(row.version.desc()).limit(1)).first()
    if (last.body if last else "") == body and (last is None or last.effective_on == effective_on):
        return
    session.add(
        row(
            site_id=site_id,
            name=name,
            language=language,
            version=(last.version if last else 0) + 1,
            body=body,
            effective_on=effective_on,
            at=clock.now(),
            by=by,
        )
    )
    session.flush()


def text_of(session: Session, site_id: int, name: str, language: str, *, day: date) -> Text | None:
    """The version that is in force on a day, None when nobody wrote one (or took it back)."""
    row = SiteTextRecord
    query = (
        select(row)
        .where(row.site_id == site_id, row.name == name, row.language == language, row.effective_on <= day)
        .order_by(row.version.desc())
        .limit(1)
    )
    found = session.scalars(query).first()
    return _text(found) if found is not None and found.body else None


def texts_in_force(session: Session, site_id: int, prefix: str, *, day: date) -> dict[tuple[str, str], str]:
    """Every text in force whose name begins with `prefix`: (name, language) → body."""
    row = SiteTextRecord
    mine = (row.site_id == site_id, row.name.startswith(prefix, autoescape=True), row.effective_on <= day)
    newest = select(func.max(row.id)).where(*mine).group_by(row.name, row.language)
    found = session.scalars(select(row).where(row.id.in_(newest)))
    return {(one.name, one.language): one.body for one in found if one.body}


def versions_of(session: Session, site_id: int, name: str, language: str) -> list[Text]:
    """Every version of a text, newest first; also one that is still to come."""
    row = SiteTextRecord
    query = select(row).where(row.site_id == site_id, row.name == name, row.language == language)
    return [_text(one) for one in session.scalars(query.order_by(row.version.desc()))]


def _text(row: SiteTextRecord) -> Text:
    return Text(row.body, row.version, row.effective_on, row.by)
