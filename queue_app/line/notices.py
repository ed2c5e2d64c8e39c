"""Notices to everybody in the house: delay, closing early, emergency."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    ColumnElement,
    ForeignKey,
    Integer,
    String,
    Table,
    and_,
    case,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from queue_app import clock
from queue_app.catalogue.directory import Directory
from queue_app.db import Record, UtcDateTime, in_check
from queue_app.errors import N_, Invalid, Unknown
from queue_app.line import events
from queue_app.line.attendance import require_to_come, today
from queue_app.line.events import Kind
from queue_app.line.shapes import Notice

#: The least urgent first.
KINDS = ("info", "gangguan", "darurat")
#: What comes before everything else on every screen: fire, earthquake, flood.
EMERGENCY = "darurat"

_URGENT = {kind: place for place, kind in enumerate(KINDS)}

notices = Table(
    "notices",
    Record.metadata,
    Column("id", Integer, primary_key=True),
    Column("site_id", Integer, ForeignKey("sites.id"), nullable=False, index=True),
    Column("kind", String(10), nullable=False),
    Column("text", String(200), nullable=False),
    Column("until", UtcDateTime),
    Column("at", UtcDateTime, nullable=False),
    Column("by", String(40), nullable=False),
    CheckConstraint(in_check("kind", KINDS), name="kind"),
)


def post_notice(
    session: Session, directory: Directory, *, text: str, kind: str = "info", until: datetime | None = None, by: str
) -> Notice:
    """Show a notice of at most 200 characters on every screen until `until` (None: until the day ends)."""
    values = {**_said(text, kind, until), "site_id": directory.site.id, "at": clock.now(), "by": by}
    notice_id = session.execute(insert(notices).values(**values).returning(notices.c.id)).scalar_one()
    _tell(session, directory, Kind.NOTICE_POSTED, notice_id, by)
    return Notice(id=notice_id, kind=kind, text=values["text"], until=until)


def change_notice(
    session: Session, directory: Directory, notice_id: int, *, text: str, kind: str, until: datetime | None, by: str
) -> None:
    """Say something else, or until another time. Raises Unknown for one that is over, Invalid."""
    _write(session, directory, notice_id, _said(text, kind, until))
    _tell(session, directory, Kind.NOTICE_CHANGED, notice_id, by)


def end_notice(session: Session, directory: Directory, notice_id: int, *, by: str) -> None:
    """Take a notice off every screen now. Raises Unknown for one that is over."""
    _write(session, directory, notice_id, {"until": clock.now()})
    _tell(session, directory, Kind.NOTICE_ENDED, notice_id, by)


def notice_of(session: Session, directory: Directory, notice_id: int) -> Notice:
    """One notice that still stands. Raises Unknown."""
    found = standing(session, directory, notice_id)
    if found is None:
        raise Unknown()
    return found


def standing(session: Session, directory: Directory, notice_id: int) -> Notice | None:
    """One notice, unless it has ended since."""
    n = notices.c
    row = session.execute(select(n.id, n.kind, n.text, n.until).where(*_standing(directory, notice_id))).first()
    if row is None:
        return None
    until = row.until.astimezone(clock.zone(directory.site.tz_name)) if row.until else None
    return Notice(id=row.id, kind=row.kind, text=row.text, until=until)


def _said(text: str, kind: str, until: datetime | None) -> dict[str, Any]:
    if kind not in KINDS:
        raise Invalid([{"field": "kind", "message": N_("Jenis pengumuman tidak dikenal.")}])
    if not text.strip() or len(text) > 200:
        raise Invalid([{"field": "text", "message": N_("Isi pengumuman paling banyak 200 karakter.")}])
    require_to_come(until, clock.now())
    return {"kind": kind, "text": text.strip(), "until": until}


def _standing(directory: Directory, notice_id: int) -> tuple[Any, ...]:
    n = notices.c
    return n.id == notice_id, n.site_id == directory.site.id, _shown(directory)


def _shown(directory: Directory) -> ColumnElement[bool]:
    """Its time is not over; without one, its day is not over."""
    n = notices.c
    return or_(n.until > clock.now(), and_(n.until.is_(None), n.at >= _midnight(directory)))


def _midnight(directory: Directory) -> datetime:
    """When the business day began; a notice without an end is over with its day."""
    return datetime.combine(today(directory), time(), clock.zone(directory.site.tz_name))


def _write(session: Session, directory: Directory, notice_id: int, values: dict[str, Any]) -> None:
    wish = update(notices).where(*_standing(directory, notice_id)).values(**values).returning(notices.c.id)
    if session.execute(wish).first() is None:
        raise Unknown()


def _tell(session: Session, directory: Directory, kind: Kind, notice_id: int, by: str) -> None:
    site_id, at, data = directory.site.id, clock.now(), {"notice": notice_id}
    events.record(session, kind, site_id=site_id, day=today(directory, at), at=at, by=by, data=data)


def current_notices(session: Session, directory: Directory) -> list[Notice]:
    """What is to be shown now, at most three: emergencies before disturbances before the rest, each newest first."""
    n = notices.c
    query = (
        select(n.id, n.kind, n.text, n.until)
        .where(n.site_id == directory.site.id, _shown(directory))
        .order_by(case(_URGENT, value=n.kind, else_=0).desc(), n.id.desc())
        .limit(3)
    )
    zone = clock.zone(directory.site.tz_name)
    return [
        Notice(id=r.id, kind=r.kind, text=r.text, until=r.until.astimezone(zone) if r.until else None)
        for r in session.execute(query)
    ]
