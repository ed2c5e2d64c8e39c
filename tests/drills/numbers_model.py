"""What the model of the line knows: a number, a counter, a day's quota. Plain values; nothing of the product."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime

#: States in which a number is somebody's, at most one for each device, service and day.
ACTIVE = ("WAITING", "CALLED", "SERVING", "HELD")
OPEN = ("CALLED", "SERVING")
#: Places of two numbers that follow one another lie this far apart.
STEP = 2**32
#: A counter that has called nobody yet owes nobody a turn.
NEVER = 10**6


@dataclass
class Number:
    """One ticket. `changes` counts what happened to it after it was given."""

    key: int
    text: str
    day: date
    issued: str
    service: str
    channel: str
    priority: bool
    device: str | None
    place: int
    present: bool
    status: str = "WAITING"
    counter: str | None = None
    recalls: int = 0
    called: bool = False
    missed_at: datetime | None = None
    claimed: bool = False
    changes: int = 0
    answered: bool = False

    @property
    def row(self) -> tuple[object, ...]:
        """What the database must say of it."""
        return (
            self.text,
            self.day,
            self.issued,
            self.service,
            self.status,
            self.counter,
            self.present,
            self.place,
            self.recalls,
            self.claimed,
            self.changes,
        )

    @property
    def active(self) -> bool:
        return self.status in ACTIVE

    def copy(self) -> Number:
        return replace(self)

    def be(self, was: Number) -> None:
        """Become as it was; that things happened to it stays."""
        kept = {"changes": self.changes, "claimed": self.claimed, "answered": self.answered}
        vars(self).update(vars(was) | kept)


@dataclass
class Undoable:
    """A counter's last step: what it did to which numbers, and what the counter remembered before."""

    at: datetime
    since: int
    highest: int
    before: list[Number] = field(default_factory=list)
    changes: list[int] = field(default_factory=list)


@dataclass
class Desk:
    """A counter today. `highest` is the furthest place it called in turn; `since` its calls since a priority call."""

    code: str
    able: frozenset[str]
    status: str = "CLOSED"
    chosen: frozenset[str] | None = None
    since: int = NEVER
    highest: int = 0
    last: Undoable | None = None
    worked: bool = False

    @property
    def serves(self) -> frozenset[str]:
        return self.able if self.chosen is None else self.able & self.chosen


@dataclass
class Quota:
    """Numbers of one service and day: how many there are, how many are taken, and of these from home."""

    most: int
    taken: int
    remote: int

    def full(self, channel: str, remote_share: int) -> bool:
        from_home = channel == "remote" and self.remote >= self.most * remote_share // 100
        return self.taken >= self.most or from_home

    def back(self, channel: str) -> Quota:
        """One number given back, if it had been counted."""
        remote = int(channel == "remote")
        counted = self.taken > 0 and self.remote >= remote and self.remote - remote < self.taken
        return Quota(self.most, self.taken - 1, self.remote - remote) if counted else replace(self)

    def used(self, channel: str) -> Quota:
        return Quota(self.most, self.taken + 1, self.remote + int(channel == "remote"))
