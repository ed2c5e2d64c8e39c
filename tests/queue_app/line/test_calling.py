"""What staff do at a counter: each verb's facts on the ticket, its one event, and what it refuses."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert

from queue_app import clock
from queue_app.line import attendance, calling, desk
from queue_app.line.calling import Outcome
from queue_app.line.events import read_after, ticket_events
from queue_app.line.ticket import Status, Ticket
from queue_app.transaction import reading, transaction
from tests import make
from tests.queue_app.line.scene import (
    at_counter,
    count_events,
    events_of,
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
MISSING = Outcome("berkas-kurang", ("Fotokopi KK", "Surat kehilangan"))


def fact(ticket: Ticket) -> tuple[Any, ...]:
    """The last event of a ticket: kind, from, to, data; made by staff:1 at the default counter, now."""
    event = events_of(ticket)[-1]
    assert (event.by, event.at, event.ref, event.number) == ("staff:1", clock.now(), ticket.ref, ticket.number)
    return event.kind.value, event.from_status, event.to_status, event.data


@pytest.fixture
def first(app: Flask) -> Ticket:
    """A001, with A002 and A003 behind it, a minute before the counter L4 opened."""
    tickets = [make.make_ticket() for _ in range(3)]
    later(minutes=1)
    make.make_open_counter()
    return tickets[0]


# --- call, recall, start, finish ---------------------------------------------------------------------------------


def test_call_next_calls_the_first_and_says_when_and_where(first: Ticket) -> None:
    called = at_counter(calling.call_next)
    assert (called.key, called.status, called.recalls) == (first.key, Status.CALLED, 0)
    assert called.called_at == clock.now()
    assert seen(called)["counter"] == "L4"
    assert fact(called) == ("called", "WAITING", "CALLED", {})


def test_recall_counts_and_changes_nothing_else(first: Ticket) -> None:
    called = at_counter(calling.call_next)
    later(seconds=30)
    assert [at_counter(calling.recall).recalls for _ in range(2)] == [1, 2]
    assert now(first).called_at == called.called_at
    assert fact(first) == ("recalled", "CALLED", "CALLED", {"recall": 2})


def test_start_and_finish_keep_their_instants(first: Ticket) -> None:
    at_counter(calling.call_next)
    later(minutes=1)
    started = at_counter(calling.start)
    assert (started.status, started.started_at) == (Status.SERVING, clock.now())
    assert fact(first) == ("started", "CALLED", "SERVING", {})
    later(minutes=7)
    finished = at_counter(calling.finish)
    assert (finished.status, finished.ended_at, finished.outcome) == (Status.SERVED, clock.now(), "done")
    assert fact(first) == ("finished", "SERVING", "SERVED", {"outcome": "done"})


def test_what_was_missing_is_kept_and_told(first: Ticket) -> None:
    serve()
    finished = at_counter(calling.finish, outcome=MISSING)
    assert (finished.outcome, finished.missing) == ("berkas-kurang", list(MISSING.missing))
    assert fact(first)[3] == {"outcome": "berkas-kurang", "missing": list(MISSING.missing)}
    assert seen(first)["missing"] == list(MISSING.missing)


@pytest.mark.parametrize(
    ("outcome", "field"),
    [
        (Outcome("selesai"), "outcome.kind"),
        (Outcome("berkas-kurang"), "outcome.missing"),
        (Outcome("done", ("KK",)), "outcome.missing"),
        (Outcome("berkas-kurang", ("",)), "outcome.missing"),
        (Outcome("berkas-kurang", ("x" * 201,)), "outcome.missing"),
        (Outcome("berkas-kurang", ("KK",) * 31), "outcome.missing"),
    ],
)
@pytest.mark.parametrize("verb", [calling.finish, calling.finish_and_call_next])
def test_an_outcome_that_makes_no_sense_finishes_nothing(
    first: Ticket, verb: Any, outcome: Outcome, field: str
) -> None:
    serve()
    with refused("invalid") as no:
        at_counter(verb, outcome=outcome)
    assert [e["field"] for e in no.value.errors] == [field]  # type: ignore[attr-defined]
    assert now(first).status is Status.SERVING
    assert right_of(first) is None


def test_finish_and_call_next_does_both_and_each_has_its_event(first: Ticket) -> None:
    serve()
    finished, called = at_counter(calling.finish_and_call_next)
    assert (finished.key, finished.status, called.number) == (first.key, Status.SERVED, "A002")
    assert fact(finished)[0] == "finished"
    assert fact(called)[0] == "called"


def test_finish_and_call_next_finishes_also_when_nobody_waits(app: Flask) -> None:
    make.make_open_counter()
    make.make_ticket()
    serve()
    finished, called = at_counter(calling.finish_and_call_next)
    assert (finished.status, called) == (Status.SERVED, None)


@pytest.mark.parametrize("verb", [calling.finish, calling.finish_and_call_next])
def test_what_is_not_being_served_is_not_finished(first: Ticket, verb: Any) -> None:
    with refused("not-serving"):
        at_counter(verb)
    at_counter(calling.call_next)
    with refused("not-serving") as no:
        at_counter(verb)
    assert str(no.value) == "Tiket A001 sekarang berstatus Dipanggil."
    assert now(first).status is Status.CALLED


@pytest.mark.parametrize("state", ["CALLED", "SERVING"])
@pytest.mark.parametrize("verb", ["call_next", "call", "unhold", "walk_in", "close"])
def test_a_busy_counter_names_whom_it_has_and_finishes_nobody_silently(first: Ticket, state: str, verb: str) -> None:
    at_counter(calling.call_next)
    at_counter(calling.hold)
    held = now(first)
    current = at_counter(calling.call_next)
    if state == "SERVING":
        at_counter(calling.start)
    act = {
        "call_next": lambda: at_counter(calling.call_next),
        "call": lambda: at_counter(calling.call, held, reason="x"),
        "unhold": lambda: at_counter(calling.unhold, held),
        "walk_in": lambda: at_counter(calling.walk_in, service=service("DKC-KIA")),
        "close": lambda: at_counter(attendance.close),
    }
    with refused("counter-busy") as no:
        act[verb]()
    word = {"CALLED": "Dipanggil", "SERVING": "Sedang dilayani"}[state]
    assert str(no.value) == f"Loket masih menangani A002 ({word})."
    assert now(current).status.value == state


# --- miss, hold, requeue -----------------------------------------------------------------------------------------


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
        at_counter(calling.start)
    at_counter(calling.hold)
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
    for verb in (calling.hold, calling.miss):
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


# --- transfer ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("started", [False, True])
def test_a_transfer_keeps_number_and_place_and_tells_the_phone_where(first: Ticket, started: bool) -> None:
    at_counter(calling.call_next)
    if started:
        at_counter(calling.start)
    sent = at_counter(calling.transfer, service=service("PLN-BARU"), note="Bawa rekening lama")
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
        at_counter(calling.transfer, service=service(make.SERVICE))
    with refused("invalid"):
        at_counter(calling.transfer, service=service("DKC-KIA"), note="x" * 201)
    assert now(first).status is Status.CALLED


# --- walk-in, call by ref ----------------------------------------------------------------------------------------


def test_a_walk_in_gets_a_number_and_is_served_at_once(first: Ticket) -> None:
    ticket = at_counter(calling.walk_in, service=service("DKC-KIA"), priority="lansia")
    assert (ticket.number, ticket.status, ticket.channel) == ("A004", Status.SERVING, "counter")
    assert ticket.arrived_at == ticket.called_at == ticket.started_at == clock.now()
    assert told(ticket) == ["issued", "walked-in"]
    assert shown("line", "A")["order"] == ["A001", "A002", "A003"]
    at_counter(calling.finish)
    assert right_of(ticket) is not None


def test_a_walk_in_is_for_a_service_of_this_counter(first: Ticket) -> None:
    with refused("not-callable"):
        at_counter(calling.walk_in, service=service("PLN-BARU"))


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


# --- confirm served ----------------------------------------------------------------------------------------------


def test_confirm_served_gives_the_right_and_keeps_the_reason(first: Ticket) -> None:
    at_counter(calling.call_next)
    at_counter(calling.miss)
    assert right_of(first) is None
    served = at_counter(calling.confirm_served, now(first), reason="Petugas salah tekan")
    assert (served.status, served.outcome) == (Status.SERVED, "done")
    assert fact(first) == ("confirmed-served", "NO_SHOW", "SERVED", {"reason": "Petugas salah tekan"})
    assert right_of(first).service_code == make.SERVICE
    assert seen(first)["survey_url"].startswith("/s/")


def test_confirm_served_is_for_the_counter_that_called_and_needs_a_reason(first: Ticket) -> None:
    make.make_open_counter(L5)
    at_counter(calling.call_next)
    at_counter(calling.miss)
    with refused("not-callable"):
        at_counter(calling.confirm_served, now(first), reason="x", code=L5)
    with refused("invalid"):
        at_counter(calling.confirm_served, now(first), reason=" ")


# --- counters ----------------------------------------------------------------------------------------------------


def test_a_counter_opens_pauses_resumes_and_closes_and_each_says_so(app: Flask) -> None:
    back = clock.now()
    for verb, named in (
        (attendance.open_counter, {"services": ["DKC-KIA"]}),
        (attendance.pause, {"reason": "Salat", "until": back}),
        (attendance.resume, {}),
        (attendance.close, {}),
    ):
        at_counter(verb, **named)
    with reading() as session:
        events = read_after(session, 0, 10)
    assert [(e.kind.value, e.data) for e in events] == [
        ("counter-opened", {"services": ["DKC-KIA"]}),
        ("counter-paused", {"reason": "Salat", "until": back.isoformat()}),
        ("counter-resumed", {}),
        ("counter-closed", {}),
    ]


@pytest.mark.parametrize("state", ["closed", "paused", "never opened"])
@pytest.mark.parametrize("verb", ["call_next", "finish_and_call_next", "call", "unhold", "walk_in", "pause"])
def test_a_counter_that_is_not_open_calls_nobody(first: Ticket, state: str, verb: str) -> None:
    at_counter(calling.call_next)
    at_counter(calling.hold)
    if state == "paused":
        at_counter(attendance.pause, reason="Istirahat")
    elif state == "closed":
        at_counter(attendance.close)
    code = L5 if state == "never opened" else make.COUNTER
    held = now(first)
    act = {
        "call_next": lambda: at_counter(calling.call_next, code=code),
        "finish_and_call_next": lambda: at_counter(calling.finish_and_call_next, code=code),
        "call": lambda: at_counter(calling.call, held, reason="x", code=code),
        "unhold": lambda: at_counter(calling.unhold, held, code=code),
        "walk_in": lambda: at_counter(calling.walk_in, service=service("DKC-KIA"), code=code),
        "pause": lambda: at_counter(attendance.pause, reason="x", code=code),
    }
    with refused("counter-not-open"):
        act[verb]()


def test_opening_again_changes_what_is_served_and_keeps_the_turn(first: Ticket) -> None:
    urgent = make.make_ticket(priority="lansia")
    assert at_counter(calling.call_next).key == urgent.key
    at_counter(calling.miss)
    make.make_ticket("DKC-KIA")
    make.make_ticket("DKC-KIA", priority="hamil")
    make.make_open_counter(services=["DKC-KIA"])
    assert shown("counter", "L4")["services"] == ["DKC-KIA"]
    assert at_counter(calling.call_next).number == "A005"


@pytest.mark.parametrize("services", [[], ["PLN-BARU"], ["DKC-KIA", "PLN-BARU"]])
def test_a_counter_opens_for_its_own_services_only(app: Flask, services: list[str]) -> None:
    with refused("invalid"):
        make.make_open_counter(services=services)


def test_resuming_closing_or_pausing_twice_says_nothing_new(first: Ticket) -> None:
    before = count_events()
    at_counter(attendance.resume)
    assert count_events() == before
    at_counter(attendance.close)
    at_counter(attendance.close)
    assert count_events() == before + 1
    with refused("counter-not-open"):
        at_counter(attendance.resume)


def test_a_pause_has_a_reason(first: Ticket) -> None:
    with refused("invalid"):
        at_counter(attendance.pause, reason="  ")


def test_yesterdays_counter_is_closed_today(first: Ticket) -> None:
    at_counter(calling.call_next)
    at_counter(calling.miss)
    later(days=1)
    assert not shown("counter", "L4")["open"]
    with refused("counter-not-open"):
        at_counter(calling.call_next)
    make.make_open_counter()
    assert shown("counter", "L4")["missed"] == []


def test_a_person_who_is_being_served_can_be_finished_while_the_counter_pauses(first: Ticket) -> None:
    serve()
    at_counter(attendance.pause, reason="Istirahat")
    assert at_counter(calling.finish).status is Status.SERVED


def serve() -> None:
    at_counter(calling.call_next)
    at_counter(calling.start)
