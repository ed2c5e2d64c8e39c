"""A counter may start by itself: so many seconds after a call, without a key. Off unless somebody sets it.

The browser of the clerk counts the seconds down and then sends `start`; the rule that it was allowed and due is here.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, Table, delete, select
from sqlalchemy.orm import Session

from queue_app import clock
from queue_app.catalogue.directory import Counter, Directory
from queue_app.db import Record
from queue_app.errors import N_, Invalid
from queue_app.line.acks import CALLING
from queue_app.line.events import ticket_events
from queue_app.line.numbers import upsert
from queue_app.line.refusals import NotCallable
from queue_app.line.ticket import Status, Ticket

#: The longest delay that can be chosen; a person who needs longer to come is waited for by hand.
MOST_SECONDS = 300
#: A browser's second may be a little shorter than ours.
_SLACK = timedelta(seconds=1)

counter_settings = Table(
    "counter_settings",
    Record.metadata,
    Column("counter_id", Integer, ForeignKey("counters.id"), primary_key=True),
    Column("site_id", Integer, ForeignKey("sites.id"), nullable=False, index=True),
    Column("auto_start_seconds", Integer, nullable=False),
    CheckConstraint(f"auto_start_seconds BETWEEN 0 AND {MOST_SECONDS}", name="auto_start_seconds"),
)


def auto_start_of(session: Session, counter: Counter) -> int | None:
    """Seconds after a call until this counter starts by itself; None: it waits for the clerk."""
    c = counter_settings.c
    return session.scalar(select(c.auto_start_seconds).where(c.counter_id == counter.id))


def set_auto_start(session: Session, directory: Directory, counters: Iterable[Counter], seconds: int | None) -> None:
    """Let these counters start by themselves after so many seconds (None: never). Raises Invalid."""
    if seconds is not None and not 0 <= seconds <= MOST_SECONDS:
        words = N_("Jeda mulai otomatis antara 0 dan 300 detik.")
        raise Invalid([{"field": "seconds", "message": words}])
    mine = sorted(counter.id for counter in counters)
    if seconds is None:
        session.execute(delete(counter_settings).where(counter_settings.c.counter_id.in_(mine)))
        return
    for counter_id in mine:
        row = {"counter_id": counter_id, "site_id": directory.site.id, "auto_start_seconds": seconds}
        wish = upsert(session, counter_settings, **row)
        session.execute(wish.on_conflict_do_update(index_elements=["counter_id"], set_={"auto_start_seconds": seconds}))


def due_at(session: Session, counter: Counter, ticket: Ticket) -> datetime | None:
    """When a called ticket starts by itself here; None where the clerk decides, also after the start was undone."""
    seconds = auto_start_of(session, counter)
    if seconds is None or ticket.status is not Status.CALLED:
        return None
    e = ticket_events.c
    last = select(e.kind, e.at).where(e.ticket_key == ticket.key).order_by(e.seq.desc()).limit(1)
    kind, at = session.execute(last).one()
    return at + timedelta(seconds=seconds) if kind in CALLING else None


def require_due(session: Session, counter: Counter, ticket: Ticket) -> int:
    """The delay after which a called ticket starts by itself here. Raises NotCallable while that is not so."""
    due = due_at(session, counter, ticket)
    if due is None:
        raise NotCallable(N_("Mulai otomatis tidak aktif di loket ini."))
    if clock.now() + _SLACK < due:
        raise NotCallable(N_("Belum waktunya mulai otomatis."))
    return auto_start_of(session, counter) or 0
