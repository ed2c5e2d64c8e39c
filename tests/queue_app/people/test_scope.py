"""Which counters and halls each actor may touch or see."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from queue_app.catalogue.directory import Hall
from queue_app.errors import Forbidden
from queue_app.people.actor import CITIZEN, ROLES, SYSTEM, Actor
from queue_app.people.scope import NotPlaced, may_see_counter, may_use_counter, may_use_hall, sees_counter

SITE = 1
L2, L3 = Hall(1, "L2", "Lantai 2", "2"), Hall(2, "L3", "Lantai 3", "3")


#: The rules ask an agency and a counter for nothing but who they are and where.
DUKCAPIL, SAMSAT = SimpleNamespace(id=1), SimpleNamespace(id=2)


def make_counter(n: int, hall: Hall, agency: SimpleNamespace) -> SimpleNamespace:
    return SimpleNamespace(id=n, hall=hall, agency=agency)


ONE, TWO, THREE = make_counter(1, L2, DUKCAPIL), make_counter(2, L3, DUKCAPIL), make_counter(3, L2, SAMSAT)


def make_actor(role: str, **bounds: int | None) -> Actor:
    return Actor("staff", role, "staff:1", site_id=bounds.pop("site_id", SITE), **bounds)


def used_by(actor: Actor, site_id: int = SITE) -> list[int]:
    return [c.id for c in (ONE, TWO, THREE) if not refused(lambda c=c: may_use_counter(actor, c, site_id=site_id))]


def refused(act) -> bool:
    try:
        act()
    except Forbidden:
        return True
    return False


def test_a_clerk_works_at_the_own_counter_only() -> None:
    assert used_by(make_actor("counter", counter_id=2)) == [2]


def test_a_clerk_without_a_counter_is_told_to_be_placed() -> None:
    with pytest.raises(NotPlaced):
        may_use_counter(make_actor("counter"), ONE, site_id=SITE)


@pytest.mark.parametrize(
    ("bounds", "counters"),
    [
        ({}, [1, 2, 3]),
        ({"agency_id": 1}, [1, 2]),
        ({"hall_id": 1}, [1, 3]),
        ({"agency_id": 1, "hall_id": 1}, [1]),
        ({"agency_id": 9}, []),
    ],
)
def test_a_supervisor_works_within_the_own_bounds(bounds: dict[str, int], counters: list[int]) -> None:
    assert used_by(make_actor("supervisor", **bounds)) == counters


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"counter", "supervisor"}))
def test_nobody_else_calls_people(role: str) -> None:
    assert used_by(make_actor(role, counter_id=1)) == []


@pytest.mark.parametrize("actor", [CITIZEN, SYSTEM])
def test_who_is_no_staff_calls_nobody(actor: Actor) -> None:
    assert used_by(actor) == []


@pytest.mark.parametrize("role", ROLES)
def test_nobody_reaches_into_another_site(role: str) -> None:
    actor = make_actor(role, counter_id=1, site_id=2)
    assert used_by(actor) == []
    assert not any(sees_counter(actor, c, site_id=SITE) for c in (ONE, TWO, THREE))
    assert refused(lambda: may_use_hall(actor, L2, site_id=SITE))


def seen_by(actor: Actor) -> list[int]:
    return [c.id for c in (ONE, TWO, THREE) if sees_counter(actor, c, site_id=SITE)]


def test_who_reads_the_site_sees_every_counter_and_a_clerk_the_own() -> None:
    assert [seen_by(make_actor(role)) for role in ("manager", "auditor", "admin")] == [[1, 2, 3]] * 3
    assert seen_by(make_actor("counter", counter_id=3)) == [3]
    assert seen_by(make_actor("supervisor", agency_id=2)) == [3]
    assert [seen_by(make_actor(role)) for role in ("kiosk", "display", "survey", "integrator")] == [[]] * 4


def test_seeing_as_a_guard_says_forbidden() -> None:
    may_see_counter(make_actor("manager"), ONE, site_id=SITE)
    with pytest.raises(Forbidden):
        may_see_counter(make_actor("counter", counter_id=2), ONE, site_id=SITE)


def test_a_device_acts_for_its_own_hall_and_an_unbound_one_for_any() -> None:
    def halls(actor: Actor) -> list[str]:
        return [h.code for h in (L2, L3) if not refused(lambda h=h: may_use_hall(actor, h, site_id=SITE))]

    assert halls(make_actor("display", hall_id=2)) == ["L3"]
    assert halls(make_actor("kiosk")) == ["L2", "L3"]
    assert halls(make_actor("manager")) == []
