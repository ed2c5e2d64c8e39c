"""When an agency is open, and for which days its numbers may be taken. Pure functions over
directory values.

Instants come in and go out aware; answers are in the site's own zone, so that they print as people
there read clocks. A break (Friday prayer, lunch) stops calls, never the taking of numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from queue_app import clock
from queue_app.catalogue.directory import Agency, Hours, Service, Site
from queue_app.errors import N_, Refused

#: How far ahead and back a next or previous working day is looked for.
HORIZON_DAYS = 30


class Closed(Refused):
    """No numbers are given now for this service and day.

    `next_opens_at` is when the agency opens again, `taking_from` when numbers of the wanted day can
    be taken; None when that never comes.
    """

    type = "closed"
    sentence = N_("Layanan sedang tutup.")

    def __init__(
        self,
        sentence: str | None = None,
        *,
        next_opens_at: datetime | None = None,
        taking_from: datetime | None = None,
    ) -> None:
        self.next_opens_at = next_opens_at
        self.taking_from = taking_from
        super().__init__(sentence)


@dataclass(frozen=True, slots=True)
class Opening:
    """An agency's business day as seen at one instant.

    `open`: numbers for `day` can be taken now. The three instants are None on a closed day.
    `reason` is a msgid that says why not open; `closure` is the mall's own words for a closed day.
    `next_opens_at` is the next opening after now.
    """

    open: bool
    day: date
    opens_at: datetime | None
    closes_at: datetime | None
    last_ticket_at: datetime | None
    on_break: bool
    reason: str | None
    closure: str | None
    next_opens_at: datetime | None


@dataclass(frozen=True, slots=True)
class Taking:
    """Whether a number of an agency may be taken now for `day`.

    `reason` is a msgid when not; `taking_from` is when numbers for that day can be taken, if that
    is still to come; `next_opens_at` is when the agency opens again (None while numbers are given).
    """

    allowed: bool
    day: date
    reason: str | None
    taking_from: datetime | None
    next_opens_at: datetime | None


def opening(of: Service | Agency, site: Site, at: datetime) -> Opening:
    """How open a service or agency is at an instant, on the business day of that instant."""
    agency = of.agency if isinstance(of, Service) else of
    day = clock.business_day(site.tz_name, at)
    reason = _why_no_number_today(site, agency, day, at)
    return Opening(
        open=reason is None,
        day=day,
        opens_at=opens_at(site, agency, day),
        closes_at=closes_at(site, agency, day),
        last_ticket_at=last_ticket_at(site, agency, day),
        on_break=on_break(site, agency, at),
        reason=reason,
        closure=agency.closures.get(day),
        next_opens_at=next_opens_at(site, agency, at),
    )


def may_take(site: Site, agency: Agency, day: date, at: datetime) -> Taking:
    """Whether a number for `day` may be taken now.

    For today from `numbers_from` until the last ticket; for the agency's next working day from
    `next_day_from` on the working day before it (and on closed days in between); for other days
    never.
    """
    today = clock.business_day(site.tz_name, at)
    if day == today:
        reason, taking_from = (
            _why_no_number_today(site, agency, day, at),
            _instant(site, day, site.numbers_from),
        )
    elif day == next_working_day(agency, today):
        taking_from = _next_day_from(site, agency, day)
        reason = None if at >= taking_from else N_("Nomor untuk hari itu belum dibuka.")
    else:
        reason, taking_from = _why_not_that_day(agency, day, today), None
    to_come = taking_from if reason and hours_on(agency, day) and taking_from and taking_from > at else None
    return Taking(reason is None, day, reason, to_come, next_opens_at(site, agency, at) if reason else None)


def require_may_take(site: Site, agency: Agency, day: date, at: datetime) -> None:
    """Raise Closed, with when to come back, unless a number for `day` may be taken now."""
    taking = may_take(site, agency, day, at)
    if not taking.allowed:
        raise Closed(taking.reason, next_opens_at=taking.next_opens_at, taking_from=taking.taking_from)


def takable_days(site: Site, agency: Agency, at: datetime) -> list[date]:
    """The days for which a number may be taken now: today, the next working day, both or none."""
    today = clock.business_day(site.tz_name, at)
    days = [today, next_working_day(agency, today)]
    return [day for day in days if day and may_take(site, agency, day, at).allowed]


def hours_on(agency: Agency, day: date) -> Hours | None:
    """The agency's hours of a day; None when it is closed."""
    return None if day in agency.closures else agency.hours.get(day.weekday())


def opens_at(site: Site, agency: Agency, day: date) -> datetime | None:
    """When the agency opens that day; None on a closed day."""
    hours = hours_on(agency, day)
    return _instant(site, day, hours.opens) if hours else None


def closes_at(site: Site, agency: Agency, day: date) -> datetime | None:
    """When the agency closes that day; None on a closed day."""
    hours = hours_on(agency, day)
    return _instant(site, day, hours.closes) if hours else None


def last_ticket_at(site: Site, agency: Agency, day: date) -> datetime | None:
    """From when on no more numbers are given that day: some minutes before closing, never before
    opening.
    """
    opens, closes = opens_at(site, agency, day), closes_at(site, agency, day)
    if opens is None or closes is None:
        return None
    return max(opens, closes - timedelta(minutes=site.last_ticket_minutes))


def on_break(site: Site, agency: Agency, at: datetime) -> bool:
    """Whether the agency's counters pause at this instant."""
    local = at.astimezone(clock.zone(site.tz_name))
    hours = hours_on(agency, local.date())
    if hours is None or hours.break_from is None or hours.break_to is None:
        return False
    return hours.break_from <= local.time() < hours.break_to


def next_opens_at(site: Site, agency: Agency, at: datetime) -> datetime | None:
    """The next instant after `at` at which the agency opens; None beyond the horizon."""
    today = clock.business_day(site.tz_name, at)
    openings = (opens_at(site, agency, day) for day in _days_from(today))
    return next((opens for opens in openings if opens is not None and opens > at), None)


def next_working_day(agency: Agency, after: date) -> date | None:
    """The agency's first open day after a date, within the horizon."""
    return next((day for day in _days_from(after + timedelta(days=1)) if hours_on(agency, day)), None)


def _why_no_number_today(site: Site, agency: Agency, day: date, at: datetime) -> str | None:
    last = last_ticket_at(site, agency, day)
    if last is None:
        return N_("Libur pada hari ini.") if day in agency.closures else N_("Tidak buka pada hari ini.")
    if at < _instant(site, day, site.numbers_from):
        return N_("Nomor hari ini belum dibuka.")
    if at >= last:
        return N_("Nomor hari ini sudah ditutup.")
    return None


def _why_not_that_day(agency: Agency, day: date, today: date) -> str:
    if day < today:
        return N_("Hari itu sudah lewat.")
    if hours_on(agency, day) is None:
        return N_("Layanan tidak buka pada hari itu.")
    return N_("Nomor hanya dapat diambil untuk hari ini atau hari kerja berikutnya.")


def _next_day_from(site: Site, agency: Agency, day: date) -> datetime:
    """When numbers for a working day open: in the afternoon of the working day before it."""
    earlier = (day - timedelta(days=back) for back in range(1, HORIZON_DAYS + 1))
    before = next((d for d in earlier if hours_on(agency, d)), day - timedelta(days=HORIZON_DAYS))
    return _instant(site, before, site.next_day_from)


def _days_from(day: date) -> Iterator[date]:
    return (day + timedelta(days=ahead) for ahead in range(HORIZON_DAYS + 1))


def _instant(site: Site, day: date, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=clock.zone(site.tz_name))
