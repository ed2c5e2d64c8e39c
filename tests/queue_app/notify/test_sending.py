"""Each message is sent once, to its own number, in time or not at all, and only while it is true."""

from __future__ import annotations

import logging

import pytest
from flask import Flask

from queue_app.admin import message_words
from queue_app.consequences import survey_token
from queue_app.jobs import sending
from queue_app.line import calling, contacts, desk, serving, steps
from queue_app.line.ticket import find
from queue_app.notify.channels.console import Console
from queue_app.notify.templates import TEMPLATES, TRUE_WHILE, letter
from queue_app.transaction import transaction
from queue_app.web.appearance import LANGUAGES
from queue_app.web.language import said_in
from tests import make
from tests.queue_app.line.scene import at_counter, holder, later
from tests.queue_app.notify.phone import PHONE, URL, Phone, called, send, states


def test_the_console_channel_says_what_it_would_send_but_neither_the_number_nor_what_opens_the_ticket(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "gmsc.messages")
    ticket = make.make_ticket(**PHONE)
    sending.send_messages({"console": Console()}, URL)
    (line,) = [r.getMessage() for r in caplog.records if r.name == "gmsc.messages"]
    assert line.startswith("to +6281…890: MPP Gajah Mada: nomor antrean Anda A001.")
    assert line.endswith(f"{URL}/tiket/…")
    assert ticket.id not in line
    assert states() == [("ticket-issued", "sent", 1)]


def test_each_message_is_sent_once_to_its_own_number(app: Flask) -> None:
    channel = Phone()
    make.make_ticket(**PHONE)
    make.make_ticket("DKC-KIA", phone="+6281311112222", consent="2026-11")
    assert len(send(channel)) == 2
    assert send(channel) == []
    assert [to for to, _ in channel.sent] == ["+6281234567890", "+6281311112222"]


def test_a_call_says_where_to_go(app: Flask) -> None:
    called()
    assert send(Phone()) == ["MPP Gajah Mada: A001 dipanggil ke Loket 4, lantai 2. Silakan menuju loket sekarang."]


def test_the_survey_link_is_made_when_it_is_sent(app: Flask) -> None:
    ticket = called()
    at_counter(serving.start)
    at_counter(serving.finish)
    (text,) = send(Phone())
    token = survey_token(ticket)
    assert text.endswith(f"/s/{token[:4]}-{token[4:8]}-{token[8:]}")


def test_a_message_fits_one_sms_in_plain_letters_in_every_language() -> None:
    values = {
        "site": "MPP Gajah Mada",
        "number": "NP105",
        "counter": "Loket 34",
        "floor": "2",
        "url": f"{URL}/tiket/{'x' * 22}",
        "survey_url": f"{URL}/s/K7Q2-M9XD-ABCD",
        "until": "30.11.2026",
        "low": "10.20",
        "high": "10.40",
        "ahead": "3",
        "text": "“Loket 5” tutup 10.00–11.00 ✅ karena listrik padam… " * 4,
    }
    for language in LANGUAGES:
        for template in TEMPLATES:
            text = letter(template, values, tag="x", say=said_in(language)).text
            assert len(text) <= 160, (language, text)
            assert text.isascii(), (language, text)
            assert template != "disturbance" or '"Loket 5" tutup 10.00-11.00 karena' in text, "only signs are replaced"


def test_every_template_says_while_what_it_is_true() -> None:
    assert set(TRUE_WHILE) == set(TEMPLATES)


@pytest.mark.parametrize("what", ["undone", "started", "missed", "held"])
def test_nobody_is_told_of_a_call_that_is_over(app: Flask, what: str) -> None:
    called()
    verb = {"undone": steps.undo, "started": serving.start, "missed": calling.miss, "held": serving.hold}[what]
    at_counter(verb)
    assert not any("dipanggil ke" in text for text in send(Phone()))
    assert ("called", "expired", 1) in states()


def test_nobody_is_asked_about_a_service_that_goes_on(app: Flask) -> None:
    called()
    at_counter(serving.start)
    at_counter(serving.finish)
    at_counter(steps.undo)
    assert send(Phone()) == []
    at_counter(serving.finish)
    assert len(send(Phone())) == 1


def test_who_gave_up_hears_no_more(app: Flask) -> None:
    ticket = make.make_ticket(**PHONE)
    holder(desk.cancel, ticket)
    assert send(Phone()) == []


def test_who_came_back_is_not_told_that_they_were_missed(app: Flask) -> None:
    ticket = called()
    at_counter(calling.miss)
    holder(desk.rejoin, ticket)
    assert send(Phone()) == []


@pytest.mark.parametrize(("minutes", "sent"), [(1.9, 1), (2, 0), (30, 0)])
def test_a_late_call_is_worse_than_none(app: Flask, minutes: float, sent: int) -> None:
    called()
    later(minutes=minutes)
    assert len(send(Phone())) == sent
    assert states()[-1][1] == ("sent" if sent else "expired")


def test_a_forgotten_number_is_not_written_to(app: Flask) -> None:
    ticket = make.make_ticket(**PHONE)
    with transaction() as session:
        contacts.forget(session, find(session, key=ticket.key))
    assert send(Phone()) == []
    assert states() == [("ticket-issued", "failed", 1)]


def test_an_admin_can_look_at_the_words_of_every_message() -> None:
    assert set(message_words.TITLES) == set(TEMPLATES)
    for template, words in TEMPLATES.items():
        assert message_words.preview(template, words)
