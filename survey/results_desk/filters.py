"""What a reader asked for, from the address: a period, an agency, a service. The address is all of
it, so a view can be kept, shared and downloaded as it is seen.

`period` is a code of `survey.periods` or `tanggal` with `from` and `to` (widened to whole months); without any, this
semester. `channel` (web, kiosk, assisted) or `profile` (`usia:20-29`) chooses some respondents of the whole site: never
of an agency or service, and never two at once.
A service decides its agency: another agency beside it means that the reader changed the agency.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from queue_app.catalogue.directory import Agency, Directory, Service
from queue_app.errors import N_, Invalid
from queue_app.web.language import gettext as _
from queue_app.web.language import longdate
from survey import periods
from survey.disclosure import widened
from survey.instrument import shelf
from survey.periods import Period

#: The code of a window with days of its own.
OWN_DAYS = "tanggal"

NOT_A_DAY = N_("Isi dengan tanggal, misalnya 2026-11-23.")
WRONG_ORDER = N_("Tanggal akhir harus sama dengan atau setelah tanggal awal.")
NOT_A_KIND = N_("Kelompok responden ini tidak dikenal.")
CHANNEL_NAMES = {
    "web": N_("Gawai sendiri"),
    "kiosk": N_("Tablet di gedung"),
    "assisted": N_("Dibantu petugas SKM"),
    "paper": N_("Formulir kertas"),
}
NOTHING_IN_FORCE = N_("Belum ada kuesioner yang berlaku pada periode ini.")


@dataclass(frozen=True, slots=True)
class Window:
    """A span of business days, both included. `words` is its name for people."""

    code: str
    start: date
    end: date
    words: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is shown: a window, the one before it (None before the first questionnaire), and whose services."""

    window: Window
    before: Window | None
    agency: Agency | None
    service: Service | None
    only: tuple[str, str] | None = None

    @property
    def query(self) -> dict[str, Any]:
        """The same choice as an address carries it."""
        days = {"from": f"{self.window.start}", "to": f"{self.window.end}"}
        said = {"period": self.window.code} | (days if self.window.code == OWN_DAYS else {})
        if self.only is not None:
            field, value = self.only
            return said | ({"channel": value} if field == "channel" else {"profile": f"{field}:{value}"})
        if self.service is not None:
            return said | {"service": self.service.code}
        return said | ({"agency": self.agency.code} if self.agency is not None else {})

    def codes(self, house: Directory) -> frozenset[str]:
        """The services that are shown, by code."""
        if self.service is not None:
            return frozenset({self.service.code})
        all_of = named(house)
        owner = self.agency.code if self.agency else None
        return frozenset(c for c, s in all_of.items() if owner in (None, s.agency.code))


def chosen(args: Mapping[str, str], house: Directory, day: date) -> Chosen:
    """Read the address. Raises Invalid naming `period`, `from` or `to`; Unknown for a code that the
    catalogue never had.
    """
    code = args.get("period") or periods.containing("semester", day).code
    window = _own_days(args) if code == OWN_DAYS else _window(periods.parse(code))
    if window.end < _first_day():
        raise Invalid([{"field": "period", "message": NOTHING_IN_FORCE}])
    agency = _agency(house, args.get("agency"))
    service = _service(house, args.get("service"))
    if service is not None and agency is not None and service.agency.code != agency.code:
        service = None
    if service is not None:
        agency = service.agency
    before = _before(window, code)
    only = _only(args) if agency is None else None
    return Chosen(window, before if before.end >= _first_day() else None, agency, service, only)


def offered(day: date) -> tuple[Window, ...]:
    """The periods a reader is offered: each kind, this one and the one before."""
    now = periods.current(day)
    return tuple(_window(one) for period in now for one in (period, period.previous))


def named(house: Directory) -> dict[str, Service]:
    """Services by code, also those that have ended: old answers still name them."""
    return {service.code: service for service in house.service_by_id.values()}


def _window(period: Period) -> Window:
    words = _(period.title).format(**period.values)
    return Window(period.code, period.start, period.end, words)


def _own_days(args: Mapping[str, str]) -> Window:
    days: dict[str, date] = {}
    errors: list[dict[str, str]] = []
    for field in ("from", "to"):
        day = _day(args.get(field, ""))
        if day is None:
            errors.append({"field": field, "message": NOT_A_DAY})
        else:
            days[field] = day
    if not errors and days["to"] < days["from"]:
        errors.append({"field": "to", "message": WRONG_ORDER})
    if errors:
        raise Invalid(errors)
    return _span(*widened(days["from"], days["to"]))


def _span(start: date, end: date) -> Window:
    return Window(OWN_DAYS, start, end, days(start, end))


def days(start: date, end: date) -> str:
    """1 Juli – 31 Desember 2026; what two days share is said once."""
    first, last = (longdate(day).partition(", ")[2] for day in (start, end))
    if start == end:
        return last
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{last}"
    return f"{first.removesuffix(f' {end.year}')} – {last}"


def _day(text: str) -> date | None:
    """A day as a date field sends it."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1900 <= day.year <= 2999 else None


def _before(window: Window, code: str) -> Window:
    """The period of the same kind just before; for months of one's own, as many months just before."""
    if code != OWN_DAYS:
        return _window(periods.parse(code).previous)
    months = 12 * (window.end.year - window.start.year) + window.end.month - window.start.month
    end = window.start - timedelta(days=1)
    first = 12 * end.year + end.month - 1 - months
    return _span(date(first // 12, first % 12 + 1, 1), end)


def _only(args: Mapping[str, str]) -> tuple[str, str] | None:
    """Some of the respondents: a channel, or a value of one profile question. Raises Invalid."""
    sent = args.get("profile") or ""
    if args.get("channel"):
        sent = f"channel:{args['channel']}"
    if not sent:
        return None
    field, _colon, value = sent.partition(":")
    if value not in {known for known, _label in kinds().get(field, ())}:
        raise Invalid([{"field": "profile", "message": NOT_A_KIND}])
    return field, value


def kinds() -> dict[str, tuple[tuple[str, str], ...]]:
    """Field → (value, its name) of every respondent's kind that any questionnaire knows."""
    found = {"channel": tuple((code, _(name)) for code, name in CHANNEL_NAMES.items())}
    for one in shelf().values():
        for field in one.profile:
            found[field.key] = tuple((choice.value, choice.label) for choice in field.choices)
    return found


def field_names() -> dict[str, str]:
    """Field → what people call it."""
    return {"channel": _("Cara mengisi")} | {f.key: f.label for one in shelf().values() for f in one.profile}


def _first_day() -> date:
    return min(one.effective_from for one in shelf().values())


def _agency(house: Directory, code: str | None) -> Agency | None:
    if not code:
        return None
    ended = (s.agency for s in house.service_by_id.values() if s.agency.code == code)
    return next(ended, None) or house.agency(code)


def _service(house: Directory, code: str | None) -> Service | None:
    if not code:
        return None
    return named(house).get(code) or house.service(code)
