"""Taking a number: what the confirm page shows and asks, and where a refused citizen can go
instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import current_app, request, url_for
from sqlalchemy.orm import Session

from queue_app import clock, ids
from queue_app.catalogue import hours
from queue_app.catalogue.directory import Directory, Service
from queue_app.catalogue.search import search
from queue_app.catalogue.standards import standard_of
from queue_app.citizen import journey, wording
from queue_app.citizen.finding import next_day
from queue_app.citizen.posting import new_key
from queue_app.citizen.rows import Row, rows
from queue_app.errors import N_, Invalid
from queue_app.line import contacts
from queue_app.line.issuing import Wish
from queue_app.line.numbers import quotas_left, remote_quota
from queue_app.line.refusals import Full
from queue_app.notify import limits
from queue_app.notify.channels import offered
from queue_app.notify.phones import e164
from queue_app.web.cookies import device_digest
from queue_app.web.forms import Filled, typed
from queue_app.web.language import clockrange, language, longdate
from queue_app.web.language import gettext as _

#: What people call the ways to a phone.
WAY_NAMES = {"sms": "SMS", "whatsapp": "WhatsApp"}
#: Other services offered when one has no numbers left.
SIMILAR = 2


@dataclass(frozen=True, slots=True)
class Asked:
    """The answers of the confirm form, as they are shown."""

    day: str = ""
    priority: str = ""
    phone: str = ""
    way: str = ""
    consent: bool = False
    for_other: bool = False


def confirmation(session: Session, house: Directory, code: str, filled: Filled) -> dict[str, Any]:
    """Every answer before a number is taken. Raises Unknown, Closed, Full."""
    service, asked = house.service(code), _asked(filled)
    day, days = _day(house, service, asked.day), _days(house, service)
    _require_numbers(session, house, service, day)
    standard, chosen = standard_of(session, service), chosen_cases()
    row = rows(session, house, [service])[0]
    return {
        "row": row,
        "standard": standard,
        "fee": wording.short_fee(standard.biaya) if standard else None,
        "chosen": chosen,
        "chosen_words": ", ".join(standard.case_words(chosen)) if standard else "",
        "days": [(each, longdate(each), None) for each in days],
        "day": day,
        "asked": asked,
        "ways": ways(),
        "way_names": WAY_NAMES,
        "consent": contacts.CONSENT_VERSION,
        "key": new_key(),
        "errors": filled.errors,
        "back": (url_for("citizen.service", code=code, keadaan=chosen), _("Yang perlu dibawa")),
    }


def wish() -> Wish:
    """The wish that the confirm form sends. Raises Invalid naming the field."""
    phone = typed("phone", 30)
    return Wish(
        priority=typed("priority", 20) or None,
        device=device_digest(),
        phone=e164(phone) if phone else None,
        phone_channel=_way() if phone else None,
        consent=contacts.CONSENT_VERSION if request.form.get("consent") else None,
        day=day_of(typed("day", 10)),
        cases=tuple(chosen_cases()),
        language=language(),
        for_other=bool(request.form.get("for_other")),
        travel=journey.chosen_minutes(),
    )


def ways() -> list[str]:
    """By what a phone number is written to here, the usual way first; none where the house sends no messages."""
    return offered(current_app.extensions["config"])


def _way() -> str | None:
    """The way that was chosen; None where there is nothing to choose. Raises Invalid for one that is not offered."""
    chosen = typed("way", 10)
    if chosen and chosen not in ways():
        raise Invalid([{"field": "way", "message": N_("Pilih SMS atau WhatsApp.")}])
    return chosen or None


def note_network(session: Session, house: Directory) -> None:
    """Count a phone number left from this address. Raises TooManyNumbers."""
    network = ids.keyring().digest("network", request.remote_addr or "")
    day = clock.business_day(house.site.tz_name)
    limits.note_network(session, house.site.id, day, network, at=clock.now())


def chosen_cases() -> list[int]:
    """The numbers of the cases that the citizen said apply."""
    return sorted({int(n) for n in request.values.getlist("keadaan") if n.isdecimal() and len(n) < 3})


def day_of(text: str) -> date | None:
    """A day as forms send it; None when empty. Raises Invalid."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Invalid([{"field": "day", "message": N_("Pilih hari yang tersedia.")}]) from None


def closed(session: Session, house: Directory, code: str, sentence: str) -> dict[str, Any]:
    """Where to go while a service gives no numbers."""
    service = house.service(code)
    row = rows(session, house, [service])[0]
    today = clock.business_day(house.site.tz_name)
    return _refused(house, row) | {
        "sentence": _(sentence),
        "opens": row.opens,
        "hall_hours": _hall_hours(house, service, today),
    }


def full(session: Session, house: Directory, code: str) -> dict[str, Any]:
    """Where to go when no number is left from home: the hall, another day, a similar service."""
    service = house.service(code)
    today = clock.business_day(house.site.tz_name)
    row = rows(session, house, [service])[0]
    left = quotas_left(session, house.site, today, [service]).get(service.id)
    return _refused(house, row) | {
        "hall_hours": _hall_hours(house, service, today),
        "hall_left": left[0] if left else None,
        "next_day": next_day(house, service) or hours.next_working_day(service.agency, today),
        "next_day_opens": _next_day_opens(house, service, today),
        "similar": _similar(session, house, service),
        "shares": _shares(house, service),
    }


def _refused(house: Directory, row: Row) -> dict[str, Any]:
    service = row.service
    return {
        "row": row,
        "next_day": next_day(house, service),
        "back": (url_for("citizen.service", code=service.code), service.name),
    }


def _asked(filled: Filled) -> Asked:
    given = filled.values or request.args
    return Asked(
        day=given.get("day", ""),
        priority=given.get("priority", ""),
        phone=given.get("phone", ""),
        way=given.get("way", ""),
        for_other=bool(given.get("for_other")),
        consent=bool(given.get("consent")),
    )


def _days(house: Directory, service: Service) -> list[date]:
    return hours.takable_days(house.site, service.agency, clock.now())


def _day(house: Directory, service: Service, wanted: str) -> date:
    """The day asked for, else the first that can be taken, else today (which is then refused)."""
    days = _days(house, service)
    asked = next((day for day in days if day.isoformat() == wanted), None)
    return asked or (days[0] if days else clock.business_day(house.site.tz_name))


def _require_numbers(session: Session, house: Directory, service: Service, day: date) -> None:
    """Say before the citizen fills anything in that no number can be had."""
    if not service.online_allowed:
        raise hours.Closed(N_("Nomor layanan ini hanya diambil di lokasi."))
    hours.require_may_take(house.site, service.agency, day, clock.now())
    left = quotas_left(session, house.site, day, [service]).get(service.id)
    if left and left[1] == 0:
        raise Full()


def _hall_hours(house: Directory, service: Service, today: date) -> str | None:
    """When numbers are still given in the hall today."""
    opens = hours.opens_at(house.site, service.agency, today)
    last = hours.last_ticket_at(house.site, service.agency, today)
    return clockrange(opens, last) if opens and last and clock.now() < last else None


def _next_day_opens(house: Directory, service: Service, today: date) -> datetime | None:
    """When numbers of the next working day can be taken, if that is still to come."""
    day = hours.next_working_day(service.agency, today)
    if day is None:
        return None
    return hours.may_take(house.site, service.agency, day, clock.now()).taking_from


def _similar(session: Session, house: Directory, service: Service) -> list[Row]:
    """Services much like this one, of the same agency, that can be taken now."""
    hits = (hit.service for hit in search(house, service.name))
    near = [s for s in hits if s.id != service.id and s.agency.id == service.agency.id]
    return [row for row in rows(session, house, near[:6]) if row.state == "open"][:SIMILAR]


def _shares(house: Directory, service: Service) -> tuple[int, int] | None:
    """(numbers from home, all numbers) of a day's quota."""
    if service.quota is None:
        return None
    return remote_quota(house.site, service.quota), service.quota
