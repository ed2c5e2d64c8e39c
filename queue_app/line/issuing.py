"""Giving a number: issue, and its exchange for one of another service or day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, or_
from sqlalchemy.orm import Session

from queue_app import clock, ids
from queue_app.catalogue import hours
from queue_app.catalogue.directory import Directory, Service
from queue_app.catalogue.hours import Closed
from queue_app.errors import N_, Invalid
from queue_app.line import contacts, events
from queue_app.line.attendance import today
from queue_app.line.events import Kind
from queue_app.line.numbers import draw_ordinal, give_back, hold_quotas, natural_place, take_quota
from queue_app.line.recovery import recovery_code, recovery_digest
from queue_app.line.refusals import AlreadyActive
from queue_app.line.ticket import (
    ACTIVE,
    CHANNELS,
    COLUMNS,
    PRIORITIES,
    PRIORITY_LANE,
    REGULAR_LANE,
    Status,
    Ticket,
    find_all,
    from_row,
    move,
    put,
    tickets,
)


@dataclass(frozen=True, slots=True)
class Wish:
    """How a number is asked for.

    `device` is the keyed digest of the citizen's device, `phone` an E.164 number given with `consent` (the
    version of the consent sentence), `day` the business day (None: today).
    """

    channel: str = "remote"
    priority: str | None = None
    device: str | None = None
    phone: str | None = None
    consent: str | None = None
    language: str = "id"
    for_other: bool = False
    day: date | None = None


def issue(session: Session, directory: Directory, service: Service, wish: Wish, *, by: str) -> Ticket:
    """Give a real number of the service's line.

    A kiosk or counter ticket of today is present at once; a remote one, and any of another day, becomes callable by
    check-in. Raises Closed, Full, AlreadyActive or Invalid; nothing is kept of a refused wish.
    """
    _check(wish)
    at = clock.now()
    day = wish.day or today(directory)
    if wish.channel != "counter":
        _require_open(directory, service, day, at, wish.channel)
    _require_no_active(session, directory, service, day, wish)
    take_quota(session, directory.site, service, day, wish.channel)
    ticket = _insert(session, directory, service, wish, day, at)
    if wish.phone:
        contacts.keep(session, ticket, phone=wish.phone, consent=wish.consent, at=at)
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
    if wish.phone and not wish.consent:
        errors.append({"field": "consent", "message": N_("Persetujuan diperlukan untuk menyimpan nomor ponsel.")})
    if errors:
        raise Invalid(errors)


def _require_open(directory: Directory, service: Service, day: date, at: datetime, channel: str) -> None:
    if channel == "remote" and not service.online_allowed:
        raise Closed(N_("Nomor layanan ini hanya diambil di lokasi."))
    hours.require_may_take(directory.site, service.agency, day, at)


def _require_no_active(session: Session, directory: Directory, service: Service, day: date, wish: Wish) -> None:
    t = tickets.c
    known = {t.device_digest: wish.device, t.phone_digest: contacts.digest_or_none(wish.phone)}
    mine = [column == secret for column, secret in known.items() if secret]
    if not mine:
        return
    here = (t.site_id == directory.site.id, t.day == day, t.issued_service_id == service.id, t.status.in_(ACTIVE))
    held = find_all(session, *here, or_(*mine), limit=1)
    if held:
        raise AlreadyActive(ticket=held[0])


def _insert(session: Session, directory: Directory, service: Service, wish: Wish, day: date, at: datetime) -> Ticket:
    handle = ids.handle()
    values = {
        "site_id": directory.site.id,
        "id": handle,
        "ref": ids.reference(),
        "day": day,
        "prefix": service.line.prefix,
        "ordinal": draw_ordinal(session, directory.site, service.line.id, day),
        "issued_service_id": service.id,
        "service_id": service.id,
        "status": Status.WAITING,
        "version": 0,
        "channel": wish.channel,
        "priority": wish.priority,
        "lane": PRIORITY_LANE if wish.priority else REGULAR_LANE,
        "place": natural_place(directory.site.id, day),
        "issued_at": at,
        "arrived_at": None if wish.channel == "remote" or day != today(directory) else at,
        "recalls": 0,
        "language": wish.language,
        "for_other": wish.for_other,
        "device_digest": wish.device,
        "phone_digest": contacts.digest_or_none(wish.phone),
        "recovery_digest": recovery_digest(recovery_code(handle)),
    }
    return from_row(session.execute(insert(tickets).values(**values).returning(*COLUMNS)).one())


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
    kept = {"device_digest": old.device_digest, "phone_digest": old.phone_digest}
    if old.present and day == old.day:
        kept["arrived_at"] = old.arrived_at  # type: ignore[assignment]
    if day != old.day:
        kept["arrived_at"] = None
    fresh = put(session, fresh, Status.WAITING, **kept)
    if phone:
        contacts.move_to(session, old, fresh)
    events.of_ticket(session, Kind.ISSUED, fresh, by=by, at=at, data=_issue_facts(wish) | {"from": old.ref})
    return fresh
