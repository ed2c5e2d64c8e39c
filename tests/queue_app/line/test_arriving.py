"""Saying "I am here": with the code on the screen, by a kiosk or a member of staff, on the day itself."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from queue_app import clock
from queue_app.catalogue.directory import directory
from queue_app.errors import Refused
from queue_app.line import desk, lobby_code
from queue_app.transaction import reading
from tests import make
from tests.queue_app.line.scene import (
    code_now,
    holder,
    later,
    now,
    refused,
    told,
    wall_clock,
)

TUESDAY = date(2026, 11, 24)


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
    wall_clock(15.5)
    tomorrow = make.make_ticket(present=False, day=TUESDAY)
    with refused("closed"):
        holder(desk.check_in, tomorrow, code=code_now())
    wall_clock(9 + 24)
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
