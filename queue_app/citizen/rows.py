"""Services as a list shows them: each with what a citizen at home can do with it now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from queue_app import clock
from queue_app.catalogue import hours
from queue_app.catalogue.directory import Directory, Service
from queue_app.citizen.wording import wait_words
from queue_app.line.queue_view import QueueView
from queue_app.line.services_view import service_shapes
from queue_app.line.shapes import ServiceShape, Window


@dataclass(frozen=True, slots=True)
class Row:
    """One service. `state`: open (take a number), closed, full (none left from home), hall (numbers
    are given on the spot only). `waiting` are all who stand before somebody who takes a number
    now, also for other services of the same counters. `wait` is told as "25–40 menit", `opens`
    when numbers are given again, `closes` when the agency closes today, `left` how many numbers can
    still be taken from home today (None: as many as come).
    """

    service: Service
    state: str
    waiting: int
    estimate: Window | None
    wait: str | None
    opens: datetime | None
    closes: datetime | None
    left: int | None


def rows(session: Session, house: Directory, services: Sequence[Service]) -> list[Row]:
    """One row per service, in the given order."""
    shapes = service_shapes(session, house, list(services))
    view = QueueView(session, house)
    waiting = view.waiting(house.service_by_id)
    return [_row(house, shape, s, view.before_the_next(s, waiting)) for s, shape in zip(services, shapes, strict=True)]


def _row(house: Directory, shape: ServiceShape, service: Service, waiting: int) -> Row:
    now = clock.now()
    state = _state(shape)
    opens = None
    if state == "closed":
        today = clock.business_day(house.site.tz_name, now)
        taking = hours.may_take(house.site, service.agency, today, now)
        opens = taking.taking_from or taking.next_opens_at
    return Row(
        service=service,
        state=state,
        waiting=waiting,
        estimate=shape["estimate"],
        wait=wait_words(shape["estimate"], now),
        opens=opens,
        closes=shape["closes_at"],
        left=shape["remote_left"],
    )


def _state(shape: ServiceShape) -> str:
    if shape["reason"] is not None:
        return "closed"
    if not shape["online_allowed"]:
        return "hall"
    return "full" if shape["remote_left"] == 0 or not shape["open"] else "open"
