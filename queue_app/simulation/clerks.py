"""A clerk's day at one counter: open, call, serve, take breaks, close. Press keys as the console would.

A no is never argued with: the clerk looks at the counter again and goes on from what is there, so that
somebody real may work at the same counter.
"""

from __future__ import annotations

from collections import deque
from typing import Any

from queue_app.simulation import citizens
from queue_app.simulation.hall import Hall, Person
from queue_app.simulation.plan import Channel, Pause, Shift, Visit
from queue_app.simulation.serving import Serving

#: Share of calls made out of order, with the reasons given.
OUT_OF_ORDER = 0.015
REASONS = ("Membawa bayi", "Petugas memanggil berkas yang sudah siap", "Salah loket, sudah menunggu lama")
#: An idle clerk looks at the screen at least this often.
GLANCE = 120.0

Ticket = dict[str, Any]


class Clerk:
    """One counter of the plan."""

    def __init__(self, hall: Hall, shift: Shift) -> None:
        self.hall, self.shift = hall, shift
        self.api = hall.api(hall.bearers.counters[shift.counter])
        self.pauses: deque[Pause] = deque(shift.pauses)
        self.held: deque[tuple[float, str]] = deque()

    async def work(self) -> None:
        """From opening to closing."""
        await self.hall.pace.until(self.shift.opens)
        await self.press("open", {"services": sorted(self.shift.services)})
        while not self.over:
            ticket = await self._next()
            while ticket is not None:
                ticket = await Serving(self, ticket).run()
        await self._close()

    @property
    def over(self) -> bool:
        """Whether closing time has come."""
        return self.now >= self.shift.closes

    @property
    def now(self) -> float:
        """Seconds since midnight."""
        return self.hall.pace.second()

    @property
    def wanted_elsewhere(self) -> bool:
        """Whether something other than the next number comes first."""
        if self.over or (self.pauses and self.pauses[0].begins <= self.now):
            return True
        held = bool(self.held) and self.held[0][0] <= self.now
        return held or bool(self.hall.asking[self.shift.counter]) or self._at_desk() is not None

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

    async def _next(self) -> Ticket | None:
        """Whatever comes next: a break, a person at the desk, the next number, or a look around."""
        if self.pauses and self.pauses[0].begins <= self.now:
            await self._pause(self.pauses.popleft())
            return None
        if self.hall.asking[self.shift.counter]:
            await self._requeue(self.hall.asking[self.shift.counter].popleft())
            return None
        if self.held and self.held[0][0] <= self.now:
            return await self._unhold(self.held.popleft()[1])
        if (service := self._at_desk()) is not None:
            return await self._walk_in(self.hall.at_desk[service].popleft())
        ticket = await self._call()
        if ticket is None:
            await self._wait()
        return ticket

    async def _call(self) -> Ticket | None:
        if self.hall.dice.random() < OUT_OF_ORDER:
            return await self._call_by_ref()
        called = await self.press("call-next")
        if called is None:
            return (await self.look()).get("current")
        ticket: Ticket | None = called.get("ticket")
        if ticket is not None:
            self.hall.account.called(ticket)
        return ticket

    async def _call_by_ref(self) -> Ticket | None:
        """Call somebody who is here, but not the first."""
        here = [ticket for ticket in (await self.look())["waiting"] if ticket["present"]]
        if len(here) < 2:
            return None
        chosen = self.hall.dice.choice(here[1:])
        reason = self.hall.dice.choice(REASONS)
        called: Ticket | None = await self.press("call", {"ref": chosen["ref"], "reason": reason})
        if called is not None:
            self.hall.account.called(called)
        return called

    async def _pause(self, pause: Pause) -> None:
        if self.now >= pause.ends:
            return
        until = self.hall.pace.instant(pause.ends).isoformat()
        if await self.press("pause", {"reason": pause.reason, "until": until}) is not None:
            await self.hall.pace.until(pause.ends)
            await self.press("resume")

    async def _requeue(self, ref: str) -> None:
        back = await self.press("requeue", {"ref": ref})
        if back is not None:
            self.hall.account.seen(back)
            self.hall.came(back["service"])

    async def _unhold(self, ref: str) -> Ticket | None:
        back: Ticket | None = await self.press("unhold", {"ref": ref})
        if back is not None:
            self.hall.account.seen(back)
        return back

    async def _walk_in(self, visit: Visit) -> Ticket | None:
        said = {"service": visit.service}
        if visit.priority is not None:
            said["priority"] = visit.priority
        ticket: Ticket | None = await self.press("walk-in", said)
        if ticket is not None:
            self.hall.account.seen(ticket)
            self.hall.holders[ticket["ref"]] = Person(visit, None, visit.service)
        return ticket

    async def _wait(self) -> None:
        changes = [self.shift.closes, *(p.begins for p in self.pauses), *(due for due, _ in self.held)]
        soonest = min((at for at in changes if at > self.now), default=self.now + GLANCE)
        await self.hall.somebody(self.shift.services, min(soonest - self.now, GLANCE))

    async def _close(self) -> None:
        """Serve those who were put aside, then close; somebody real may still be at work here."""
        while self.held:
            ticket = await self._unhold(self.held.popleft()[1])
            while ticket is not None:
                ticket = await Serving(self, ticket).run()
        for _ in range(5):
            if await self.press("close") is not None:
                return
            current = (await self.look()).get("current")
            if current is not None:
                await Serving(self, current).run()

    def _at_desk(self) -> str | None:
        waiting = (s for s in sorted(self.shift.services) if self.hall.at_desk[s])
        return next(waiting, None)

    def served(self, person: Person) -> None:
        """The person leaves, and may answer the survey."""
        self.hall.errand(citizens.after_served(self.hall, person))

    def missed(self, person: Person, ref: str) -> None:
        """The person was not there."""
        self.hall.errand(citizens.after_missed(self.hall, person, self.shift.counter, ref))
