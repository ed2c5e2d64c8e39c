"""Tickets for a database to throw away: exactly so many who wait, and as many as wished of days gone by."""

from __future__ import annotations

from collections import Counter as Tally
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, insert, select, text, update
from sqlalchemy.orm import Session

from queue_app import clock, ids
from queue_app.catalogue.directory import Directory, Service, directory
from queue_app.line import attendance
from queue_app.line.attendance import today
from queue_app.line.events import Kind, ticket_events
from queue_app.line.numbers import draw_ordinal, line_days
from queue_app.line.ticket import REGULAR_LANE, SPACING, Status, tickets
from queue_app.transaction import database, transaction

_SURPLUS = """
UPDATE tickets SET status = 'CANCELLED' WHERE status = 'WAITING' AND key NOT IN
(SELECT key FROM tickets WHERE status = 'WAITING' AND arrived_at IS NOT NULL ORDER BY key LIMIT :wanted)
"""
#: Days over which the past is spread, and what happened to each of its tickets.
PAST_DAYS = 20
LIFE = (Kind.ISSUED, Kind.CALLED, Kind.STARTED, Kind.FINISHED)


def open_all() -> None:
    """Open every counter for everything it serves."""
    with transaction() as session:
        house = directory(session)
        for counter in house.counters.values():
            attendance.open_counter(session, house, counter, by="bench")


def fill(wanted: int) -> None:
    """Take back what is being handled and what waits beyond need (newest first); add what is missing."""
    with transaction() as session:
        session.execute(text("UPDATE tickets SET status = 'CANCELLED' WHERE status IN ('CALLED', 'SERVING')"))
        session.execute(text("UPDATE counter_states SET last_step = NULL"))
        session.execute(text(_SURPLUS), {"wanted": wanted})
    with transaction() as session:
        house = directory(session)
        counted = select(func.count()).where(tickets.c.status == "WAITING", tickets.c.day == today(house))
        missing = wanted - (session.scalar(counted) or 0)
        if missing > 0:
            _let_in(session, house, missing)
    _settle()


def _let_in(session: Session, house: Directory, missing: int) -> None:
    """So many people who wait, as if each had taken a number at the kiosk; nobody is told of them."""
    day, at = today(house), clock.now()
    last = session.scalar(select(func.max(tickets.c.place)).where(tickets.c.day == day)) or 0
    firsts = _numbers(session, house, day, missing)
    waiting: dict[str, Any] = {"status": Status.WAITING, "outcome": None, "version": 0, "counter_id": None}
    waiting |= dict.fromkeys(("called_at", "started_at", "ended_at"))
    rows = [_row(house, day, at, n, firsts) | waiting | {"place": last + (n + 1) * SPACING} for n in range(missing)]
    _write(session.connection(), rows, (Kind.ISSUED,))


def _numbers(session: Session, house: Directory, day: date, how_many: int) -> dict[str, int]:
    """Prefix → the first of the numbers drawn from its line for so many tickets, dealt to the services in turn."""
    lines = [service.line for service in house.services.values()]
    dealt = Tally(lines[n % len(lines)].prefix for n in range(how_many))
    firsts = {}
    for line in {line.prefix: line for line in lines if dealt[line.prefix]}.values():
        firsts[line.prefix] = draw_ordinal(session, house.site, line.id, day)
        drawn = line_days.c.site_id == house.site.id, line_days.c.line_id == line.id, line_days.c.day == day
        more = line_days.c.last_ordinal + dealt[line.prefix] - 1
        session.execute(update(line_days).where(*drawn).values(last_ordinal=more))
    return firsts


def remember(past: int) -> None:
    """So many tickets of days gone by, served to the end, with the events of their lives."""
    with transaction() as session:
        house = directory(session)
        per_day = -(-past // PAST_DAYS)
        for back in range(1, PAST_DAYS + 1):
            _a_day(session.connection(), house, today(house) - timedelta(days=back), per_day)
    _settle()


def _settle() -> None:
    """What a database does in its own time after a hundred thousand rows at once is done now: it would be done in the
    seconds that are measured, and no hall's morning has so many at once.

    SQLite analyzes nothing in its own time, nor do we: where it has samples of a table it looks at the values of each
    statement on it, and plans it anew each time.
    """
    sqlite = database.engine.dialect.name == "sqlite"
    words = ("PRAGMA wal_checkpoint(TRUNCATE)",) if sqlite else ("VACUUM ANALYZE", "CHECKPOINT")
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for word in words:
            connection.connection.cursor().execute(word)


def _a_day(connection: Connection, house: Directory, day: date, how_many: int) -> None:
    at = clock.now() - (today(house) - day)
    firsts = {service.line.prefix: 1 for service in house.services.values()}
    _write(connection, [_row(house, day, at, n, firsts) for n in range(how_many)], LIFE)


def _write(connection: Connection, rows: list[dict[str, Any]], life: tuple[Kind, ...]) -> None:
    keys = connection.execute(insert(tickets).returning(tickets.c.key, tickets.c.ref), rows)
    key_of = {row.ref: row.key for row in keys}
    lives = [_event(row, key_of[row["ref"]], kind) for row in rows for kind in life]
    connection.execute(insert(ticket_events), lives)


def _row(house: Directory, day: date, at: datetime, n: int, firsts: dict[str, int]) -> dict[str, Any]:
    """The nth ticket of a day, served to its end; its line's numbers go on from the first."""
    services, counters = list(house.services.values()), list(house.counters.values())
    service, counter = services[n % len(services)], counters[n % len(counters)]
    return {
        "site_id": house.site.id,
        "id": ids.handle(),
        "ref": ids.reference(),
        "day": day,
        "prefix": service.line.prefix,
        "ordinal": firsts[service.line.prefix] + _before(services, n),
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


def _before(services: list[Service], n: int) -> int:
    """How many of the first n tickets, dealt to the services in turn, are of the line of the nth."""
    mine = services[n % len(services)].line.prefix
    each = [service.line.prefix == mine for service in services]
    return n // len(services) * sum(each) + sum(each[: n % len(services)])


def _event(row: dict[str, Any], key: int, kind: Kind) -> dict[str, Any]:
    same = {name: row[name] for name in ("site_id", "day", "ref", "service_id", "counter_id")}
    number = f"{row['prefix']}{row['ordinal']:03}"
    return same | {"at": row["issued_at"], "kind": kind, "ticket_key": key, "number": number, "by": "bench", "data": {}}
