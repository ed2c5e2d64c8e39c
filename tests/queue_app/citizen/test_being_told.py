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


_SAMSUNG = "Mozilla/5.0 (Linux; Android 13; SM-A135F Build/TP1A.220624.014%s) AppleWebKit/537.36 (KHTML, like Gecko) "
_ANDROID = _SAMSUNG % "; wv" + "Version/4.0 Chrome/119.0.6045.66 Mobile Safari/537.36"
_IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
#: How the windows inside other applications introduce themselves → what the ticket leads to.
WINDOWS = {
    f"{_ANDROID} Instagram 309.1.0.41.113 Android (33/13; 300dpi; 720x1437; samsung; SM-A135F; a13)": "Chrome",
    f"{_ANDROID} [FB_IAB/FB4A;FBAV/440.0.0.30.107;]": "Chrome",
    f"{_ANDROID} [FB_IAB/Orca-Android;FBAV/434.0.0.37.116;]": "Chrome",
    f"{_ANDROID} trill_320205 JsSdk/1.0 AppName/trill ByteLocale/id-ID BytedanceWebview/d8a21c6": "Chrome",
    f"{_ANDROID} Line/13.18.1/IAB": "Chrome",
    f"{_ANDROID} WhatsApp/2.23.24.76": "Chrome",
    f"{_SAMSUNG % ''} Chrome/119.0.0.0 Mobile Safari/537.36": "ask",  # WhatsApp opens links in Chrome itself
    f"{_SAMSUNG % ''} SamsungBrowser/23.0 Chrome/115.0.0.0 Mobile Safari/537.36": "ask",
    f"{_IPHONE} Mobile/15E148 Instagram 309.0.0.28.111 (iPhone12,1; iOS 17_1; id_ID)": "Safari",
    f"{_IPHONE} Mobile/15E148 [FBAN/FBIOS;FBAV/441.0.0.33.105;FBDV/iPhone12,1;FBSN/iOS]": "Safari",
    f"{_IPHONE} Mobile/15E148 musical_ly_32.2.0 JsSdk/2.0 BytedanceWebview/d8a21c6": "Safari",
    f"{_IPHONE} Safari Line/13.20.0": "Safari",
    f"{_IPHONE} Version/17.1 Mobile/15E148 Safari/604.1": "Layar Utama",
}


def test_a_window_that_cannot_tell_says_so_and_leads_to_the_browser_of_the_same_phone_that_can(
    chromium: Browser, real_server: RealServer
) -> None:
    ticket = real_server.take("BPN-CEK")
    address = f"{real_server.url.partition('://')[2]}/tiket/{ticket['id']}"
    for agent, leads in WINDOWS.items():
        window = real_server.context(chromium, viewport={"width": 360, "height": 640}, user_agent=agent)
        if leads == "Layar Utama":  # Safari tells nobody unless the page was put on the home screen
            window.add_init_script("delete window.PushManager;")
        page = window.new_page()
        page.goto(f"/tiket/{ticket['id']}")
        words, chrome = page.locator("[data-tell-words]"), page.get_by_role("link", name="Buka di Chrome")
        ask = page.get_by_role("button", name="Beri tahu saya", exact=True)
        if leads == "ask":
            expect(ask).to_be_visible()
        else:
            expect(words).to_contain_text(leads)
            expect(ask).to_be_hidden()
        assert chrome.is_visible() == (leads == "Chrome"), agent
        if leads == "Chrome":
            href = chrome.get_attribute("href") or ""
            assert href.startswith(f"intent://{address}#Intent;scheme=http;package=com.android.chrome;"), agent
        if leads == "Layar Utama":
            expect(words).to_contain_text(page.locator("strong.code").first.inner_text())
        window.close()


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
