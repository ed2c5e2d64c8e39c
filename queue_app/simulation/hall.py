"""The hall in which the simulated people meet: who holds which number, who has come, who asks for what.

Clerks and citizens know of each other only what they would see in a hall; everything else goes through
the API.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Coroutine
from dataclasses import dataclass, field
from random import Random
from typing import Any

from queue_app.simulation.api import Api
from queue_app.simulation.house import House
from queue_app.simulation.pace import Pace
from queue_app.simulation.plan import Visit
from queue_app.simulation.tally import Account


@dataclass(frozen=True, slots=True)
class Bearers:
    """Tokens of the machines and people of the hall."""

    kiosk: str
    display: str
    supervisor: str
    counters: dict[str, str]


@dataclass(slots=True)
class Person:
    """Somebody with a number. `handle` is None for a number that was given at the counter.

    `comes` is whether the next call will be answered; the rest has happened already, and happens once.
    """

    visit: Visit
    handle: str | None
    service: str
    comes: bool = True
    held: bool = False
    transferred: bool = False
    slipped: bool = False


@dataclass(eq=False)
class Hall:
    """Everything the people of one day share."""

    public: Api
    bearers: Bearers
    house: House
    pace: Pace
    dice: Random
    account: Account = field(default_factory=Account)
    holders: dict[str, Person] = field(default_factory=dict)
    at_desk: dict[str, deque[Visit]] = field(default_factory=lambda: defaultdict(deque))
    asking: dict[str, deque[str]] = field(default_factory=lambda: defaultdict(deque))
    _idle: list[tuple[frozenset[str], asyncio.Future[None]]] = field(default_factory=list)
    _errands: set[asyncio.Task[None]] = field(default_factory=set)

    def api(self, bearer: str | None = None) -> Api:
        """The server for one of the hall's users."""
        return self.public.of(bearer)

    def came(self, service: str) -> None:
        """Somebody who wants this service is in the hall: an idle clerk looks up."""
        for able, sleeper in self._idle:
            if service in able and not sleeper.done():
                sleeper.set_result(None)
                return

    async def somebody(self, services: frozenset[str], at_most: float) -> None:
        """Wait, as an idle clerk, until somebody comes or product time has passed."""
        entry = (services, asyncio.get_running_loop().create_future())
        self._idle.append(entry)
        try:
            await asyncio.wait_for(entry[1], max(at_most, 1) / self.pace.speed)
        except TimeoutError:
            pass
        finally:
            self._idle.remove(entry)

    def errand(self, what: Coroutine[Any, Any, None]) -> None:
        """Let something go on beside; a failure in it shows when the day ends."""
        task = asyncio.create_task(what)
        self._errands.add(task)
        task.add_done_callback(self._errand_ended)

    async def errands(self) -> None:
        """Wait for everything that was left to go on beside."""
        while self._errands:
            await asyncio.gather(*self._errands)

    async def drop_errands(self) -> None:
        """Let nobody finish what goes on beside."""
        for task in self._errands:
            task.cancel()
        await asyncio.gather(*self._errands, return_exceptions=True)

    def _errand_ended(self, task: asyncio.Task[None]) -> None:
        if task.cancelled() or task.exception() is None:
            self._errands.discard(task)
