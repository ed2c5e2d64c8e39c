"""The screens of a hall and how they are paired, in every state that looks different; see `browser_cases`."""

from __future__ import annotations

from playwright.sync_api import Page
from sqlalchemy import update

from queue_app import clock
from queue_app.people import pairing
from queue_app.people.models import DevicePairingRecord
from tests.browser_cases import Case, sent
from tests.browser_console_cases import offline
from tests.browser_server import RealServer
from tests.browser_stage import (
    RECALLED,
)


def _being_called(page: Page, server: RealServer) -> None:
    server.at(RECALLED, "recall")
    page.locator("[data-state=calling]").wait_for()


def _paired(page: Page, server: RealServer) -> None:
    page.context.add_cookies([{"name": "display", "value": server.bearers["display"], "url": server.url}])
    page.reload()


def _installed(page: Page, server: RealServer) -> None:
    """A screen of the house: it also shows the lobby code."""
    _paired(page, server)
    page.locator("[data-code-digits]").wait_for()


def _watching(page: Page, server: RealServer) -> None:
    """A screen on which nobody was called for a while; the hall's own slide stands."""
    slide = server.folder / "media" / "H2" / "slaid.txt"
    slide.parent.mkdir(parents=True, exist_ok=True)
    slide.write_text("KTP di ponsel\nPasang aplikasi IKD\nAmbil nomor IKD\n", encoding="utf-8")
    _paired(page, server)
    page.locator("[data-state=media] .tv-slide").wait_for(timeout=60_000)
    slide.unlink()


def _screen_refused(page: Page, _server: RealServer) -> None:
    page.locator("[name=inches]").first.fill("5")
    page.get_by_role("button", name="Simpan").first.click()
    page.locator("#kesalahan").wait_for()


def _showing_a_code(page: Page, _server: RealServer) -> None:
    page.get_by_role("button", name="Tampilkan kode pemasangan").click()
    page.locator("[data-by-itself]:not([hidden])").wait_for()


def _code_accepted(page: Page, server: RealServer) -> None:
    """A screen that cannot ask, so that its page stays."""
    page.route("**/periksa", lambda route: route.abort())
    _showing_a_code(page, server)
    code = page.locator(".pairing-code").inner_text()
    with server.behind() as session:
        pairing.accept(session, code, name=None, at=clock.real_now(), by="test")
    page.reload()
    page.get_by_role("button", name="Buka layar").wait_for()


def _code_too_old(page: Page, server: RealServer) -> None:
    _showing_a_code(page, server)
    with server.behind() as session:
        session.execute(update(DevicePairingRecord).values(expires_at=clock.real_now()))
    page.locator("#kesalahan").wait_for()


SCREENS = [
    Case("/display/", "one hall"),
    Case("/display/", "two halls", at="afternoon"),
    Case("/display/<board>", "calls", "/display/H2"),
    Case("/display/<board>", "something to watch", "/display/H2", then=_watching),
    Case("/display/<board>", "somebody is being called", "/display/H2", then=_being_called),
    Case("/display/<board>", "installed", "/display/H2", then=_installed),
    Case("/display/<board>", "out of date", "/display/H2", then=offline("[data-state=stale]")),
    Case("/display/<board>", "nothing called, an emergency", "/display/H3", at="afternoon"),
    Case("/display/<board>", "unknown", "/display/XX", status=404),
    Case("/display/<board>/atur", "by a supervisor", "/display/H2/atur", "supervisor"),
    Case("/display/<board>/atur", "refused", "/display/H2/atur", "admin", then=_screen_refused),
    Case("/display/<board>/pasang", "with a token", "/display/H2/pasang"),
    Case("/display/<board>/pasang", "a wrong token", "/display/H2/pasang", then=sent(401, token="salah")),
    Case("/display/<board>/pasang", "by an admin", "/display/H2/pasang", "admin"),
    Case("/display/<board>/pasang/kode", "none yet", "/display/H2/pasang/kode", status=404),
    Case("/display/<board>/pasang/kode", "a code", "/display/H2/pasang/kode", status=404, then=_showing_a_code),
    Case("/display/<board>/pasang/kode", "accepted", "/display/H2/pasang/kode", "", 404, _code_accepted, alone=True),
    Case("/display/<board>/pasang/kode", "too old", "/display/H2/pasang/kode", status=404, then=_code_too_old),
]
