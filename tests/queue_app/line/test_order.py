"""The database calls whom the policy says, and everybody is shown the place that they will be called from."""

from __future__ import annotations

import random
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from queue_app import clock, ids
from queue_app.catalogue.directory import Directory, directory
from queue_app.line import attendance, calling
from queue_app.line.attendance import counter_states, state_of
from queue_app.line.discipline import Waiting, next_in_line
from queue_app.line.ticket import PRIORITY_LANE, REGULAR_LANE, SPACING, Status, find_all, tickets
from queue_app.transaction import transaction
from tests import make
from tests.queue_app.line.scene import at_counter, later, seen, shown

SERVICES = ("DKC-KTP-HILANG", "DKC-KIA", "DKC-LAHIR", "PLN-BARU")
STATES = (Status.WAITING,) * 6 + (Status.HELD, Status.NO_SHOW, Status.CANCELLED)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_call_next_calls_whom_the_policy_says_in_any_state_of_the_hall(app: Flask, seed: int) -> None:
    draw = random.Random(seed)
    make.make_open_counter()
    for _ in range(12):
        with transaction() as session:
            expected = scatter(session, directory(session), draw)
        called = at_counter(calling.call_next)
        assert (called and called.key) == expected
        with transaction() as session:
            for ticket in find_all(session, tickets.c.status == Status.CALLED):
                attendance.remember(session, state(session), last_step=None)
                session.execute(update(tickets).where(tickets.c.key == ticket.key).values(status=Status.NO_SHOW))


def scatter(session: Session, house: Directory, draw: random.Random) -> int | None:
    """Tickets in any state and place; answers with the key that the policy would call at the default counter."""
    session.execute(delete(tickets).where(tickets.c.status == Status.WAITING, tickets.c.ordinal >= 500))
    for n in range(draw.randrange(10)):
        session.execute(insert(tickets).values(**anything(house, draw, 500 + n + draw.randrange(10**6))))
    chosen = draw.sample(SERVICES[:3], draw.randrange(1, 4))
    counter = house.counter(make.COUNTER)
    since = draw.randrange(5)
    values = {"since_priority": since, "service_ids": [house.service(c).id for c in chosen]}
    session.execute(update(counter_states).where(counter_states.c.counter_id == counter.id).values(**values))
    waiting = [
        Waiting(t.key, t.place, t.lane, t.present, t.service_id)
        for t in find_all(session, tickets.c.status == Status.WAITING, tickets.c.day == attendance.today(house))
    ]
    serves = state_of(session, house, counter).serves(counter)
    one = next_in_line(waiting, every=house.site.priority_every, since_priority=since, services=serves)
    return one.key if one else None


def anything(house: Directory, draw: random.Random, ordinal: int) -> dict[str, Any]:
    status, priority = draw.choice(STATES), draw.choice([None, None, "lansia"])
    chosen = house.service(draw.choice(SERVICES))
    return {
        "site_id": house.site.id,
        "id": ids.handle(),
        "ref": ids.reference(),
        "day": attendance.today(house) if draw.random() < 0.9 else attendance.today(house).replace(day=24),
        "prefix": chosen.line.prefix,
        "ordinal": ordinal,
        "issued_service_id": chosen.id,
        "service_id": chosen.id,
        "status": status,
        "version": 0,
        "channel": "remote",
        "priority": priority,
        "lane": PRIORITY_LANE if priority else REGULAR_LANE,
        "place": draw.randrange(1, 8) * SPACING,
        "issued_at": clock.now(),
        "arrived_at": clock.now() if draw.random() < 0.6 else None,
        "counter_id": house.counter("L5").id if status is Status.HELD else None,
        "recalls": 0,
        "language": "id",
        "for_other": False,
        "recovery_digest": ids.handle(),
    }


def state(session: Session) -> attendance.CounterState:
    house = directory(session)
    return state_of(session, house, house.counter(make.COUNTER))


@pytest.mark.parametrize("marks", ["RRR", "RPRRP", "PPRRRP", "RRRRRRPPP"])
def test_with_everybody_here_ahead_is_the_number_of_calls_before_mine_at_every_moment(app: Flask, marks: str) -> None:
    make.make_open_counter()
    waiting = [make.make_ticket(priority="lansia" if m == "P" else None) for m in marks]
    while waiting:
        told = {ticket.key: seen(ticket)["ahead"] for ticket in waiting}
        order = shown("line", "A")["order"]
        assert order == [t.number for t in sorted(waiting, key=lambda t: told[t.key])]
        assert sorted(told.values()) == list(range(len(waiting)))
        called = at_counter(calling.call_next)
        assert told[called.key] == 0
        at_counter(calling.miss)
        waiting = [t for t in waiting if t.key != called.key]


def test_ahead_counts_the_absent_and_present_ahead_does_not(app: Flask) -> None:
    make.make_open_counter()
    make.make_ticket()
    make.make_ticket(present=False)
    mine = make.make_ticket()
    told = seen(mine)
    assert (told["ahead"], told["present_ahead"]) == (2, 1)
    assert shown("line", "A")["order"] == ["A001", "A002", "A003"]


def test_the_order_of_a_line_holds_whoever_waits_for_the_same_counters_and_nobody_else(app: Flask) -> None:
    make.make_ticket("DKC-KIA")
    make.make_ticket("PLN-BARU")
    make.make_ticket("DKC-LAHIR")
    assert shown("line", "A")["order"] == ["A001", "A002"]
    assert shown("line", "EL")["order"] == ["EL001"]


def test_a_line_shows_who_is_called_or_served_and_what_is_waited_for(app: Flask) -> None:
    make.make_open_counter()
    make.make_open_counter("L5")
    for code in ("DKC-KIA", "DKC-KIA", "DKC-LAHIR"):
        make.make_ticket(code)
    at_counter(calling.call_next)
    later(seconds=1)
    at_counter(calling.call_next, code="L5")
    line = shown("line", "A")
    assert line["serving"] == ["A002", "A001"]
    assert line["order"] == ["A003"]
    assert [s["code"] for s in line["services"]] == ["DKC-LAHIR"]
    assert line["services"][0]["estimate"] is not None


def test_a_counter_lists_those_who_are_here_in_its_own_order_and_then_the_absent(app: Flask) -> None:
    make.make_open_counter()
    make.make_ticket(present=False)
    make.make_ticket()
    make.make_ticket(priority="hamil")
    console = shown("counter", "L4")
    assert [t["number"] for t in console["waiting"]] == ["A003", "A002", "A001"]
    assert console["next"]["number"] == "A003"
    assert console["waiting_total"] == 3


def test_the_next_that_a_counter_shows_is_the_one_it_calls_also_when_somebody_is_absent(app: Flask) -> None:
    make.make_open_counter()
    make.make_ticket(present=False, priority="lansia")
    make.make_ticket()
    make.make_ticket(priority="hamil")
    shown_next = shown("counter", "L4")["next"]["number"]
    assert at_counter(calling.call_next).number == shown_next == "A003"
