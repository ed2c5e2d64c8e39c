"""What a citizen does with a number: issue, check in, cancel, change, rejoin, claim to have been served, recover."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import insert, or_
from sqlalchemy.orm import Session

from queue_app import clock, ids
from queue_app.catalogue import hours
from queue_app.catalogue.directory import Directory, Service
from queue_app.catalogue.hours import Closed
from queue_app.errors import N_, Invalid, Unknown
from queue_app.line import contacts, events, lobby_code
from queue_app.line.arrival import is_late, place_after_late_arrival
from queue_app.line.attendance import today
from queue_app.line.events import Kind
from queue_app.line.numbers import draw_ordinal, hold_quotas, natural_place, release_quota, take_quota
from queue_app.line.refusals import AlreadyActive, NotCallable, TicketMovedOn
from queue_app.line.ticket import (
    ACTIVE,
    CHANNELS,
    COLUMNS,
    PRIORITIES,
    PRIORITY_LANE,
    REGULAR_LANE,
    Status,
    Ticket,
    find,
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
    _record(session, Kind.ISSUED, ticket, by=by, at=at, data=_issue_facts(wish))
    return ticket


def check_in(session: Session, directory: Directory, ticket: Ticket, *, code: str | None, by: str) -> Ticket:
    """Say "I am here". `code` is the lobby code a citizen read (None: a kiosk or staff member saw the person).

    In time, the ticket keeps its place; late, it re-enters behind the next callable tickets. A second check-in changes
    nothing. Raises WrongCode, Closed on another day, TicketMovedOn.
    """
    if code is not None:
        lobby_code.require(directory, code)
    if ticket.status is Status.WAITING and ticket.present:
        return ticket
    if ticket.day != today(directory):
        raise Closed(N_("Konfirmasi kedatangan dibuka pada hari kunjungan Anda."))
    late = is_late(session, directory, ticket)
    place = place_after_late_arrival(session, directory, ticket) if late else ticket.place
    at = clock.now()
    arrived = move(session, ticket, "check_in", arrived_at=at, place=place)
    _record(session, Kind.CHECKED_IN, arrived, was=ticket.status, by=by, at=at, data={"late": late})
    return arrived


def cancel(session: Session, directory: Directory, ticket: Ticket, *, by: str) -> Ticket:
    """Give the number up; a waiting ticket frees its quota. Raises TicketMovedOn."""
    at = clock.now()
    cancelled = move(session, ticket, "cancel", ended_at=at)
    _release(session, directory, ticket)
    _record(session, Kind.CANCELLED, cancelled, was=ticket.status, by=by, at=at)
    return cancelled


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
    _release(session, directory, ticket)
    phone = contacts.phone_of(session, ticket)
    fresh = _reissue(session, directory, wanted, ticket, day or ticket.day, phone, by)
    _record(session, Kind.CHANGED, given_up, was=ticket.status, by=by, at=at, data={"to": fresh.ref})
    return fresh


def rejoin(session: Session, directory: Directory, ticket: Ticket, *, by: str) -> Ticket:
    """Come back after a missed call, within the grace time, behind the next callable tickets.

    Raises NotCallable when the grace time is over, TicketMovedOn.
    """
    at = clock.now()
    grace = timedelta(minutes=directory.site.grace_minutes)
    if ticket.status is Status.NO_SHOW and ticket.missed_at and at > ticket.missed_at + grace:
        raise NotCallable(N_("Waktu untuk kembali mengantre sudah lewat. Silakan temui petugas."))
    place = place_after_late_arrival(session, directory, ticket)
    back = move(session, ticket, "rejoin", place=place, counter_id=None)
    _record(session, Kind.REJOINED, back, was=ticket.status, by=by, at=at)
    return back


def claim_served(session: Session, ticket: Ticket, *, by: str) -> Ticket:
    """Say "Saya sudah dilayani": the holder disputes how a called ticket ended; a supervisor answers. A second claim
    changes nothing.
    """
    disputable = (Status.NO_SHOW, Status.UNFINISHED, Status.EXPIRED)
    if ticket.status not in disputable or ticket.called_at is None:
        raise TicketMovedOn(number=ticket.number, state=ticket.state_word)
    if ticket.claimed_at is not None:
        return ticket
    at = clock.now()
    claimed = put(session, ticket, ticket.status, claimed_at=at)
    _record(session, Kind.CLAIMED_SERVED, claimed, was=ticket.status, by=by, at=at, counter_id=ticket.counter_id)
    return claimed


def recover(session: Session, code: str) -> Ticket:
    """The ticket of an 8-character recovery code, look-alikes forgiven. Raises Unknown."""
    return find(session, recovery_digest=_recovery_digest(ids.normalise(code)))


def of_today(session: Session, directory: Directory, number: str) -> Ticket:
    """Today's ticket with this printed number, written as A012, a12 or "A 12". Raises Unknown."""
    text = number.replace(" ", "").replace("-", "").upper()
    prefix, digits = text.rstrip("0123456789"), text.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    if not prefix or not digits.isdigit() or prefix + digits != text:
        raise Unknown()
    day = today(directory)
    return find(session, site_id=directory.site.id, day=day, prefix=prefix, ordinal=int(digits))


def recovery_code(ticket: Ticket) -> str:
    """The code printed on the slip; derived from the handle, stored nowhere."""
    return ids.keyring().code("recovery", ticket.id, 8)


def _recovery_digest(code: str) -> str:
    return ids.keyring().digest("recovery-code", code)


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
        "recovery_digest": _recovery_digest(ids.keyring().code("recovery", handle, 8)),
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
    _record(session, Kind.ISSUED, fresh, by=by, at=at, data=_issue_facts(wish) | {"from": old.ref})
    return fresh


def _release(session: Session, directory: Directory, ticket: Ticket) -> None:
    service = directory.service_by_id.get(ticket.issued_service_id)
    if ticket.status is Status.WAITING and service is not None:
        release_quota(session, directory.site, service, ticket.day, ticket.channel)


def _record(
    session: Session,
    kind: Kind,
    ticket: Ticket,
    *,
    by: str,
    at: datetime,
    was: Status | None = None,
    counter_id: int | None = None,
    data: dict[str, object] | None = None,
) -> None:
    events.record(
        session,
        kind,
        site_id=ticket.site_id,
        day=ticket.day,
        at=at,
        by=by,
        ticket=ticket,
        was=was,
        counter_id=counter_id,
        data=data,
    )
