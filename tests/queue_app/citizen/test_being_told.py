""" "Beri tahu saya" in a real browser: asked after the tap; what is told is shown, and a tap on it opens the ticket."""

from __future__ import annotations

import io
import json
import unicodedata
from collections.abc import Iterator

import pypdf
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select

from queue_app.line.subscriptions import subscriptions
from queue_app.line.ticket import find
from tests.browser_server import Json, RealServer

pytest_plugins = ["tests.browser_plugin"]

ENDPOINT = "https://fcm.googleapis.com/fcm/send/a-browser-of-this-test"
#: A headless browser has no push service: its subscription is the only thing that is made up here.
_MADE_UP = """
window.asked = 0;
const ask = Notification.requestPermission.bind(Notification);
Notification.requestPermission = () => { window.asked += 1; return ask(); };
const endpoint = "%s";
const held = { endpoint, toJSON: () => ({ endpoint, keys: { p256dh: "B".repeat(87), auth: "A".repeat(22) } }) };
PushManager.prototype.subscribe = async function (options) {
  window.key = options.applicationServerKey.length;
  localStorage.setItem("held", "yes");
  return held;
};
PushManager.prototype.getSubscription = async () => (localStorage.getItem("held") ? held : null);
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
    tap = page.get_by_role("button", name="Beri tahu saya", exact=True)
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


def test_the_window_inside_another_application_says_so_and_leads_to_chrome(
    chromium: Browser, real_server: RealServer
) -> None:
    ticket = real_server.take("BPN-CEK")
    window = "Mozilla/5.0 (Linux; Android 13; wv) AppleWebKit/537.36 Version/4.0 Chrome/120.0 Mobile WhatsApp"
    inside = real_server.context(chromium, viewport={"width": 360, "height": 640}, user_agent=window)
    inside.add_init_script("delete window.PushManager;")
    page = inside.new_page()
    page.goto(f"/tiket/{ticket['id']}")
    expect(page.locator("[data-tell-words]")).to_contain_text("tidak dapat memberi tahu Anda")
    leads = page.get_by_role("link", name="Buka di Chrome").get_attribute("href") or ""
    address = real_server.url.partition("://")[2]
    assert leads.startswith(f"intent://{address}/tiket/{ticket['id']}#Intent;scheme=http;package=com.android.chrome;")
    expect(page.get_by_role("button", name="Beri tahu saya", exact=True)).to_be_hidden()
    inside.close()


def test_what_was_asked_for_is_taken_back_with_one_tap_also_when_the_browser_has_dropped_it(
    context: BrowserContext, real_server: RealServer
) -> None:
    ticket, page = real_server.take("BPN-CEK"), context.new_page()
    page.goto(f"/tiket/{ticket['id']}")
    words = page.locator("[data-tell-words]")
    ask = page.get_by_role("button", name="Beri tahu saya", exact=True)
    stop = page.get_by_role("button", name="Jangan beri tahu saya lagi")
    expect(ask).to_be_visible()
    expect(stop).to_be_hidden()
    ask.click()
    expect(stop).to_be_visible()
    page.reload()
    expect(words).to_have_text("Anda diberi tahu di ponsel ini, paling banyak lima pesan.")
    expect(ask).to_be_hidden()
    page.evaluate("localStorage.removeItem('held')")
    page.reload()
    expect(words).to_have_text("Ponsel atau peramban lain diberi tahu tentang tiket ini.")
    expect(ask).to_be_visible()
    stop.click()
    expect(page.locator(".flash")).to_contain_text("sudah dimatikan")
    expect(ask).to_be_visible()
    expect(stop).to_be_hidden()
    with real_server.behind() as session:
        held = session.execute(select(subscriptions.c.ticket_key)).scalars().all()
        assert find(session, id=ticket["id"]).key not in held


def test_the_printed_ticket_says_what_to_bring_and_nothing_that_can_only_be_tapped(
    context: BrowserContext, real_server: RealServer
) -> None:
    ticket, page = real_server.take("DKC-KIA"), context.new_page()
    page.goto(f"/tiket/{ticket['id']}")
    expect(page.get_by_role("button", name="Beri tahu saya", exact=True)).to_be_visible()
    printed = " ".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(page.pdf())).pages)
    said = " ".join(unicodedata.normalize("NFKC", printed).split())  # letters that a font draws as one
    code = f"{ticket['recovery_code'][:4]}-{ticket['recovery_code'][4:]}"
    for words in (ticket["number"], code, "Lantai 2", "di depan Anda", "konfirmasi kedatangan", "Yang perlu dibawa"):
        assert words in said, said
    needs = page.locator("[data-item]").evaluate_all("all => all.map(one => one.dataset.item)")
    assert needs
    assert all(need[:30] in said for need in needs), said
    for words in ("Beri tahu saya", "Bagikan", "Batalkan antrean", "Saya sudah tiba"):
        assert words not in said, words


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
    for _ in range(100):
        if (titles := page.evaluate(shown)) == ["A012 dipanggil ke Loket 5"]:  # the later one took the earlier's place
            break
        page.wait_for_timeout(300)
    assert titles == ["A012 dipanggil ke Loket 5"]
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
