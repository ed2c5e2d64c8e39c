"""Nobody is told more than they want: not who looks, not who said so, and nothing that is worth nothing any more."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from flask import Flask
from redis import Redis

from queue_app import clock
from queue_app.consequences import Scope
from queue_app.jobs import sending
from queue_app.line import calling, contacts, subscriptions
from queue_app.line.ticket import Ticket, find
from queue_app.live.presence import LASTS, Presence
from queue_app.notify.templates import letter
from queue_app.transaction import reading, transaction
from tests import make
from tests.queue_app.citizen.forms import send as fill_in
from tests.queue_app.line.scene import at_counter, holder, later, now, rows, visitor
from tests.queue_app.notify.phone import PHONE, URL, Phone, states

BROWSER = {"endpoint": "https://fcm.googleapis.com/fcm/send/x", "p256dh": "B" * 87, "auth": "A" * 22}


def told_by_browser(**wish: object) -> Ticket:
    make.make_open_counter()
    ticket = make.make_ticket(**wish)
    with transaction() as session:
        subscriptions.keep(session, find(session, key=ticket.key), BROWSER, at=clock.now())
    return now(ticket)


def send() -> tuple[list[str], list[str]]:
    """Run the job; what the browser and what the phone number was told."""
    push, sms = Phone(), Phone()
    sending.send_messages({"console": sms, "push": push}, URL)
    return [text for _, text in push.sent], [text for _, text in sms.sent]


def let_them_look(app: Flask, monkeypatch: pytest.MonkeyPatch, ticket: Ticket) -> None:
    looked_at = Scope("ticket", ticket.site_id, ticket.ref)
    monkeypatch.setitem(app.extensions, "live", SimpleNamespace(watched=lambda scope: scope == looked_at))


def test_who_is_here_and_looks_at_the_ticket_is_not_told_what_it_shows(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_them_look(app, monkeypatch, told_by_browser())
    at_counter(calling.call_next)
    assert send() == ([], [])
    assert states() == [("called", "expired", 1)]
    later(minutes=1)
    at_counter(calling.miss)
    pushed, _ = send()
    assert len(pushed) == 1, "that they were missed they did not see"


def test_who_looks_through_another_process_is_not_told_until_they_look_away(
    app: Flask, monkeypatch: pytest.MonkeyPatch, redis_url: str
) -> None:
    ticket = told_by_browser()
    looked_at = Scope("ticket", ticket.site_id, ticket.ref)
    there = {looked_at, Scope("line", ticket.site_id, "A")}
    elsewhere = Presence(redis_url, lambda: there)
    monkeypatch.delitem(app.extensions, "live", raising=False)
    monkeypatch.setitem(app.extensions, "presence", Presence(redis_url, tuple))
    elsewhere.tell()
    assert app.extensions["presence"].looked_at(looked_at)
    with Redis.from_url(redis_url) as redis:
        (key,) = redis.keys("gmsc:looking:*")
        assert 0 < redis.ttl(key) <= LASTS, "a process that dies looks no more"
        assert ticket.ref not in key.decode()
    at_counter(calling.call_next)
    assert send() == ([], [])
    there.clear()
    elsewhere.tell()
    at_counter(calling.recall)
    assert len(send()[0]) == 1


def test_who_may_look_where_nobody_can_ask_is_told(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    told_by_browser()
    monkeypatch.delitem(app.extensions, "live", raising=False)
    monkeypatch.setitem(app.extensions, "presence", Presence("redis://127.0.0.1:1/0", tuple))
    at_counter(calling.call_next)
    assert len(send()[0]) == 1


def test_who_is_here_and_looks_away_is_told(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    told_by_browser()
    let_them_look(app, monkeypatch, make.make_ticket())
    at_counter(calling.call_next)
    assert len(send()[0]) == 1


def test_a_number_without_a_browser_is_written_to_though_a_page_is_open(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.make_open_counter()
    let_them_look(app, monkeypatch, make.make_ticket(**PHONE))
    send()
    at_counter(calling.call_next)
    assert len(send()[1]) == 1, "an open page may lie in a pocket"


@pytest.mark.parametrize("way", ["page", "api"])
def test_who_says_no_more_is_told_no_more(app: Flask, way: str) -> None:
    ticket, client = told_by_browser(), visitor(app)
    page = f"/tiket/{ticket.id}"
    assert "Jangan beri tahu saya lagi" in client.get(page).text
    if way == "page":
        answer = fill_in(client, page, f"{page}/jangan-beri-tahu")
        assert answer.status_code == 303
        assert "sudah dimatikan" in client.get(page).text
    else:
        for _ in range(2):  # once more is the same
            assert client.delete(f"/api/v1/tickets/{ticket.id}/subscriptions").status_code == 200
    assert (rows(subscriptions.subscriptions), now(ticket).phone_digest) == ([], None)
    at_counter(calling.call_next)
    assert send() == ([], [])


def test_a_phone_number_left_beside_the_browser_is_written_to_again_when_the_browser_is_told_no_more(
    app: Flask,
) -> None:
    ticket = told_by_browser()
    with transaction() as session:
        contacts.keep(session, ticket, phone=PHONE["phone"], consent="2026-11", at=clock.now())
    app.test_client().delete(f"/api/v1/tickets/{ticket.id}/subscriptions")
    with reading() as session:
        assert now(ticket).phone_digest == contacts.digest_or_none(PHONE["phone"])
    at_counter(calling.call_next)
    pushed, written = send()
    assert (pushed, len(written)) == ([], 1)


@pytest.mark.parametrize(
    ("template", "seconds", "urgent"),
    [
        ("called", 120, True),
        ("near", 600, True),
        ("leave", 900, False),
        ("disturbance", 1800, False),
        ("missed", 1800, True),
    ],
)
def test_a_letter_lives_as_long_as_it_is_worth_anything_and_replaces_the_one_before(
    template: str, seconds: int, urgent: bool
) -> None:
    values = dict.fromkeys("site number counter floor url survey_url until low high ahead text".split(), "x")
    made = letter(template, values, tag="the ticket")
    assert (made.lives.total_seconds(), made.urgent, made.tag) == (seconds, urgent, "the ticket")


def test_who_has_left_the_line_is_told_nothing_by_any_way(app: Flask) -> None:
    from queue_app.line import desk

    ticket = told_by_browser()
    at_counter(calling.call_next)
    at_counter(calling.miss)
    holder(desk.cancel, ticket)
    assert send() == ([], [])
