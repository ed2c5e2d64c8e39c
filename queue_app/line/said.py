"""What everybody in the house is told besides their place: notices, and counters that pause. A short mark of it lets a
phone see that there is something new to fetch, without carrying the words.
"""

from __future__ import annotations

from datetime import datetime, time
from zlib import crc32

from sqlalchemy import and_, or_, select, union_all
from sqlalchemy.orm import Session

from queue_app import clock
from queue_app.catalogue.directory import Counter, Directory
from queue_app.line.attendance import PAUSED, CounterState, counter_states, states, today
from queue_app.line.notices import notices


def mark(session: Session, directory: Directory) -> str:
    """Eight characters that change with what is announced, or paused, now."""
    now, n, c = clock.now(), notices.c, counter_states.c
    midnight = datetime.combine(today(directory), time(), clock.zone(directory.site.tz_name))
    stands = or_(n.until > now, and_(n.until.is_(None), n.at >= midnight))
    announced = select(n.kind, n.text, n.until, n.id).where(n.site_id == directory.site.id, stands)
    mine = (c.site_id == directory.site.id, c.day == today(directory), c.status == PAUSED)
    paused = select(c.status, c.reason, c.until, c.counter_id).where(*mine)
    rows = sorted(map(str, session.execute(union_all(announced, paused)).all()))
    return f"{crc32(' '.join(rows).encode()):08x}"


def pausing(session: Session, directory: Directory, service_id: int) -> list[tuple[Counter, CounterState]]:
    """The counters that serve a service and pause now, with reason and return time."""
    able = {counter.id: counter for counter in directory.counters_of.get(service_id, ())}
    held = states(session, directory, able)
    return [
        (able[c], state) for c, state in held.items() if state.status == PAUSED and service_id in state.serves(able[c])
    ]
