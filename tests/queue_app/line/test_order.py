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
from queue_app.line import attendance, calling, desk
from queue_app.line.attendance import counter_states, state_of
from queue_app.line.discipline import Waiting, next_in_line
from queue_app.line.queue_view import around
from queue_app.line.ticket import PRIORITY_LANE, REGULAR_LANE, SPACING, Status, find_all, tickets
from queue_app.transaction import reading, transaction
from tests import make
from tests.queue_app.line.scene import at_counter, code_now, holder, later, now, refused, seen, service, shown

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


# --- the order that people are shown -----------------------------------------------------------------------------


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


# --- absent and late ---------------------------------------------------------------------------------------------


def test_an_absent_ticket_is_not_called_and_keeps_its_place_until_it_is_passed(app: Flask) -> None:
    make.make_open_counter()
    home = make.make_ticket(present=False)
    assert at_counter(calling.call_next) is None
    make.make_ticket()
    arrived = holder(desk.check_in, home, code=code_now())
    assert arrived.place == home.place
    assert at_counter(calling.call_next).key == home.key


def test_a_late_arrival_reenters_behind_two_callable_tickets(app: Flask) -> None:
    make.make_open_counter()
    home = make.make_ticket(present=False)
    for _ in range(5):
        make.make_ticket()
    at_counter(calling.call_next)
    told = seen(home)
    assert told["ahead"] == 2
    assert "A001" not in shown("line", "A")["order"]
    holder(desk.check_in, home, code=code_now())
    assert shown("line", "A")["order"] == ["A003", "A004", "A001", "A005", "A006"]
    assert seen(home)["ahead"] == told["ahead"]


def test_a_late_arrival_never_passes_a_priority_ticket(app: Flask) -> None:
    make.make_open_counter()
    home = make.make_ticket(present=False)
    for _ in range(4):
        make.make_ticket()
    at_counter(calling.call_next)  # A002; two regular calls are due before the priority ticket is
    at_counter(calling.miss)
    make.make_ticket(priority="lansia")
    at_counter(calling.call_next)  # A006
    at_counter(calling.miss)
    make.make_ticket(priority="hamil")
    holder(desk.check_in, home, code=code_now())
    order = called_until_empty()
    assert order == ["A003", "A004", "A007", "A001", "A005"]


def test_late_is_who_a_counter_of_theirs_has_passed_and_not_who_another_line_has(app: Flask) -> None:
    make.make_open_counter()
    make.make_open_counter("L26")
    home = make.make_ticket("DKC-KIA", present=False)
    make.make_ticket("PLN-BARU")
    at_counter(calling.call_next, code="L26")
    assert holder(desk.check_in, home, code=code_now()).place == home.place


def test_a_counter_that_serves_something_else_today_makes_nobody_late(app: Flask) -> None:
    make.make_open_counter(services=["DKC-LAHIR"])
    home = make.make_ticket("DKC-KIA", present=False)
    make.make_ticket("DKC-LAHIR")
    at_counter(calling.call_next)
    assert holder(desk.check_in, home, code=code_now()).place == home.place


def test_a_call_out_of_order_makes_nobody_late(app: Flask) -> None:
    make.make_open_counter()
    home = make.make_ticket(present=False)
    make.make_ticket()
    chosen = make.make_ticket()
    at_counter(calling.call, now(chosen), reason="Ibu dengan bayi")
    assert holder(desk.check_in, home, code=code_now()).place == home.place


def test_a_priority_ticket_from_home_is_never_late(app: Flask) -> None:
    make.make_open_counter()
    home = make.make_ticket(present=False, priority="disabilitas")
    make.make_ticket(priority="lansia")
    make.make_ticket()
    at_counter(calling.call_next)
    assert holder(desk.check_in, home, code=code_now()).place == home.place


def test_forty_late_arrivals_with_a_call_between_each_all_stand_behind_two_who_can_be_called(app: Flask) -> None:
    make.make_open_counter()
    homes = [make.make_ticket(present=False) for _ in range(40)]
    for _ in range(4):
        make.make_ticket()
    at_counter(calling.call_next)
    for home in homes:
        before = [t["number"] for t in shown("counter", "L4")["waiting"] if t["present"]]
        holder(desk.check_in, home, code=code_now())
        order = [t["number"] for t in shown("counter", "L4")["waiting"] if t["present"]]
        assert order.index(home.number) >= 2
        assert [n for n in order if n != home.number] == before
        at_counter(calling.miss)
        at_counter(calling.call_next)


def test_a_kiosk_number_for_another_day_waits_for_the_person_to_come(app: Flask) -> None:
    later(hours=6.5)
    with reading() as session:
        tomorrow = attendance.today(directory(session)).replace(day=24)
    early = make.make_ticket(day=tomorrow)
    assert early.arrived_at is None
    later(hours=17.5)
    make.make_open_counter()
    assert at_counter(calling.call_next) is None
    holder(desk.check_in, early, code=code_now())
    assert at_counter(calling.call_next).key == early.key


# --- several counters --------------------------------------------------------------------------------------------


def test_counters_that_share_services_take_turns_at_one_line(app: Flask) -> None:
    for code in ("L4", "L5", "L6"):
        make.make_open_counter(code, None if code != "L6" else ["DKC-LAHIR"])
    numbers = [make.make_ticket(c).number for c in ("DKC-KIA", "DKC-LAHIR", "DKC-KIA", "DKC-LAHIR")]
    called = [at_counter(calling.call_next, code=code).number for code in ("L5", "L6", "L4")]
    assert called == numbers[:3]
    with refused("counter-busy"):
        at_counter(calling.call_next, code="L5")


def test_each_counter_has_its_own_turn_for_priority(app: Flask) -> None:
    make.make_open_counter("L4")
    make.make_open_counter("L5")
    for priority in ("lansia", "hamil", None, None):
        make.make_ticket(priority=priority)
    assert at_counter(calling.call_next, code="L4").priority == "lansia"
    assert at_counter(calling.call_next, code="L5").priority == "hamil"


def test_a_transferred_ticket_keeps_its_place_in_time(app: Flask) -> None:
    make.make_open_counter()
    make.make_open_counter("L26")
    first = make.make_ticket()
    make.make_ticket("PLN-BARU")
    at_counter(calling.call_next)
    at_counter(calling.transfer, service=service("PLN-BARU"))
    assert at_counter(calling.call_next, code="L26").key == first.key


def test_the_view_of_another_day_knows_nothing_of_todays_counters(app: Flask) -> None:
    make.make_open_counter()
    make.make_ticket(priority="lansia")
    at_counter(calling.call_next)
    later(hours=6.5)
    with reading() as session:
        house = directory(session)
        tomorrow = attendance.today(house).replace(day=24)
    regular = make.make_ticket("DKC-KIA", present=False, day=tomorrow)
    urgent = make.make_ticket("DKC-KIA", present=False, day=tomorrow, priority="lansia")
    with reading() as session:
        view = around(session, house, regular.service_id, tomorrow)
        assert [w.key for w in view.ahead_of(regular)] == [urgent.key]


def called_until_empty(code: str = make.COUNTER) -> list[str]:
    numbers = []
    while called := at_counter(calling.call_next, code=code):
        numbers.append(called.number)
        at_counter(calling.miss, code=code)
    return numbers
