"""Who gets a number: hours, days, one active ticket, quota; a refusal changes nothing."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import update

from queue_app import clock
from queue_app.catalogue.directory import directory
from queue_app.line import calling, desk, issuing, serving
from queue_app.line.numbers import service_days
from queue_app.line.ticket import PRIORITIES, Status
from queue_app.transaction import transaction
from tests import make
from tests.conftest import MONDAY
from tests.queue_app.line.scene import (
    at_counter,
    events_of,
    holder,
    left,
    limit,
    now,
    refused,
    wall_clock,
)

TUESDAY = date(2026, 11, 24)
PHONE = {"phone": "+6281234567890", "consent": "2026-11"}


def test_numbers_run_per_line_and_day_from_one_whatever_the_service(app: Flask) -> None:
    numbers = [make.make_ticket(c).number for c in ("DKC-KIA", "PLN-BARU", "DKC-LAHIR", "DKC-KIA")]
    assert numbers == ["A001", "EL001", "A002", "A003"]
    wall_clock(15.5)
    assert make.make_ticket("DKC-KIA", present=False, day=TUESDAY).number == "A001"


def test_a_refused_wish_leaves_no_gap_in_the_numbers(app: Flask) -> None:
    make.make_ticket(device="d1", present=False)
    with refused("already-active"):
        make.make_ticket(device="d1", present=False)
    assert make.make_ticket().number == "A002"


def test_an_issued_ticket_says_so_in_one_event_without_anything_personal(app: Flask) -> None:
    ticket = make.make_ticket(present=False, priority="hamil", **PHONE)
    (event,) = events_of(ticket)
    assert (event.kind, event.from_status, event.to_status, event.number) == ("issued", None, "WAITING", "A001")
    assert event.data == {"channel": "remote", "priority": "hamil"}


def test_a_kiosk_number_is_here_at_once_and_one_from_home_is_not(app: Flask) -> None:
    assert make.make_ticket().arrived_at == clock.now()
    home = make.make_ticket(present=False)
    assert home.arrived_at is None
    assert home.state_word == "Belum tiba"


@pytest.mark.parametrize(("hours", "given"), [(5.9, False), (6.1, True), (13.4, True), (14.6, False), (23.9, False)])
def test_numbers_of_the_day_are_given_from_six_until_half_an_hour_before_closing(
    app: Flask, hours: float, given: bool
) -> None:
    wall_clock(hours)
    if given:
        assert make.make_ticket("SAM-TAHUNAN", present=False).day == MONDAY.date()
    else:
        with refused("closed"):
            make.make_ticket("SAM-TAHUNAN", present=False)


@pytest.mark.parametrize(
    ("hours", "day", "given"),
    [
        (14.9, TUESDAY, False),
        (15.1, TUESDAY, True),
        (15.1, date(2026, 11, 25), False),
        (15.1, date(2026, 11, 22), False),
        (15.1, date(2026, 11, 28), False),
    ],
)
def test_the_next_working_day_opens_at_three_and_no_other_day_does(
    app: Flask, hours: float, day: date, given: bool
) -> None:
    wall_clock(hours)
    if given:
        assert make.make_ticket(present=False, day=day).day == day
    else:
        with refused("closed"):
            make.make_ticket(present=False, day=day)


def test_a_service_that_is_not_offered_from_home_is_only_given_on_the_spot(app: Flask) -> None:
    with refused("closed"):
        make.make_ticket("IMI-BARU", present=False)
    assert make.make_ticket("IMI-BARU").number == "M001"


@pytest.mark.parametrize("field", ["channel", "priority", "consent"])
def test_a_wish_that_makes_no_sense_is_refused_by_its_field(app: Flask, field: str) -> None:
    wrong = {"channel": {"channel": "pos"}, "priority": {"priority": "vip"}, "consent": {"phone": "+6281234567890"}}
    with refused("invalid") as no, transaction() as session:
        house = directory(session)
        issuing.issue(session, house, house.service(make.SERVICE), issuing.Wish(**wrong[field]), by="test")
    assert [e["field"] for e in no.value.errors] == [field]


@pytest.mark.parametrize("priority", PRIORITIES)
def test_every_priority_of_the_contract_stands_in_the_priority_lane(app: Flask, priority: str) -> None:
    assert make.make_ticket(priority=priority).lane == 0


@pytest.mark.parametrize("who", [{"device": "d1"}, PHONE])
def test_one_active_ticket_per_device_and_phone_and_service_and_day(app: Flask, who: dict[str, str]) -> None:
    mine = make.make_ticket(present=False, **who)
    with refused("already-active") as no:
        make.make_ticket(present=False, **who)
    assert no.value.values["ticket"].key == mine.key
    make.make_ticket("DKC-KIA", present=False, **who)
    wall_clock(15.5)
    make.make_ticket(present=False, day=TUESDAY, **who)
    holder(desk.cancel, mine)
    wall_clock(9)
    make.make_ticket(present=False, **who)


def test_who_was_served_may_take_another_number(app: Flask) -> None:
    make.make_open_counter()
    make.make_ticket(device="d1")
    at_counter(calling.call_next)
    at_counter(serving.start)
    with refused("already-active"):
        make.make_ticket(device="d1")
    at_counter(serving.finish)
    make.make_ticket(device="d1")


def test_a_missed_call_does_not_keep_the_device_from_taking_another_number_but_then_there_is_no_way_back(
    app: Flask,
) -> None:
    make.make_open_counter()
    missed = make.make_ticket(device="d1")
    at_counter(calling.call_next)
    at_counter(calling.miss)
    make.make_ticket(device="d1")
    with refused("already-active"):
        holder(desk.rejoin, missed)
    assert now(missed).status is Status.NO_SHOW


def test_a_quota_keeps_its_share_for_those_who_come(app: Flask) -> None:
    limit("DKC-KIA", 5)
    for _ in range(3):
        make.make_ticket("DKC-KIA", present=False)
    assert left("DKC-KIA") == (2, 0)
    with refused("full"):
        make.make_ticket("DKC-KIA", present=False)
    make.make_ticket("DKC-KIA")
    make.make_ticket("DKC-KIA")
    with refused("full"):
        make.make_ticket("DKC-KIA")
    assert left("DKC-KIA") == (0, 0)
    assert make.make_ticket("DKC-LAHIR").number == "A006"


def test_the_catalogues_own_quota_counts_from_the_first_number(app: Flask) -> None:
    for _ in range(50):
        make.make_ticket("IMI-BARU")
    with refused("full"):
        make.make_ticket("IMI-BARU")


def test_a_quota_that_is_set_later_counts_what_was_given_before(app: Flask) -> None:
    for _ in range(3):
        make.make_ticket("DKC-KIA")
    limit("DKC-KIA", 4)
    assert left("DKC-KIA")[0] == 1
    make.make_ticket("DKC-KIA")
    with refused("full"):
        make.make_ticket("DKC-KIA")


@pytest.mark.parametrize("present", [True, False])
def test_cancelling_while_waiting_frees_the_quota_and_its_share(app: Flask, present: bool) -> None:
    limit("DKC-KIA", 10)
    before = left("DKC-KIA")
    ticket = make.make_ticket("DKC-KIA", present=present)
    assert left("DKC-KIA") != before
    holder(desk.cancel, ticket)
    assert left("DKC-KIA") == before


def test_cancelling_after_a_call_frees_no_quota(app: Flask) -> None:
    limit("DKC-KIA", 10)
    make.make_open_counter()
    ticket = make.make_ticket("DKC-KIA")
    at_counter(calling.call_next)
    at_counter(calling.miss)
    holder(desk.cancel, ticket)
    assert left("DKC-KIA")[0] == 9


def test_cancelling_a_number_that_the_quota_never_counted_still_works(app: Flask) -> None:
    home = make.make_ticket("DKC-KIA", present=False)
    make.make_ticket("DKC-KIA")
    limit("DKC-KIA", 10)
    with transaction() as session:
        session.execute(update(service_days).values(taken=1, taken_remote=0))
    holder(desk.cancel, home)
    assert now(home).status is Status.CANCELLED
