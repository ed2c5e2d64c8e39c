"""Read: what holders and staff alike see of a ticket, in codes and in the site's time."""

from __future__ import annotations

from queue_app.catalogue.directory import Directory
from queue_app.line.queue_view import local, local_or_none
from queue_app.line.shapes import TicketFacts
from queue_app.line.ticket import Ticket


def facts(directory: Directory, ticket: Ticket) -> TicketFacts:
    """The common part of every view of a ticket."""
    counter = directory.counter_by_id.get(ticket.counter_id) if ticket.counter_id else None
    service = directory.service_by_id[ticket.service_id]
    return TicketFacts(
        ref=ticket.ref,
        number=ticket.number,
        prefix=ticket.prefix,
        ordinal=ticket.ordinal,
        day=ticket.day,
        status=ticket.status.value,
        service=service.code,
        service_name=service.name,
        issued_service=directory.service_by_id[ticket.issued_service_id].code,
        channel=ticket.channel,
        priority=ticket.priority,
        issued_at=local(directory, ticket.issued_at),
        arrived_at=local_or_none(directory, ticket.arrived_at),
        called_at=local_or_none(directory, ticket.called_at),
        started_at=local_or_none(directory, ticket.started_at),
        missed_at=local_or_none(directory, ticket.missed_at),
        ended_at=local_or_none(directory, ticket.ended_at),
        claimed_at=local_or_none(directory, ticket.claimed_at),
        counter=counter.code if counter else None,
        recalls=ticket.recalls,
        outcome=ticket.outcome,
        missing=ticket.missing or [],
    )
