"""Holidays and cuti bersama out of an .ics file: which days, and what each is called."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar
from icalendar.cal import Component

from queue_app.catalogue import cells
from queue_app.errors import N_, Invalid

#: What a calendar of holidays may weigh and hold; more is another kind of calendar.
HEAVIEST, MOST_DAYS, LONGEST_EVENT = 500_000, 400, 31
_LONGEST_REASON = 120


class BadCalendar(Invalid):
    """The file is no calendar of whole days."""

    sentence = N_("Berkas kalender ini tidak dapat dibaca. Unggah berkas .ics.")

    def __init__(self, sentence: str | None = None, **values: object) -> None:
        said = sentence or type(self).sentence
        super().__init__([{"field": "file", "message": said.format(**values)}], said, **values)


@dataclass(frozen=True, slots=True)
class Holiday:
    """One closed day and its reason."""

    day: date
    reason: str


def holidays(data: bytes) -> list[Holiday]:
    """Every whole day that the calendar's events cover, in order, each once. Raises BadCalendar, naming the event that
    cannot be used: all of them or none.
    """
    if len(data) > HEAVIEST:
        raise BadCalendar(N_("Berkas kalender lebih besar dari 500 kB."))
    try:
        events = list(Calendar.from_ical(data).walk("VEVENT"))
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise BadCalendar() from error
    found: dict[date, str] = {}
    for event in events:
        for day in _days(event):
            found.setdefault(day, _reason(event))
    if not found:
        raise BadCalendar(N_("Kalender ini tidak memuat satu hari pun."))
    if len(found) > MOST_DAYS:
        raise BadCalendar(N_("Kalender ini memuat lebih dari {most} hari."), most=MOST_DAYS)
    return [Holiday(day, reason) for day, reason in sorted(found.items())]


def _days(event: Component) -> list[date]:
    first = _date(event, "DTSTART")
    if first is None:
        raise BadCalendar(N_("Acara {name} tidak punya tanggal."), name=_reason(event))
    if event.get("RRULE") is not None:
        raise BadCalendar(N_("Acara {name} berulang. Unggah kalender libur satu tahun."), name=_reason(event))
    after = _date(event, "DTEND") or first + timedelta(days=1)
    n = max((after - first).days, 1)
    if n > LONGEST_EVENT:
        raise BadCalendar(N_("Acara {name} lebih panjang dari sebulan."), name=_reason(event))
    return [first + timedelta(days=ahead) for ahead in range(n)]


def _date(event: Component, name: str) -> date | None:
    given = event.get(name)
    value = getattr(given, "dt", None)
    if isinstance(value, datetime):
        raise BadCalendar(N_("Acara {name} bukan libur sehari penuh."), name=_reason(event))
    return value if isinstance(value, date) else None


def _reason(event: Component) -> str:
    return cells.text(str(event.get("SUMMARY", "")))[:_LONGEST_REASON] or "Libur"
