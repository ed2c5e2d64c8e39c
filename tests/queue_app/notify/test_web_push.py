"""Web Push for real: a letter encrypted here is read by the browser's own keys there, and by nobody on the way."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import Flask
from py_vapid import Vapid
from sqlalchemy import select

from config import PUSH_HOSTS
from queue_app.jobs import sending
from queue_app.line import calling, contacts, subscriptions
from queue_app.line.ticket import Ticket, find
from queue_app.notify.channels import webpush
from queue_app.notify.channels.failing import DeliveryFailed
from queue_app.notify.letters import Letter
from queue_app.notify.outbox import messages
from queue_app.transaction import reading, transaction
from tests import make
from tests.queue_app.line.scene import at_counter, now, rows
from tests.queue_app.notify.phone import PHONE, URL, Phone, states


@dataclass
class Browser:
    """A browser with its push service: keys, what arrived, and how the service answers."""

    endpoint: str
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answers: int = 201
    key: Any = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    auth: bytes = b"sixteen bytes ok"

    def subscription(self) -> dict[str, Any]:
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"endpoint": self.endpoint, "keys": {"p256dh": _text(point), "auth": _text(self.auth)}}

    def read(self, body: bytes) -> Any:
        return json.loads(http_ece.decrypt(body, private_key=self.key, auth_secret=self.auth, version="aes128gcm"))


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@pytest.fixture
def browser() -> Iterator[Browser]:
    class Service(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            here.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(here.answers)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    here = Browser(f"http://127.0.0.1:{server.server_port}/wpush/v2/abc")
    threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
    yield here
    server.shutdown()
    server.server_close()


def channels(**more: Any) -> dict[str, Any]:
    return {"console": Phone(), "push": webpush.WebPush("https://antrean.go.id", ("127.0.0.1",)), **more}


def subscribe(app: Flask, ticket: Ticket, browser: Browser):
    return app.test_client().post(f"/api/v1/tickets/{ticket.id}/subscriptions", json={"push": browser.subscription()})


@pytest.fixture
def told(app: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> Ticket:
    """A ticket without a phone number whose browser is told."""
    import dataclasses

    config = dataclasses.replace(app.extensions["config"], push_hosts=("127.0.0.1",))
    monkeypatch.setitem(app.extensions, "config", config)
    make.make_open_counter()
    ticket = make.make_ticket()
    assert subscribe(app, ticket, browser).status_code == 200
    return ticket


def test_a_call_reaches_the_browser_encrypted_signed_urgent_and_short_lived(told: Ticket, browser: Browser) -> None:
    at_counter(calling.call_next)
    sending.send_messages(channels(), URL)
    ((head, body),) = browser.got
    assert browser.read(body) == {
        "title": f"{told.number} dipanggil ke Loket 4",
        "body": "Silakan menuju Loket 4, Lantai 2, sekarang.",
        "url": f"{URL}/tiket/{told.id}",
        "tag": head["topic"],
        "kind": "called",
        "urgent": True,
    }
    assert told.id.encode() not in body
    assert (head["ttl"], head["urgency"], head["content-encoding"]) == ("120", "high", "aes128gcm")
    key = head["authorization"].rpartition("k=")[2]
    assert key == webpush.public_key()
    assert Vapid.verify(auth=head["authorization"])
    assert rows(messages)[0].channel == "push"
    assert states() == [("called", "sent", 1)]


def test_a_later_word_replaces_the_earlier_one_by_its_topic(told: Ticket, browser: Browser) -> None:
    at_counter(calling.call_next)
    sending.send_messages(channels(), URL)
    at_counter(calling.recall)
    sending.send_messages(channels(), URL)
    topics = {head["topic"] for head, _ in browser.got}
    assert (len(browser.got), len(topics)) == (2, 1)
    assert len(topics.pop()) == 32


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten_for_good(told: Ticket, browser: Browser, status: int) -> None:
    browser.answers = status
    at_counter(calling.call_next)
    sending.send_messages(channels(), URL)
    assert states() == [("called", "failed", 1)]
    with reading() as session:
        assert subscriptions.of_key(session, told.key) is None
    assert now(told).phone_digest is None


def test_a_busy_service_is_tried_again(told: Ticket, browser: Browser) -> None:
    browser.answers = 503
    at_counter(calling.call_next)
    sending.send_messages(channels(), URL)
    assert states() == [("called", "pending", 1)]


def test_when_the_browser_is_gone_the_phone_number_is_written_to(app: Flask, told: Ticket, browser: Browser) -> None:
    with transaction() as session:
        contacts.keep(session, find(session, key=told.key), phone=PHONE["phone"], consent="x", at=now(told).issued_at)
    browser.answers = 410
    at_counter(calling.call_next)
    phone = Phone()
    sending.send_messages(channels(console=phone), URL)
    from tests.queue_app.line.scene import later

    later(seconds=61)
    sending.send_messages(channels(console=phone), URL)
    assert [to for to, _ in phone.sent] == [PHONE["phone"]]


def test_where_it_is_told_is_kept_sealed_and_forgotten_with_the_phone_numbers(told: Ticket, browser: Browser) -> None:
    (kept,) = rows(subscriptions.subscriptions)
    assert browser.endpoint not in kept.sealed
    with transaction() as session:
        subscriptions.forget_days_before(session, told.site_id, told.day + timedelta(days=1))
    assert rows(subscriptions.subscriptions) == []
    assert now(told).phone_digest is None


def test_only_push_services_are_ever_written_to(app: Flask) -> None:
    ticket = make.make_ticket()
    for endpoint in (
        "https://127.0.0.1/x",
        "https://evil.example/fcm.googleapis.com",
        "file:///etc/passwd",
        "https://a",
        "https://evil.example\\.push.apple.com/x",
        "https://evil.example%2f.push.apple.com/x",
    ):
        answer = subscribe(app, ticket, Browser(endpoint))
        assert answer.status_code == 422, endpoint
    assert subscribe(app, ticket, Browser("https://fcm.googleapis.com/fcm/send/abc")).status_code == 200
    assert not webpush.is_push_service("https://fcm.googleapis.com.evil.example/x", PUSH_HOSTS)
    assert not webpush.is_push_service("https://u:p@fcm.googleapis.com/x", PUSH_HOSTS)


def test_a_browser_with_broken_keys_is_given_up(browser: Browser) -> None:
    broken = {"endpoint": browser.endpoint, "p256dh": "A" * 87, "auth": "AAAA"}
    with pytest.raises(DeliveryFailed) as failed:
        channels()["push"].send(json.dumps(broken), Letter("called", "x", tag="t"))
    assert failed.value.permanent


@pytest.mark.parametrize("address", ["http://127.0.0.1:8000", "http://localhost:8000", "https://a.go.id:8443", URL])
def test_a_hall_at_any_address_may_sign(browser: Browser, address: str) -> None:
    channel = webpush.WebPush(address, ("127.0.0.1",))
    flat = {"endpoint": browser.endpoint, **browser.subscription()["keys"]}
    channel.send(json.dumps(flat), Letter("called", "x", tag="t"))
    assert len(browser.got) == 1


def test_the_key_is_the_house_s_own_and_the_same_after_a_restart(app: Flask) -> None:
    webpush._public_key.cache_clear()
    first = webpush.public_key()
    webpush._public_key.cache_clear()
    assert first == webpush.public_key()
    assert len(base64.urlsafe_b64decode(first + "=")) == 65


def test_the_manifest_and_the_service_worker_make_it_installable(app: Flask) -> None:
    client = app.test_client()
    manifest = client.get("/manifest.webmanifest")
    assert manifest.mimetype == "application/manifest+json"
    for icon in manifest.get_json(force=True)["icons"]:
        assert client.get(icon["src"]).mimetype == "image/png"
    worker = client.get("/sw.js")
    assert (worker.mimetype, worker.headers["Cache-Control"]) == ("text/javascript", "no-cache")
    assert 'rel="manifest"' in client.get("/").text


def test_nothing_is_asked_of_a_call_whose_holder_left_nothing(app: Flask) -> None:
    make.make_open_counter()
    make.make_ticket()
    at_counter(calling.call_next)
    with reading() as session:
        assert session.execute(select(messages.c.id)).all() == []
