"""Exchange, come back, dispute, find again: what a holder does with a number once it is taken."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from queue_app.errors import Refused
from queue_app.line import calling, desk, issuing, serving
from queue_app.line.numbers import line_days, service_days
from queue_app.line.recovery import recovery_code
from queue_app.line.ticket import Status, tickets
from queue_app.transaction import reading
from tests import make
from tests.conftest import MONDAY
from tests.queue_app.line.scene import (
    at_counter,
    claim,
    events_of,
    holder,
    later,
    left,
    limit,
    now,
    refused,
    rows,
    seen,
    service,
    shown,
    told,
    wall_clock,
)

TUESDAY = date(2026, 11, 24)
PHONE = {"phone": "+6281234567890", "consent": "2026-11"}


def test_a_number_is_exchanged_for_the_end_of_the_other_line(app: Flask) -> None:
    old = make.make_ticket(present=False, device="d1", priority="hamil", language="jv", **PHONE)
    make.make_ticket("PLN-BARU")
    fresh = holder(issuing.change, old, service=service("PLN-BARU"), day=None)
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
    fresh = holder(issuing.change, old, service=service("DKC-KIA"), day=None)
    assert fresh.number == "A002"
    assert fresh.arrived_at == old.arrived_at


def test_whoever_is_not_here_yet_is_not_made_present_by_an_exchange(app: Flask) -> None:
    wall_clock(15.5)
    old = make.make_ticket("DKC-KTP-HILANG", day=TUESDAY)
    assert old.channel == "kiosk"
    later(hours=17.5)
    fresh = holder(issuing.change, old, service=service("DKC-KIA"), day=None)
    assert (old.arrived_at, fresh.arrived_at) == (None, None)


def test_an_exchange_for_another_day_waits_for_the_person_to_come_again(app: Flask) -> None:
    wall_clock(13)
    old = make.make_ticket("BPN-CEK")
    wall_clock(15.5)
    fresh = holder(issuing.change, old, service=None, day=TUESDAY)
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
        holder(issuing.change, old, **wish)
    assert (rows(tickets), rows(service_days), rows(line_days), seen(old)) == before


def test_an_exchange_frees_one_quota_and_takes_the_other(app: Flask) -> None:
    limit("DKC-KIA", 10)
    limit("PLN-BARU", 10)
    old = make.make_ticket("DKC-KIA", present=False)
    holder(issuing.change, old, service=service("PLN-BARU"), day=None)
    assert (left("DKC-KIA"), left("PLN-BARU")) == ((10, 6), (9, 5))


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


def test_a_claim_is_noted_once_and_shown_to_the_floor(app: Flask) -> None:
    missed = make_missed(0)
    claimed = claim(missed)
    later(minutes=1)
    assert claim(missed) == claimed
    assert told(missed).count("claimed-served") == 1
    assert [t["ref"] for t in shown("floor")["claims"]] == [missed.ref]
    at_counter(serving.confirm_served, now(missed), reason="Terlihat di loket")
    assert shown("floor")["claims"] == []


@pytest.mark.parametrize("status", [s for s in Status if s not in (Status.NO_SHOW, Status.UNFINISHED)])
def test_nobody_claims_who_was_not_called_or_is_still_in_line_or_was_served(app: Flask, status: Status) -> None:
    ticket = make.make_ticket_in(status)
    with refused("ticket-moved-on"):
        claim(ticket)


def test_a_ticket_is_found_by_the_code_of_its_slip_whatever_look_alikes_are_typed(app: Flask) -> None:
    made = [make.make_ticket() for _ in range(40)]
    for ticket in made:
        code = recovery_code(ticket.id)
        assert len(code) == 8
        for typed in (code, code.lower(), f"{code[:4]}-{code[4:]}", f" {code} ", alike(code)):
            with reading() as session:
                assert desk.recover(session, typed).key == ticket.key
    assert len({recovery_code(ticket.id) for ticket in made}) == 40
    with reading() as session, pytest.raises(Refused) as no:
        desk.recover(session, "ZZZZZZZZ")
    assert no.value.type == "unknown"


def alike(code: str) -> str:
    return code.replace("0", "O").replace("1", "l").replace("V", "u")
