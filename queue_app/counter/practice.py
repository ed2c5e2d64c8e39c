"""Practice: a hall of six people who do not exist, kept as the list of what the clerk did, in the clerk's own browser.

No row is written and nobody is told: the state is folded anew from the list for every page, by the same table of legal
moves and the same order of calling as the real line. Times are real seconds, so that timers run and undo ends.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from queue_app.catalogue.directory import Directory, Service
from queue_app.errors import Unknown
from queue_app.line.attendance import CLOSED, FRESH
from queue_app.line.discipline import Waiting, call_order
from queue_app.line.shapes import StaffTicket
from queue_app.line.steps import UNDO_SECONDS
from queue_app.line.ticket import PRIORITY_LANE, REGULAR_LANE

#: Minutes since they came (None: still at home), and why somebody goes first.
_PEOPLE: tuple[tuple[int | None, str | None], ...] = (
    (18, None), (14, None), (11, None), (9, "lansia"), (6, None), (None, None),
)  # fmt: skip
AT_THE_COUNTER = ("CALLED", "SERVING")


@dataclass(frozen=True, slots=True)
class Act:
    """One press: the verb of the route, how many seconds after the beginning, and the fields of its form."""

    verb: str
    second: int
    form: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Practice:
    """The pretended counter after everything that was done at it so far."""

    house: Directory
    services: list[Service]
    began: datetime
    tickets: list[StaffTicket]
    status: str = CLOSED
    reason: str | None = None
    until: datetime | None = None
    since_priority: int = FRESH
    calls: int = 0
    last: tuple[str, datetime, list[StaffTicket], int] | None = None

    @property
    def current(self) -> StaffTicket | None:
        return next((t for t in self.tickets if t["status"] in AT_THE_COUNTER), None)

    def waiting(self, *, present: bool) -> list[StaffTicket]:
        """Who waits, in the order in which this counter would call them."""
        some = [(n, t) for n, t in enumerate(self.tickets) if t["status"] == "WAITING" and t["present"] is present]
        lane = {n: PRIORITY_LANE if t["priority"] else REGULAR_LANE for n, t in some}
        values = [Waiting(n, n, lane[n], present, 0) for n, _ in some]
        every = self.house.site.priority_every
        return [self.tickets[w.key] for w in call_order(values, every=every, since_priority=self.since_priority)]

    def ticket(self, ref: str) -> StaffTicket:
        """One of the pretended tickets. Raises Unknown."""
        found = next((t for t in self.tickets if t["ref"] == ref), None)
        if found is None:
            raise Unknown()
        return found

    def undoable(self, at: datetime) -> tuple[str, str, datetime] | None:
        """(verb, number, until when) of the step that can be taken back."""
        if self.last is None or at > self.last[1] + timedelta(seconds=UNDO_SECONDS):
            return None
        verb, when, before, _since = self.last
        now = {t["ref"]: t for t in self.tickets}
        touched = next((t for t in before if t != now[t["ref"]]), before[0])
        return verb, touched["number"], when + timedelta(seconds=UNDO_SECONDS)


def begin(house: Directory, services: list[Service], at: datetime) -> Practice:
    """The hall as the lesson begins: five people are here, one is on the way."""
    tickets = [pretended(n, services[n % len(services)], at, came, why) for n, (came, why) in enumerate(_PEOPLE, 1)]
    return Practice(house, services, at, tickets)


def pretended(n: int, service: Service, at: datetime, came: int | None, priority: str | None) -> StaffTicket:
    """A ticket that nobody holds; `came` is how many minutes ago, None for somebody who is still at home."""
    here = None if came is None else at - timedelta(minutes=came)
    return StaffTicket(
        ref=f"latihan-{n}",
        number=f"A{n:03d}",
        prefix="A",
        ordinal=n,
        day=at.date(),
        status="WAITING",
        service=service.code,
        service_name=service.name,
        issued_service=service.code,
        channel="remote" if came is None else "kiosk",
        priority=priority,
        issued_at=here or at - timedelta(minutes=40),
        arrived_at=here,
        called_at=None,
        started_at=None,
        missed_at=None,
        ended_at=None,
        claimed_at=None,
        counter=None,
        recalls=0,
        outcome=None,
        missing=[],
        present=here is not None,
        note=None,
    )
