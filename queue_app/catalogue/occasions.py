"""Moments of life that bring a citizen here ("Anak lahir", "Pindah rumah"), each with the services it brings.

Data of a mall, like its services: a file, a sheet, a page of admins. A mall that has none shows none.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from queue_app.db import Record


class OccasionRecord(Record):
    """One moment of life; `service_codes` in the order in which the services are done."""

    __tablename__ = "occasions"
    __table_args__ = (UniqueConstraint("site_id", "code"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    code: Mapped[str]
    name: Mapped[str]
    name_en: Mapped[str]
    name_jv: Mapped[str]
    service_codes: Mapped[list[str]]
    active: Mapped[bool] = mapped_column(default=True)


@dataclass(frozen=True, slots=True)
class Occasion:
    """One moment of life with those of its services that are offered now."""

    code: str
    name: str
    name_en: str
    name_jv: str
    service_codes: tuple[str, ...]

    def called(self, language: str) -> str:
        """Its name in a language; in Indonesian where the mall has not translated it."""
        return {"en": self.name_en, "jv": self.name_jv}.get(language) or self.name


def occasions_of(session: Session, site_id: int, offered: Collection[str]) -> dict[str, Occasion]:
    """The occasions of a site by code, in the order of its file; one whose services are all ended is left out."""
    row = OccasionRecord
    query = select(row).where(row.site_id == site_id, row.active).order_by(row.id)
    found = session.scalars(query.execution_options(populate_existing=True))
    occasions = (
        Occasion(r.code, r.name, r.name_en, r.name_jv, tuple(c for c in r.service_codes if c in offered)) for r in found
    )
    return {one.code: one for one in occasions if one.service_codes}
