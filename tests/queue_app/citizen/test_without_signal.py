"""A phone in a basement: the house is on its home screen, and what was seen last is there when the network is cut."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bench.drills.lossy import Line, a_lossy_line
from tests.browser_phone import SMALL
from tests.browser_server import Json, RealServer

pytest_plugins = ["tests.browser_plugin"]

SERVICE = "DKC-KTP-HILANG"
#: The windows of a test remember nothing, which is all that Chromium may hold against installing here.
PRIVATE_WINDOW = {"in-incognito"}
_KEPT = "path => caches.match(path).then(Boolean)"
_IN_CHARGE = "() => Boolean(navigator.serviceWorker.controller)"


@pytest.fixture
def network(real_server: RealServer) -> Iterator[Line]:
    """Between the phone and the house. Playwright's `set_offline` leaves service workers online; this does not."""
    with a_lossy_line(int(real_server.url.rpartition(":")[2]), seed=0, share=0.0) as line:
        yield line


@pytest.fixture
def phone(chromium: Browser, network: Line) -> Iterator[BrowserContext]:
    made = chromium.new_context(base_url=f"http://127.0.0.1:{network.port}", **SMALL)
    yield made
    made.close()


def test_the_manifest_says_what_it_is_and_its_icons_are_as_large_as_they_say(client: FlaskClient) -> None:
    manifest = client.get("/manifest.webmanifest").get_json(force=True)
    assert {"name", "short_name", "lang", "id", "start_url", "scope", "theme_color"} <= set(manifest)
    assert manifest["display"] == "standalone"
    assert manifest["start_url"].startswith(manifest["scope"])
    for address in (manifest["start_url"], *(one["url"] for one in manifest["shortcuts"])):
        assert client.get(address).status_code == 200
    sizes = {(icon["sizes"], icon["purpose"]) for icon in manifest["icons"]}
    assert {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")} <= sizes
    for icon in manifest["icons"]:
        drawn = Image.open(io.BytesIO(client.get(icon["src"]).data))
        assert "{}x{}".format(*drawn.size) == icon["sizes"]


def test_a_tap_without_a_signal_sends_nothing_and_keeps_what_was_typed(phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto(f"/layanan/{SERVICE}/ambil")
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
    page.get_by_text("Membawa balita").click()
    phone.set_offline(True)
    confirm = page.get_by_role("button", name="Konfirmasi")
    confirm.click()
    expect(page.get_by_role("alert")).to_contain_text("Belum ada sinyal")
    expect(page.get_by_label("Membawa balita")).to_be_checked()
    phone.set_offline(False)
    confirm.click()
    expect(page.get_by_text("Terdaftar – belum tiba")).to_be_visible()


def test_the_browser_finds_nothing_against_installing(phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto("/tiket-saya")
    wait_until(page, _IN_CHARGE)
    found = devtools(page, "Page.getInstallabilityErrors")["installabilityErrors"]
    assert {error["errorId"] for error in found} - PRIVATE_WINDOW == set()
    assert devtools(page, "Page.getAppManifest")["errors"] == []


def test_the_ticket_and_what_to_bring_are_there_when_the_network_is_cut(
    phone: BrowserContext, real_server: RealServer, network: Line
) -> None:
    ticket, page = real_server.take(SERVICE), phone.new_page()
    open_online(page, f"/layanan/{SERVICE}?keadaan=0")
    page.locator("[data-item]").first.check()
    open_online(page, f"/tiket/{ticket['id']}")
    page.goto("/tiba?kode=4711")
    page.get_by_role("link", name=ticket["number"]).click()
    expect(page.get_by_label("Kode 4 angka"), "scanned in the hall, for a ticket that somebody sent").to_have_value(
        "4711"
    )
    open_online(page, f"/tiket/{ticket['id']}")

    network.share = 1.0
    page.goto(f"/tiket/{ticket['id']}")
    expect(page.get_by_role("heading", name=ticket["number"])).to_be_visible()
    expect(page.locator("[data-stale-note]")).to_contain_text("Data terakhir pukul 09.")
    expect(page.locator("main")).to_contain_text(f"{ticket['recovery_code'][:4]}-{ticket['recovery_code'][4:]}")
    page.get_by_text("Yang perlu dibawa").click()
    expect(page.locator("[data-item]").first).to_be_visible()
    assert dressed(page), "the style sheets are kept too"

    page.goto(f"/layanan/{SERVICE}")
    expect(page.locator(".kept-note")).to_be_visible()
    expect(page.locator("#bawa")).to_contain_text("Surat keterangan kehilangan")
    expect(page.locator("[data-item]").first).to_be_checked()

    page.goto("/bantuan")
    expect(page.get_by_role("heading", name="Belum tersambung")).to_be_visible()
    assert dressed(page)
    page.get_by_role("link", name=ticket["number"]).click()
    expect(page.get_by_role("heading", name=ticket["number"])).to_be_visible()

    expect(again := page.locator("a", has_text="Coba sambungkan lagi")).to_be_visible()
    network.share = 0.0
    again.dispatch_event("click")  # the page may be whole again by itself before a hand is there
    expect(page.locator("[data-stale-note]")).to_be_hidden()
    expect(page.locator("body")).not_to_have_attribute("data-kept", "")


def test_the_copy_of_a_ticket_follows_it_and_is_forgotten_when_the_house_does(
    phone: BrowserContext, real_server: RealServer
) -> None:
    ticket, page = real_server.take("DKC-KIA"), phone.new_page()
    open_online(page, f"/tiket/{ticket['id']}")
    real_server.check_in(ticket)
    kept_says = "([path, words]) => caches.match(path).then(copy => copy.text()).then(text => text.includes(words))"
    wait_until(page, kept_says, [f"/tiket/{ticket['id']}", "Anda tercatat tiba"])

    page.evaluate("caches.open('gmsc-halaman').then(pages => pages.put('/tiket/gone', new Response('x')))")
    page.goto("/tiket/gone")
    assert page.evaluate(_KEPT, "/tiket/gone") is False


def open_online(page: Page, address: str) -> None:
    """Look at a page with a signal until this phone has its copy."""
    page.goto(address)
    wait_until(page, _KEPT, address.partition("?")[0])
    wait_until(page, _IN_CHARGE)


def wait_until(page: Page, asks: str, about: object = None) -> None:
    """Ask until the answer is yes; Playwright's own waiting takes a promise for a yes."""
    for _ in range(300):
        if page.evaluate(asks, about):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"never: {asks} {about}")


def dressed(page: Page) -> bool:
    """Whether the page has its style sheets."""
    return bool(page.evaluate("getComputedStyle(document.querySelector('.head-in')).display === 'flex'"))


def devtools(page: Page, question: str) -> Json:
    """What the browser's own tools answer."""
    session: Any = page.context.new_cdp_session(page)
    answer: Json = session.send(question)
    session.detach()
    return answer
