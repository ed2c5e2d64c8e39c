"""The record of who changed what: the audit of people, machines and settings, and the changes of the catalogue, as one
list, newest first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from queue_app.catalogue.models import CatalogueChangeRecord
from queue_app.people.models import AuditEntryRecord

#: The action under which changes of the catalogue stand in the list.
CATALOGUE = "catalogue-changed"
#: Acts that fill the list without changing anything; shown only when asked for.
SIGN_INS = ("signed-in", "signed-out", "sign-in-delayed")


@dataclass(frozen=True, slots=True)
class Entry:
    """One act: when (machine's clock; the catalogue's is the product's), who, what, on what, and what it changed."""

    at: datetime
    by: str
    action: str
    subject: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries: by whom, which action, from when until before when; empty is no such bound."""

    by: str = ""
    action: str = ""
    since: datetime | None = None
    until: datetime | None = None


def log(session: Session, site_id: int, wanted: Wanted, *, most: int) -> list[Entry]:
    """The newest entries that fit, `most` at most."""
    found = [*_audited(session, site_id, wanted, most), *_changed(session, site_id, wanted, most)]
    return sorted(found, key=lambda entry: entry.at, reverse=True)[:most]


def actions(session: Session, site_id: int) -> list[str]:
    """Every action there is, for the filter."""
    row = AuditEntryRecord
    found = session.scalars(select(row.action).where(row.site_id == site_id).distinct())
    return sorted({*found, CATALOGUE})


def _audited(session: Session, site_id: int, wanted: Wanted, most: int) -> Iterator[Entry]:
    if wanted.action == CATALOGUE:
        return
    row = AuditEntryRecord
    query = select(row).where(row.site_id == site_id, *_bounds(row, wanted))
    query = query.where(row.action == wanted.action) if wanted.action else query.where(row.action.not_in(SIGN_INS))
    for one in session.scalars(query.order_by(row.id.desc()).limit(most)):
        yield Entry(one.at, one.by, one.action, one.subject, one.data)


def _changed(session: Session, site_id: int, wanted: Wanted, most: int) -> Iterator[Entry]:
    if wanted.action not in ("", CATALOGUE):
        return
    row = CatalogueChangeRecord
    query = select(row).where(row.site_id == site_id, *_bounds(row, wanted))
    for one in session.scalars(query.order_by(row.id.desc()).limit(most)):
        yield Entry(one.at, one.by, CATALOGUE, _subject(one.summary), one.summary)


def _subject(summary: dict[str, Any]) -> str:
    changes = summary.get("changes", [])
    first = ", ".join(f"{change['table']}/{change['key']}" for change in changes[:3])
    return first + (f" (+{len(changes) - 3})" if len(changes) > 3 else "")


def _bounds(row: Any, wanted: Wanted) -> Iterator[Any]:
    if wanted.by:
        yield row.by == wanted.by
    if wanted.since is not None:
        yield row.at >= wanted.since
    if wanted.until is not None:
        yield row.at < wanted.until
