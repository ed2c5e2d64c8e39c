"""The line in plain Python, written from ARCHITECTURE §4 and CONTRACT §3 and not from the code it is compared with.

Who is next, who is late and where they re-enter, what a holder sees `ahead`. One site; services and the counters that
can serve them are given. No database, no clock: `now` and `today` are set from outside.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from tests.drills.numbers_model import NEVER, OPEN, STEP, Desk, Number, Quota


@dataclass(frozen=True)
class House:
    """What is data: service → prefix of its line, counter → services, and the settings of the site."""

    prefix: dict[str, str]
    able: dict[str, frozenset[str]]
    late_after: int
    priority_every: int
    grace_minutes: int
    remote_share: int

    def rivals(self, service: str) -> frozenset[str]:
        """The services whose numbers stand in one line with this one."""
        shared = [able for able in self.able.values() if service in able]
        return frozenset({service}).union(*shared)


@dataclass
class Line:
    """The state of the line, and every question about its order."""

    house: House
    now: datetime
    today: date
    numbers: list[Number] = field(default_factory=list)
    desks: dict[str, Desk] = field(default_factory=dict)
    quotas: dict[tuple[str, date], Quota] = field(default_factory=dict)
    drawn: dict[tuple[str, date], int] = field(default_factory=dict)
    told: list[tuple[str, str | None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.desks = {code: Desk(code, able) for code, able in self.house.able.items()}

    # --- questions ------------------------------------------------------------------------------------------------

    def current(self, desk: Desk) -> Number | None:
        """The one number that is called or being served at a counter."""
        here = [n for n in self.numbers if n.counter == desk.code and n.status in OPEN]
        assert len(here) <= 1, "the model itself has two open numbers at a counter"
        return here[0] if here else None

    def next_at(self, desk: Desk) -> Number | None:
        """Whom the counter calls next."""
        here = [n for n in self.waiting(desk.serves, self.today) if n.present]
        order = self.order(here, desk.since)
        return order[0] if order else None

    def waiting(self, services: Iterable[str], day: date) -> list[Number]:
        return [n for n in self.numbers if n.status == "WAITING" and n.day == day and n.service in services]

    def order(self, people: list[Number], since: int) -> list[Number]:
        """The people in the order of calls: each lane by place; priority first, but one call in each few at most."""
        queue = sorted(people, key=lambda n: (n.place, n.key))
        lanes = {True: [n for n in queue if n.priority], False: [n for n in queue if not n.priority]}
        called: list[Number] = []
        while lanes[True] or lanes[False]:
            priority = since >= self.house.priority_every - 1
            lane = priority if lanes[priority] else not priority
            called.append(lanes[lane].pop(0))
            since = 0 if lane else since + 1
        return called

    def since(self, services: frozenset[str]) -> int:
        """How near the nearest working counter of these services is to its next priority call."""
        working = [d.since for d in self.desks.values() if d.status != "CLOSED" and d.serves & services]
        return max(working, default=NEVER)

    def passed(self, number: Number) -> bool:
        """Whether a counter that serves it has already called, in turn, somebody behind it."""
        if number.priority or number.day != self.today:
            return False
        return any(d.highest > number.place for d in self.desks.values() if number.service in d.serves)

    def late_place(self, number: Number, order: list[Number]) -> int:
        """Behind the next `late_after` callable people and the priority people who follow them directly."""
        cut = min(self.house.late_after, len(order))
        while cut < len(order) and order[cut].priority:
            cut += 1
        mine = [n.place for n in order if n.priority == number.priority]
        count = sum(n.priority == number.priority for n in order[:cut])
        before, behind = mine[:count], mine[count:]
        if before and behind:
            return before[-1] + (behind[0] - before[-1]) // 2
        if before:
            return before[-1] + STEP // 2
        return min(number.place, behind[0] - 1) if behind else number.place

    def re_entry(self, number: Number) -> int:
        """The place of somebody who comes late or comes back."""
        people = [n for n in self.waiting(self.house.rivals(number.service), number.day) if n.present]
        return self.late_place(number, self.order(people, self.since(frozenset({number.service}))))

    def ahead(self, number: Number) -> list[Number]:
        """Everybody who would be called before this number if its holder stood here now."""
        rivals = self.house.rivals(number.service)
        since = self.since(rivals) if number.day == self.today else NEVER
        others = [n for n in self.waiting(rivals, number.day) if n is not number]
        others = [n for n in others if n.present or not self.passed(n)]
        me = number.copy()
        if not number.present and self.passed(number):
            me.place = self.late_place(number, self.order([n for n in others if n.present], since))
        order = self.order([*others, me], since)
        return order[: order.index(me)]

    def shown(self, prefix: str) -> list[str]:
        """The order of a line in public: without the absent whose turn has passed."""
        own = [s for s, p in self.house.prefix.items() if p == prefix]
        rivals = frozenset().union(*(self.house.rivals(s) for s in own))
        people = [n for n in self.waiting(rivals, self.today) if n.present or not self.passed(n)]
        return [n.text for n in self.order(people, self.since(rivals))]
