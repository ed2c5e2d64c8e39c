"""What follows from what: served ⇔ right to answer, messages only to who left a number, wires only after a commit."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from queue_app import consequences
from queue_app.catalogue.directory import Counter, Directory, directory
from queue_app.consequences import CONSEQUENCES, Scope, touched
from queue_app.errors import Refused
from queue_app.line import attendance, calling, desk, issuing, notices, serving, steps
from queue_app.line.events import Event, Kind, read_after
from queue_app.line.ticket import Status, Ticket, tickets
from queue_app.notify.outbox import messages
from queue_app.transaction import announced, reading, transaction
from tests import make
from tests.queue_app.line.scene import (
    at_counter,
    count_events,
    events_of,
    holder,
    later,
    now,
    right_of,
    rows,
    service,
)

PHONE = {"phone": "+6281234567890", "consent": "2026-11"}


def serve(**wish: Any) -> Ticket:
    make.make_open_counter()
    ticket = make.make_ticket(**wish)
    for verb in (calling.call_next, serving.start, serving.finish):
        at_counter(verb)
    return now(ticket)


# --- served ⇔ right ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", Status)
def test_exactly_a_served_ticket_has_the_right_to_answer(app: Flask, status: Status) -> None:
    ticket = make.make_ticket_in(status)
    assert (right_of(ticket) is not None) == (status is Status.SERVED)


def test_a_right_names_service_agency_counter_and_day_and_nobody(app: Flask) -> None:
    ticket = serve()
    right = right_of(ticket)
    assert (right.service_code, right.agency_code, right.counter_code) == (make.SERVICE, "DKC", "L4")
    assert (right.day, right.site_id, right.subject) == (ticket.day, ticket.site_id, ticket.ref)
    assert ticket.id not in str(vars(right))


def test_a_transferred_person_answers_about_the_service_that_served_them(app: Flask) -> None:
    make.make_open_counter()
    make.make_open_counter("L26")
    ticket = make.make_ticket()
    at_counter(calling.call_next)
    at_counter(serving.transfer, service=service("PLN-BARU"))
    for verb in (calling.call_next, serving.start, serving.finish):
        at_counter(verb, code="L26")
    assert (right_of(ticket).service_code, right_of(ticket).counter_code) == ("PLN-BARU", "L26")


def test_without_the_right_nothing_is_served(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    make.make_open_counter()
    ticket = make.make_ticket()
    at_counter(calling.call_next)
    at_counter(serving.start)
    before = count_events()

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the survey is away")

    monkeypatch.setattr(consequences.survey_tokens, "grant", broken)
    with pytest.raises(RuntimeError):
        at_counter(serving.finish)
    assert now(ticket).status is Status.SERVING
    assert count_events() == before


# --- messages ----------------------------------------------------------------------------------------------------


def told() -> list[tuple[str, str]]:
    return [(row.template, row.state) for row in sorted(rows(messages), key=lambda row: row.id)]


def test_who_left_no_number_is_sent_nothing(app: Flask) -> None:
    serve()
    assert told() == []


def test_each_step_that_a_holder_must_know_writes_one_message(app: Flask) -> None:
    make.make_open_counter()
    ticket = make.make_ticket(**PHONE)
    at_counter(calling.call_next)
    at_counter(calling.recall)
    at_counter(calling.miss)
    holder(desk.rejoin, ticket)
    at_counter(calling.call_next)
    at_counter(serving.hold)
    at_counter(calling.unhold, now(ticket))
    at_counter(serving.start)
    at_counter(serving.finish)
    assert [template for template, _ in told()] == [
        "ticket-issued",
        "called",
        "called",
        "missed",
        "called",
        "called",
        "survey",
    ]


def test_a_message_holds_number_counter_and_floor_and_no_secret(app: Flask) -> None:
    ticket = serve(**PHONE)
    for row in rows(messages):
        assert set(row.parameters) <= {"number", "counter", "floor"}
        assert row.parameters["number"] == ticket.number
        assert ticket.id not in str(tuple(row))
        assert consequences.survey_token(ticket) not in str(tuple(row))


def test_an_exchanged_number_takes_the_phone_along(app: Flask) -> None:
    old = make.make_ticket(present=False, **PHONE)
    fresh = holder(issuing.change, old, service=service("PLN-BARU"), day=None)
    assert [row.ticket_key for row in rows(messages)] == [old.key, fresh.key]


# --- the table ---------------------------------------------------------------------------------------------------


def test_every_kind_of_event_has_its_consequence() -> None:
    assert set(CONSEQUENCES) == set(Kind)


def scopes_of(event: Event) -> set[tuple[str, str]]:
    with reading() as session:
        house = directory(session)
        found = touched(house, event)
    assert all(isinstance(s, Scope) and s.site_id == house.site.id for s in found)
    return {(s.kind, s.name) for s in found}


def test_a_call_reaches_the_board_the_line_the_consoles_the_phone_and_the_floor(app: Flask) -> None:
    make.make_open_counter()
    ticket = make.make_ticket()
    at_counter(calling.call_next)
    told_to = scopes_of(events_of(ticket)[-1])
    consoles = {("counter", f"L{n}") for n in (4, 5, 6, 7, 8)}
    assert told_to == {("board", "H2"), ("line", "A"), ("ticket", ticket.ref), ("floor", "")} | consoles


def test_a_transfer_reaches_the_line_it_leaves_and_the_one_it_joins(app: Flask) -> None:
    make.make_open_counter()
    ticket = make.make_ticket()
    at_counter(calling.call_next)
    at_counter(serving.transfer, service=service("PLN-BARU"))
    told_to = scopes_of(events_of(ticket)[-1])
    assert {("line", "A"), ("line", "EL"), ("counter", "L4"), ("counter", "L26")} <= told_to


def test_a_pause_reaches_board_and_phones_that_wait_for_the_counter(app: Flask) -> None:
    make.make_open_counter("L26")
    at_counter(attendance.pause, reason="Salat", code="L26")
    with reading() as session:
        event = read_after(session, 0, 10)[-1]
    assert {("board", "H2"), ("line", "EL"), ("counter", "L26"), ("floor", "")} == scopes_of(event)


def test_a_notice_reaches_every_board_and_phone_and_so_does_its_end(app: Flask) -> None:
    with transaction() as session:
        house = directory(session)
        phones = {("line", prefix) for prefix in house.lines}
        said = notices.post_notice(session, house, text="Tutup lebih awal", by="staff:1")
        notices.change_notice(session, house, said["id"], text="Tutup 14.00", kind="info", until=None, by="staff:1")
        notices.end_notice(session, house, said["id"], by="staff:1")
    with reading() as session:
        told = read_after(session, 0, 10)
        assert notices.current_notices(session, directory(session)) == []
    assert [event.kind.value for event in told] == ["notice-posted", "notice-changed", "notice-ended"]
    assert all(scopes_of(event) == {("board", "H2"), ("floor", "")} | phones for event in told)


# --- all or nothing ----------------------------------------------------------------------------------------------


@pytest.fixture
def heard(app: Flask) -> list[list[Event]]:
    """What was announced, a list a commit."""
    told: list[list[Event]] = []
    announced.append(told.append)
    return told


def test_a_commit_announces_its_events_once_and_together(app: Flask, heard: list[list[Event]]) -> None:
    make.make_open_counter()
    make.make_ticket()
    make.make_ticket()
    at_counter(calling.call_next)
    at_counter(serving.start)
    heard.clear()
    at_counter(calling.finish_and_call_next)
    assert [[e.kind.value for e in together] for together in heard] == [["finished", "called"]]


@pytest.mark.parametrize("how", ["refusal", "crash in the verb", "crash in a consequence"])
def test_a_transaction_that_fails_writes_nothing_and_announces_nothing(
    app: Flask, heard: list[list[Event]], monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    make.make_open_counter()
    make.make_ticket(**PHONE)
    heard.clear()
    before = {t: rows(t) for t in (tickets, messages)} | {"events": count_events()}

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("broken")

    if how == "crash in a consequence":
        monkeypatch.setattr(consequences.outbox, "enqueue", broken)
    with pytest.raises((Refused, RuntimeError)):
        at_counter(fails, how=how)
    assert heard == []
    assert {t: rows(t) for t in (tickets, messages)} | {"events": count_events()} == before


def fails(session: Session, house: Directory, counter: Counter, *, how: str, by: str) -> None:
    """Call somebody, and then let it come to nothing."""
    calling.call_next(session, house, counter, by=by)
    if how == "refusal":
        calling.call_next(session, house, counter, by=by)
    elif how == "crash in the verb":
        raise RuntimeError("broken")


def test_a_transaction_without_events_announces_nothing(app: Flask, heard: list[list[Event]]) -> None:
    with transaction() as session:
        session.execute(select(func.count()).select_from(tickets))
    assert heard == []


def test_after_a_failure_the_next_transaction_starts_clean(app: Flask) -> None:
    make.make_open_counter()
    make.make_ticket()
    with pytest.raises(RuntimeError):
        at_counter(fails, how="crash in the verb")
    make.make_ticket()
    with reading() as session:
        assert [e.kind for e in read_after(session, 0, 10)] == [Kind.COUNTER_OPENED, Kind.ISSUED, Kind.ISSUED]


def test_undo_touches_what_the_step_touched(app: Flask) -> None:
    ticket = serve()
    finished = scopes_of(events_of(ticket)[-1])
    later(seconds=2)
    at_counter(steps.undo)
    assert scopes_of(events_of(ticket)[-1]) == finished
    assert right_of(ticket) is None
