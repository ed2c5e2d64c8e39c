"""Read: a ticket as its holder sees it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from queue_app.catalogue.directory import Directory
from queue_app.forecast.estimate import NOT_WAITING, Estimate
from queue_app.line import contacts, events
from queue_app.line.facts import facts
from queue_app.line.queue_view import around, window
from queue_app.line.recovery import recovery_code
from queue_app.line.shapes import HolderTicket
from queue_app.line.ticket import Status, Ticket


def holder_ticket(
    session: Session,
    directory: Directory,
    ticket: Ticket,
    *,
    url: str,
    survey_url: str | None,
    seq: int | None = None,
) -> HolderTicket:
    """The holder's view; `url` and `survey_url` are what the door gives (the survey only once served). `seq` is the
    last event before `ticket` was read, when that was not just now.
    """
    seq = events.settled(session) if seq is None else seq
    service = directory.service_by_id[ticket.service_id]
    counter = directory.counter_by_id.get(ticket.counter_id) if ticket.counter_id else None
    hall = counter.hall if counter else service.hall
    ahead, present, estimate, reason = _place(session, directory, ticket)
    return HolderTicket(
        **facts(directory, ticket),
        id=ticket.id,
        ahead=ahead,
        present_ahead=present,
        counter_name=counter.name if counter else None,
        counter_number=counter.number if counter else None,
        floor=hall.floor,
        hall=hall.name,
        board=hall.code,
        line=service.line.prefix,
        estimate=window(directory, estimate),
        estimate_reason=reason,
        phone_kept=ticket.phone_digest is not None and contacts.phone_of(session, ticket) is not None,
        recovery_code=recovery_code(ticket.id),
        seq=seq,
        url=url,
        survey_url=survey_url,
    )


def _place(
    session: Session, directory: Directory, ticket: Ticket
) -> tuple[int | None, int | None, Estimate | None, str | None]:
    if ticket.status is not Status.WAITING:
        return None, None, None, NOT_WAITING
    view = around(session, directory, ticket.service_id, ticket.day)
    ahead = view.ahead_of(ticket)
    estimate, reason = view.estimate_for(directory.service_by_id[ticket.service_id], ahead.minutes)
    return ahead.people, ahead.present, estimate, reason
