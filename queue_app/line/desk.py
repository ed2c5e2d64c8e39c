"""What a citizen does with the number they hold: check in, cancel, rejoin, claim to have been served, find it again."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from queue_app import clock, ids
from queue_app.catalogue.directory import Directory
from queue_app.catalogue.hours import Closed
from queue_app.errors import N_, Unknown
from queue_app.line import events, lobby_code
from queue_app.line.arrival import is_late, place_after_late_arrival
from queue_app.line.attendance import today
from queue_app.line.events import Kind
from queue_app.line.numbers import give_back
from queue_app.line.recovery import recovery_digest
from queue_app.line.refusals import NotCallable, TicketMovedOn
from queue_app.line.ticket import Status, Ticket, find, move, put


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
    events.of_ticket(session, Kind.CHECKED_IN, arrived, was=ticket.status, by=by, at=at, data={"late": late})
    return arrived


def cancel(session: Session, directory: Directory, ticket: Ticket, *, by: str) -> Ticket:
    """Give the number up; a waiting ticket frees its quota. Raises TicketMovedOn."""
    at = clock.now()
    cancelled = move(session, ticket, "cancel", ended_at=at)
    give_back(session, directory, ticket)
    events.of_ticket(session, Kind.CANCELLED, cancelled, was=ticket.status, by=by, at=at)
    return cancelled


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
    events.of_ticket(session, Kind.REJOINED, back, was=ticket.status, by=by, at=at)
    return back


def claim_served(session: Session, ticket: Ticket, *, by: str) -> Ticket:
    """Say "Saya sudah dilayani": the holder disputes how a called ticket ended; a supervisor answers. A second claim
    changes nothing.
    """
    disputable = (Status.NO_SHOW, Status.UNFINISHED)
    if ticket.status not in disputable or ticket.called_at is None:
        raise TicketMovedOn(number=ticket.number, state=ticket.state_word)
    if ticket.claimed_at is not None:
        return ticket
    at = clock.now()
    claimed = put(session, ticket, ticket.status, claimed_at=at)
    events.of_ticket(
        session, Kind.CLAIMED_SERVED, claimed, was=ticket.status, by=by, at=at, counter_id=ticket.counter_id
    )
    return claimed


def recover(session: Session, code: str) -> Ticket:
    """The ticket of an 8-character recovery code, look-alikes forgiven. Raises Unknown."""
    return find(session, recovery_digest=recovery_digest(ids.normalise(code)))


def of_today(session: Session, directory: Directory, number: str) -> Ticket:
    """Today's ticket with this printed number, written as A012, a12 or "A 12". Raises Unknown."""
    text = number.replace(" ", "").replace("-", "").upper()
    prefix, digits = text.rstrip("0123456789"), text.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    if not prefix or not digits.isdigit() or prefix + digits != text:
        raise Unknown()
    day = today(directory)
    return find(session, site_id=directory.site.id, day=day, prefix=prefix, ordinal=int(digits))
