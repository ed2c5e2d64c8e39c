"""What a citizen said of their case stays with the number, for the service it was said of, and is forgotten in time."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from queue_app import retention
from queue_app.catalogue.directory import directory
from queue_app.line import calling, cases, issuing, serving, steps
from queue_app.line.ticket import Ticket, find
from queue_app.transaction import reading, transaction
from tests import make
from tests.conftest import MONDAY
from tests.queue_app.counter.desk import make_desk, words
from tests.queue_app.line.scene import stop_clock

#: Numbers of the cases of make.SERVICE; it has two, and one of them applies to everybody.
LOST, DAMAGED = (0,), (1,)


def said_of(ticket: Ticket) -> list[str]:
    with reading() as session:
        return cases.of_ticket(session, find(session, key=ticket.key))


def test_the_chosen_case_stays_with_the_number(app: Flask) -> None:
    assert said_of(make.make_ticket(cases=DAMAGED)) == ["rusak"]
    assert said_of(make.make_ticket()) == []
    assert said_of(make.make_ticket(cases=(98,))) == []
    assert said_of(make.make_ticket("POS-KIRIM", cases=LOST)) == []  # this one has no published standard


def test_another_service_drops_the_case_and_taking_the_transfer_back_returns_it(app: Flask) -> None:
    make.make_open_counter()
    ticket = make.make_ticket(cases=LOST)
    make.do(calling.call_next)
    with reading() as session:
        other = directory(session).service("DKC-KIA")
    make.do(serving.transfer, service=other)
    assert said_of(ticket) == []
    make.do(steps.undo)
    assert said_of(ticket) == ["hilang"]


def test_a_number_exchanged_for_another_day_keeps_the_case_and_one_for_another_service_does_not(app: Flask) -> None:
    def exchanged(service: str | None, days: int) -> list[str]:
        stop_clock(MONDAY)
        held = make.make_ticket(present=False, cases=LOST)
        stop_clock(MONDAY + timedelta(hours=6 * days))  # the numbers of a day begin on the afternoon before
        with transaction() as session:
            house = directory(session)
            wanted, day = house.service(service) if service else None, held.day + timedelta(days=days)
            fresh = issuing.change(session, house, held, service=wanted, day=day, by="test")
        return said_of(fresh)

    assert exchanged(None, 1) == ["hilang"]
    assert exchanged("DKC-KK-HILANG", 0) == []


def test_the_clerk_sees_the_case_and_the_list_that_the_citizen_sees(client: FlaskClient) -> None:
    make.make_open_counter()
    make.make_ticket(cases=LOST)
    make.do(calling.call_next)
    make.do(serving.start)
    desk = make_desk(client)
    page = desk.look()
    assert "Keadaan menurut warga: hilang" in words(page, "kartu")
    listed = words(page, "kerja")
    assert "Surat keterangan kehilangan" in listed
    assert "hanya bila" not in listed
    assert "hanya bila: rusak" in words(desk.look("berkas"))  # who comes with another case can still be told


def test_nothing_is_said_at_the_counter_of_a_case_that_nobody_chose(client: FlaskClient) -> None:
    make.make_open_counter()
    make.make_ticket()
    make.do(calling.call_next)
    page = words(make_desk(client).look())
    assert "Keadaan menurut warga" not in page
    assert "hanya bila: hilang" in page


def test_the_case_is_forgotten_with_the_phone_number(app: Flask) -> None:
    make.make_ticket(cases=LOST)
    for days, kept in ((7, 1), (8, 0)):
        stop_clock(MONDAY + timedelta(days=days))
        with transaction() as session:
            retention.forget(session, 7)
        with reading() as session:
            assert session.scalar(select(func.count()).select_from(cases.ticket_cases)) == kept
