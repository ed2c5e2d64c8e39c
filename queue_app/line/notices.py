"""Notices to everybody in the house: delay, closing early, emergency."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, String, Table, insert, or_, select
from sqlalchemy.orm import Session

from queue_app import clock
from queue_app.catalogue.directory import Directory
from queue_app.db import Record, UtcDateTime, in_check
from queue_app.errors import N_, Invalid
from queue_app.line import events
from queue_app.line.attendance import require_to_come, today
from queue_app.line.events import Kind
from queue_app.line.shapes import Notice

KINDS = ("info", "gangguan", "darurat")

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
    if kind not in KINDS:
        raise Invalid([{"field": "kind", "message": N_("Jenis pengumuman tidak dikenal.")}])
    if not text.strip() or len(text) > 200:
        raise Invalid([{"field": "text", "message": N_("Isi pengumuman paling banyak 200 karakter.")}])
    at = clock.now()
    require_to_come(until, at)
    values = {"site_id": directory.site.id, "kind": kind, "text": text.strip(), "until": until, "at": at, "by": by}
    notice_id = session.execute(insert(notices).values(**values).returning(notices.c.id)).scalar_one()
    events.record(
        session,
        Kind.NOTICE_POSTED,
        site_id=directory.site.id,
        day=today(directory),
        at=at,
        by=by,
        data={"notice": notice_id},
    )
    return Notice(id=notice_id, kind=kind, text=text.strip(), until=until)


def current_notices(session: Session, directory: Directory) -> list[Notice]:
    """What is to be shown now, newest first, at most three."""
    at, n = clock.now(), notices.c
    query = (
        select(n.id, n.kind, n.text, n.until, n.at)
        .where(n.site_id == directory.site.id, or_(n.until.is_(None), n.until > at))
        .order_by(n.id.desc())
        .limit(12)
    )
    zone = clock.zone(directory.site.tz_name)
    shown = [row for row in session.execute(query) if row.until or row.at.astimezone(zone).date() == today(directory)]
    return [
        Notice(id=r.id, kind=r.kind, text=r.text, until=r.until.astimezone(zone) if r.until else None)
        for r in shown[:3]
    ]
