"""Giving a number: issue, and its exchange for one of another service or day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, literal_column, select, text
from sqlalchemy.orm import Session

from queue_app import clock, ids
from queue_app.catalogue import hours
from queue_app.catalogue.directory import Directory, Service
from queue_app.catalogue.hours import Closed
from queue_app.db import in_check
from queue_app.errors import N_, Invalid
from queue_app.line import cases, contacts, events, journeys, subscriptions
from queue_app.line.attendance import today
from queue_app.line.events import Kind
from queue_app.line.numbers import DRAWN, HAS_QUOTA, NATURAL_PLACE, drawing, give_back, hold_quotas, take_quota
from queue_app.line.recovery import recovery_code, recovery_digest
from queue_app.line.refusals import AlreadyActive, EnoughHeld
from queue_app.line.ticket import (
    ACTIVE,
    ACTIVE_OF_DEVICE,
    ACTIVE_OF_PHONE,
    CHANNELS,
    OF_DEVICE,
    PRIORITIES,
    PRIORITY_LANE,
    REGULAR_LANE,
    Status,
    Ticket,
    find,
    move,
    put,
    tickets,
)
from queue_app.ready import Ready, together

_t = tickets.c
_ACTIVE = select(_t.key).where(
    _t.site_id == bindparam("site_id"), _t.day == bindparam("day"), _t.issued_service_id == bindparam("service_id")
)
#: How many numbers of a day a device has, looked up by its digest and by nothing else: with the zero added and the
#: empty text joined, no index of the site and day fits, nor that of all devices that have a number.
HOLDS = (
    select(func.count())
    .select_from(tickets)
    .where(_t.device_digest == bindparam("device"), OF_DEVICE, text(in_check("status || ''", ACTIVE)))
    .where(_t.day == bindparam("day"), bindparam("site_id", type_=_t.site_id.type) == _t.site_id + literal_column("0"))
)
#: Everything that may stand in the way of a number, in one journey: an active ticket of the device or of the phone (a
#: secret that is NULL has none), whether there is a quota to count by, and how many numbers of that day the device has.
_IN_THE_WAY = Ready(
    select(
        _ACTIVE.where(ACTIVE_OF_DEVICE, _t.device_digest == bindparam("device")).limit(1).scalar_subquery(),
        _ACTIVE.where(ACTIVE_OF_PHONE, _t.phone_digest == bindparam("phone")).limit(1).scalar_subquery(),
        HAS_QUOTA,
        HOLDS.scalar_subquery(),
    ),
    planned_once=True,
)
#: Numbers of one day that one phone may hold at once: a family's, and not a district's (trust.md #1).
PER_DEVICE = 3
#: What nothing has happened to yet.
_NOT_YET: dict[str, Any] = dict.fromkeys(
    "called_at started_at missed_at ended_at claimed_at counter_id outcome missing note".split()
)

_GIVEN = (
    "site_id id ref day prefix issued_service_id service_id status version channel priority lane issued_at"
    " arrived_at recalls language for_other device_digest phone_digest recovery_digest"
).split()


def inserting(ordinal: Any) -> Ready:
    """The INSERT of a ticket whose number is `ordinal` (an SQL expression)."""
    made = insert(tickets).values(place=NATURAL_PLACE, ordinal=ordinal)
    return Ready(made.returning(_t.key, _t.place, _t.ordinal), *_GIVEN)


_INSERT = inserting(DRAWN)


@dataclass(frozen=True, slots=True)
class Wish:
    """How a number is asked for.

    `device` is the keyed digest of the citizen's device, `phone` an E.164 number given with `consent` (the
    version of the consent sentence) and written to by `phone_channel` (one of contacts.CHANNELS, None: the usual one),
    `day` the business day (None: today), `cases` the numbers of the special cases of the service's standard that apply,
    `travel` the minutes of the way (one of journeys.OFFERED).
    """

    channel: str = "remote"
    priority: str | None = None
    device: str | None = None
    phone: str | None = None
    consent: str | None = None
    language: str = "id"
    for_other: bool = False
    day: date | None = None
    cases: tuple[int, ...] = ()
    phone_channel: str | None = None
    travel: int | None = None


def issue(session: Session, directory: Directory, service: Service, wish: Wish, *, by: str) -> Ticket:
    """Give a real number of the service's line.

    A kiosk or counter ticket of today is present at once; a remote one, and any of another day, becomes callable by
    check-in. Raises Closed, Full, AlreadyActive or Invalid; nothing is kept of a refused wish.
    """
    _check(wish)
    at = clock.now()
    day = wish.day or today(directory, at)
    if wish.channel != "counter":
        _require_open(directory, service, day, at, wish.channel)
    if _require_no_active(session, directory, service, day, wish) or service.quota is not None:
        take_quota(session, directory.site, service, day, wish.channel)
    ticket = _insert(session, directory, service, wish, day, at)
    if wish.phone:
        chosen = wish.phone_channel
        contacts.keep(session, ticket, phone=wish.phone, consent=wish.consent, at=at, channel=chosen)
    if wish.cases:
        cases.keep(session, ticket, service, wish.cases)
    if wish.travel is not None:
        journeys.keep(session, ticket, wish.travel)
    events.of_ticket(session, Kind.ISSUED, ticket, by=by, at=at, data=_issue_facts(wish))
    return ticket


def change(
    session: Session, directory: Directory, ticket: Ticket, *, service: Service | None, day: date | None, by: str
) -> Ticket:
    """Exchange a waiting number for one of another service or day: the old is cancelled, the new one issued.

    Answers with the new ticket (new handle, end of its line). Raises what `issue` raises; then the old number is kept.
    """
    wanted = service or directory.service_by_id[ticket.service_id]
    if wanted.id == ticket.service_id and (day or ticket.day) == ticket.day:
        raise Invalid([{"field": "service", "message": N_("Pilih layanan atau hari yang berbeda.")}])
    at = clock.now()
    given_up = move(session, ticket, "change", ended_at=at)
    issued = directory.service_by_id[ticket.issued_service_id]
    hold_quotas(session, directory.site, [(issued, ticket.day), (wanted, day or ticket.day)])
    give_back(session, directory, ticket)
    phone = contacts.phone_of(session, ticket)
    fresh = _reissue(session, directory, wanted, ticket, day or ticket.day, phone, by)
    events.of_ticket(session, Kind.CHANGED, given_up, was=ticket.status, by=by, at=at, data={"to": fresh.ref})
    return fresh


def _check(wish: Wish) -> None:
    errors = []
    if wish.channel not in CHANNELS:
        errors.append({"field": "channel", "message": N_("Saluran tidak dikenal.")})
    if wish.priority is not None and wish.priority not in PRIORITIES:
        errors.append({"field": "priority", "message": N_("Jenis prioritas tidak dikenal.")})
    if wish.phone_channel is not None and wish.phone_channel not in contacts.CHANNELS:
        errors.append({"field": "way", "message": N_("Pilih SMS atau WhatsApp.")})
    if wish.phone and not wish.consent:
        errors.append({"field": "consent", "message": N_("Persetujuan diperlukan untuk menyimpan nomor ponsel.")})
    if errors:
        raise Invalid(errors)


def _require_open(directory: Directory, service: Service, day: date, at: datetime, channel: str) -> None:
    if channel == "remote" and not service.online_allowed:
        raise Closed(N_("Nomor layanan ini hanya diambil di lokasi."))
    hours.require_may_take(directory.site, service.agency, day, at)


def _require_no_active(session: Session, directory: Directory, service: Service, day: date, wish: Wish) -> bool:
    """Whether the day has a quota of its own for the service. Raises AlreadyActive, EnoughHeld."""
    where = {"site_id": directory.site.id, "day": day, "service_id": service.id}
    secrets = {"device": wish.device, "phone": contacts.digest_or_none(wish.phone)}
    of_device, of_phone, has_quota, holds = _IN_THE_WAY.one(session, where | secrets)
    held = of_device or of_phone
    if held is not None:
        raise AlreadyActive(ticket=find(session, key=held))
    if holds >= PER_DEVICE:
        raise EnoughHeld(count=PER_DEVICE)
    return bool(has_quota)


def _insert(session: Session, directory: Directory, service: Service, wish: Wish, day: date, at: datetime) -> Ticket:
    handle = ids.handle()
    values: dict[str, Any] = {
        "site_id": directory.site.id,
        "id": handle,
        "ref": ids.reference(),
        "day": day,
        "prefix": service.line.prefix,
        "issued_service_id": service.id,
        "service_id": service.id,
        "status": Status.WAITING,
        "version": 0,
        "channel": wish.channel,
        "priority": wish.priority,
        "lane": PRIORITY_LANE if wish.priority else REGULAR_LANE,
        "issued_at": at,
        "arrived_at": None if wish.channel == "remote" or day != today(directory, at) else at,
        "recalls": 0,
        "language": wish.language,
        "for_other": wish.for_other,
        "device_digest": wish.device,
        "phone_digest": contacts.digest_or_none(wish.phone),
        "recovery_digest": recovery_digest(recovery_code(handle)),
    }
    where = {"place_site": directory.site.id, "place_day": day, "of_line": service.line.id}
    drawn = drawing(session, directory.site, service.line.id, day)
    _, [(key, place, ordinal)] = together(session, drawn, (_INSERT, values | where))
    return Ticket(**(_NOT_YET | values), key=key, place=place, ordinal=ordinal)


def _issue_facts(wish: Wish) -> dict[str, object]:
    facts = {"channel": wish.channel, "priority": wish.priority, "for_other": wish.for_other or None}
    return {name: fact for name, fact in facts.items() if fact is not None}


def _reissue(
    session: Session, directory: Directory, service: Service, old: Ticket, day: date, phone: str | None, by: str
) -> Ticket:
    at = clock.now()
    if old.channel != "counter":
        _require_open(directory, service, day, at, old.channel)
    take_quota(session, directory.site, service, day, old.channel)
    wish = Wish(channel=old.channel, priority=old.priority, language=old.language, for_other=old.for_other)
    fresh = _insert(session, directory, service, wish, day, at)
    arrived = old.arrived_at if day == old.day else None  # a person is where they were, whatever they exchange
    kept = {"device_digest": old.device_digest, "phone_digest": old.phone_digest, "arrived_at": arrived}
    fresh = put(session, fresh, Status.WAITING, **kept)
    cases.carry(session, old, fresh)
    journeys.carry(session, old, fresh)
    if phone:
        contacts.move_to(session, old, fresh)
    subscriptions.move_to(session, old, fresh)
    events.of_ticket(session, Kind.ISSUED, fresh, by=by, at=at, data=_issue_facts(wish) | {"from": old.ref})
    return fresh
