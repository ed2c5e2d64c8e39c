"""Tickets for a database to throw away: exactly so many who wait, and as many as wished of days gone by."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, insert, select, text

from queue_app import clock, ids
from queue_app.catalogue.directory import Directory, directory
from queue_app.line import attendance, issuing
from queue_app.line.attendance import today
from queue_app.line.events import Kind, ticket_events
from queue_app.line.issuing import Wish
from queue_app.line.ticket import REGULAR_LANE, SPACING, Status, tickets
from queue_app.transaction import database, transaction

_SURPLUS = """
UPDATE tickets SET status = 'CANCELLED' WHERE status = 'WAITING' AND key NOT IN
(SELECT key FROM tickets WHERE status = 'WAITING' AND arrived_at IS NOT NULL ORDER BY key LIMIT :wanted)
"""
#: Days over which the past is spread, and what happened to each of its tickets.
PAST_DAYS = 20
LIFE = (Kind.ISSUED, Kind.CALLED, Kind.STARTED, Kind.FINISHED)
#: Tickets of one transaction.
PORTION = 500


def open_all() -> None:
    """Open every counter for everything it serves."""
    with transaction() as session:
        house = directory(session)
        for counter in house.counters.values():
            attendance.open_counter(session, house, counter, by="bench")


def fill(wanted: int) -> None:
    """Take back what is being handled and what waits beyond need (newest first); issue what is missing."""
    with transaction() as session:
        session.execute(text("UPDATE tickets SET status = 'CANCELLED' WHERE status IN ('CALLED', 'SERVING')"))
        session.execute(text("UPDATE counter_states SET last_step = NULL"))
        session.execute(text(_SURPLUS), {"wanted": wanted})
    while _issue(wanted):
        pass


def _issue(wanted: int) -> int:
    """Let a portion of those who are missing in; how many are missing then."""
    with transaction() as session:
        house = directory(session)
        services = list(house.services.values())
        counted = select(func.count()).where(tickets.c.status == "WAITING", tickets.c.day == today(house))
        missing = wanted - (session.scalar(counted) or 0)
        for n in range(min(missing, PORTION)):
            issuing.issue(session, house, services[n % len(services)], Wish(channel="kiosk"), by="bench")
        session.info["events"].clear()  # nobody is to be told of these
    return max(missing - PORTION, 0)


def remember(past: int) -> None:
    """So many tickets of days gone by, served to the end, with the events of their lives."""
    with transaction() as session:
        house = directory(session)
        per_day = -(-past // PAST_DAYS)
        for back in range(1, PAST_DAYS + 1):
            _a_day(session.connection(), house, today(house) - timedelta(days=back), per_day)
    with database.engine.execution_options(writing=True).begin() as connection:
        connection.execute(text("ANALYZE"))


def _a_day(connection: Connection, house: Directory, day: date, how_many: int) -> None:
    at = clock.now() - (today(house) - day)
    rows = [_past(house, day, at, n) for n in range(how_many)]
    keys = connection.execute(insert(tickets).returning(tickets.c.key, tickets.c.ref), rows)
    key_of = {row.ref: row.key for row in keys}
    lives = [_event(row, key_of[row["ref"]], kind) for row in rows for kind in LIFE]
    connection.execute(insert(ticket_events), lives)


def _past(house: Directory, day: date, at: datetime, n: int) -> dict[str, Any]:
    services, counters = list(house.services.values()), list(house.counters.values())
    service, counter = services[n % len(services)], counters[n % len(counters)]
    return {
        "site_id": house.site.id,
        "id": ids.handle(),
        "ref": ids.reference(),
        "day": day,
        "prefix": service.line.prefix,
        "ordinal": 1 + n // len(services),
        "issued_service_id": service.id,
        "service_id": service.id,
        "status": Status.SERVED,
        "outcome": "done",
        "version": len(LIFE) - 1,
        "channel": "kiosk",
        "lane": REGULAR_LANE,
        "place": (n + 1) * SPACING,
        **dict.fromkeys(("issued_at", "arrived_at", "called_at", "started_at", "ended_at"), at),
        "counter_id": counter.id,
        "recalls": 0,
        "language": "id",
        "for_other": False,
        "recovery_digest": ids.handle(),
    }


def _event(row: dict[str, Any], key: int, kind: Kind) -> dict[str, Any]:
    same = {name: row[name] for name in ("site_id", "day", "ref", "service_id", "counter_id")}
    number = f"{row['prefix']}{row['ordinal']:03}"
    return same | {"at": row["ended_at"], "kind": kind, "ticket_key": key, "number": number, "by": "bench", "data": {}}
