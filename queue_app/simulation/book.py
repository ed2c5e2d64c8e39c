"""The same day as the database tells it, to be held against what the simulated people saw."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from queue_app.catalogue.directory import directory
from queue_app.line.events import Kind, ticket_events
from queue_app.line.ticket import tickets
from queue_app.simulation.tally import DaySummary, percentile
from survey.responses import ResponseRecord


def booked(session: Session, site: str | None, day: str, refs: Collection[str], surveys_before: int) -> DaySummary:
    """The figures of one day's tickets with these refs (others of the day are somebody else's).

    Answers belong to nobody: those of the site since `surveys_before` are counted.
    """
    house, t, e = directory(session, site), tickets.c, ticket_events.c
    mine = select(t.key, t.ref, t.status, t.channel, t.arrived_at).where(
        t.site_id == house.site.id, t.day == date.fromisoformat(day)
    )
    held = {row.key: row for row in session.execute(mine) if row.ref in refs}
    called = select(e.ticket_key, e.kind, e.at).where(
        e.site_id == house.site.id,
        e.day == date.fromisoformat(day),
        e.kind.in_((Kind.CALLED, Kind.RECALLED)),
    )
    happened = [row for row in session.execute(called.order_by(e.seq)) if row.ticket_key in held]
    waits = _waits(held, [row for row in happened if row.kind == Kind.CALLED])
    return DaySummary(
        tickets=len(held),
        by_status=dict(sorted(Tally(row.status for row in held.values()).items())),
        by_channel=dict(sorted(Tally(row.channel for row in held.values()).items())),
        calls=sum(row.kind == Kind.CALLED for row in happened),
        recalls=sum(row.kind == Kind.RECALLED for row in happened),
        served=sum(row.status == "SERVED" for row in held.values()),
        surveys=surveys(session, site) - surveys_before,
        wait_p50=percentile(waits, 50),
        wait_p90=percentile(waits, 90),
    )


def surveys(session: Session, site: str | None) -> int:
    """How many answered surveys the site has."""
    site_id = directory(session, site).site.id
    query = select(func.count()).select_from(ResponseRecord).where(ResponseRecord.site_id == site_id)
    return session.scalar(query) or 0


def _waits(held: dict[int, Any], calls: list[Any]) -> list[float]:
    """From arrival to the first call, in seconds, shortest first."""
    first: dict[int, datetime] = {}
    for call in calls:
        first.setdefault(call.ticket_key, call.at)
    pairs = ((at, held[key].arrived_at) for key, at in first.items())
    return sorted((at - arrived).total_seconds() for at, arrived in pairs if arrived and arrived <= at)
