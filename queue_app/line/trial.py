"""The test call of a new mall: a number that really goes to the board, and is cancelled when somebody has looked.

It works at any hour, as set-up is done when the mall is closed. The number is a real one of its line and day, so that
screens, voice and events are those of life; it ends as cancelled and counts as nobody's visit.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from queue_app.catalogue.directory import Counter, Directory
from queue_app.catalogue.refusals import ServesNothing
from queue_app.line import attendance, calling, desk, issuing, serving
from queue_app.line.acks import display_acks
from queue_app.line.attendance import OPEN, current_ticket, state_of
from queue_app.line.events import Kind, ticket_events
from queue_app.line.ticket import Status, Ticket, find

#: The reason that the event of a test call carries.
REASON = "Uji panggilan"


@dataclass(frozen=True, slots=True)
class Seen:
    """What screens said of a call: which one showed it and which one said it, and when."""

    display: str
    shown_at: datetime | None
    heard_at: datetime | None


def begin_trial(session: Session, house: Directory, counter: Counter, *, by: str) -> Ticket:
    """Open the counter if it is closed and call a number of its first service there. Raises ServesNothing, CounterBusy
    while somebody is being served.
    """
    service = next((s for s in house.services.values() if s.id in counter.service_ids), None)
    if service is None:
        raise ServesNothing()
    if state_of(session, house, counter, lock=True).status != OPEN:
        attendance.open_counter(session, house, counter, by=by)
    ticket = issuing.issue(session, house, service, issuing.Wish(channel="counter"), by=by)
    return calling.call(session, house, counter, ticket, reason=REASON, by=by)


def end_trial(session: Session, house: Directory, counter: Counter, ref: str, *, by: str) -> None:
    """Cancel the test number and close the counter. A number that is over already is fine: the day may have ended."""
    ticket = find(session, ref=ref, site_id=house.site.id)
    here = current_ticket(session, counter)
    if here is not None and here.key == ticket.key and ticket.status is Status.CALLED:
        ticket = serving.hold(session, house, counter, by=by)
    if ticket.status in (Status.HELD, Status.WAITING, Status.NO_SHOW):
        desk.cancel(session, house, ticket, by=by)
    if current_ticket(session, counter) is None:
        attendance.close(session, house, counter, by=by)


def seen(session: Session, house: Directory, ref: str) -> list[Seen]:
    """Which screens have shown or said the call of this number."""
    e, a = ticket_events.c, display_acks.c
    query = (
        select(a.display, a.shown_at, a.heard_at)
        .join(ticket_events, e.seq == a.event)
        .where(a.site_id == house.site.id, e.ref == ref, e.kind == Kind.CALLED)
    )
    return [Seen(*row) for row in session.execute(query)]
