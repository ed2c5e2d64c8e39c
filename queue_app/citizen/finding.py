"""What the pages show on which a citizen finds a service: landing, occasions, results, agencies, one service."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from queue_app import clock
from queue_app.catalogue import hours
from queue_app.catalogue.directory import Agency, Directory, Service
from queue_app.catalogue.forms import forms_of
from queue_app.catalogue.made_here import made_before
from queue_app.catalogue.occasions import Occasion
from queue_app.catalogue.search import clear_best, search, understood
from queue_app.catalogue.spelling import fold
from queue_app.catalogue.standards import standard_of
from queue_app.citizen import usual, wording
from queue_app.citizen.rows import rows
from queue_app.citizen.ways import ways
from queue_app.line.notices import current_notices
from queue_app.line.popular import popular_today
from queue_app.web.language import clockrange, language
from queue_app.web.language import gettext as _

POPULAR = 6
#: Monday to Sunday, as people here call them.
_WEEK_BEGINS = date(2026, 11, 23)


def landing(session: Session, house: Directory) -> dict[str, Any]:
    """What is most asked for today (before the day has shown it: what the catalogue says) with its state now, moments
    of life, today's hours, all agencies.
    """
    today = popular_today(session, house, POPULAR)
    usually = sorted((s for s in house.services.values() if s.popular), key=_popularity)
    agencies = list(house.agencies.values())
    return {
        "rows": rows(session, house, today or usually[:POPULAR]),
        "of_today": bool(today),
        "occasions": [(one.code, one.called(language())) for one in house.occasions.values()],
        "hours": _open_today(house, agencies),
        "opens": _next_opening(house, agencies),
        "hours_confirmed": all(_confirmed(a) for a in agencies),
        "agencies": agencies,
        "service_count": len(house.services),
        "notices": current_notices(session, house),
    }


def occasion(session: Session, house: Directory, code: str) -> dict[str, Any]:
    """A moment of life with its services, in the order in which they are done. Raises Unknown."""
    found = house.occasion(code)
    return {
        "name": found.called(language()),
        "rows": rows(session, house, [house.service(one) for one in found.service_codes]),
        "back": (url_for("citizen.landing"), _("Halaman depan")),
    }


def results(session: Session, house: Directory, asked: str) -> dict[str, Any]:
    """What answers the words of a citizen; without words, every service by agency."""
    if not asked:
        return {"q": "", "groups": _by_agency(session, house)}
    hits = search(house, asked)
    best = clear_best(hits)
    found = rows(session, house, [hit.service for hit in hits])
    standard = standard_of(session, best.service) if best else None
    before = made_before(house, standard.outcomes, of=best.service) if best and standard else []
    return {
        "q": asked,
        "understood": understood(house, asked),
        "count": len(found),
        "best": found[0] if best else None,
        "fee": wording.short_fee(standard.biaya) if standard and standard.confirmed("biaya") else None,
        "first": rows(session, house, before) if before else [],
        "rows": [row for row in found if row.service not in (*before, best and best.service)],
        "occasions": _occasions_like(house, asked),
    }


def agencies(house: Directory) -> dict[str, Any]:
    """Every agency with the number of its services and whether it is open."""
    return {"agencies": [_agency_row(house, agency) for agency in house.agencies.values()]}


def agency(session: Session, house: Directory, code: str) -> dict[str, Any]:
    """One agency: its week and its services. Raises Unknown."""
    found = house.agency(code)
    own = [s for s in house.services.values() if s.agency.id == found.id]
    today = clock.business_day(house.site.tz_name)
    closures = sorted((day, why) for day, why in found.closures.items() if day >= today)
    return {
        "agency": found,
        "rows": rows(session, house, own),
        "week": [_weekday(house, found, day) for day in range(7)],
        "closures": closures[:3],
        "hours_confirmed": _confirmed(found),
        "back": (url_for("citizen.agencies"), _("Semua instansi")),
    }


def service(
    session: Session, house: Directory, code: str, chosen: Collection[int], asked: str, weekday: int | None = None
) -> dict[str, Any]:
    """One service with its standard, what the chosen cases add to it, its forms, and when people usually come (on the
    weekday asked for). Raises Unknown.
    """
    found = house.service(code)
    standard = standard_of(session, found)
    links, others = ways(house, found, standard, forms_of(session, found.id))
    row = rows(session, house, [found])[0]
    words = standard.case_words(chosen) if standard else []
    undecided = standard is not None and standard.exclusive and not words
    return {
        "notices": current_notices(session, house),
        "row": row,
        "standard": standard,
        "fee": wording.short_fee(standard.biaya) if standard else None,
        "duration": wording.short_duration(standard.jangka_waktu) if standard else None,
        "needs": wording.needs(standard, words) if standard else [],
        "undecided": standard.cases if standard and undecided else (),
        "chosen": sorted(chosen),
        "ways": links,
        "forms": others,
        "usual": usual.usual(session, house, found, row, weekday),
        "weekday_asked": weekday,
        "next_day": next_day(house, found) if row.state != "open" else None,
        "q": asked,
        "back": _way_back(found, asked),
    }


def next_day(house: Directory, of: Service) -> date | None:
    """The next working day, when its numbers can already be taken from home."""
    if not of.online_allowed:
        return None
    today = clock.business_day(house.site.tz_name)
    days = hours.takable_days(house.site, of.agency, clock.now())
    return next((day for day in days if day > today), None)


def _occasions_like(house: Directory, asked: str) -> list[tuple[str, str, int]]:
    """The occasions whose name says what was asked, or the other way round: (code, name, services)."""
    wanted = set(fold(asked))
    alike = [
        one
        for one in house.occasions.values()
        if any(wanted and (words <= wanted or wanted <= words) for words in _names(one))
    ]
    return [(one.code, one.called(language()), len(one.service_codes)) for one in alike]


def _names(occasion: Occasion) -> list[set[str]]:
    said = (occasion.name, occasion.name_en, occasion.name_jv)
    return [words for words in map(set, map(fold, said)) if words]


def _popularity(service: Service) -> int:
    return service.popular or 0


def _by_agency(session: Session, house: Directory) -> list[tuple[Agency, Any]]:
    every = rows(session, house, list(house.services.values()))
    grouped = ((a, [r for r in every if r.service.agency.id == a.id]) for a in house.agencies.values())
    return [(agency, own) for agency, own in grouped if own]


def _open_today(house: Directory, agencies: list[Agency]) -> tuple[datetime, datetime] | None:
    """First opening and last closing of today; None when every agency has closed or stays closed."""
    now = clock.now()
    today = clock.business_day(house.site.tz_name, now)
    opens = [hours.opens_at(house.site, a, today) for a in agencies]
    closes = [hours.closes_at(house.site, a, today) for a in agencies]
    first = min((at for at in opens if at), default=None)
    last = max((at for at in closes if at), default=None)
    return (first, last) if first and last and now < last else None


def _next_opening(house: Directory, agencies: list[Agency]) -> datetime | None:
    coming = [hours.next_opens_at(house.site, a, clock.now()) for a in agencies]
    return min((at for at in coming if at), default=None)


def _confirmed(agency: Agency) -> bool:
    return agency.hours_certainty == "confirmed"


def _agency_row(house: Directory, agency: Agency) -> dict[str, Any]:
    now = clock.now()
    closes = hours.closes_at(house.site, agency, clock.business_day(house.site.tz_name, now))
    opens = hours.opens_at(house.site, agency, clock.business_day(house.site.tz_name, now))
    return {
        "agency": agency,
        "count": sum(s.agency.id == agency.id for s in house.services.values()),
        "open": bool(opens and closes and opens <= now < closes),
        "closes": closes,
        "opens": hours.next_opens_at(house.site, agency, now),
    }


def _weekday(house: Directory, agency: Agency, weekday: int) -> tuple[date, str | None, str | None]:
    """A day of that weekday, its hours and its break, as people read them."""
    day = date.fromordinal(_WEEK_BEGINS.toordinal() + weekday)
    held = agency.hours.get(weekday)
    if held is None:
        return day, None, None
    zone = clock.zone(house.site.tz_name)
    times = [held.opens, held.closes, held.break_from, held.break_to]
    at = [datetime.combine(day, time, zone) if time else None for time in times]
    rest = clockrange(at[2], at[3]) if at[2] and at[3] else None
    return day, clockrange(at[0], at[1]) if at[0] and at[1] else None, rest


def _way_back(service: Service, asked: str) -> tuple[str, str]:
    if asked:
        return url_for("citizen.search", q=asked), _("Hasil pencarian")
    return url_for("citizen.agency", code=service.agency.code), service.agency.short_name
