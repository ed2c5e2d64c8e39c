"""A number in somebody's hand: what its page shows in every state, and the tickets of one phone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from flask import current_app, g, request, url_for
from sqlalchemy.orm import Session

from queue_app import clock
from queue_app.catalogue import hours
from queue_app.catalogue.directory import Directory, directory
from queue_app.catalogue.standards import standard_of
from queue_app.citizen import journey, wording
from queue_app.citizen.posting import new_key
from queue_app.consequences import survey_token
from queue_app.line import cases, journeys, subscriptions
from queue_app.line.notices import current_notices
from queue_app.line.refusals import WrongCode
from queue_app.line.said import mark, pausing
from queue_app.line.shapes import Window
from queue_app.line.ticket import ACTIVE, TRANSITIONS, Status, Ticket, find, find_all, tickets
from queue_app.live.snapshots import holders_view
from queue_app.notify.channels import public_key
from queue_app.qr import qr_svg
from queue_app.web.cookies import device_digest
from queue_app.web.forms import Filled
from queue_app.web.language import gettext as _
from queue_app.web.language import longdate
from survey import tokens

#: Statuses whose holder may say "Saya sudah dilayani" once they were called (desk.claim_served).
_DISPUTABLE = (Status.NO_SHOW, Status.UNFINISHED)
_FORMS = ("check_in", "rejoin", "claim_served")
#: How many tickets a phone is reminded of.
_REMEMBERED = 20


def held(session: Session, id: str) -> tuple[Directory, Ticket]:
    """A ticket with the catalogue of its own site, whose times the page shows. Raises Unknown."""
    found = find(session, id=id)
    house = directory(session, found.site_id)
    g.tz_name = house.site.tz_name
    return house, found


def ticket(session: Session, id: str, filled: Filled) -> dict[str, Any]:
    """Everything a ticket's page says now. Raises Unknown."""
    house, found = held(session, id)
    right = _right(session, found)
    shown = holders_view(session, house, found)
    service = house.service_by_id[found.service_id]
    standard = standard_of(session, service)
    chosen = cases.of_ticket(session, found)
    business_day = clock.business_day(house.site.tz_name)
    today = found.day == business_day
    at_home = today and found.status is Status.WAITING and not found.present
    return {
        "ticket": {**shown, "service": service},
        "plan": _plan(session, found, shown["estimate"]) if at_home else None,
        "travel_offered": journeys.OFFERED,
        "state": wording.state_of(found.status.value, present=found.present),
        "needs": wording.needs(standard, chosen or None) if standard else [],
        "is_today": today,
        "is_over": found.day < business_day,
        "rejoin_until": _rejoin_until(house, found),
        "disputable": found.status in _DISPUTABLE and found.called_at is not None,
        "right": right.state if right else None,
        "survey_until": clock.business_day(house.site.tz_name, right.expires_at) if right else None,
        "notices": current_notices(session, house),
        "pausing": pausing(session, house, found.service_id) if found.status is Status.WAITING else [],
        "said": mark(session, house),
        "qr": _qr(found),
        "push_key": _push_key(),
        "for_other": found.for_other,
        "browser_told": subscriptions.kept(session, found),
        "keys": {form: new_key() for form in _FORMS},
        "errors": _errors(filled),
        "wrong_code": isinstance(filled.refusal, WrongCode),
    }


def way_of(session: Session, found: Ticket) -> int:
    """The minutes from home that count for a ticket here."""
    return journey.travel_minutes(journeys.of_tickets(session, [found.key]).get(found.key))


def may(session: Session, id: str, verb: str) -> bool:
    """Whether a ticket's state still allows a verb of its holder. Raises Unknown."""
    return find(session, id=id).status in TRANSITIONS[verb][0]


def cancelling(session: Session, id: str) -> dict[str, Any]:
    """What is about to be given up. Raises Unknown."""
    house, found = held(session, id)
    return {
        "ticket": _brief(house, found),
        "key": new_key(),
        "back": (url_for("citizen.ticket", id=id), _("Kembali ke tiket")),
    }


def changing(session: Session, id: str, filled: Filled) -> dict[str, Any]:
    """The days a number can be exchanged for. Raises Unknown."""
    house, found = held(session, id)
    agency = house.service_by_id[found.service_id].agency
    now = clock.now()
    days = [day for day in hours.takable_days(house.site, agency, now) if day != found.day]
    coming = hours.next_working_day(agency, clock.business_day(house.site.tz_name, now))
    opens = hours.may_take(house.site, agency, coming, now).taking_from if coming else None
    return cancelling(session, id) | {
        "days": [(day, longdate(day)) for day in days],
        "next_day_opens": opens,
        "errors": filled.errors,
    }


def of_this_phone(session: Session, house: Directory) -> list[dict[str, Any]]:
    """The tickets taken on this phone, newest first; nothing for a phone that never took one."""
    if current_app.config["DEVICE_COOKIE_NAME"] not in request.cookies:
        return []
    t = tickets.c
    mine = (t.site_id == house.site.id, t.device_digest == device_digest())
    found = find_all(session, *mine, order=[t.key.desc()], limit=_REMEMBERED)
    return [_brief(house, ticket) for ticket in found]


def active_of_this_phone(session: Session, house: Directory) -> list[dict[str, Any]]:
    """Those of this phone that are still to be called or being served, from today on."""
    today = clock.business_day(house.site.tz_name)
    return [t for t in of_this_phone(session, house) if t["live"] and t["day"] >= today]


def already_mine(house: Directory, values: Mapping[str, object]) -> dict[str, Any] | None:
    """The live ticket that stood in the way of another one, if this phone holds it."""
    held = values.get("ticket")
    if not isinstance(held, Ticket) or held.device_digest != device_digest():
        return None
    return _brief(house, held)


def _errors(filled: Filled) -> list[dict[str, str]]:
    """A wrong lobby code belongs to its field; any other no to the page."""
    field = "code" if isinstance(filled.refusal, WrongCode) else ""
    return [{**error, "field": field} for error in filled.errors]


def _brief(house: Directory, ticket: Ticket) -> dict[str, Any]:
    return {
        "id": ticket.id,
        "number": ticket.number,
        "url": url_for("citizen.ticket", id=ticket.id),
        "day": ticket.day,
        "service": house.service_by_id[ticket.service_id],
        "state": wording.state_of(ticket.status.value, present=ticket.present),
        "live": ticket.status in ACTIVE,
        "absent": ticket.status is Status.WAITING and not ticket.present,
    }


def _rejoin_until(house: Directory, ticket: Ticket) -> datetime | None:
    """Until when a missed number may come back; None when it may not (any more)."""
    if ticket.status is not Status.NO_SHOW or ticket.missed_at is None:
        return None
    until = ticket.missed_at + timedelta(minutes=house.site.grace_minutes)
    return until if clock.now() <= until else None


def _right(session: Session, ticket: Ticket) -> tokens.RightView | None:
    """The right to answer the survey, whose state its holder may know; None unless the visit has one."""
    if ticket.status is not Status.SERVED:
        return None
    return tokens.look(session, survey_token(ticket), clock.now())


def _plan(session: Session, found: Ticket, window: Window | None) -> journey.Plan | None:
    """When to leave, once it can be said when the call is expected."""
    return journey.plan(window, way_of(session, found), clock.now()) if window else None


def _push_key() -> str:
    """What a browser needs to be told; empty where the house sends no messages."""
    return public_key() if current_app.extensions["config"].message_channel != "off" else ""


def _qr(ticket: Ticket) -> str:
    address = current_app.extensions["config"].public_url
    return qr_svg(f"{address}/tiket/{ticket.id}", _("Kode QR tiket"), quiet=2)
