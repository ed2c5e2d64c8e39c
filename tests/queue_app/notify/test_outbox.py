"""The outbox: each message is sent once, in time or not at all, and a broken channel loses and repeats nothing."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from queue_app import clock
from queue_app.consequences import survey_token
from queue_app.jobs import work
from queue_app.line import calling, contacts, desk, steps
from queue_app.line.ticket import Ticket, find
from queue_app.notify import outbox
from queue_app.notify.channels import CHANNELS, DeliveryFailed
from queue_app.notify.outbox import ATTEMPTS, STUCK, messages
from queue_app.notify.templates import TEMPLATES, TRUE_WHILE, render
from queue_app.transaction import database, transaction
from tests import make
from tests.queue_app.line.scene import at_counter, holder, later, now, rows

PHONE = {"phone": "+6281234567890", "consent": "2026-11"}
URL = "https://antrean.mojokertokota.go.id"


@dataclass
class Phone:
    """A channel that keeps what it sends, or fails as told."""

    sent: list[tuple[str, str]] = field(default_factory=list)
    fails: Exception | None = None

    def send(self, to: str, text: str) -> None:
        if self.fails is not None:
            raise self.fails
        assert not database.session().in_transaction(), "a transaction is open while the channel talks"
        self.sent.append((to, text))


def send(channel: Phone) -> list[str]:
    """Run the job; the texts it sent."""
    before = len(channel.sent)
    work.send_messages(channel, URL)
    return [text for _, text in channel.sent[before:]]


def states() -> list[tuple[str, str, int]]:
    return [(row.template, row.state, row.attempts) for row in sorted(rows(messages), key=lambda r: r.id)]


def called(**wish: Any) -> Ticket:
    """A ticket that is called, whose first message is sent."""
    make.make_open_counter()
    make.make_ticket(**(PHONE | wish))
    send(Phone())
    return at_counter(calling.call_next)


# --- sending -----------------------------------------------------------------------------------------------------


def test_the_console_channel_says_what_it_would_send_with_the_number_masked(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "gmsc.messages")
    ticket = make.make_ticket(**PHONE)
    work.send_messages(CHANNELS["console"], URL)
    (line,) = [r.getMessage() for r in caplog.records if r.name == "gmsc.messages"]
    assert line.startswith("to +6281…890: MPP Gajah Mada: nomor antrean Anda A001.")
    assert f"{URL}/tiket/{ticket.id}" in line
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
    at_counter(calling.start)
    at_counter(calling.finish)
    (text,) = send(Phone())
    token = survey_token(ticket)
    assert text.endswith(f"/s/{token[:4]}-{token[4:8]}-{token[8:]}")


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_message_fits_one_sms_in_plain_letters(template: str) -> None:
    values = {
        "site": "MPP Gajah Mada",
        "number": "NP105",
        "counter": "Loket 34",
        "floor": "2",
        "url": f"{URL}/tiket/{'x' * 22}",
        "survey_url": f"{URL}/s/K7Q2-M9XD-ABCD",
    }
    text = render(template, values)
    assert len(text) <= 160
    assert text.isascii()


def test_every_template_says_while_what_it_is_true() -> None:
    assert set(TRUE_WHILE) == set(TEMPLATES)


# --- what is no longer true --------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["undone", "started", "missed", "held"])
def test_nobody_is_told_of_a_call_that_is_over(app: Flask, what: str) -> None:
    called()
    verb = {"undone": steps.undo, "started": calling.start, "missed": calling.miss, "held": calling.hold}[what]
    at_counter(verb)
    assert not any("dipanggil ke" in text for text in send(Phone()))
    assert ("called", "expired", 1) in states()


def test_nobody_is_asked_about_a_service_that_goes_on(app: Flask) -> None:
    called()
    at_counter(calling.start)
    at_counter(calling.finish)
    at_counter(steps.undo)
    assert send(Phone()) == []
    at_counter(calling.finish)
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


# --- failing -----------------------------------------------------------------------------------------------------


def test_a_message_that_fails_is_tried_again_after_one_two_four_and_eight_minutes_and_then_given_up(
    app: Flask,
) -> None:
    make.make_ticket(**PHONE)
    channel = Phone(fails=DeliveryFailed("busy"))
    tried, start = [], clock.now()
    for _ in range(40):
        before = states()[0][2]
        send(channel)
        if states()[0][2] > before:
            tried.append(int((clock.now() - start).total_seconds() // 60))
        later(minutes=1)
    assert tried == [0, 1, 3, 7, 15]
    assert states() == [("ticket-issued", "failed", ATTEMPTS)]
    assert rows(messages)[0].error == "busy"


def test_a_message_that_failed_once_arrives_the_next_time(app: Flask) -> None:
    make.make_ticket(**PHONE)
    send(Phone(fails=DeliveryFailed("busy")))
    later(minutes=1)
    assert len(send(Phone())) == 1
    assert states() == [("ticket-issued", "sent", 2)]
    assert rows(messages)[0].error is None


def test_a_permanent_failure_is_not_tried_again(app: Flask) -> None:
    make.make_ticket(**PHONE)
    send(Phone(fails=DeliveryFailed("no such number", permanent=True)))
    later(minutes=5)
    assert send(Phone()) == []
    assert states() == [("ticket-issued", "failed", 1)]


def test_a_channel_that_breaks_spoils_one_attempt_and_no_other_message(app: Flask) -> None:
    make.make_ticket(**PHONE)
    make.make_ticket("DKC-KIA", **PHONE)
    send(Phone(fails=ZeroDivisionError()))
    assert [state for _, state, _ in states()] == ["pending", "pending"]
    later(minutes=1)
    assert len(send(Phone())) == 2


def claim() -> list[outbox.Message]:
    with transaction() as session:
        return outbox.claim(session, clock.now())


def test_what_a_dead_sender_left_is_sent_after_ten_minutes_if_it_still_says_something(app: Flask) -> None:
    make.make_ticket(**PHONE)
    assert len(claim()) == 1
    later(seconds=STUCK.total_seconds())
    assert claim() == []
    later(seconds=1)
    assert len(claim()) == 1
    assert states() == [("ticket-issued", "sending", 2)]


def test_a_call_that_a_dead_sender_left_is_not_sent_ten_minutes_late(app: Flask) -> None:
    called()
    assert len(claim()) == 1
    later(minutes=11)
    assert send(Phone()) == []
    assert states()[-1] == ("called", "expired", 1)


def test_a_message_at_which_senders_die_is_given_up_too(app: Flask) -> None:
    make.make_ticket("DKC-KIA", **PHONE)
    with transaction() as session:
        session.execute(messages.update().values(expires_at=clock.now() + timedelta(days=9)))
    for _ in range(ATTEMPTS + 3):
        claim()
        later(minutes=11)
    assert states() == [("ticket-issued", "failed", ATTEMPTS)]


def test_two_senders_never_send_one_message_twice(app: Flask) -> None:
    for n in range(12):
        make.make_ticket("DKC-KIA", phone=f"+62812345678{n:02d}", consent="2026-11")
    claimed: list[int] = []

    def sender() -> None:
        with app.app_context():
            for _ in range(4):
                with transaction() as session:
                    claimed.extend(m.id for m in outbox.claim(session, clock.now(), limit=2))

    threads = [threading.Thread(target=sender) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(claimed) == sorted(row.id for row in rows(messages))


def test_a_settlement_that_comes_too_late_changes_nothing(app: Flask) -> None:
    ticket = make.make_ticket(**PHONE)
    (mine,) = claim()
    with transaction() as session:
        outbox.settle(session, mine, clock.now(), outbox.Ended(outbox.SENT))
        outbox.settle(session, mine, clock.now(), outbox.Ended(outbox.FAILED, "late"))
    assert states() == [("ticket-issued", "sent", 1)]
    assert now(ticket).phone_digest is not None
