"""Check that business days only go forward, and that every act carries the day of its own instant (I10)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import func, select, type_coerce
from sqlalchemy.orm import Session

from queue_app import clock
from queue_app.catalogue.directory import directory, site_codes
from queue_app.line.day_log import DayLog
from queue_app.line.events import Kind, ticket_events
from queue_app.violations import Violation

#: Acts that happen in the hall at once: their day is the day they happen on.
_COUNTER_ACTS = (Kind.COUNTER_OPENED, Kind.COUNTER_PAUSED, Kind.COUNTER_RESUMED, Kind.CALLED)
#: The day and the event's instant are read from the clock one after the other, round midnight too.
_MIDNIGHT = timedelta(minutes=5)


def day_violations(session: Session, overlap: timedelta) -> Iterator[Violation]:
    """Every place in the log where the day of the hall went back: a clock that was put back gives numbers twice."""
    e = ticket_events.c
    before = type_coerce(func.lag(e.day).over(partition_by=e.site_id, order_by=e.seq), e.day.type)
    at_before = type_coerce(func.lag(e.at).over(partition_by=e.site_id, order_by=e.seq), e.at.type)
    acts = (
        select(e.site_id, e.seq, e.day, e.at, before.label("before"), at_before.label("at_before"))
        .where(e.kind.in_(_COUNTER_ACTS))
        .subquery()
    )
    names = {directory(session, code).site.id: code for code in site_codes(session)}
    for row in session.execute(select(acts).where(acts.c.day < acts.c.before)):
        if row.at_before - row.at > overlap:
            detail = f"the day went back from {row.before} to {row.day} (event {row.seq})"
            yield Violation("I10", detail, str(names.get(row.site_id, row.site_id)))


def issued_day_violations(log: DayLog) -> Iterator[Violation]:
    """A number is given for its day on that day or before, never after; its day is counted in the site's own zone."""
    zone = log.house.site.tz_name
    for event in log.events:
        if event.kind is Kind.ISSUED and clock.business_day(zone, event.at - _MIDNIGHT) > event.day:
            yield log.violation("I10", f"was given after its day (event {event.seq})", event.number or "")
