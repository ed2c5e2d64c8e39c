"""What the simulated people saw happen: the one account of the day that does not come from the database."""

from __future__ import annotations

from collections import Counter as Tally
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

#: States in which nothing more happens by itself.
ENDED = ("SERVED", "CANCELLED", "EXPIRED", "UNFINISHED")


@dataclass(slots=True)
class Seen:
    """One ticket as last seen; `handle` only where its holder is one of ours."""

    ref: str
    number: str
    channel: str
    status: str
    handle: str | None = None
    first_wait_s: float | None = None


@dataclass(slots=True)
class Account:
    """Every ticket by its ref, and every act that was granted, by its name."""

    tickets: dict[str, Seen] = field(default_factory=dict)
    acts: Tally[str] = field(default_factory=Tally)
    waits: list[float] = field(default_factory=list)

    def held(self, ticket: dict[str, Any]) -> Seen:
        """Note a ticket as its holder sees it."""
        seen = self.seen(ticket)
        seen.handle = ticket["id"]
        return seen

    def seen(self, ticket: dict[str, Any]) -> Seen:
        """Note a ticket as anybody sees it; the newest sight counts."""
        known = self.tickets.get(ticket["ref"])
        if known is None:
            known = Seen(ticket["ref"], ticket["number"], ticket["channel"], ticket["status"])
            self.tickets[ticket["ref"]] = known
        known.status = ticket["status"]
        return known

    def called(self, ticket: dict[str, Any]) -> None:
        """Note a call: the first of each ticket tells how long its holder had waited in the hall."""
        self.acts["called"] += 1
        seen = self.seen(ticket)
        if seen.first_wait_s is None and ticket["arrived_at"] is not None:
            called, arrived = (datetime.fromisoformat(ticket[n]) for n in ("called_at", "arrived_at"))
            seen.first_wait_s = (called - arrived).total_seconds()


@dataclass(frozen=True, slots=True)
class DaySummary:
    """A day in figures. Waits are from arrival to the first call, in seconds."""

    tickets: int
    by_status: dict[str, int]
    by_channel: dict[str, int]
    calls: int
    recalls: int
    served: int
    surveys: int
    wait_p50: int | None
    wait_p90: int | None

    def differences(self, other: DaySummary) -> list[str]:
        """What differs from the other account; waits may do so by the time between two clock readings."""
        found = []
        for name in self.__slots__:
            mine, theirs = getattr(self, name), getattr(other, name)
            near = name.startswith("wait") and None not in (mine, theirs) and abs(mine - theirs) <= 30
            if mine != theirs and not near:
                found.append(f"{name}: {mine} seen, {theirs} in the database")
        return found


def summarise(account: Account) -> DaySummary:
    """The day as it was seen."""
    held = list(account.tickets.values())
    waits = sorted(seen.first_wait_s for seen in held if seen.first_wait_s is not None)
    return DaySummary(
        tickets=len(held),
        by_status=dict(sorted(Tally(seen.status for seen in held).items())),
        by_channel=dict(sorted(Tally(seen.channel for seen in held).items())),
        calls=account.acts["called"],
        recalls=account.acts["recalled"],
        served=sum(seen.status == "SERVED" for seen in held),
        surveys=account.acts["answered"],
        wait_p50=percentile(waits, 50),
        wait_p90=percentile(waits, 90),
    )


def percentile(ordered: list[float], percent: int) -> int | None:
    """The value below which `percent` of the ordered values lie, rounded; None of nothing."""
    if not ordered:
        return None
    return round(ordered[min(len(ordered) * percent // 100, len(ordered) - 1)])
