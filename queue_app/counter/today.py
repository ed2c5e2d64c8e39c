"""Read: the counter's day beside its queue: its figures, what can be taken back, and claims that wait for an answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from queue_app import clock
from queue_app.counter.wording import step_words
from queue_app.counter.workplace import Workplace
from queue_app.line.attendance import state_of, today
from queue_app.line.auto_start import due_at
from queue_app.line.measured import INCOMPLETE
from queue_app.line.shapes import CounterShape, StaffTicket
from queue_app.line.staff_view import staff_ticket
from queue_app.line.steps import started_by_itself
from queue_app.line.ticket import Status, find, find_all, tickets


@dataclass(frozen=True, slots=True)
class Figures:
    """Pressure and pace; `incomplete` of the `served` lacked papers. Minutes are whole, an average at least 1; None
    where nothing has been measured yet.
    """

    waiting: int
    longest: int | None
    average: int | None
    served: int
    incomplete: int


@dataclass(frozen=True, slots=True)
class Undoable:
    """The counter's last step as words, and until when it can be taken back."""

    words: str
    until: datetime


def figures(place: Workplace, shape: CounterShape) -> Figures:
    """Today's figures of this counter."""
    t = tickets.c
    served = find_all(
        place.session,
        t.counter_id == place.counter.id,
        t.day == today(place.house),
        t.status == Status.SERVED,
    )
    took = [x.ended_at - x.started_at for x in served if x.ended_at and x.started_at]
    since = [x["arrived_at"] for x in shape["waiting"] if x["arrived_at"]]
    return Figures(
        waiting=shape["waiting_total"],
        longest=minutes_since(min(since)) if since else None,
        average=max(1, round(sum(d.total_seconds() for d in took) / len(took) / 60)) if took else None,
        served=len(served),
        incomplete=sum(x.outcome == INCOMPLETE for x in served),
    )


def undoable(place: Workplace, shape: CounterShape) -> Undoable | None:
    """What `undo` would take back, named after the first ticket it touched; None when there is nothing."""
    step = state_of(place.session, place.house, place.counter).last_step
    if shape["undo_until"] is None or step is None:
        return None
    first = find(place.session, key=step["tickets"][0]["key"])
    return Undoable(step_words(step["verb"], first.number), shape["undo_until"])


def starts_at(place: Workplace, shape: CounterShape) -> datetime | None:
    """When the person who is called is served without a key; None where the counter waits for the clerk."""
    current = shape["current"]
    return due_at(place.session, place.counter, place.ticket(current["ref"])) if current else None


def began_by_itself(place: Workplace, shape: CounterShape) -> bool:
    """Whether the person who is being served was never seen by anybody: the counter's delay was over."""
    current = shape["current"]
    return current is not None and started_by_itself(place.session, place.ticket(current["ref"])) is not None


def claims(place: Workplace) -> list[StaffTicket]:
    """Tickets of this counter whose holders say "Saya sudah dilayani", also of earlier days."""
    t = tickets.c
    found = find_all(
        place.session,
        t.counter_id == place.counter.id,
        t.claimed_at.is_not(None),
        t.status.in_((Status.NO_SHOW, Status.UNFINISHED)),
        order=[t.claimed_at],
    )
    return [staff_ticket(place.house, ticket) for ticket in found]


def minutes_since(at: datetime) -> int:
    """Whole minutes from then to now."""
    return max(0, int((clock.now() - at).total_seconds() // 60))
