"""SMS and WhatsApp against a double of Twilio: sent once, told what became of it, never dearer than the budget."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from datetime import timedelta
from threading import Thread

import pytest
from flask import Flask
from twilio.request_validator import RequestValidator

from config import Config, ConfigError
from queue_app import clock
from queue_app.catalogue.directory import directory
from queue_app.jobs import sending
from queue_app.line import calling, contacts
from queue_app.line.ticket import find
from queue_app.notify import limits
from queue_app.notify.channels import twilio as channel
from queue_app.notify.channels.twilio import STATUS_PATH
from queue_app.notify.outbox import messages
from queue_app.transaction import reading, transaction
from tests import make
from tests.queue_app.line.scene import at_counter, later, rows
from tests.queue_app.notify.phone import PHONE, states
from tests.twilio_double import SID, TOKEN, UNREACHABLE, Double, twilio

PUBLIC = "https://antrean.mojokertokota.go.id"


@pytest.fixture(scope="module")
def listening() -> Iterator[Double]:
    with twilio() as double:
        yield double


@pytest.fixture
def double(listening: Double, app: Flask, monkeypatch: pytest.MonkeyPatch) -> Double:
    listening.sent.clear()
    listening.answers.clear()
    config = dataclasses.replace(app.extensions["config"], twilio=listening.settings(), public_url=PUBLIC)
    monkeypatch.setitem(app.extensions, "config", config)
    return listening


def send(double: Double, budget: int = 100) -> None:
    settings = double.settings()
    both = {"sms": channel.Sms(settings, PUBLIC), "whatsapp": channel.WhatsApp(settings, PUBLIC)}
    sending.send_messages(both, PUBLIC, budget)


def stands() -> list[tuple[str, str | None, str | None]]:
    return [(row.state, row.delivery, row.error) for row in sorted(rows(messages), key=lambda r: r.id)]


def test_an_sms_goes_out_and_its_end_is_told(app: Flask, double: Double) -> None:
    make.make_ticket(**PHONE)
    send(double)
    (sent,) = double.sent
    assert (sent["To"], sent["From"]) == (PHONE["phone"], "MPPGAJAH")
    assert len(sent["Body"]) <= 160
    assert sent["StatusCallback"] == PUBLIC + STATUS_PATH
    sid, client = rows(messages)[0].provider_id, app.test_client()
    assert double.tell(client, PUBLIC + STATUS_PATH, sid, "delivered").status_code == 204
    assert stands() == [("sent", "delivered", None)]
    assert double.tell(client, PUBLIC + STATUS_PATH, sid, "sent").status_code == 204, "a word that comes late"
    assert stands() == [("sent", "delivered", None)]


@pytest.mark.parametrize("trick", ["another token", "another status", "another address", "unsigned"])
def test_a_word_that_twilio_did_not_sign_is_refused(app: Flask, double: Double, trick: str) -> None:
    make.make_ticket(**PHONE)
    send(double)
    sid, client, address = rows(messages)[0].provider_id, app.test_client(), PUBLIC + STATUS_PATH
    if trick == "another token":
        answer = double.tell(client, address, sid, "failed", token="x" * 32)
    elif trick == "another address":
        answer = double.tell(client, address.replace("https", "http"), sid, "failed")
    else:
        form = {"MessageSid": sid, "MessageStatus": "failed", "AccountSid": SID}
        signed = RequestValidator(TOKEN).compute_signature(address, form | {"MessageStatus": "delivered"})
        headers = {"X-Twilio-Signature": signed} if trick == "another status" else {}
        answer = client.post(STATUS_PATH, data=form, headers=headers)
    assert answer.status_code == 403
    assert stands() == [("sent", None, None)]


def test_behind_a_proxy_the_public_address_counts(app: Flask, double: Double) -> None:
    make.make_ticket(**PHONE)
    send(double)
    client = app.test_client()
    client.environ_base |= {"HTTP_HOST": "10.0.0.7:8101", "wsgi.url_scheme": "http"}
    sid = rows(messages)[0].provider_id
    assert double.tell(client, PUBLIC + STATUS_PATH, sid, "delivered").status_code == 204


def test_without_an_account_nobody_tells_us_anything(app: Flask) -> None:
    assert app.test_client().post(STATUS_PATH, data={"MessageSid": "x"}).status_code == 404


@pytest.mark.parametrize("answer", [(503, 20500), (429, 20429)])
def test_a_provider_in_trouble_is_asked_again_after_a_minute(app: Flask, double: Double, answer) -> None:
    make.make_ticket(**PHONE)
    double.answers.append(answer)
    send(double)
    assert states() == [("ticket-issued", "pending", 1)]
    send(double)
    assert double.sent == []
    later(seconds=61)
    send(double)
    assert states() == [("ticket-issued", "sent", 2)]


def test_a_provider_that_is_not_there_is_asked_again_and_given_up_after_the_last_attempt(
    app: Flask, double: Double, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.make_ticket(**PHONE)
    monkeypatch.setattr(double, "url", "http://127.0.0.1:1")
    for minutes in (1, 2, 4, 8, 16):
        send(double)
        later(minutes=minutes, seconds=1)
    assert states() == [("ticket-issued", "failed", 5)]
    assert rows(messages)[0].error == "ConnectionError"
    send(double)
    assert states() == [("ticket-issued", "failed", 5)]


def test_a_number_that_cannot_be_reached_is_not_tried_again(app: Flask, double: Double) -> None:
    make.make_ticket(phone=UNREACHABLE, consent="2026-11")
    send(double)
    later(minutes=5)
    send(double)
    assert states() == [("ticket-issued", "failed", 1)]
    assert rows(messages)[0].error == "Twilio 400 21211"


def test_whatsapp_sends_the_approved_template_with_our_values(app: Flask, double: Double) -> None:
    make.make_open_counter()
    ticket = make.make_ticket()
    with transaction() as session:
        held = find(session, key=ticket.key)
        chosen = {"phone": PHONE["phone"], "consent": "2026-11", "channel": "whatsapp"}
        contacts.replace(session, held, at=clock.now(), **chosen)
    at_counter(calling.call_next)
    send(double)
    (sent,) = double.sent
    assert (sent["To"], sent["From"]) == (f"whatsapp:{PHONE['phone']}", "whatsapp:+14155550100")
    assert json.loads(sent["ContentVariables"])["counter"] == "Loket 4"
    later(seconds=limits.APART.total_seconds())
    at_counter(calling.miss)
    send(double)
    assert stands()[-1][0] == "failed", "no template is approved for this one"


def spend(app: Flask, tries: int, budget: int, threads: int = 4) -> int:
    """Try to send so many messages at once, each to another number; how many may go."""
    passed: list[int] = []

    def spender(first: int) -> None:
        with app.app_context():
            for n in range(first, tries, threads):
                with transaction() as session:
                    site, at = directory(session).site, clock.now()
                    day = clock.business_day(site.tz_name, at)
                    if limits.may_cost(session, site.id, day, f"digest{n}", budget, at=at) is None:
                        passed.append(n)

    working = [Thread(target=spender, args=[first]) for first in range(threads)]
    for thread in working:
        thread.start()
    for thread in working:
        thread.join()
    return len(passed)


def test_the_budget_trips_at_its_figure_however_many_try_at_once(app: Flask) -> None:
    assert spend(app, tries=120, budget=17) == 17
    with reading() as session:
        site = directory(session).site
        assert limits.used(session, site.id, clock.business_day(site.tz_name)) == 17
    later(hours=24)
    assert spend(app, tries=5, budget=17) == 5, "a new day"


def test_when_the_budget_is_used_up_nobody_is_written_to_and_staff_see_why(app: Flask, double: Double) -> None:
    for n in range(3):
        make.make_ticket("DKC-KIA", phone=f"+62812345678{n:02d}", consent="2026-11")
    send(double, budget=2)
    assert len(double.sent) == 2
    assert stands()[-1] == ("failed", None, "limit: budget")


def test_one_number_gets_only_so_many_in_a_day(app: Flask) -> None:
    with transaction() as session:
        site, at = directory(session).site, clock.now()
        day = clock.business_day(site.tz_name, at)

        def ask(seconds: int) -> str | None:
            return limits.may_cost(session, site.id, day, "one", 1000, at=at + timedelta(seconds=seconds))

        assert [ask(n) for n in (0, 1, 6)] == [None, "number", None]
        assert [ask(10 * n) for n in range(1, 12)].count(None) == limits.PER_NUMBER - 2


def test_one_network_may_leave_only_so_many_numbers_and_still_take_tickets(app: Flask, monkeypatch) -> None:
    monkeypatch.setattr(limits, "PER_NETWORK", 1)

    def take(service: str, **more: object) -> int:
        wish = {"service": service, "channel": "remote", **more}
        return app.test_client().post("/api/v1/tickets", json=wish).status_code

    assert take("DKC-KIA", phone="+6281234567800", consent=True) == 201
    assert take("DKC-IKD", phone="+6281234567801", consent=True) == 429
    assert take("DKC-IKD") == 201


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"TWILIO_AUTH_TOKEN": ""}, "TWILIO_AUTH_TOKEN belum diisi"),
        ({"TWILIO_SMS_FROM": ""}, "TWILIO_SMS_FROM atau"),
        ({"TWILIO_WHATSAPP_CONTENT": "called"}, "TWILIO_WHATSAPP_CONTENT harus seperti"),
    ],
)
def test_half_of_the_account_stops_the_start(tmp_path, changed: dict[str, str], says: str) -> None:
    whole = {
        "MESSAGE_CHANNEL": "twilio",
        "TWILIO_ACCOUNT_SID": "AC",
        "TWILIO_AUTH_TOKEN": "t",
        "TWILIO_SMS_FROM": "MPP",
    }
    env = {"DATA_DIR": str(tmp_path), "SECRET_KEY": "t" * 40}
    assert Config.from_env(env | whole).twilio is not None
    with pytest.raises(ConfigError, match=says):
        Config.from_env(env | whole | changed)
