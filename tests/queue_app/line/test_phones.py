"""A phone number is sealed, used for one ticket, and gone when it is asked away or its days are over."""

from __future__ import annotations

import logging
import random

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from queue_app.db import Record
from queue_app.errors import Refused
from queue_app.jobs import sending, work
from queue_app.line import calling, contacts, serving
from queue_app.line.ticket import Status, tickets
from queue_app.notify.channels.console import Console
from queue_app.notify.phones import e164
from queue_app.transaction import reading
from tests import make
from tests.queue_app.line.scene import at_counter, later, now, rows, seen, visitor

TYPED, KEPT = "0812-3456-7890", "+6281234567890"


def everything() -> str:
    """Every value in the database, as one text."""
    with reading() as session:
        return "\n".join(str(tuple(row)) for t in Record.metadata.tables.values() for row in session.execute(select(t)))


def take(client: FlaskClient, **changed: object) -> dict[str, object]:
    body = {"service": make.SERVICE, "channel": "remote", "phone": TYPED, "consent": True} | changed
    answer = client.post("/api/v1/tickets", json=body, headers={"Idempotency-Key": f"k{random.random()}"})
    assert answer.status_code == 201, answer.get_json()
    return dict(answer.get_json())


def test_the_number_stands_nowhere_in_the_database_and_in_no_log(
    app: Flask, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    ticket = take(client)
    make.make_open_counter()
    client.post(f"/api/v1/tickets/{ticket['id']}/subscriptions", json={"phone": "+62 812 9999 0000", "consent": True})
    sending.send_messages({"console": Console()}, "https://antrean.example.go.id")
    assert ticket["phone_kept"] is True
    for number in (KEPT, "81234567890", TYPED, "6281299990000", "81299990000", "8129999"):
        assert number not in everything()
        assert number not in caplog.text
    assert "+6281…000" in caplog.text


def test_the_same_number_is_recognised_without_being_known(app: Flask, client: FlaskClient) -> None:
    take(client)
    body = {"service": make.SERVICE, "channel": "remote", "phone": KEPT, "consent": True}
    again = visitor(app).post("/api/v1/tickets", json=body)
    assert (again.status_code, again.get_json()["type"]) == (409, "already-active")


def test_another_tickets_number_cannot_be_taken_over_by_subscribing(app: Flask, client: FlaskClient) -> None:
    take(client)
    other = take(visitor(app), phone=None, consent=None)
    wish = {"phone": TYPED, "consent": True}
    answer = client.post(f"/api/v1/tickets/{other['id']}/subscriptions", json=wish)
    assert (answer.status_code, answer.get_json()["type"]) == (409, "already-active")


def test_a_forgotten_number_is_gone_at_once_and_forgetting_twice_is_forgetting_once(
    app: Flask, client: FlaskClient
) -> None:
    ticket = take(client)
    for _ in range(2):
        answer = client.delete(f"/api/v1/tickets/{ticket['id']}/phone")
        assert (answer.status_code, answer.get_json()["phone_kept"]) == (200, False)
    assert rows(contacts.contacts) == []
    with reading() as session:
        assert session.scalars(select(tickets.c.phone_digest)).all() == [None]
    take(visitor(app))


def test_a_number_left_later_replaces_the_one_before(app: Flask, client: FlaskClient) -> None:
    ticket = take(client)
    wish = {"phone": "0813 1111 2222", "consent": True}
    assert client.post(f"/api/v1/tickets/{ticket['id']}/subscriptions", json=wish).status_code == 200
    with reading() as session:
        kept = contacts.phone_of_key(session, rows(tickets)[0].key)
        assert kept == "+6281311112222"
    assert len(rows(contacts.contacts)) == 1


@pytest.mark.parametrize("status", [Status.SERVED, Status.CANCELLED, Status.EXPIRED])
def test_no_number_is_kept_for_a_ticket_about_which_there_is_nothing_more_to_say(
    app: Flask, client: FlaskClient, status: Status
) -> None:
    ticket = make.make_ticket_in(status)
    wish = {"phone": TYPED, "consent": True}
    answer = client.post(f"/api/v1/tickets/{ticket.id}/subscriptions", json=wish)
    assert (answer.status_code, answer.get_json()["type"]) == (409, "ticket-moved-on")
    assert rows(contacts.contacts) == []


@pytest.mark.parametrize("consent", [False, ""])
def test_without_consent_no_number_is_kept(app: Flask, client: FlaskClient, consent: object) -> None:
    ticket = take(client, phone=None, consent=None)
    wish = {"phone": TYPED, "consent": consent}
    answer = client.post(f"/api/v1/tickets/{ticket['id']}/subscriptions", json=wish)
    assert (answer.status_code, answer.get_json()["errors"][0]["field"]) == (422, "consent")
    body = {"service": "DKC-KIA", "channel": "remote", "phone": TYPED, "consent": consent}
    assert client.post("/api/v1/tickets", json=body).status_code == 422
    assert rows(contacts.contacts) == []


def test_after_seven_days_every_number_is_gone_and_recognised_no_more(app: Flask) -> None:
    old = make.make_ticket(phone=KEPT, consent="2026-11")
    later(days=7)
    work.forget_old()
    assert seen(old)["phone_kept"]
    later(days=1)
    work.forget_old()
    assert rows(contacts.contacts) == []
    assert now(old).phone_digest is None
    assert not seen(old)["phone_kept"]


def test_a_served_ticket_keeps_its_number_until_the_survey_could_be_sent(app: Flask) -> None:
    make.make_open_counter()
    ticket = make.make_ticket(phone=KEPT, consent="2026-11")
    for verb in (calling.call_next, serving.start, serving.finish):
        at_counter(verb)
    assert seen(ticket)["phone_kept"]


@pytest.mark.parametrize("typed", [TYPED, "+62 812 3456 7890", "62812-3456-7890", "081234567890", "(0812) 3456.7890"])
def test_a_mobile_number_is_understood_however_it_is_written(typed: str) -> None:
    assert e164(typed) == KEPT


@pytest.mark.parametrize(
    "typed", ["", "12", "halo", "+1 202 555 0123", "021 3901234", "+65 9123 4567", "0812", "08" + "1" * 22, "1500123"]
)
def test_what_is_no_indonesian_mobile_number_is_refused_by_its_field(typed: str) -> None:
    with pytest.raises(Refused) as no:
        e164(typed)
    assert no.value.errors[0]["field"] == "phone"  # type: ignore[attr-defined]
