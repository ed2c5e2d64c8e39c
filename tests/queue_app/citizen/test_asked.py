"""The page that asks before a number is taken: what is chosen there reaches the ticket and its messages."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from config import Twilio
from queue_app.line import contacts, journeys
from queue_app.line.issuing import PER_DEVICE
from queue_app.line.ticket import Ticket, find
from queue_app.transaction import reading
from tests import make
from tests.queue_app.citizen.forms import send, take
from tests.queue_app.counter.desk import words
from tests.queue_app.line.scene import visitor

KTP = "/layanan/DKC-KTP-HILANG/ambil"
PHONE = {"phone": "0812 3456 7890", "consent": contacts.CONSENT_VERSION}
BOTH = Twilio("AC", "t", sms_from="MPP", messaging_service="", whatsapp_from="+1", content={}, base_url=None)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A phone, whose requests know nothing of each other but its cookies."""
    return visitor(app)


def use(app: Flask, monkeypatch: pytest.MonkeyPatch, **changed: Any) -> None:
    """Let the house send its messages in another way."""
    monkeypatch.setitem(app.extensions, "config", dataclasses.replace(app.extensions["config"], **changed))


def ticket_of(address: str) -> Ticket:
    with reading() as session:
        return find(session, id=address.rpartition("/")[2])


def kept() -> Any:
    with reading() as session:
        return session.execute(select(contacts.contacts)).one()


def test_sms_or_whatsapp_is_asked_where_there_is_a_choice_and_kept_with_the_consent(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Kirim lewat" not in client.get(KTP).text, "nothing to choose"
    use(app, monkeypatch, twilio=BOTH, message_channel="twilio")
    assert words(client.get(KTP).text).count("WhatsApp") == 1
    take(client, **PHONE, way="whatsapp")
    assert (kept().channel, kept().consent) == ("whatsapp", contacts.CONSENT_VERSION)


def test_a_way_that_is_not_offered_is_refused_and_the_answers_stay(app: Flask, client: FlaskClient) -> None:
    answer = send(client, KTP, KTP, **PHONE, way="whatsapp")
    assert answer.status_code == 422
    assert 'value="0812 3456 7890"' in answer.text
    assert 'href="#way"' in answer.text


def test_the_api_keeps_the_chosen_way_too(client: FlaskClient) -> None:
    wish = {"service": "DKC-KIA", "channel": "remote", "phone": "081234567890", "consent": True}
    assert client.post("/api/v1/tickets", json=wish | {"phone_channel": "fax"}).status_code == 422
    assert client.post("/api/v1/tickets", json=wish | {"phone_channel": "whatsapp"}).status_code == 201
    assert kept().channel == "whatsapp"


def test_where_no_messages_are_sent_none_are_offered(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(app, monkeypatch, message_channel="off")
    assert "Pemberitahuan ke ponsel" not in client.get(KTP).text
    assert "data-tell" not in client.get(take(client)).text


def test_a_number_for_somebody_else_says_how_they_get_it(client: FlaskClient) -> None:
    mine = take(client)
    theirs = take(client, "DKC-KIA", for_other="ya")
    assert (ticket_of(mine).for_other, ticket_of(theirs).for_other) == (False, True)
    hint = "cetak di kiosk dengan kode tiket"
    assert hint not in client.get(mine).text
    assert hint in client.get(theirs).text


def test_the_language_of_the_page_is_that_of_the_messages_and_is_said(client: FlaskClient) -> None:
    client.set_cookie("tampilan", "en.biasa.auto")
    assert "Five messages at most, in English." in client.get(KTP).text
    assert ticket_of(take(client)).language == "en"


def test_the_way_chosen_on_this_phone_goes_with_its_next_number_and_another_choice_replaces_it(
    client: FlaskClient,
) -> None:
    make.make_open_counter()
    make.make_ticket()
    client.set_cookie("perjalanan", "90")
    page = take(client)
    ticket = ticket_of(page)
    for minutes in (90, 60, 20):
        if minutes != 90:
            assert send(client, page, f"{page}/perjalanan", menit=str(minutes)).status_code == 303
        with reading() as session:
            assert journeys.of_tickets(session, [ticket.key]) == {ticket.key: minutes}
        client.delete_cookie("perjalanan")  # the ticket says it to whoever else opens it
        assert f"Perjalanan {minutes} menit" in words(client.get(page).text)


def test_one_phone_holds_three_numbers_of_a_day_and_a_fourth_when_one_is_given_up(client: FlaskClient) -> None:
    held = [take(client, code) for code in ("DKC-KTP-HILANG", "DKC-KIA", "DKC-IKD")]
    assert len(held) == PER_DEVICE
    address = "/layanan/DKC-LAHIR/ambil"
    answer = send(client, address, address)
    assert answer.status_code == 409
    assert all(one in answer.text for one in held), "what it holds, one tap away"
    told = client.post("/api/v1/tickets", json={"service": "DKC-LAHIR", "channel": "remote"})
    assert (told.status_code, told.json["type"]) == (409, "already-active")
    assert "3 nomor" in told.json["detail"]
    send(client, f"{held[0]}/batal", f"{held[0]}/batal")
    assert take(client, "DKC-LAHIR")
