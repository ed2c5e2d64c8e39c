"""A clerk who signs out leaves nobody waiting before an empty chair: the own counter pauses (ux.md §3.7, 9)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from queue_app.catalogue.directory import directory
from queue_app.errors import N_
from queue_app.line import attendance
from queue_app.people.actor import Actor
from queue_app.people.sessions import works_there

#: Why the counter pauses, as TVs and phones say it.
REASON = N_("Pergantian petugas")


def pause_own_counter(session: Session, me: Actor, *, at: datetime) -> None:
    """Pause a clerk's open counter, unless a colleague who is signed in works there too; a ticket in hand stays."""
    if me.counter_id is None or works_there(session, me.counter_id, but=me.staff_id, at=at):
        return
    house = directory(session, me.site_id)
    counter = next((one for one in house.counters.values() if one.id == me.counter_id), None)
    if counter is not None and attendance.state_of(session, house, counter, lock=True).open:
        attendance.pause(session, house, counter, reason=REASON, by=me.label)
