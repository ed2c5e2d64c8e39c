"""A day is planned from a trace or made up, the same for the same seed, and fits the house it is played in."""

from __future__ import annotations

from collections import Counter as Tally
from pathlib import Path

import pytest

from queue_app.catalogue.reading import read_catalogue
from queue_app.simulation.house import HouseUnfit, Offer, cast
from queue_app.simulation.invent import invent
from queue_app.simulation.plan import AfterMiss, Channel, Pause, Plan, Slip
from queue_app.simulation.trace import TraceUnreadable, read_office, read_trace
from queue_app.simulation.trace_catalogue import write_catalogue
from tests.queue_app.simulation.make_plan import CLOSE, OPEN, make_house, make_trace

MALL = {"A": 5, "R": 3, "S": 3, "K": 2, "P": 2, "Z": 1}


def test_a_trace_tells_who_came_when_and_how_long_each_was_served(tmp_path: Path) -> None:
    plan = read_trace(make_trace(tmp_path), day=0, seed=1)
    first, absent, missed, priority, cancels = plan.visits[:5]
    assert len(plan.visits) == 24
    assert (first.at, first.channel, first.arrives_at) == (OPEN - 600, Channel.REMOTE, OPEN - 300)
    assert (first.walk_s, first.serve_s) == (30, 170)
    assert (absent.channel, absent.arrives_at) == (Channel.REMOTE, None)
    assert (missed.comes, first.comes) == (False, True)
    assert (first.priority, bool(priority.priority)) == (None, True)
    assert cancels.cancels_at == cancels.at + 60


def test_a_trace_tells_when_counters_worked_and_why_they_paused(tmp_path: Path) -> None:
    c1, c2 = read_trace(make_trace(tmp_path), day=0, seed=1).shifts
    assert (c1.counter, c1.opens, c1.closes) == ("C1", OPEN, CLOSE)
    assert c1.pauses == (Pause(32400, 32700, "Istirahat makan siang"),)
    assert c2.pauses == ()


@pytest.mark.parametrize(("folder", "day"), [("nowhere", 0), ("trace", 7)])
def test_a_trace_that_is_not_there_is_one_clear_no(tmp_path: Path, folder: str, day: int) -> None:
    make_trace(tmp_path / "trace")
    with pytest.raises(TraceUnreadable, match=folder):
        read_trace(tmp_path / folder, day, seed=1)


def test_the_office_of_a_trace_becomes_a_catalogue_that_can_be_loaded(tmp_path: Path) -> None:
    office = read_office(make_trace(tmp_path / "trace"))
    catalogue = read_catalogue(write_catalogue(office, tmp_path / "catalogue")).catalogue
    assert catalogue is not None
    assert set(catalogue.services) == {"S1", "S2"}
    assert {code: set(c.services) for code, c in catalogue.counters.items()} == {"C1": {"S1", "S2"}, "C2": {"S1", "S2"}}
    assert catalogue.site.last_ticket_minutes == 30


def test_a_made_up_day_is_as_large_as_asked_and_the_same_for_the_same_seed() -> None:
    house = make_house(MALL)
    plan = invent(house, tickets=600, seed=3)
    assert abs(len(plan.visits) - 600) <= 5
    assert len(plan.shifts) == 14
    assert len({visit.service for visit in plan.visits}) == 8
    assert plan == invent(house, tickets=600, seed=3)
    assert plan != invent(house, tickets=600, seed=4)


def test_a_made_up_day_has_everything_that_can_happen_in_it() -> None:
    plan = invent(make_house(MALL), tickets=600, seed=1)
    visits = plan.visits
    assert set(Tally(visit.channel for visit in visits)) == set(Channel)
    assert {visit.after_miss for visit in visits if not visit.comes} == set(AfterMiss)
    assert {visit.slip for visit in visits} == {None, *Slip}
    for rare in ("priority", "hold_s", "transfer_to", "cancels_at", "changes_to", "phone", "lacks_papers", "slow"):
        assert 3 <= sum(bool(getattr(visit, rare)) for visit in visits) <= 120, rare
    assert 0.5 < sum(visit.answers for visit in visits) / len(visits) < 0.7


def test_nobody_takes_a_number_from_home_that_is_given_only_on_the_spot() -> None:
    house = make_house(MALL)
    plan = invent(house, tickets=600, seed=1, services=24)
    at_home = {visit.service for visit in plan.visits if visit.channel is Channel.REMOTE}
    assert at_home
    assert all(house.services[service].online for service in at_home)


def test_a_counter_left_out_has_nobody() -> None:
    plan = invent(make_house({"A": 3}), tickets=20, seed=1, without=frozenset({"A2"}))
    assert {shift.counter for shift in plan.shifts} == {"A0", "A1"}


def test_a_trace_is_cast_as_it_is_where_the_codes_are_the_same(tmp_path: Path) -> None:
    plan = read_trace(make_trace(tmp_path), day=0, seed=1)
    both = frozenset({"S1", "S2"})
    offers = {code: Offer(code, OPEN, CLOSE, online=True) for code in both}
    house = make_house({}, services=offers, counters={"C1": both, "C2": both})
    assert cast(plan, house) == plan


def test_a_trace_is_cast_with_the_services_and_counters_of_another_house(tmp_path: Path) -> None:
    plan = read_trace(make_trace(tmp_path), day=0, seed=1)
    house = make_house(MALL)
    played = cast(plan, house)
    assert len(played.visits) == len(plan.visits)
    assert {visit.service for visit in played.visits} <= house.services.keys()
    assert played.shifts
    assert all(shift.services <= house.counters[shift.counter] for shift in played.shifts)


def test_a_house_with_too_few_services_cannot_play(tmp_path: Path) -> None:
    plan = read_trace(make_trace(tmp_path), day=0, seed=1)
    with pytest.raises(HouseUnfit):
        cast(plan, make_house({"A": 1}, each=1))


def test_a_plan_names_every_service_it_needs() -> None:
    plan = invent(make_house(MALL), tickets=50, seed=1)
    assert isinstance(plan, Plan)
    assert {visit.service for visit in plan.visits} <= set(plan.services)
