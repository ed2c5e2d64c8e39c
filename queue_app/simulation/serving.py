"""One ticket at one counter, from being called to whatever ends it there."""

from __future__ import annotations

from typing import Any

from queue_app.simulation.desk import Desk, Ticket
from queue_app.simulation.plan import Slip

#: How long a clerk waits for a person before calling again, and then before giving up.
PATIENCE = 45.0
NOTE = "Perlu layanan lanjutan"
#: What is said to be missing where the service's standard lists nothing.
PAPERS = ["Fotokopi KTP-el"]


class Serving:
    """What happens with the ticket that is at the counter now."""

    def __init__(self, desk: Desk, ticket: Ticket) -> None:
        self.desk, self.hall, self.ticket = desk, desk.hall, ticket
        self.person = desk.person(ticket["ref"])
        self.visit = self.person.visit

    async def run(self) -> Ticket | None:
        """Go on until the counter is free, or has called the next ticket (which is returned)."""
        if self.ticket["status"] == "SERVING":
            return await self._serve()
        if self._slips(Slip.CALL) and await self._undo():
            # Taking back "finish and call next" brings back whoever was being served.
            return self.ticket if self.ticket["status"] == "SERVING" else None
        if not self.person.comes:
            return await self._miss()
        await self._rest(self.visit.walk_s)
        if self.visit.slow:
            await self._press("recall", count="recalled")
            await self._rest(self.visit.walk_s)
        if await self._press("start") is None:
            return await self._from_what_is_there()
        return await self._serve()

    async def _serve(self) -> Ticket | None:
        if self.visit.hold_s and not self.person.held:
            await self._hold()
            return None
        target = self.visit.transfer_to
        if target not in (None, self.person.service) and not self.person.transferred:
            await self._transfer(str(target))
            return None
        await self._rest(self.visit.serve_s)
        if self._slips(Slip.FINISH) and await self._press("finish"):
            if not await self._undo():
                self.desk.served(self.person)
                return None
            await self._rest(60)
        return await self._finish()

    async def _finish(self) -> Ticket | None:
        outcome = await self._outcome()
        body = {"outcome": outcome} if outcome else {}
        if self.desk.wanted_elsewhere:
            done, following = await self._press("finish", body), None
        else:
            done, following = await self._finish_and_call_next(body)
        if done is None:
            return await self._from_what_is_there()
        self.desk.served(self.person)
        return following

    async def _finish_and_call_next(self, body: Ticket) -> tuple[Ticket | None, Ticket | None]:
        both = await self.desk.press("finish-and-call-next", body)
        if both is None:
            return None, None
        self.hall.account.seen(both["finished"])
        if both["ticket"] is not None:
            self.hall.account.called(both["ticket"])
        return both["finished"], both["ticket"]

    async def _outcome(self) -> dict[str, Any] | None:
        if not self.visit.lacks_papers:
            return None
        service = await self.hall.api().get(f"/services/{self.ticket['service']}")
        listed = service.said.get("outcomes") or PAPERS
        return {"kind": "berkas-kurang", "missing": [self.hall.dice.choice(listed)]}

    async def _hold(self) -> None:
        self.person.held = True
        await self._rest(self.visit.serve_s * 0.3)
        if await self._press("hold") is not None:
            self.desk.held.append((self.desk.now + self.visit.hold_s, self.ticket["ref"]))

    async def _transfer(self, target: str) -> None:
        self.person.transferred = True
        await self._rest(self.visit.serve_s * 0.4)
        if await self._press("transfer", {"service": target, "note": NOTE}) is not None:
            self.person.service = target
            self.hall.came(target)

    async def _miss(self) -> Ticket | None:
        await self._rest(PATIENCE)
        await self._press("recall", count="recalled")
        await self._rest(PATIENCE)
        missed = await self._press("miss")
        if missed and self._slips(Slip.MISS) and await self._undo():
            await self._rest(30)
            missed = await self._press("miss")
        if missed is None:
            return await self._from_what_is_there()
        self.desk.missed(self.person, self.ticket["ref"])
        return None

    async def _undo(self) -> bool:
        """Take the last step back at once; too late is too late."""
        self.person.slipped = True
        return await self._press("undo") is not None

    async def _from_what_is_there(self) -> Ticket | None:
        """The counter did not do as told: whatever is there now is what to go on with."""
        await self._rest(5)
        current: Ticket | None = (await self.desk.look()).get("current")
        return current

    def _slips(self, kind: Slip) -> bool:
        return self.visit.slip is kind and not self.person.slipped

    async def _press(self, act: str, body: Ticket | None = None, count: str = "") -> Ticket | None:
        seen: Ticket | None = await self.desk.press(act, body)
        if seen is not None:
            self.hall.account.seen(seen)
            self.ticket = seen
            if count:
                self.hall.account.acts[count] += 1
        return seen

    async def _rest(self, seconds: float) -> None:
        await self.hall.pace.rest(seconds)
