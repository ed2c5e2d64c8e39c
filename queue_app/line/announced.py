"""Read: the calls of a hall as its voice needs them: one by its event, and those that nobody has heard yet."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from queue_app import clock
from queue_app.catalogue.directory import Directory, Hall
from queue_app.errors import Unknown
from queue_app.line import events
from queue_app.line.acks import display_acks
from queue_app.line.attendance import today
from queue_app.line.board import CALLING, counters_of, newest_calls, shape_of_call
from queue_app.line.events import EVENT_COLUMNS, Kind, event_of_row, ticket_events
from queue_app.line.shapes import BoardCall

#: How long a call may still stand in the queue of the voice; a screen that takes over says only much younger ones.
WAITS = timedelta(minutes=5)
_MOST = 60


def call_of(session: Session, directory: Directory, hall: Hall, event: int) -> BoardCall:
    """One call of the hall, exactly as its board shows it. Raises Unknown for any other event."""
    e = ticket_events.c
    counters = counters_of(directory, hall)
    row = session.execute(
        select(*EVENT_COLUMNS).where(e.seq == event, e.kind.in_(CALLING), e.counter_id.in_(counters))
    ).one_or_none()
    if row is None or row.kind == Kind.UNDONE:
        raise Unknown()
    return shape_of_call(directory, counters, event_of_row(row))


def unheard(session: Session, directory: Directory, hall: Hall) -> list[BoardCall]:
    """The last call of each ticket in these minutes that no screen of the hall has said yet, oldest first; calls that
    were taken back are not among them.
    """
    counters = counters_of(directory, hall)
    recent = events.of_day(session, directory.site.id, today(directory), CALLING, list(counters), _MOST)
    since = clock.now() - WAITS
    young = [e for e in newest_calls(recent) if e.at >= since]
    a = display_acks.c
    query = select(a.event).where(
        a.site_id == directory.site.id, a.event.in_([e.seq for e in young]), a.heard_at.is_not(None)
    )
    heard = set(session.scalars(query)) if young else set()
    return [shape_of_call(directory, counters, e) for e in reversed(young) if e.seq not in heard]
