"""Miss, hold, requeue and transfer: a person leaves the counter and is not lost."""

from __future__ import annotations

import pytest
from flask import Flask

from queue_app import clock
from queue_app.line import calling, serving
from queue_app.line.ticket import Status, Ticket
from tests import make
from tests.queue_app.line.scene import (
    at_counter,
    fact,
    later,
    now,
    refused,
    seen,
    service,
    shown,
)

L5 = "L5"


def test_a_missed_person_keeps_the_counter_that_called_them(first: Ticket) -> None:
    at_counter(calling.call_next)
    missed = at_counter(calling.miss)
    assert (missed.status, missed.missed_at) == (Status.NO_SHOW, clock.now())
    assert fact(first) == ("missed", "CALLED", "NO_SHOW", {})
    assert [t["number"] for t in shown("counter", "L4")["missed"]] == ["A001"]


@pytest.mark.parametrize("started", [False, True])
def test_a_held_ticket_frees_the_counter_and_comes_back_to_the_same_one(first: Ticket, started: bool) -> None:
    make.make_open_counter(L5)
    at_counter(calling.call_next)
    if started:
        at_counter(serving.start)
    at_counter(serving.hold)
    assert fact(first)[0] == "held"
    at_counter(calling.call_next)
    at_counter(calling.miss)
    assert [t["number"] for t in shown("counter", "L4")["held"]] == ["A001"]
    with refused("not-callable"):
        at_counter(calling.unhold, now(first), code=L5)
    later(minutes=5)
    back = at_counter(calling.unhold, now(first))
    assert (back.status, back.called_at, back.recalls) == (Status.CALLED, clock.now(), 0)
    assert fact(first) == ("unheld", "HELD", "CALLED", {})


def test_requeueing_a_held_or_missed_ticket_sends_it_behind_two(app: Flask) -> None:
    make.make_open_counter()
    tickets = [make.make_ticket() for _ in range(6)]
    for verb in (serving.hold, calling.miss):
        at_counter(calling.call_next)
        at_counter(verb)
    back = at_counter(calling.requeue, now(tickets[0]))
    assert (back.status, back.counter_id) == (Status.WAITING, None)
    assert fact(back) == ("requeued", "HELD", "WAITING", {})
    at_counter(calling.requeue, now(tickets[1]))
    assert shown("line", "A")["order"] == ["A003", "A004", "A002", "A001", "A005", "A006"]


def test_requeueing_is_for_counters_that_serve_the_ticket(first: Ticket) -> None:
    make.make_open_counter("L26")
    at_counter(calling.call_next)
    at_counter(calling.miss)
    with refused("not-callable"):
        at_counter(calling.requeue, now(first), code="L26")


@pytest.mark.parametrize("started", [False, True])
def test_a_transfer_keeps_number_and_place_and_tells_the_phone_where(first: Ticket, started: bool) -> None:
    at_counter(calling.call_next)
    if started:
        at_counter(serving.start)
    sent = at_counter(serving.transfer, service=service("PLN-BARU"), note="Bawa rekening lama")
    assert (sent.number, sent.place, sent.status) == (first.number, first.place, Status.WAITING)
    assert (sent.counter_id, sent.called_at, sent.started_at) == (None, None, None)
    assert sent.issued_service_id == first.issued_service_id
    was = "SERVING" if started else "CALLED"
    assert fact(sent) == ("transferred", was, "WAITING", {"from": make.SERVICE, "to": "PLN-BARU"})
    told_where = seen(sent)
    assert (told_where["service"], told_where["issued_service"]) == ("PLN-BARU", make.SERVICE)
    assert (told_where["line"], told_where["number"], told_where["ahead"]) == ("EL", "A001", 0)
    assert shown("line", "EL")["order"] == ["A001"]
    assert shown("counter", "L26")["waiting"][0]["note"] == "Bawa rekening lama"


def test_a_transfer_leads_elsewhere_and_its_note_is_short(first: Ticket) -> None:
    at_counter(calling.call_next)
    with refused("invalid"):
        at_counter(serving.transfer, service=service(make.SERVICE))
    with refused("invalid"):
        at_counter(serving.transfer, service=service("DKC-KIA"), note="x" * 201)
    assert now(first).status is Status.CALLED
