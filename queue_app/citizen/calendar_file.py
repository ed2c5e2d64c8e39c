"""A ticket as a calendar entry (RFC 5545): the visit, with a reminder at the time to leave."""

from __future__ import annotations

from datetime import datetime, timedelta

from icalendar import Alarm, Calendar, Event, vDuration

from queue_app import clock
from queue_app.catalogue.directory import Directory
from queue_app.forecast.leaving import leaving
from queue_app.line.shapes import Window
from queue_app.line.ticket import ACTIVE, Ticket
from queue_app.web.language import gettext as _

#: How long a visit is shown in the calendar when no window tells its end.
_VISIT = timedelta(hours=1)


def calendar_file(
    house: Directory, ticket: Ticket, *, url: str, begins: datetime, window: Window | None, travel: int, sequence: int
) -> bytes:
    """The entry of one ticket. `begins`: when its service opens that day, for as long as there is no `window`.

    Its UID stays the same and `sequence` grows with each change, so that a newer file replaces an older one; a ticket
    that will not be called any more cancels it.
    """
    service = house.service_by_id[ticket.service_id]
    low, high = (window["low"], window["high"]) if window else (begins, begins + _VISIT)
    there = _("Lantai %(floor)s", floor=service.hall.floor)
    entry = Event()
    entry.add("uid", f"{ticket.ref}@{house.site.code.lower()}.gmsc")
    entry.add("dtstamp", clock.now())
    entry.add("sequence", sequence)
    entry.add("summary", f"{ticket.number} · {service.name}")
    entry.add("location", f"{house.site.name}, {there}, {house.site.address}")
    entry.add("description", _("Perkiraan dapat berubah. Lihat keadaan terbaru: %(url)s", url=url))
    entry.add("url", url)
    entry.add("dtstart", low)
    entry.add("dtend", max(high, low + timedelta(minutes=15)))
    live = ticket.status in ACTIVE
    entry.add("status", "CONFIRMED" if live else "CANCELLED")
    if live:
        entry.add_component(_time_to_leave(low, travel))
    calendar = Calendar()
    calendar.add("prodid", "-//GMSC//antrean//ID")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH" if live else "CANCEL")
    calendar.add_component(entry)
    return bytes(calendar.to_ical())


def _time_to_leave(low: datetime, travel: int) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _("Waktunya berangkat"))
    alarm["trigger"] = vDuration(leaving(low, travel_minutes=travel).leave_at - low)
    return alarm
