""" "Beri tahu saya" in a real browser: asked after the tap; what is told is shown, and a tap on it opens the ticket."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select

from queue_app.line.subscriptions import subscriptions
from tests.browser_server import Json, RealServer

pytest_plugins = ["tests.browser_plugin"]

ENDPOINT = "https://fcm.googleapis.com/fcm/send/a-browser-of-this-test"
#: A headless browser has no push service: its subscription is the only thing that is made up here.
_MADE_UP = """
window.asked = 0;
const ask = Notification.requestPermission.bind(Notification);
Notification.requestPermission = () => { window.asked += 1; return ask(); };
PushManager.prototype.subscribe = async function (options) {
  window.key = options.applicationServerKey.length;
  return { toJSON: () => ({ endpoint: "%s", keys: { p256dh: "B".repeat(87), auth: "A".repeat(22) } }) };
};
"""


@pytest.fixture
def context(chromium: Browser, real_server: RealServer) -> Iterator[BrowserContext]:
    made = real_server.context(chromium, viewport={"width": 360, "height": 640})
    made.grant_permissions(["notifications"], origin=real_server.url)
    made.add_init_script(_MADE_UP % ENDPOINT)
    yield made
    made.close()


def test_the_browser_is_asked_after_the_tap_and_its_address_is_kept(
    context: BrowserContext, real_server: RealServer
) -> None:
    ticket, page = real_server.take("BPN-CEK"), context.new_page()
    page.goto(f"/tiket/{ticket['id']}")
    tap = page.get_by_role("button", name="Beri tahu saya")
    expect(tap).to_be_visible()
    assert page.evaluate("window.asked") == 0, "nobody is asked by looking"
    with page.expect_response(lambda answer: answer.url.endswith("/subscriptions")) as answered:
        tap.click()
    assert answered.value.status == 200
    expect(page.locator("[data-tell-words]")).to_have_text("Anda diberi tahu di ponsel ini, paling banyak lima pesan.")
    expect(tap).to_be_hidden()
    assert (page.evaluate("window.asked"), page.evaluate("window.key")) == (1, 65)
    with real_server.behind() as session:
        assert ENDPOINT not in str(session.execute(select(subscriptions)).all())
        assert session.execute(select(subscriptions.c.endpoint_digest)).first() is not None


def test_what_is_told_is_shown_and_a_tap_on_it_opens_the_ticket(
    context: BrowserContext, real_server: RealServer
) -> None:
    ticket, page = real_server.take("BPN-CEK"), context.new_page()
    page.goto("/bantuan")
    tag = "t" * 32
    url = f"https://antrean.example.go.id/tiket/{ticket['id']}"
    for title in ("A012: tinggal 3 nomor lagi", "A012 dipanggil ke Loket 5"):
        deliver(page, real_server, {"title": title, "body": "Lantai 2", "url": url, "tag": tag, "kind": "called"})
    shown = "navigator.serviceWorker.ready.then(r => r.getNotifications()).then(all => all.map(one => one.title))"
    page.wait_for_function(f"{shown}.then(all => all.includes('A012 dipanggil ke Loket 5'))")
    assert page.evaluate(shown) == ["A012 dipanggil ke Loket 5"], "the later one took the place of the earlier"
    assert opened_by_a_tap(context) == f"/tiket/{ticket['id']}"


def deliver(page: Page, server: RealServer, told: Json) -> None:
    """What a push service does: hand a message to the service worker."""
    devtools = page.context.new_cdp_session(page)
    found: list[str] = []

    def note(event: Json) -> None:
        found.extend(one["registrationId"] for one in event["registrations"] if not one["isDeleted"])

    devtools.on("ServiceWorker.workerRegistrationUpdated", note)
    devtools.send("ServiceWorker.enable")
    page.evaluate("navigator.serviceWorker.register('/sw.js').then(() => navigator.serviceWorker.ready).then(() => 1)")
    for _ in range(100):
        if found:
            break
        page.wait_for_timeout(50)
    message = {"origin": server.url, "registrationId": found[-1], "data": json.dumps(told)}
    devtools.send("ServiceWorker.deliverPushMessage", message)
    devtools.detach()


def opened_by_a_tap(context: BrowserContext) -> str:
    """Tap the notification; where the service worker leads. No finger is here, so what it opens is only noted."""
    return str(
        context.service_workers[0].evaluate(
            """async () => {
              const opened = new Promise((done) => { self.clients.openWindow = async (path) => void done(path); });
              const [notification] = await self.registration.getNotifications();
              self.dispatchEvent(new NotificationEvent("notificationclick", { notification }));
              return opened;
            }"""
        )
    )
