"""What a citizen does with a number: each rule, its refusal, and that a refusal changes nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from queue_app import clock
from queue_app.catalogue.directory import directory
from queue_app.errors import Refused
from queue_app.line import calling, desk, lobby_code
from queue_app.line.numbers import line_days, quotas_left, service_days, set_quota
from queue_app.line.ticket import PRIORITIES, Status, tickets
from queue_app.transaction import reading, transaction
from tests import make
from tests.conftest import MONDAY
from tests.queue_app.line.scene import (
    at_counter,
    code_now,
    events_of,
    holder,
    later,
    now,
    refused,
    rows,
    seen,
    service,
    shown,
    stop_clock,
    told,
)

TUESDAY = date(2026, 11, 24)
PHONE = {"phone": "+6281234567890", "consent": "2026-11"}


def limit(code: str, quota: int) -> None:
    with transaction() as session:
        house = directory(session)
        set_quota(session, house.site, house.service(code), MONDAY.date(), quota)


def left(code: str) -> tuple[int, int]:
    with reading() as session:
        house = directory(session)
        found = house.service(code)
        return quotas_left(session, house.site, MONDAY.date(), [found])[found.id]


def at(hours: float) -> None:
    """By the clock on the wall: at(7.5) is 07.30 WIB on Monday."""
    stop_clock(MONDAY + timedelta(hours=hours - 9))


# --- issue -------------------------------------------------------------------------------------------------------


def test_numbers_run_per_line_and_day_from_one_whatever_the_service(app: Flask) -> None:
    numbers = [make.make_ticket(c).number for c in ("DKC-KIA", "PLN-BARU", "DKC-LAHIR", "DKC-KIA")]
    assert numbers == ["A001", "EL001", "A002", "A003"]
    at(15.5)
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
    at(hours)
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
    at(hours)
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
        desk.issue(session, house, house.service(make.SERVICE), desk.Wish(**wrong[field]), by="test")
    assert [e["field"] for e in no.value.errors] == [field]


@pytest.mark.parametrize("priority", PRIORITIES)
def test_every_priority_of_the_contract_stands_in_the_priority_lane(app: Flask, priority: str) -> None:
    assert make.make_ticket(priority=priority).lane == 0


# --- one active ticket -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", [{"device": "d1"}, PHONE])
def test_one_active_ticket_per_device_and_phone_and_service_and_day(app: Flask, who: dict[str, str]) -> None:
    mine = make.make_ticket(present=False, **who)
    with refused("already-active") as no:
        make.make_ticket(present=False, **who)
    assert no.value.values["ticket"].key == mine.key
    make.make_ticket("DKC-KIA", present=False, **who)
    at(15.5)
    make.make_ticket(present=False, day=TUESDAY, **who)
    holder(desk.cancel, mine)
    at(9)
    make.make_ticket(present=False, **who)


def test_who_was_served_may_take_another_number(app: Flask) -> None:
    make.make_open_counter()
    make.make_ticket(device="d1")
    at_counter(calling.call_next)
    at_counter(calling.start)
    with refused("already-active"):
        make.make_ticket(device="d1")
    at_counter(calling.finish)
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


# --- quota -------------------------------------------------------------------------------------------------------


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


# --- check-in ----------------------------------------------------------------------------------------------------


def test_the_code_on_the_screen_and_the_one_before_it_are_accepted_and_older_ones_are_not(app: Flask) -> None:
    homes = [make.make_ticket(present=False) for _ in range(3)]
    code = code_now()
    holder(desk.check_in, homes[0], code=code)
    later(seconds=60)
    assert code_now() != code
    holder(desk.check_in, homes[1], code=f" {code[:2]} {code[2:]} ")
    later(seconds=60)
    with refused("wrong-code"):
        holder(desk.check_in, homes[2], code=code)
    assert now(homes[2]).arrived_at is None


def test_a_code_changes_every_sixty_seconds_and_says_when(app: Flask) -> None:
    with reading() as session:
        house = directory(session)
        code, until = lobby_code.current(house, house.hall("H2"))
    assert len(code) == 4
    assert code.isdigit()
    assert 0 < (until - clock.now()).total_seconds() <= 60


@pytest.mark.parametrize("code", ["", "12", "abcd", "٠١٢٣", "00000", "9" * 12])
def test_anything_else_is_a_wrong_code(app: Flask, code: str) -> None:
    home = make.make_ticket(present=False)
    with refused("wrong-code"):
        holder(desk.check_in, home, code=code)


def test_a_wrong_code_is_refused_even_to_who_is_here_already(app: Flask) -> None:
    here = make.make_ticket()
    with refused("wrong-code"):
        holder(desk.check_in, here, code="abcd")


def test_checking_in_twice_is_checking_in_once(app: Flask) -> None:
    home = make.make_ticket(present=False)
    first = holder(desk.check_in, home, code=code_now())
    later(minutes=5)
    assert holder(desk.check_in, home, code=code_now()) == first
    assert told(home) == ["issued", "checked-in"]


def test_checking_in_belongs_to_the_day_of_the_visit(app: Flask) -> None:
    at(15.5)
    tomorrow = make.make_ticket(present=False, day=TUESDAY)
    with refused("closed"):
        holder(desk.check_in, tomorrow, code=code_now())
    at(9 + 24)
    assert holder(desk.check_in, tomorrow, code=code_now()).present


def test_a_staff_member_needs_no_code(app: Flask) -> None:
    assert holder(desk.check_in, make.make_ticket(present=False), code=None).present


def test_the_number_is_found_however_it_is_written_and_only_today(app: Flask) -> None:
    ticket = make.make_ticket()
    for written in ("A001", "a1", "A 001", "a-1", "A0001"):
        with reading() as session:
            assert desk.of_today(session, directory(session), written).key == ticket.key
    later(days=1)
    for written in ("A001", "", "A", "001", "A0x1", "A²", "١", "B001", "AA001"):
        with reading() as session, pytest.raises(Refused) as no:
            desk.of_today(session, directory(session), written)
        assert no.value.type == "unknown"


# --- change ------------------------------------------------------------------------------------------------------


def test_a_number_is_exchanged_for_the_end_of_the_other_line(app: Flask) -> None:
    old = make.make_ticket(present=False, device="d1", priority="hamil", language="jv", **PHONE)
    make.make_ticket("PLN-BARU")
    fresh = holder(desk.change, old, service=service("PLN-BARU"), day=None)
    assert (fresh.number, fresh.priority, fresh.language, fresh.device_digest) == ("EL002", "hamil", "jv", "d1")
    assert fresh.id != old.id
    assert fresh.place > old.place
    assert now(old).status is Status.CANCELLED
    assert told(old) == ["issued", "changed"]
    assert events_of(old)[-1].data == {"to": fresh.ref}
    assert events_of(fresh)[0].data["from"] == old.ref
    assert seen(fresh)["phone_kept"]
    assert not seen(old)["phone_kept"]


def test_whoever_is_here_stays_here_when_the_service_changes(app: Flask) -> None:
    old = make.make_ticket()
    later(minutes=10)
    fresh = holder(desk.change, old, service=service("DKC-KIA"), day=None)
    assert fresh.number == "A002"
    assert fresh.arrived_at == old.arrived_at


def test_an_exchange_for_another_day_waits_for_the_person_to_come_again(app: Flask) -> None:
    at(13)
    old = make.make_ticket("BPN-CEK")
    at(15.5)
    fresh = holder(desk.change, old, service=None, day=TUESDAY)
    assert (fresh.day, fresh.arrived_at, fresh.number) == (TUESDAY, None, "L001")


@pytest.mark.parametrize("reason", ["full", "closed", "already-active", "invalid"])
def test_when_an_exchange_is_refused_the_old_number_is_kept(app: Flask, reason: str) -> None:
    limit("DKC-KIA", 10)
    old = make.make_ticket("DKC-KIA", present=False, device="d1", **PHONE)
    wish = {"service": service("PLN-BARU"), "day": None}
    if reason == "full":
        limit("PLN-BARU", 0)
    elif reason == "closed":
        wish = {"service": None, "day": TUESDAY}
    elif reason == "already-active":
        make.make_ticket("PLN-BARU", present=False, device="d1")
    else:
        wish = {"service": service("DKC-KIA"), "day": MONDAY.date()}
    before = rows(tickets), rows(service_days), rows(line_days), seen(old)
    with refused(reason):
        holder(desk.change, old, **wish)
    assert (rows(tickets), rows(service_days), rows(line_days), seen(old)) == before


def test_an_exchange_frees_one_quota_and_takes_the_other(app: Flask) -> None:
    limit("DKC-KIA", 10)
    limit("PLN-BARU", 10)
    old = make.make_ticket("DKC-KIA", present=False)
    holder(desk.change, old, service=service("PLN-BARU"), day=None)
    assert (left("DKC-KIA"), left("PLN-BARU")) == ((10, 6), (9, 5))


# --- rejoin ------------------------------------------------------------------------------------------------------


def make_missed(behind: int = 4) -> object:
    make.make_open_counter()
    missed = make.make_ticket()
    for _ in range(behind):
        make.make_ticket()
    at_counter(calling.call_next)
    at_counter(calling.miss)
    return missed


def test_within_the_grace_time_a_missed_person_comes_back_behind_two(app: Flask) -> None:
    missed = make_missed()
    later(minutes=30)
    back = holder(desk.rejoin, missed)
    assert back.counter_id is None
    assert shown("line", "A")["order"] == ["A002", "A003", "A001", "A004", "A005"]
    assert told(missed)[-1] == "rejoined"


def test_after_the_grace_time_they_are_sent_to_the_staff(app: Flask) -> None:
    missed = make_missed()
    later(minutes=30, seconds=1)
    with refused("not-callable"):
        holder(desk.rejoin, missed)
    assert now(missed).status is Status.NO_SHOW
    at_counter(calling.requeue, now(missed))
    assert now(missed).status is Status.WAITING


# --- claims, recovery --------------------------------------------------------------------------------------------


def test_a_claim_is_noted_once_and_shown_to_the_floor(app: Flask) -> None:
    missed = make_missed(0)
    claimed = holder(claim, missed)
    later(minutes=1)
    assert holder(claim, missed) == claimed
    assert told(missed).count("claimed-served") == 1
    assert [t["ref"] for t in shown("floor")["claims"]] == [missed.ref]
    at_counter(calling.confirm_served, now(missed), reason="Terlihat di loket")
    assert shown("floor")["claims"] == []


def claim(session: object, _house: object, ticket: object, *, by: str) -> object:
    return desk.claim_served(session, ticket, by=by)  # type: ignore[arg-type]


@pytest.mark.parametrize("status", [s for s in Status if s not in (Status.NO_SHOW, Status.UNFINISHED)])
def test_nobody_claims_who_was_not_called_or_is_still_in_line_or_was_served(app: Flask, status: Status) -> None:
    ticket = make.make_ticket_in(status)
    with refused("ticket-moved-on"):
        holder(claim, ticket)


def test_a_ticket_is_found_by_the_code_of_its_slip_whatever_look_alikes_are_typed(app: Flask) -> None:
    made = [make.make_ticket() for _ in range(40)]
    for ticket in made:
        code = desk.recovery_code(ticket)
        assert len(code) == 8
        for typed in (code, code.lower(), f"{code[:4]}-{code[4:]}", f" {code} ", alike(code)):
            with reading() as session:
                assert desk.recover(session, typed).key == ticket.key
    assert len({desk.recovery_code(ticket) for ticket in made}) == 40
    with reading() as session, pytest.raises(Refused) as no:
        desk.recover(session, "ZZZZZZZZ")
    assert no.value.type == "unknown"


def alike(code: str) -> str:
    return code.replace("0", "O").replace("1", "l").replace("V", "u")
