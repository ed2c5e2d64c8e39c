"""How many people usually come in which hour of which weekday, line by line.

Summed once a night from the last eight weeks, so that a page reads a few rows and nobody counts tickets while the hall
works. Counted is who was in the hall, by the hour of arrival, on days that are over; a day on which nobody came to a
line was a closed one and makes no average smaller.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, String, delete, func, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from queue_app.catalogue.directory import Directory, Line
from queue_app.db import Record
from queue_app.line.measured import hour_of
from queue_app.line.ticket import tickets

#: How far back days count, and how many of a weekday are enough to be told.
WEEKS, ENOUGH_DAYS = 8, 4


class UsualHourRecord(Record):
    """`people` who came to a line within one hour, on `days` days of one weekday together (0 = Monday)."""

    __tablename__ = "usual_hours"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("hour BETWEEN 0 AND 23", name="hour"),
        CheckConstraint("days >= 1 AND people >= 1", name="counted"),
    )
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"), primary_key=True)
    prefix: Mapped[str] = mapped_column(String(2), primary_key=True)
    weekday: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    hour: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    days: Mapped[int]
    people: Mapped[int]


@dataclass(frozen=True, slots=True)
class UsualDay:
    """A weekday of a line: people of an average day by hour, every hour from the first to the last somebody came in."""

    weekday: int
    days: int
    people: dict[int, float]

    @property
    def enough(self) -> bool:
        """Whether so many days were counted that they tell something about the next one."""
        return self.days >= ENOUGH_DAYS

    @property
    def busiest(self) -> int:
        """The hour in which most come; the earlier of two."""
        return max(self.people, key=lambda hour: (self.people[hour], -hour))

    @property
    def quietest(self) -> int:
        """The hour in which fewest come; the earlier of two."""
        return min(self.people, key=lambda hour: (self.people[hour], hour))


def usual_days(session: Session, directory: Directory, line: Line) -> dict[int, UsualDay]:
    """Weekday → what is usual on it, for the weekdays of a line that were counted."""
    row = UsualHourRecord
    query = select(row.weekday, row.hour, row.days, row.people)
    found: defaultdict[int, dict[int, float]] = defaultdict(dict)
    days: dict[int, int] = {}
    for weekday, hour, n, people in session.execute(
        query.where(row.site_id == directory.site.id, row.prefix == line.prefix)
    ):
        found[weekday][hour] = people / n
        days[weekday] = n
    return {w: UsualDay(w, days[w], _every_hour(found[w])) for w in sorted(found)}


def count(session: Session, directory: Directory, today: date) -> list[dict[str, object]]:
    """The rows of one site from the weeks before `today`, for `keep`: counting holds nobody up."""
    return list(_summed(directory.site.id, _arrivals(session, directory, today)))


def keep(session: Session, site_id: int, counted: list[dict[str, object]]) -> None:
    """Put what was counted in the place of what was known; twice is the same as once."""
    row = UsualHourRecord
    session.execute(delete(row).where(row.site_id == site_id))
    if counted:
        session.execute(insert(row), counted)


def _arrivals(session: Session, directory: Directory, today: date) -> Iterable[tuple[str, date, int, int]]:
    """(prefix, day, hour, people)"""
    t = tickets.c
    span = (today - timedelta(weeks=WEEKS), today - timedelta(days=1))
    hour = hour_of(session, directory, t.arrived_at, span[1]).label("hour_of")
    query = select(t.prefix, t.day, hour, func.count())
    mine = (t.site_id == directory.site.id, t.day.between(*span), t.arrived_at.is_not(None))
    for prefix, day, at, people in session.execute(query.where(*mine).group_by(t.prefix, t.day, "hour_of")):
        yield prefix, day, int(at), people


def _summed(site_id: int, arrivals: Iterable[tuple[str, date, int, int]]) -> Iterable[dict[str, object]]:
    people: defaultdict[tuple[str, int, int], int] = defaultdict(int)
    days: defaultdict[tuple[str, int], set[date]] = defaultdict(set)
    for prefix, day, hour, n in arrivals:
        people[prefix, day.weekday(), hour] += n
        days[prefix, day.weekday()].add(day)
    for (prefix, weekday, hour), n in people.items():
        counted = {"days": len(days[prefix, weekday]), "people": n}
        yield {"site_id": site_id, "prefix": prefix, "weekday": weekday, "hour": hour, **counted}


def _every_hour(found: dict[int, float]) -> dict[int, float]:
    return {hour: found.get(hour, 0.0) for hour in range(min(found), max(found) + 1)}
