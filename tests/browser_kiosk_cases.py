"""The screens of the kiosk in every state that looks different; see `browser_cases`."""

from __future__ import annotations

import re

from playwright.sync_api import Page

from kiosk.settings import pin_digest
from queue_app.catalogue.directory import directory
from queue_app.people.device_state import id_of, set_device
from queue_app.people.tokens import token_actor
from tests.browser_cases import Act, Case, sent
from tests.browser_server import RealServer

#: What the buttons of the bar leave in the cookie of a visit.
MODES = {"contrast": "id.contrast", "low and large": "id.large.low"}


def _at(path: str, look: str = "id", then: Act | None = None) -> Act:
    """The hall's own device, as somebody wishes to see it."""

    def act(page: Page, server: RealServer) -> None:
        kept = {"kiosk": server.bearers["kiosk"], "tablet": server.bearers["kiosk"]}
        cookies = [{"name": name, "value": value, "url": server.url} for name, value in kept.items()]
        page.context.add_cookies([*cookies, {"name": "kiosk-view", "value": look, "url": f"{server.url}/kiosk/"}])  # type: ignore[list-item]
        page.set_viewport_size({"width": 1080, "height": 1920})
        page.goto(path)
        if then:
            then(page, server)

    return act


def _number(state: str) -> Act:
    """Take a number; its paper comes out, or it does not."""

    def act(page: Page, _server: RealServer) -> None:
        page.evaluate("window.print = () => {}")
        page.add_init_script("window.print = () => {}")
        page.locator("[data-taking] .take").click()
        page.locator("[data-state=printed]").wait_for()
        if state == "failed":
            page.locator("[data-when=printed] button").click()
            page.locator("[data-state=failed]").wait_for()

    return act


def _asking(page: Page, _server: RealServer) -> None:
    page.locator("[data-asking]").evaluate("one => { one.hidden = false }")


def _by_keys(page: Page, _server: RealServer) -> None:
    page.keyboard.press("2")
    page.locator(".is-chosen").wait_for()


def _arrived(page: Page, server: RealServer) -> None:
    ticket = server.take("KEU-NPWP")
    sent(200, "[data-typing]", kode=ticket["number"])(page, server)


def _code(page: Page, _server: RealServer) -> None:
    page.get_by_role("button", name=re.compile("Tampilkan kode")).click()
    page.locator(".pairing-code").wait_for()


def _panel(page: Page, server: RealServer) -> None:
    """Staff have set a PIN, and type it."""
    with server.behind() as session:
        device = id_of(token_actor(session, server.bearers["kiosk"]))
        set_device(session, directory(session), device, {"pin": pin_digest(device, "4321")}, by="test")
    page.reload()
    sent(200, "[data-typing]", kode="4321")(page, server)
    page.locator(".panel-acts").wait_for()


SERVICE, FULL, NUMBER = "/kiosk/layanan/DKC-LAHIR", "/kiosk/layanan/BPN-ROYA", "/kiosk/nomor/1"
HOME, HAVE = "/kiosk/layanan", "/kiosk/punya-nomor"
KIOSK = [
    Case("/kiosk/", "waiting", then=_at("/kiosk/"), alone=True),
    Case(HOME, "popular services", then=_at(HOME), alone=True),
    *(Case(HOME, says, then=_at(HOME, look), alone=True) for says, look in MODES.items()),
    Case(HOME, "by keypad", then=_at(HOME, then=_by_keys), alone=True),
    Case(HOME, "still here?", then=_at(HOME, then=_asking), alone=True),
    Case("/kiosk/instansi", "agencies", then=_at("/kiosk/instansi"), alone=True),
    Case("/kiosk/instansi/<code>", "services", "/kiosk/instansi/DKC", then=_at("/kiosk/instansi/DKC"), alone=True),
    Case("/kiosk/cari", "found", then=_at("/kiosk/cari?q=ktp"), alone=True),
    Case("/kiosk/layanan/<code>", "the last question", SERVICE, then=_at(SERVICE), alone=True),
    Case("/kiosk/layanan/<code>", "full", FULL, then=_at(FULL), alone=True),
    Case("/kiosk/nomor/<int:slip_id>", "no paper", NUMBER, then=_at(SERVICE, then=_number("failed")), alone=True),
    Case(HAVE, "unknown", then=_at(HAVE, then=sent(422, "[data-typing]", kode="x")), alone=True),
    Case(HAVE, "arrived", then=_at(HAVE, then=_arrived), alone=True),
    Case("/kiosk/teks/<page>", "a text", "/kiosk/teks/maklumat", then=_at("/kiosk/teks/maklumat"), alone=True),
    Case("/kiosk/panel", "no PIN yet", then=_at("/kiosk/panel"), alone=True),
    Case("/kiosk/panel", "open", then=_at("/kiosk/panel", then=_panel), alone=True),
    Case("/kiosk/uji-cetak", "a test page", then=_at("/kiosk/uji-cetak"), alone=True),
    Case("/kiosk/atur", "every kiosk", who="admin"),
    Case("/kiosk/contoh/<code>", "on both papers", "/kiosk/contoh/DKC-KTP-HILANG", who="admin"),
    Case("/kiosk/atur", "a wrong PIN", who="supervisor", then=sent(422, ".machine-form", pin="12")),
    Case("/kiosk/pasang", "ways in"),
    Case("/kiosk/pasang/kode", "none yet, then a code", status=404, then=_code),
]
