"""What screens report: this call was shown, and said aloud."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Integer, PrimaryKeyConstraint, String, Table, select
from sqlalchemy.orm import Session

from queue_app.catalogue.directory import Directory, Hall
from queue_app.db import BigKey, Record, UtcDateTime
from queue_app.errors import Unknown
from queue_app.line.events import Kind, ticket_events
from queue_app.line.numbers import upsert

display_acks = Table(
    "display_acks",
    Record.metadata,
    Column("site_id", Integer, ForeignKey("sites.id"), nullable=False),
    Column("event", BigKey, ForeignKey("ticket_events.seq"), nullable=False),
    Column("display", String(40), nullable=False),
    Column("shown_at", UtcDateTime),
    Column("heard_at", UtcDateTime),
    PrimaryKeyConstraint("site_id", "event", "display"),
)


def acknowledge(
    session: Session,
    directory: Directory,
    hall: Hall,
    event: int,
    *,
    shown_at: datetime | None,
    heard_at: datetime | None,
    by: str,
) -> None:
    """Note what a display did with a call of its hall; a later report of the same display adds to the first. Raises
    Unknown.
    """
    e = ticket_events.c
    here = [c.id for c in directory.counter_by_id.values() if c.hall.id == hall.id]
    calling = (Kind.CALLED, Kind.RECALLED, Kind.UNHELD)
    found = select(e.seq).where(e.seq == event, e.kind.in_(calling), e.counter_id.in_(here))
    if session.execute(found).first() is None:
        raise Unknown()
    values = {"shown_at": shown_at, "heard_at": heard_at}
    known = {name: at for name, at in values.items() if at is not None}
    row = upsert(session, display_acks, site_id=directory.site.id, event=event, display=by, **values)
    keys = ["site_id", "event", "display"]
    if known:
        session.execute(row.on_conflict_do_update(index_elements=keys, set_=known))
    else:
        session.execute(row.on_conflict_do_nothing())
