"""A day as it is going to be: who comes, what each wants, and when each counter works. Plain values.

Times are seconds since local midnight, durations seconds, both in the product's time. Services and
counters are named by the plan's own keys until `casting` gives them the codes of a real house.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum


class Channel(StrEnum):
    """How the number is taken; DESK is somebody without a number who walks up to a counter."""

    REMOTE = "remote"
    KIOSK = "kiosk"
    DESK = "counter"


class AfterMiss(StrEnum):
    """What a person does who was called and not there."""

    GONE = "gone"
    REJOINS = "rejoins"
    ASKS = "asks"  # at the counter, where the clerk puts the number back
    DISPUTES = "disputes"  # was served all the same: the clerk pressed the wrong key


class Slip(StrEnum):
    """What the clerk presses too early and takes back."""

    CALL = "call"
    FINISH = "finish"
    MISS = "miss"


@dataclass(frozen=True, slots=True)
class Visit:
    """One person's errand.

    `arrives_at` is when a person with a number from home enters the hall (None: never); `comes` says
    whether the person answers the call.
    """

    at: float
    service: str
    channel: Channel
    walk_s: float
    serve_s: float
    priority: str | None = None
    arrives_at: float | None = None
    comes: bool = True
    slow: bool = False
    cancels_at: float | None = None
    changes_to: str | None = None
    transfer_to: str | None = None
    hold_s: float = 0
    lacks_papers: bool = False
    after_miss: AfterMiss = AfterMiss.GONE
    slip: Slip | None = None
    answers: bool = False
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """A break of a counter and the reason people read."""

    begins: float
    ends: float
    reason: str


@dataclass(frozen=True, slots=True)
class Shift:
    """A counter's day."""

    counter: str
    services: frozenset[str]
    opens: float
    closes: float
    pauses: tuple[Pause, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole day."""

    title: str
    visits: tuple[Visit, ...]
    shifts: tuple[Shift, ...]

    @property
    def services(self) -> list[str]:
        """Every service somebody wants or a counter offers."""
        wanted = {visit.service for visit in self.visits}
        return sorted(wanted.union(*(shift.services for shift in self.shifts)))


def recast(plan: Plan, service: dict[str, str], counter: dict[str, str]) -> Plan:
    """The same day with other names."""

    def named(visit: Visit) -> Visit:
        return replace(
            visit,
            service=service[visit.service],
            changes_to=service.get(visit.changes_to or ""),
            transfer_to=service.get(visit.transfer_to or ""),
        )

    def moved(shift: Shift) -> Shift:
        return replace(
            shift,
            counter=counter[shift.counter],
            services=frozenset(service[s] for s in shift.services),
        )

    shifts = tuple(moved(shift) for shift in plan.shifts if shift.counter in counter)
    return replace(plan, visits=tuple(map(named, plan.visits)), shifts=shifts)


def in_order(visits: Iterable[Visit]) -> tuple[Visit, ...]:
    """Visits by the time they begin."""
    return tuple(sorted(visits, key=lambda visit: visit.at))
