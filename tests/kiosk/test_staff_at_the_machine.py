"""The machine in a real browser as staff use it: the panel behind its PIN, a test page on request, a call that ends."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from kiosk.settings import pin_digest
from queue_app.catalogue.directory import directory
from queue_app.people.device_state import resolve, set_device
from tests.browser_server import RealServer
from tests.kiosk.test_in_the_browser import Machine

pytest_plugins = ["tests.browser_plugin"]

PRINTED = "times => sessionStorage.getItem('printed') === times"


@pytest.fixture
def machine(real_server: RealServer, chromium: Browser) -> Iterator[Machine]:
    made = Machine(real_server, chromium)
    yield made
    made.context.close()
    assert made.wrong == []


def wish(machine: Machine, **settings: object) -> None:
    with machine.server.behind() as session:
        set_device(session, directory(session), machine.id, settings, by="test")


def typed(page: Page, pin: str) -> None:
    for digit in pin:
        page.locator(f".key[value='{digit}']").click()
    page.get_by_role("button", name="Buka").click()


def test_the_sign_held_for_three_seconds_and_the_pin_open_the_panel(machine: Machine) -> None:
    wish(machine, pin=pin_digest(machine.id, "4321"))
    page = machine.page
    page.locator(".top .brand").click()
    expect(page.locator("[data-begin]")).to_be_visible()
    page.locator(".top .brand").hover()
    page.mouse.down()
    page.wait_for_url("**/kiosk/panel")
    page.mouse.up()
    typed(page, "1111")
    expect(page.locator("#kesalahan")).to_contain_text("PIN salah")
    page.route("**/kiosk/denyut", lambda route: route.abort())
    typed(page, "4321")
    expect(page.locator("[data-lost]")).to_be_visible()
    assert page.url.endswith("/kiosk/panel"), "a house that is away is said here; no page of the browser says it"
    page.unroute("**/kiosk/denyut")
    expect(page.locator("[data-lost]")).to_be_hidden()
    page.keyboard.press("Shift")  # somebody is still here, however long that took
    page.get_by_role("button", name="Buka").click()
    page.get_by_role("button", name="Cetak halaman uji").click()
    page.wait_for_url("**/kiosk/uji-cetak")
    page.wait_for_function(PRINTED, arg="1")
    page.get_by_role("link", name="Selesai").click()
    expect(page.locator("[data-begin]")).to_be_visible()


def test_a_test_page_is_printed_once_when_it_is_wished_and_nobody_stands_there(machine: Machine) -> None:
    page = machine.page
    page.wait_for_function("() => sessionStorage.getItem('proof') !== null")
    wish(machine, proof="2026-11-23T02:00:00.000+00:00")
    page.goto("/kiosk/layanan")
    page.wait_for_timeout(500)
    assert page.evaluate("sessionStorage.getItem('printed')") is None, "somebody may be standing there"
    page.goto("/kiosk/")
    page.wait_for_url("**/kiosk/uji-cetak")
    page.wait_for_function(PRINTED, arg="1")
    with page.expect_response("**/kiosk/kabar"):
        page.goto("/kiosk/")
    page.wait_for_timeout(500)
    assert page.url.endswith("/kiosk/"), "a wish is fulfilled once"


def test_when_staff_have_come_somebody_can_be_called_again(machine: Machine) -> None:
    page = machine.page
    page.goto("/kiosk/layanan")
    with page.expect_navigation():  # the pulse may tell the page that is left, too
        page.get_by_role("button", name="Panggil petugas").click()
    told = page.locator("[data-help-on].notice")
    expect(told).to_have_text("Petugas sudah dipanggil. Mohon tunggu di sini.")
    assert page.evaluate("document.scrollingElement.scrollHeight <= innerHeight"), "nothing has to be scrolled"
    expect(page.get_by_role("button", name="Panggil petugas")).to_be_hidden()
    with machine.server.behind() as session:
        resolve(session, directory(session), machine.id, "help", by="staff:1")
    expect(told).to_be_hidden()
    expect(page.get_by_role("button", name="Panggil petugas")).to_be_visible()
