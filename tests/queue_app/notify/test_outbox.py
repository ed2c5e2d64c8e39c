"""A broken channel loses and repeats nothing: attempts, permanent failures, dead senders, two senders."""

from __future__ import annotations

import threading
from datetime import timedelta

from flask import Flask

from queue_app import clock
from queue_app.notify import outbox
from queue_app.notify.channels import DeliveryFailed
from queue_app.notify.outbox import ATTEMPTS, STUCK, messages
from queue_app.transaction import transaction
from tests import make
from tests.queue_app.line.scene import later, now, rows
from tests.queue_app.notify.phone import PHONE, Phone, called, send, states


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
