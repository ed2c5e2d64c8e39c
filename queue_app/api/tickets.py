"""A holder's ticket: take, see, check in, cancel, change, rejoin, recover, messages."""

from __future__ import annotations

from flask import current_app, request
from sqlalchemy.orm import Session

from config import Config
from queue_app import clock, ids
from queue_app.api import bodies
from queue_app.api.operation import Call, reads, writes
from queue_app.catalogue.directory import Directory, directory
from queue_app.errors import N_, Forbidden, Invalid, Unauthorised
from queue_app.line import contacts, desk, issuing, subscriptions
from queue_app.line.issuing import Wish
from queue_app.line.lately import settled_lately
from queue_app.line.shapes import HolderTicket, StaffTicket
from queue_app.line.staff_view import staff_ticket
from queue_app.line.ticket import Ticket, find
from queue_app.live.snapshots import holders_view
from queue_app.notify import limits
from queue_app.notify.channels import is_push_service
from queue_app.notify.phones import e164
from queue_app.web.audience import PUBLIC
from queue_app.web.cookies import device_digest
from queue_app.web.limits import ARRIVING, RECOVERING, TAKING


def _as_given(session: Session, given: tuple[Ticket, int]) -> HolderTicket:
    """A ticket as it was given, and all that was known then: whatever became of it since is news to its holder."""
    ticket, seq = given
    return holders_view(session, directory(session, ticket.site_id), ticket, seq=seq)


@writes(
    "/tickets",
    PUBLIC,
    body=bodies.TakeTicket,
    answer=HolderTicket,
    status=201,
    rate=TAKING,
    or_prove=True,
    bearer="channel `kiosk` needs the bearer of a kiosk",
    gives_device=True,
    shown=_as_given,
)
def take(call: Call, body: bodies.TakeTicket) -> tuple[Ticket, int]:
    """Take a number; channel `kiosk` needs a kiosk token."""
    kiosk = call.actor.role == "kiosk"
    if body.channel == "kiosk" and not (kiosk and call.actor.site_id == call.house.site.id):
        raise Unauthorised() if call.actor.kind == "citizen" else Forbidden()
    wish = Wish(
        channel=body.channel,
        priority=body.priority,
        device=None if kiosk else device_digest(),
        phone=e164(body.phone) if body.phone else None,
        phone_channel=body.phone_channel,
        consent=contacts.CONSENT_VERSION if body.consent else None,
        language=body.language,
        for_other=body.for_other,
        day=body.day,
    )
    if wish.phone:
        _note_network(call, call.house)
    seq = settled_lately(call.session)
    return issuing.issue(call.session, call.house, call.house.service(body.service), wish, by=call.by), seq


@reads("/tickets/<ticket_id>", PUBLIC, answer=HolderTicket)
def ticket(call: Call, ticket_id: str) -> HolderTicket:
    """A ticket as its holder sees it."""
    return _seen(call, find(call.session, id=ticket_id))


@writes("/tickets/<ticket_id>/cancel", PUBLIC, answer=HolderTicket)
def cancel(call: Call, ticket_id: str) -> HolderTicket:
    """Give the number up."""
    house, found = _held(call, ticket_id)
    return _seen(call, desk.cancel(call.session, house, found, by=call.by))


@writes(
    "/tickets/<ticket_id>/check-in",
    PUBLIC,
    body=bodies.CheckInCode,
    answer=HolderTicket,
    rate=ARRIVING,
    each="ticket_id",
)
def check_in(call: Call, ticket_id: str, body: bodies.CheckInCode) -> HolderTicket:
    """Say "I am here" with the lobby code."""
    house, found = _held(call, ticket_id)
    return _seen(call, desk.check_in(call.session, house, found, code=body.code, by=call.by))


@writes("/tickets/<ticket_id>/rejoin", PUBLIC, answer=HolderTicket)
def rejoin(call: Call, ticket_id: str) -> HolderTicket:
    """Come back after a missed call, within the grace time."""
    house, found = _held(call, ticket_id)
    return _seen(call, desk.rejoin(call.session, house, found, by=call.by))


@writes("/tickets/<ticket_id>/change", PUBLIC, body=bodies.Change, answer=HolderTicket)
def change(call: Call, ticket_id: str, body: bodies.Change) -> HolderTicket:
    """Exchange a waiting number for another service or day; answers with the new ticket."""
    house, found = _held(call, ticket_id)
    service = house.service(body.service) if body.service else None
    return _seen(call, issuing.change(call.session, house, found, service=service, day=body.day, by=call.by))


@writes("/tickets/<ticket_id>/claim-served", PUBLIC, answer=HolderTicket)
def claim_served(call: Call, ticket_id: str) -> HolderTicket:
    """Say "Saya sudah dilayani": dispute how a called ticket ended."""
    return _seen(call, desk.claim_served(call.session, find(call.session, id=ticket_id), by=call.by))


@writes("/tickets/<ticket_id>/subscriptions", PUBLIC, body=bodies.Subscription, answer=HolderTicket)
def subscribe(call: Call, ticket_id: str, body: bodies.Subscription) -> HolderTicket:
    """Leave a phone number, or this browser, for messages about this ticket: one of them, the latest wish counts."""
    found = find(call.session, id=ticket_id)
    if (body.phone is None) == (body.push is None):
        raise Invalid([{"field": "phone", "message": N_("Isi salah satu: phone atau push.")}])
    if body.push is not None:
        _tell_browser(call, found, body.push)
    else:
        _tell_phone(call, found, body)
    return _seen(call, find(call.session, id=ticket_id))


@writes("/tickets/<ticket_id>/subscriptions", PUBLIC, answer=HolderTicket, method="DELETE")
def unsubscribe(call: Call, ticket_id: str) -> HolderTicket:
    """Tell the browser of this ticket nothing more; its phone number, if there is one, is written to again."""
    subscriptions.forget(call.session, find(call.session, id=ticket_id).key)
    return _seen(call, find(call.session, id=ticket_id))


@writes("/tickets/<ticket_id>/phone", PUBLIC, answer=HolderTicket, method="DELETE")
def forget_phone(call: Call, ticket_id: str) -> HolderTicket:
    """Erase the phone number of this ticket."""
    subscriptions.forget_phone(call.session, find(call.session, id=ticket_id))
    return _seen(call, find(call.session, id=ticket_id))


@writes("/tickets/recover", PUBLIC, body=bodies.Recover, answer=HolderTicket, rate=RECOVERING)
def recover(call: Call, body: bodies.Recover) -> HolderTicket:
    """Find a ticket again by the 8-character code of its slip."""
    return _seen(call, desk.recover(call.session, body.code))


@writes("/check-in", "kiosk", "supervisor", "counter", body=bodies.CheckIn, answer=StaffTicket)
def check_in_by_staff(call: Call, body: bodies.CheckIn) -> StaffTicket:
    """A kiosk or a member of staff saw the person."""
    if (body.id is None) == (body.number is None):
        raise Invalid([{"field": "id", "message": N_("Isi salah satu: id atau number.")}])
    found = _of_site(call, body.id) if body.id else desk.of_today(call.session, call.house, body.number or "")
    return staff_ticket(call.house, desk.check_in(call.session, call.house, found, code=None, by=call.by))


def _tell_phone(call: Call, found: Ticket, body: bodies.Subscription) -> None:
    if not body.consent:
        raise Invalid([{"field": "consent", "message": N_("Persetujuan diperlukan untuk menyimpan nomor ponsel.")}])
    phone, at = e164(body.phone or ""), clock.now()
    _note_network(call, directory(call.session, found.site_id))
    subscriptions.forget(call.session, found.key)
    found = find(call.session, id=found.id)
    contacts.replace(call.session, found, phone=phone, consent=contacts.CONSENT_VERSION, at=at, channel=body.channel)


def _note_network(call: Call, house: Directory) -> None:
    """Count a phone number left from this address. Raises TooManyNumbers."""
    network = ids.keyring().digest("network", request.remote_addr or "")
    day = clock.business_day(house.site.tz_name)
    limits.note_network(call.session, house.site.id, day, network, at=clock.now())


def _tell_browser(call: Call, found: Ticket, push: bodies.Push) -> None:
    config: Config = current_app.extensions["config"]
    if not is_push_service(push.endpoint, config.push_hosts):
        raise Invalid([{"field": "push.endpoint", "message": N_("Peramban ini belum didukung untuk pemberitahuan.")}])
    keys = {"p256dh": push.keys.p256dh, "auth": push.keys.auth}
    subscriptions.keep(call.session, found, {"endpoint": push.endpoint, **keys}, at=clock.now())


def _held(call: Call, ticket_id: str) -> tuple[Directory, Ticket]:
    """A ticket with the catalogue of its own site: its holder need not know which site that is. Raises Unknown."""
    found = find(call.session, id=ticket_id)
    return directory(call.session, found.site_id), found


def _of_site(call: Call, ticket_id: str) -> Ticket:
    """A ticket of the site that staff or a kiosk works at. Raises Unknown."""
    return find(call.session, id=ticket_id, site_id=call.house.site.id)


def _seen(call: Call, found: Ticket) -> HolderTicket:
    return holders_view(call.session, directory(call.session, found.site_id), found)
