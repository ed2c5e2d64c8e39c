"""What a running server offers, as anybody with a staff token can read it: services, counters, time zone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Any

from queue_app.simulation.api import Api
from queue_app.simulation.plan import Plan, Shift, recast


class HouseUnfit(RuntimeError):
    """The server's catalogue or day does not let anybody play; the message is one line."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A service that is open today: from and until when (seconds since local midnight)."""

    code: str
    opens: float
    closes: float
    online: bool


@dataclass(frozen=True, slots=True)
class House:
    """The open services and the counters with what each can serve, both by code."""

    site: str
    zone: tzinfo
    services: dict[str, Offer]
    counters: dict[str, frozenset[str]]
    boards: tuple[str, ...]


async def read_house(public: Api, staff: Api) -> House:
    """Ask the server. Raises HouseUnfit when nothing is open today."""
    listed = (await public.get("/services")).listed
    open_today = [service for service in listed if service["opens_at"]]
    if not open_today:
        raise HouseUnfit("no service of this server is open today; choose another CLOCK_START")
    zone = datetime.fromisoformat(open_today[0]["opens_at"]).tzinfo
    briefs = (await staff.get("/counters")).said["items"]
    counters = {}
    for brief in briefs:
        whole = await staff.get(f"/counters/{brief['code']}")
        counters[brief["code"]] = frozenset(whole.said["services"])
    boards = tuple(board["code"] for board in (await public.get("/boards")).listed)
    assert zone is not None
    return House(public.site, zone, {s["code"]: _offer(s) for s in open_today}, counters, boards)


def cast(plan: Plan, house: House) -> Plan:
    """The plan with the house's own services and counters.

    Where the codes are the same they stay. Elsewhere each service of the plan becomes one of the house,
    and each counter one that serves as many of its services as possible. Raises HouseUnfit.
    """
    services = dict(zip(plan.services, _services(plan, house), strict=True))
    if not services.keys() <= house.services.keys():
        plan = recast(plan, services, {shift.counter: shift.counter for shift in plan.shifts})
    counters = _counters(plan, house)
    named = recast(plan, {s: s for s in plan.services}, counters)
    shifts = tuple(
        _able(shift, house.counters[shift.counter])
        for shift in named.shifts
        if shift.services & house.counters[shift.counter]
    )
    return Plan(named.title, named.visits, shifts)


def _services(plan: Plan, house: House) -> list[str]:
    if set(plan.services) <= house.services.keys():
        return plan.services
    by_desks = sorted(house.services.values(), key=lambda s: (not s.online, -_desks(house, s.code)))
    groups: dict[frozenset[str], list[str]] = {}
    for offer in by_desks:
        groups.setdefault(_able_counters(house, offer.code), []).append(offer.code)
    spread = [codes[i] for i in range(len(by_desks)) for codes in groups.values() if i < len(codes)]
    if len(spread) < len(plan.services):
        raise HouseUnfit(f"{len(plan.services)} services needed, {len(spread)} open today")
    return spread[: len(plan.services)]


def _counters(plan: Plan, house: House) -> dict[str, str]:
    free = set(house.counters)
    cast_as: dict[str, str] = {}
    for shift in sorted(plan.shifts, key=lambda s: (-len(s.services), s.counter)):
        fitting = sorted(free, key=lambda c: (c != shift.counter, -len(house.counters[c] & shift.services), c))
        if fitting:
            cast_as[shift.counter] = fitting[0]
            free.discard(fitting[0])
    return cast_as


def _able(shift: Shift, can: frozenset[str]) -> Shift:
    return replace(shift, services=shift.services & can)


def _able_counters(house: House, service: str) -> frozenset[str]:
    return frozenset(code for code, able in house.counters.items() if service in able)


def _desks(house: House, service: str) -> int:
    return len(_able_counters(house, service))


def _offer(service: dict[str, Any]) -> Offer:
    opens, closes = (_second(service[name]) for name in ("opens_at", "closes_at"))
    return Offer(service["code"], opens, closes, service["online_allowed"])


def _second(instant: str) -> float:
    at = datetime.fromisoformat(instant)
    return at.hour * 3600 + at.minute * 60 + at.second
