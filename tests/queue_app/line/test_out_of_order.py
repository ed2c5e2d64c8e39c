"""Walk-ins, calls out of order, confirmed disputes: what breaks the order leaves its reason."""

from __future__ import annotations

import pytest
from sqlalchemy import insert

from queue_app import clock
from queue_app.line import calling, desk, serving
from queue_app.line.events import ticket_events
from queue_app.line.ticket import Status, Ticket
from queue_app.transaction import transaction
from tests import make
from tests.queue_app.line.scene import (
    at_counter,
    fact,
    holder,
    later,
    now,
    refused,
    right_of,
    rows,
    seen,
    service,
    shown,
    told,
)

L5 = "L5"


def test_a_walk_in_gets_a_number_and_is_served_at_once(first: Ticket) -> None:
    ticket = at_counter(serving.walk_in, service=service("DKC-KIA"), priority="lansia")
    assert (ticket.number, ticket.status, ticket.channel) == ("A004", Status.SERVING, "counter")
    assert ticket.arrived_at == ticket.called_at == ticket.started_at == clock.now()
    assert told(ticket) == ["issued", "walked-in"]
    assert shown("line", "A")["order"] == ["A001", "A002", "A003"]
    at_counter(serving.finish)
    assert right_of(ticket) is not None


def test_a_walk_in_is_for_a_service_of_this_counter(first: Ticket) -> None:
    with refused("not-callable"):
        at_counter(serving.walk_in, service=service("PLN-BARU"))


def test_a_call_out_of_order_has_a_reason_and_everybody_above_reads_it(first: Ticket) -> None:
    chosen = make.make_ticket()
    called = at_counter(calling.call, chosen, reason="Ibu dengan bayi")
    assert (called.key, called.status) == (chosen.key, Status.CALLED)
    assert fact(called) == ("called", "WAITING", "CALLED", {"reason": "Ibu dengan bayi"})
    (told_above,) = shown("floor")["out_of_order"]
    assert (told_above["number"], told_above["counter"]) == ("A004", "L4")
    assert (told_above["reason"], told_above["by"]) == ("Ibu dengan bayi", "staff:1")


def test_the_floor_lists_calls_out_of_order_of_the_whole_day(first: Ticket) -> None:
    at_counter(calling.call, first, reason="Pertama")
    call = rows(ticket_events)[-1]._asdict()
    ordinary = {name: value for name, value in call.items() if name != "seq"} | {"data": {}}
    with transaction() as session:
        session.execute(insert(ticket_events), [ordinary] * 600)
    assert [told["reason"] for told in shown("floor")["out_of_order"]] == ["Pertama"]


@pytest.mark.parametrize("reason", ["", "   ", "x" * 201])
def test_a_call_out_of_order_without_a_reason_is_none(first: Ticket, reason: str) -> None:
    with refused("invalid"):
        at_counter(calling.call, first, reason=reason)


def test_only_who_is_here_today_for_this_counter_is_called_out_of_order(first: Ticket) -> None:
    home, elsewhere = make.make_ticket(present=False), make.make_ticket("PLN-BARU")
    for ticket in (home, elsewhere):
        with refused("not-callable"):
            at_counter(calling.call, ticket, reason="Alasan")
    holder(desk.check_in, home, code=None)
    assert at_counter(calling.call, now(home), reason="Alasan").status is Status.CALLED


def test_a_ticket_of_yesterday_is_not_called(first: Ticket) -> None:
    later(days=1)
    make.make_open_counter()
    assert at_counter(calling.call_next) is None
    with refused("not-callable"):
        at_counter(calling.call, first, reason="Alasan")


def test_who_left_meanwhile_is_not_called(first: Ticket) -> None:
    holder(desk.cancel, first)
    with refused("ticket-moved-on") as no:
        at_counter(calling.call, first, reason="Alasan")
    assert str(no.value) == "Tiket A001 sekarang berstatus Dibatalkan."


def test_confirm_served_gives_the_right_and_keeps_the_reason(first: Ticket) -> None:
    at_counter(calling.call_next)
    at_counter(calling.miss)
    assert right_of(first) is None
    served = at_counter(serving.confirm_served, now(first), reason="Petugas salah tekan")
    assert (served.status, served.outcome) == (Status.SERVED, "done")
    assert fact(first) == ("confirmed-served", "NO_SHOW", "SERVED", {"reason": "Petugas salah tekan"})
    assert right_of(first).service_code == make.SERVICE
    assert seen(first)["survey_url"].startswith("/s/")


def test_confirm_served_is_for_the_counter_that_called_and_needs_a_reason(first: Ticket) -> None:
    make.make_open_counter(L5)
    at_counter(calling.call_next)
    at_counter(calling.miss)
    with refused("not-callable"):
        at_counter(serving.confirm_served, now(first), reason="x", code=L5)
    with refused("invalid"):
        at_counter(serving.confirm_served, now(first), reason=" ")
