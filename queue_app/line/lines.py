"""Read: one line in public. One broadcast serves a thousand phones: each finds its own number in `order`."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from queue_app import clock
from queue_app.catalogue.directory import Directory, Line
from queue_app.line import events
from queue_app.line.arrival import competing_services
from queue_app.line.attendance import today
from queue_app.line.queue_view import QueueView, local, window
from queue_app.line.said import mark
from queue_app.line.shapes import LineService, LineShape
from queue_app.line.ticket import OPEN_AT_COUNTER, find_all, tickets
from queue_app.line.weight import lighten

#: What a line may weigh, in bytes: it goes to every phone of the line at every change (CONTRACT §4).
LARGEST = 1024
#: The numbers in `order`; a phone further back asks for its own ticket.
MOST_SHOWN = 200


def line_shape(session: Session, directory: Directory, line: Line) -> LineShape:
    """Who is being served, and the order of those who wait for what the line's counters serve, at most MOST_SHOWN.

    Numbers of another prefix appear when they wait for the same counters. Whoever is absent and whose turn has passed
    is left out: their place is decided when they arrive. `services` are those somebody waits for, the most wanted
    first; in a long line only those that a small broadcast has room for.
    """
    seq = events.settled(session)
    own = directory.services_of_line(line)
    services = frozenset().union(*(competing_services(directory, s.id) for s in own)) if own else frozenset[int]()
    view = QueueView(session, directory, services)
    waiting = view.waiting(services)
    wanted = sorted((s.id for s in own if s.id in waiting), key=lambda s: (-waiting[s], s))
    shape = LineShape(
        prefix=line.prefix,
        seq=seq,
        as_of=local(directory, clock.now()),
        serving=_serving(session, directory, services),
        order=[one.number for one in view.order(services, MOST_SHOWN)],
        services=[_service(view, directory, s, waiting) for s in wanted],
        said=mark(session, directory),
    )
    lighten(shape, "services", most=LARGEST, least=1)
    return shape


def _service(view: QueueView, directory: Directory, service_id: int, waiting: Mapping[int, int]) -> LineService:
    service = directory.service_by_id[service_id]
    estimate, reason = view.estimate_at_end(service, waiting)
    return LineService(code=service.code, estimate=window(directory, estimate), estimate_reason=reason)


def _serving(session: Session, directory: Directory, services: frozenset[int]) -> list[str]:
    t = tickets.c
    found = find_all(
        session,
        t.site_id == directory.site.id,
        t.day == today(directory),
        t.service_id.in_(services),
        t.status.in_(OPEN_AT_COUNTER),
        order=[t.called_at.desc()],
    )
    return [ticket.number for ticket in found]
