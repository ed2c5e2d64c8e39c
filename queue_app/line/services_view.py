"""Read: services as the public finds them: open or closed, how many wait, when somebody who takes a number now is
called.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from queue_app.catalogue import hours
from queue_app.catalogue.directory import Directory, Service
from queue_app.line.numbers import quotas_left
from queue_app.line.queue_view import QueueView, local_or_none, window
from queue_app.line.shapes import ServiceShape


def service_shapes(session: Session, directory: Directory, services: list[Service]) -> list[ServiceShape]:
    """The public view of some services, in the given order."""
    view = QueueView(session, directory)
    waiting = view.waiting(directory.service_by_id)
    left = quotas_left(session, directory.site, view.day, services)
    return [_shape(view, directory, s, waiting, left.get(s.id)) for s in services]


def _shape(
    view: QueueView, directory: Directory, service: Service, waiting: Mapping[int, int], left: tuple[int, int] | None
) -> ServiceShape:
    opening = hours.opening(service, directory.site, view.now)
    estimate, reason = view.estimate_at_end(service, waiting)
    return ServiceShape(
        code=service.code,
        name=service.name,
        agency=service.agency.code,
        agency_name=service.agency.short_name,
        floor=service.hall.floor,
        prefix=service.line.prefix,
        open=opening.open and (left is None or left[0] > 0),
        opens_at=local_or_none(directory, opening.opens_at),
        closes_at=local_or_none(directory, opening.closes_at),
        next_opens_at=local_or_none(directory, opening.next_opens_at),
        reason=opening.closure or opening.reason,
        online_allowed=service.online_allowed,
        waiting=waiting.get(service.id, 0),
        remote_left=(left[1] if left else None) if service.online_allowed else 0,
        estimate=window(directory, estimate),
        estimate_reason=reason,
    )
