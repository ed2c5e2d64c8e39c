"""When people usually come to the line of a service: what its page says, for one weekday at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy.orm import Session

from queue_app import clock
from queue_app.catalogue.directory import Directory, Service
from queue_app.citizen.rows import Row
from queue_app.line.usual_hours import UsualDay, usual_days

#: A Monday.
_A_MONDAY = date(2026, 11, 23).toordinal()


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour of an average day: when it begins and ends, people, and how that is to the busiest hour in percent."""

    begins: datetime
    ends: datetime
    people: int
    percent: int


@dataclass(frozen=True, slots=True)
class Usual:
    """One weekday. `day` is a date of that weekday, `days` how many were counted, `others` the weekdays that can be
    shown: (number, a date of it, whether it is this one).
    """

    day: date
    days: int
    hours: list[Hour]
    busiest: Hour
    quietest: Hour
    others: list[tuple[int, date, bool]]


def usual(session: Session, house: Directory, service: Service, row: Row, weekday: int | None) -> Usual | None:
    """The weekday asked for, else the one on which the line can be come to next; None without enough days."""
    known = {w: day for w, day in usual_days(session, house, service.line).items() if day.enough}
    if not known:
        return None
    wanted = _next(house, row) if weekday is None else weekday
    shown = known.get(wanted) or known[min(known)]
    hours = {hour: _hour(house, shown, hour) for hour in shown.people}
    return Usual(
        day=_day(shown.weekday),
        days=shown.days,
        hours=list(hours.values()),
        busiest=hours[shown.busiest],
        quietest=hours[shown.quietest],
        others=[(w, _day(w), w == shown.weekday) for w in sorted(known)],
    )


def _next(house: Directory, row: Row) -> int:
    """Today while numbers are given, else the day on which they are given again."""
    return (row.opens or clock.now()).astimezone(clock.zone(house.site.tz_name)).weekday()


def _hour(house: Directory, usual: UsualDay, hour: int) -> Hour:
    zone, day = clock.zone(house.site.tz_name), _day(usual.weekday)
    people, most = usual.people[hour], usual.people[usual.busiest]
    return Hour(
        begins=datetime.combine(day, time(hour), zone),
        ends=datetime.combine(day, time((hour + 1) % 24), zone),
        people=round(people),
        percent=round(100 * people / most),
    )


def _day(weekday: int) -> date:
    return date.fromordinal(_A_MONDAY + weekday)
