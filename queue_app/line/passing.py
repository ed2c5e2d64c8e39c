"""What time alone changes: the day, an agency's hours, a notice that has run out, a pause that should be over.

Nobody acts then, so nothing would be written and no screen would be told. One event says so; with it every snapshot has
a greater `seq`, for whoever is sent it and for whoever asks with an ETag.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import Session

from queue_app import clock
from queue_app.catalogue import hours
from queue_app.catalogue.directory import Directory
from queue_app.line import events
from queue_app.line.attendance import PAUSED, counter_states, today
from queue_app.line.events import Kind, ticket_events
from queue_app.line.notices import notices


def last_told(session: Session, directory: Directory) -> datetime | None:
    """When it was last recorded today that time had passed; None when it was not."""
    e = ticket_events.c
    mine = (e.site_id == directory.site.id, e.day == today(directory), e.kind == Kind.TIME_PASSED)
    return session.execute(select(e.at).where(*mine).order_by(e.seq.desc()).limit(1)).scalar()


def changed_since(session: Session, directory: Directory, since: datetime | None) -> list[str]:
    """What time has changed between an instant and now: "day", "hours", "notice", "pause". None: an earlier day."""
    at = clock.now()
    if since is None or clock.business_day(directory.site.tz_name, since) != today(directory):
        return ["day"]
    found = {
        "hours": _standing(directory, since) != _standing(directory, at),
        "notice": _any(session, notices.c.site_id == directory.site.id, _within(notices.c.until, since, at)),
        "pause": _any(
            session,
            counter_states.c.site_id == directory.site.id,
            and_(counter_states.c.status == PAUSED, counter_states.c.day == today(directory)),
            _within(counter_states.c.until, since, at),
        ),
    }
    return [what for what, true in found.items() if true]


def record_passing(session: Session, directory: Directory, what: list[str], *, by: str) -> None:
    """Tell every screen of the site that time has changed `what`."""
    site_id, at = directory.site.id, clock.now()
    day = today(directory, at)
    events.record(session, Kind.TIME_PASSED, site_id=site_id, day=day, at=at, by=by, data={"what": what})


def _standing(directory: Directory, at: datetime) -> list[tuple[bool, bool, bool]]:
    """Of each agency: whether numbers are given, whether it pauses, whether it has closed."""
    site = directory.site
    seen = [hours.opening(agency, site, at) for agency in directory.agencies.values()]
    return [(o.open, o.on_break, o.closes_at is not None and at >= o.closes_at) for o in seen]


def _within(column: ColumnElement[datetime], since: datetime, at: datetime) -> ColumnElement[bool]:
    return and_(column > since, column <= at)


def _any(session: Session, *conditions: ColumnElement[bool]) -> bool:
    return bool(session.execute(select(exists().where(*conditions))).scalar())
