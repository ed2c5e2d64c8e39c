"""Somebody comes with a number: what was scanned or typed, whose ticket it is, and what follows from its state.

Who shows the ticket's own QR or its 8-character code holds it, and may have it printed again. A printed number proves
nothing but that somebody stands here: it is enough to arrive, and shows nobody else's QR or code.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import unquote, urlsplit

from sqlalchemy.orm import Session

from queue_app.catalogue.directory import Directory
from queue_app.errors import N_, Invalid, Unknown
from queue_app.ids import CROCKFORD, normalise
from queue_app.line import desk
from queue_app.line.attendance import today
from queue_app.line.ticket import Status, Ticket, find, find_all, tickets

LONGEST = 300
#: Lengths of the codes that people carry: of a ticket's slip, and of a survey.
_RECOVERY, _SURVEY = 8, 12
_MOST_TO_CHOOSE = 9

NOT_A_CODE = N_("Kode atau nomor ini tidak dikenal. Periksa lagi, atau panggil petugas.")


@dataclass(frozen=True, slots=True)
class Brought:
    """What was scanned or typed. `survey`: it opens a survey, nothing here (of the ticket, where what was typed says
    so only here). Else the tickets it may mean.

    `holds`: the person has shown that the one ticket is theirs.
    """

    survey: bool = False
    tickets: tuple[Ticket, ...] = ()
    holds: bool = False


def brought(session: Session, house: Directory, text: str) -> Brought:
    """Whose number this is. Raises Invalid for what is none of ours, also for a ticket of another site."""
    text = text[:LONGEST].strip()
    path = unquote(urlsplit(text).path) if "/" in text else ""
    try:
        if "/s/" in path:
            return Brought(survey=True)
        if "/tiket/" in path:
            handle = path.partition("/tiket/")[2].split("/")[0]
            return _held(find(session, id=handle, site_id=house.site.id))
        return _typed(session, house, text)
    except Unknown:
        raise Invalid([{"field": "kode", "message": NOT_A_CODE}]) from None


def arrive(session: Session, house: Directory, ticket: Ticket, *, by: str) -> Ticket:
    """Note that the holder is here, where that means anything. Raises Closed, TicketMovedOn."""
    if ticket.status in (Status.WAITING, Status.CANCELLED, Status.EXPIRED):
        return desk.check_in(session, house, ticket, code=None, by=by)
    return ticket


def _held(ticket: Ticket) -> Brought:
    """The holder of a served ticket comes to answer the survey."""
    if ticket.status is Status.SERVED:
        return Brought(survey=True)
    return Brought(tickets=(ticket,), holds=True)


def _typed(session: Session, house: Directory, text: str) -> Brought:
    if text.isdecimal() and len(text) <= 4:
        return Brought(tickets=_not_yet_here(session, house, int(text)))
    code = normalise(text)
    if set(code) <= set(CROCKFORD):
        if len(code) == _SURVEY:
            return Brought(survey=True)
        if len(code) == _RECOVERY:
            return _recovered(house, desk.recover(session, code))
    return Brought(tickets=(desk.of_today(session, house, text),))


def _recovered(house: Directory, ticket: Ticket) -> Brought:
    if ticket.site_id != house.site.id:
        raise Unknown()
    return replace(_held(ticket), tickets=(ticket,))


def _not_yet_here(session: Session, house: Directory, ordinal: int) -> tuple[Ticket, ...]:
    """The digits alone, as a keypad types them: everybody with this number who has not arrived. Raises Unknown."""
    t = tickets.c
    found = find_all(
        session,
        t.site_id == house.site.id,
        t.day == today(house),
        t.ordinal == ordinal,
        t.status == Status.WAITING,
        t.arrived_at.is_(None),
        order=[t.prefix],
    )
    if not found:
        raise Unknown()
    return tuple(found[:_MOST_TO_CHOOSE])
