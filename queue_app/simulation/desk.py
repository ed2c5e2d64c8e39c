"""One counter of the plan, as its clerk has it at hand: keys to press, what the screen shows, who was put aside."""

from __future__ import annotations

from collections import deque
from typing import Any

from queue_app.simulation import citizens
from queue_app.simulation.hall import Hall, Person
from queue_app.simulation.plan import Channel, Pause, Shift, Visit

Ticket = dict[str, Any]


class Desk:
    """A counter during one shift. Times are seconds since midnight."""

    def __init__(self, hall: Hall, shift: Shift) -> None:
        self.hall, self.shift = hall, shift
        self.api = hall.api(hall.bearers.counters[shift.counter])
        self.pauses: deque[Pause] = deque(shift.pauses)
        #: When to fetch them again, and who: those who were put aside.
        self.held: deque[tuple[float, str]] = deque()

    @property
    def now(self) -> float:
        """Seconds since midnight."""
        return self.hall.pace.second()

    @property
    def over(self) -> bool:
        """Whether closing time has come."""
        return self.now >= self.shift.closes

    @property
    def wanted_elsewhere(self) -> bool:
        """Whether something other than the next number comes first."""
        if self.over or (self.pauses and self.pauses[0].begins <= self.now):
            return True
        held = bool(self.held) and self.held[0][0] <= self.now
        return held or bool(self.hall.asking[self.shift.counter]) or self.asking_here() is not None

    async def press(self, act: str, body: dict[str, Any] | None = None) -> Any:
        """One act of the counter; None when it was refused, else what came back."""
        answer = await self.api.post(f"/counters/{self.shift.counter}/{act}", body)
        if not answer.ok:
            return None
        self.hall.account.acts[act] += answer.status != 204
        return answer.said

    async def look(self) -> Ticket:
        """The counter as it is now."""
        return (await self.api.get(f"/counters/{self.shift.counter}")).said

    def person(self, ref: str) -> Person:
        """Who holds this number; somebody unknown is a patient stranger."""
        known = self.hall.holders.get(ref)
        if known is not None:
            return known
        stranger = Visit(self.now, "", Channel.KIOSK, walk_s=75, serve_s=240, slow=True)
        return Person(stranger, None, "")

    def asking_here(self) -> str | None:
        """The service of somebody who stands at this desk without a number."""
        waiting = (s for s in sorted(self.shift.services) if self.hall.at_desk[s])
        return next(waiting, None)

    def served(self, person: Person) -> None:
        """The person leaves, and may answer the survey."""
        self.hall.errand(citizens.after_served(self.hall, person))

    def missed(self, person: Person, ref: str) -> None:
        """The person was not there."""
        self.hall.errand(citizens.after_missed(self.hall, person, self.shift.counter, ref))
