"""Read: what became of today's messages, for staff. A ticket's number, never a phone number nor what was said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from queue_app.line.ticket import tickets
from queue_app.notify import outbox
from queue_app.notify.outbox import messages

#: How many single messages the page shows.
_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One message: about which number, which, by which channel, how it stands ("sent", "delivered", "failed" …)."""

    at: datetime
    number: str
    template: str
    channel: str
    stands: str
    error: str


@dataclass(frozen=True, slots=True)
class Day:
    """A day's messages: how many stand how, and the newest of them (those that failed first)."""

    counts: dict[str, int]
    lines: list[Line]


def of_day(session: Session, site_id: int, day: date) -> Day:
    """The messages about tickets of one site and day."""
    m, t = messages.c, tickets.c
    stands = func.coalesce(m.delivery, m.state)
    of = select(m.changed_at, t.prefix, t.ordinal, m.template, m.channel, stands.label("stands"), m.error)
    of = of.join_from(messages, tickets, t.key == m.ticket_key).where(t.site_id == site_id, t.day == day)
    counted = select(stands, func.count()).join_from(messages, tickets, t.key == m.ticket_key)
    counted = counted.where(t.site_id == site_id, t.day == day).group_by(stands)
    newest = of.order_by((stands == outbox.FAILED).desc(), m.id.desc()).limit(_SHOWN)
    lines = [
        Line(r.changed_at, f"{r.prefix}{r.ordinal:03d}", r.template, r.channel or "", r.stands, r.error or "")
        for r in session.execute(newest)
    ]
    return Day({str(name): int(n) for name, n in session.execute(counted)}, lines)
