"""Make up a day for a real house: some of its busiest counters, and as many people as those can bear.

People come more in the morning than after noon; a third takes the number at home. How long a service
takes is drawn so that the counters are busy most of the day, whatever the catalogue says of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from queue_app.simulation.house import House
from queue_app.simulation.plan import Channel, Pause, Plan, Shift, Visit, in_order
from queue_app.simulation.quirks import PRIORITIES, with_quirks

#: Share of a counter's open time in which somebody is served; breaks, walking and waiting take the rest.
BUSY = 0.65
FROM_HOME, AT_DESK, PRIORITY = 0.35, 0.03, 0.08
ABSENT_FROM_HOME, ABSENT_IN_HALL, NEVER_ARRIVES = 0.08, 0.05, 0.06
#: Arrivals per twelfth of the day.
SHAPE = (9, 12, 13, 12, 10, 9, 8, 7, 6, 6, 5, 3)
LUNCH, LUNCH_FROM = 30 * 60, 11.5 * 3600
#: Nobody takes a number this late before closing.
LAST_NUMBER = 40 * 60


@dataclass(frozen=True, slots=True)
class _Stand:
    """Counters that share their services, and which of these are asked for."""

    counters: tuple[str, ...]
    services: tuple[str, ...]
    opens: float
    closes: float

    @property
    def capacity(self) -> float:
        return len(self.counters) * (self.closes - self.opens)


def invent(
    house: House,
    *,
    tickets: int,
    seed: int,
    services: int = 8,
    counters: int = 14,
    without: frozenset[str] = frozenset(),
) -> Plan:
    """A day of about `tickets` people at `counters` counters of the house, for `services` services.

    Nobody works at the counters named in `without`.
    """
    dice = Random(f"{house.site} {seed}")
    free = {code: able for code, able in house.counters.items() if code not in without}
    stands = list(_stands(replace(house, counters=free), services, counters))
    whole = sum(stand.capacity for stand in stands)
    wanted = [service for stand in stands for service in stand.services]
    visits: list[Visit] = []
    for stand in stands:
        people = round(tickets * stand.capacity / whole)
        usual = BUSY * stand.capacity / max(people, 1)
        visits += [_visit(stand, house, usual, wanted, dice) for _ in range(people)]
    shifts = tuple(shift for stand in stands for shift in _shifts(stand, dice))
    return Plan(f"{house.site}, seed {seed}", in_order(visits), shifts)


def _stands(house: House, services: int, counters: int) -> Iterator[_Stand]:
    """The largest groups of counters first, each with its share of the services."""
    groups: dict[frozenset[str], list[str]] = defaultdict(list)
    for code, able in house.counters.items():
        if open_today := frozenset(s for s in able if s in house.services):
            groups[open_today].append(code)
    largest = sorted(groups.items(), key=lambda group: -len(group[1]))
    chosen: list[tuple[list[str], list[str]]] = []
    left = counters
    for able, codes in largest:
        if left > 0:
            chosen.append((codes[:left], _most_open(house, able)))
            left -= len(codes)
    shares = [1] * len(chosen)
    while sum(shares) < services and any(n < len(c[1]) for n, c in zip(shares, chosen, strict=True)):
        room = [i for i, c in enumerate(chosen) if shares[i] < len(c[1])]
        shares[min(room, key=lambda i: shares[i] / len(chosen[i][0]))] += 1
    for (codes, able_here), share in zip(chosen, shares, strict=True):
        taken = able_here[:share]
        opens = max(house.services[s].opens for s in taken)
        closes = min(house.services[s].closes for s in taken)
        yield _Stand(tuple(codes), tuple(taken), opens, closes)


def _most_open(house: House, services: frozenset[str]) -> list[str]:
    """Services to ask for: those that can be taken from home first, else in the catalogue's order."""
    order = list(house.services)
    return sorted(services, key=lambda s: (not house.services[s].online, order.index(s)))


def _visit(stand: _Stand, house: House, usual: float, wanted: list[str], dice: Random) -> Visit:
    arrives = _arrival(stand, dice)
    service = dice.choice(stand.services)
    visit = Visit(
        at=arrives,
        service=service,
        channel=Channel.KIOSK,
        walk_s=dice.uniform(10, 60),
        serve_s=min(max(dice.gammavariate(2.5, usual / 2.5), 45), 6 * usual),
        priority=dice.choice(PRIORITIES) if dice.random() < PRIORITY else None,
        comes=dice.random() >= ABSENT_IN_HALL,
    )
    if house.services[service].online and dice.random() < FROM_HOME:
        visit = _from_home(visit, arrives, dice)
    elif dice.random() < AT_DESK:
        visit = replace(visit, channel=Channel.DESK, comes=True)
    return with_quirks(visit, dice, wanted)


def _from_home(visit: Visit, arrives: float, dice: Random) -> Visit:
    return replace(
        visit,
        channel=Channel.REMOTE,
        at=arrives - dice.uniform(20 * 60, 3 * 3600),
        arrives_at=None if dice.random() < NEVER_ARRIVES else arrives,
        comes=dice.random() >= ABSENT_FROM_HOME,
    )


def _arrival(stand: _Stand, dice: Random) -> float:
    first, last = stand.opens - 15 * 60, stand.closes - LAST_NUMBER
    part = dice.choices(range(len(SHAPE)), SHAPE)[0]
    return first + (last - first) * (part + dice.random()) / len(SHAPE)


def _shifts(stand: _Stand, dice: Random) -> Iterator[Shift]:
    """Counters open about on time and take their lunch one after the other."""
    for place, counter in enumerate(stand.counters):
        begins = LUNCH_FROM + (place % 3) * LUNCH
        pauses = [Pause(begins, begins + LUNCH, "Istirahat makan siang")]
        if dice.random() < 0.5:
            tea = stand.opens + dice.uniform(1.2, 2.5) * 3600
            pauses.insert(0, Pause(tea, tea + dice.uniform(300, 900), "Mengambil berkas"))
        opens = stand.opens + dice.uniform(0, 300)
        yield Shift(counter, frozenset(stand.services), opens, stand.closes, tuple(pauses))
