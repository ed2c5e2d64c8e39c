"""Play a day: everybody of a plan, at once, against a running server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from random import Random
from typing import Any

from queue_app.simulation import citizens
from queue_app.simulation.api import Api
from queue_app.simulation.clerks import Clerk
from queue_app.simulation.hall import Bearers, Hall
from queue_app.simulation.house import House, read_house
from queue_app.simulation.pace import read_pace
from queue_app.simulation.plan import Plan
from queue_app.simulation.screens import announce, watch_board
from queue_app.simulation.tally import ENDED, DaySummary, summarise
from queue_app.simulation.wire import Wire

#: How long after the last counter closed the product may take to end what is left, in product time.
OVERRUN = 2 * 3600
#: A day that makes no progress for this long (real seconds after it should be over) is given up.
GIVE_UP = 60


@dataclass(frozen=True, slots=True)
class Played:
    """A day as its people saw it: the refs of their tickets, the figures, what was granted and refused; and the seconds
    that each request took.
    """

    day: str
    title: str
    refs: frozenset[str]
    seen: DaySummary
    acts: dict[str, int]
    refused: dict[str, int]
    took: tuple[float, ...]


async def simulate(
    url: str,
    bearers: Bearers,
    planned: Callable[[House], Plan],
    *,
    seed: int,
    site: str = "",
    to_the_end: bool = True,
) -> Played:
    """Play the day that `planned` makes for the server's house, and tell how it was seen.

    `to_the_end` waits until everybody is done and the product has closed the day, so that every ticket
    has its last state; otherwise the day ends with the last counter.
    Raises ServerFault when the server fails, HouseUnfit when there is nothing to play with.
    """
    wire = Wire(url)
    try:
        public = Api(wire, site=site)
        house = await read_house(public, public.of(bearers.supervisor))
        pace = await read_pace(wire, house.zone)
        hall = Hall(public, bearers, house, pace, Random(f"{seed} hall"))
        plan = planned(house)
        await _play(hall, plan, to_the_end)
        return _told(hall, plan, wire)
    finally:
        wire.close()


async def _play(hall: Hall, plan: Plan, to_the_end: bool) -> None:
    closes = max((shift.closes for shift in plan.shifts), default=0)
    latest = (closes + OVERRUN - hall.pace.second()) / hall.pace.speed + GIVE_UP
    screens = [asyncio.ensure_future(watch_board(hall, board)) for board in hall.house.boards]
    try:
        async with asyncio.timeout(latest):
            await _all(
                [
                    announce(hall, plan),
                    *(Clerk(hall, shift).work() for shift in plan.shifts),
                    *(citizens.visit(hall, visit) for visit in plan.visits if visit.at < closes),
                ]
            )
            if to_the_end:
                await hall.errands()
                await _end(hall, closes + OVERRUN)
    finally:
        await hall.drop_errands()
        for screen in screens:
            screen.cancel()
        await asyncio.gather(*screens, return_exceptions=True)


async def _all(parts: list[Coroutine[Any, Any, None]]) -> None:
    """Everybody at once; the first failure ends the day for all."""
    try:
        async with asyncio.TaskGroup() as group:
            for part in parts:
                group.create_task(part)
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from failures


async def _end(hall: Hall, latest: float) -> None:
    """Look at each open ticket until the product has ended it, or for as long as it may take."""
    while True:
        left = [seen for seen in hall.account.tickets.values() if seen.status not in ENDED]
        for seen in left:
            if seen.handle is not None:
                hall.account.seen((await hall.api().get(f"/tickets/{seen.handle}")).said)
        if all(seen.status in ENDED for seen in left) or hall.pace.second() > latest:
            return
        await asyncio.sleep(0.5)


def _told(hall: Hall, plan: Plan, wire: Wire) -> Played:
    return Played(
        day=hall.pace.day,
        title=plan.title,
        refs=frozenset(hall.account.tickets),
        seen=summarise(hall.account),
        acts=dict(sorted(hall.account.acts.items())),
        refused=dict(sorted(hall.public.refusals.items())),
        took=tuple(sorted(wire.took)),
    )
