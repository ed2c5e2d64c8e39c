"""What screens report: this call was shown, and said aloud."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, ForeignKey, Integer, PrimaryKeyConstraint, String, Table, select
from sqlalchemy.orm import Session

from queue_app.catalogue.directory import Counter, Directory, Hall
from queue_app.db import BigKey, Record, UtcDateTime
from queue_app.errors import Unknown
from queue_app.line.events import Kind, ticket_events
from queue_app.line.numbers import upsert

#: What screens show and say.
CALLING = (Kind.CALLED, Kind.RECALLED, Kind.UNHELD)

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


def screen_label(bearer: str, tv: str) -> str:
    """Whose acknowledgement it is: of several TVs with one bearer ("token:7") each by its own name."""
    return f"{bearer}/{tv}" if tv else bearer


def bearer_of(label: str) -> str:
    """The bearer of a screen, under whose name people know it."""
    return label.partition("/")[0]


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
    found = select(e.seq).where(e.seq == event, e.kind.in_(CALLING), e.counter_id.in_(here))
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


@dataclass(frozen=True, slots=True)
class Reported:
    """What one display (`screen_label`) reported of one call."""

    display: str
    shown_at: datetime | None
    heard_at: datetime | None


@dataclass(frozen=True, slots=True)
class LastCall:
    """The newest call of a ticket at a counter, and what displays reported of it, earliest first."""

    event: int
    at: datetime
    reported: tuple[Reported, ...]


def last_call(session: Session, counter: Counter, ref: str) -> LastCall | None:
    """How the last call of this ticket at this counter came through; None before there was one."""
    e, a = ticket_events.c, display_acks.c
    calls = select(e.seq, e.at).where(e.counter_id == counter.id, e.ref == ref, e.kind.in_(CALLING))
    call = session.execute(calls.order_by(e.seq.desc()).limit(1)).first()
    if call is None:
        return None
    rows = session.execute(select(a.display, a.shown_at, a.heard_at).where(a.event == call.seq)).all()
    known = (Reported(*row) for row in rows)
    return LastCall(call.seq, call.at, tuple(sorted(known, key=lambda r: r.heard_at or r.shown_at or call.at)))
