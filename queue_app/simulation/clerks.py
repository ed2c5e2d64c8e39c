"""A clerk's day at one counter: open, call, serve, take breaks, close. Press keys as the console would.

A no is never argued with: the clerk looks at the counter again and goes on from what is there, so that
somebody real may work at the same counter.
"""

from __future__ import annotations

from queue_app.simulation.desk import Desk, Ticket
from queue_app.simulation.hall import Hall, Person
from queue_app.simulation.plan import Pause, Shift, Visit
from queue_app.simulation.serving import Serving

#: Share of calls made out of order, with the reasons given.
OUT_OF_ORDER = 0.015
REASONS = ("Membawa bayi", "Petugas memanggil berkas yang sudah siap", "Salah loket, sudah menunggu lama")
#: An idle clerk looks at the screen at least this often.
GLANCE = 120.0


class Clerk:
    """Who works at one counter of the plan."""

    def __init__(self, hall: Hall, shift: Shift) -> None:
        self.hall, self.shift, self.desk = hall, shift, Desk(hall, shift)

    async def work(self) -> None:
        """From opening to closing."""
        await self.hall.pace.until(self.shift.opens)
        await self.desk.press("open", {"services": sorted(self.shift.services)})
        while not self.desk.over:
            ticket = await self._next()
            while ticket is not None:
                ticket = await Serving(self.desk, ticket).run()
        await self._close()

    async def _next(self) -> Ticket | None:
        """Whatever comes next: a break, a person at the desk, the next number, or a look around."""
        if self.desk.pauses and self.desk.pauses[0].begins <= self.desk.now:
            await self._pause(self.desk.pauses.popleft())
            return None
        if self.hall.asking[self.shift.counter]:
            await self._requeue(self.hall.asking[self.shift.counter].popleft())
            return None
        if self.desk.held and self.desk.held[0][0] <= self.desk.now:
            return await self._unhold(self.desk.held.popleft()[1])
        if (service := self.desk.asking_here()) is not None:
            return await self._walk_in(self.hall.at_desk[service].popleft())
        ticket = await self._call()
        if ticket is None:
            await self._wait()
        return ticket

    async def _call(self) -> Ticket | None:
        if self.hall.dice.random() < OUT_OF_ORDER:
            return await self._call_by_ref()
        called = await self.desk.press("call-next")
        if called is None:
            return (await self.desk.look()).get("current")
        ticket: Ticket | None = called.get("ticket")
        if ticket is not None:
            self.hall.account.called(ticket)
        return ticket

    async def _call_by_ref(self) -> Ticket | None:
        """Call somebody who is here, but not the first."""
        here = [ticket for ticket in (await self.desk.look())["waiting"] if ticket["present"]]
        if len(here) < 2:
            return None
        chosen = self.hall.dice.choice(here[1:])
        reason = self.hall.dice.choice(REASONS)
        called: Ticket | None = await self.desk.press("call", {"ref": chosen["ref"], "reason": reason})
        if called is not None:
            self.hall.account.called(called)
        return called

    async def _pause(self, pause: Pause) -> None:
        if self.desk.now >= pause.ends:
            return
        until = self.hall.pace.instant(pause.ends).isoformat()
        if await self.desk.press("pause", {"reason": pause.reason, "until": until}) is not None:
            await self.hall.pace.until(pause.ends)
            await self.desk.press("resume")

    async def _requeue(self, ref: str) -> None:
        back = await self.desk.press("requeue", {"ref": ref})
        if back is not None:
            self.hall.account.seen(back)
            self.hall.came(back["service"])

    async def _unhold(self, ref: str) -> Ticket | None:
        back: Ticket | None = await self.desk.press("unhold", {"ref": ref})
        if back is not None:
            self.hall.account.seen(back)
        return back

    async def _walk_in(self, visit: Visit) -> Ticket | None:
        said = {"service": visit.service}
        if visit.priority is not None:
            said["priority"] = visit.priority
        ticket: Ticket | None = await self.desk.press("walk-in", said)
        if ticket is not None:
            self.hall.account.seen(ticket)
            self.hall.holders[ticket["ref"]] = Person(visit, None, visit.service)
        return ticket

    async def _wait(self) -> None:
        changes = [self.shift.closes, *(p.begins for p in self.desk.pauses), *(due for due, _ in self.desk.held)]
        soonest = min((at for at in changes if at > self.desk.now), default=self.desk.now + GLANCE)
        await self.hall.somebody(self.shift.services, min(soonest - self.desk.now, GLANCE))

    async def _close(self) -> None:
        """Serve those who were put aside, then close; somebody real may still be at work here."""
        while self.desk.held:
            ticket = await self._unhold(self.desk.held.popleft()[1])
            while ticket is not None:
                ticket = await Serving(self.desk, ticket).run()
        for _ in range(5):
            if await self.desk.press("close") is not None:
                return
            current = (await self.desk.look()).get("current")
            if current is not None:
                await Serving(self.desk, current).run()
