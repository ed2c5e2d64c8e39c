"""Every version of a service standard, with the day from which it was in force: what was promised when.

A version is written whenever a standard is (a form, an import, a planned change); nothing changes or deletes it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from queue_app import clock
from queue_app.catalogue.rows import StandardRow
from queue_app.db import Record


class StandardVersionRecord(Record):
    """One version of one standard; `body` is the row as it was written."""

    __tablename__ = "standard_versions"
    service_id: Mapped[int] = mapped_column(ForeignKey("services.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    effective_on: Mapped[date]
    at: Mapped[datetime]
    by: Mapped[str]
    body: Mapped[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Version:
    """A version as pages list it."""

    number: int
    effective_on: date
    by: str
    body: dict[str, Any]


def keep(session: Session, site_id: int, written: Iterable[tuple[int, StandardRow]], *, day: date, by: str) -> None:
    """Keep the standards that were just written (service id, row) as their next versions, in force from `day`."""
    written = tuple(written)
    row = StandardVersionRecord
    ids = [service_id for service_id, _standard in written]
    query = select(row.service_id, func.max(row.version)).where(row.service_id.in_(ids)).group_by(row.service_id)
    last: dict[int, int] = {service_id: version for service_id, version in session.execute(query)}
    for service_id, standard in written:
        session.add(
            row(
                service_id=service_id,
                version=last.get(service_id, 0) + 1,
                site_id=site_id,
                effective_on=day,
                at=clock.now(),
                by=by,
                body=asdict(standard),
            )
        )


def versions_of(session: Session, service_id: int) -> list[Version]:
    """The versions of a standard, newest first."""
    row = StandardVersionRecord
    found = session.scalars(select(row).where(row.service_id == service_id).order_by(row.version.desc()))
    return [Version(one.version, one.effective_on, one.by, one.body) for one in found]
