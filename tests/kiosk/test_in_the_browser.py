"""The kiosk in a real browser, upright on 1080 × 1920: three touches, the keypad, the paper, and no paper."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterator

import pypdf
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from queue_app.catalogue.directory import directory
from queue_app.line.notices import end_notice
from queue_app.people.models import AccessTokenRecord
from queue_app.people.tokens import revoke_token
from tests.browser_server import RealServer
from tests.kiosk.machine import SERVICE, UPRIGHT, Machine
from tests.kiosk.sink import Printer, printer

pytest_plugins = ["tests.browser_plugin"]

LYING = {"width": 1280, "height": 1024}
#: 20 mm on a screen of 21.5 inches with 1080 × 1920 pixels.
FINGER = 81
MM = 96 / 25.4


#: Writes down how long the page waits before it does something, in ms.
DELAYS = """window.delays = []; const later = window.setTimeout;
  window.setTimeout = (act, delay, ...rest) => { window.delays.push(delay); return later(act, delay, ...rest); };"""


@pytest.fixture
def sink() -> Iterator[Printer]:
    with printer() as listening:
        yield listening


def test_three_touches_make_one_number_that_is_printed_once(machine: Machine) -> None:
    page, before = machine.page, len(machine.tickets())
    for touch in ("[data-choice]", f"[href='/kiosk/layanan/{SERVICE}']", "[data-default]"):
        expect(page.locator(touch).first).to_be_visible()  # the page that the touch before led to
        nothing_to_scroll_and_nothing_too_small(page)
        page.locator(touch).first.dblclick() if touch == "[data-default]" else page.locator(touch).first.click()
    expect(page.locator("[data-state=printed]")).to_be_visible()
    assert "/kiosk/nomor/" in page.url
    made = machine.tickets()[before:]
    assert len(made) == 1, "a second touch of the same question is the same number"
    expect(page.locator(".given-number")).to_have_text(made[0].number)
    assert page.evaluate("sessionStorage.getItem('printed')") == "1"
    expect(page.locator("[data-leaving]")).to_contain_text("Kembali ke awal dalam")
    page.wait_for_url("**/kiosk/")
    page.go_back()
    assert "/kiosk/nomor/" not in page.url, "nobody else's number comes back"
    expect(page.locator(".given-number")).to_have_count(0)


def nothing_to_scroll_and_nothing_too_small(page: Page) -> None:
    assert page.evaluate("document.scrollingElement.scrollHeight") <= UPRIGHT["height"]
    small = page.evaluate(
        """least => [...document.querySelectorAll("a, button")].filter((one) => one.checkVisibility()
          && !one.matches(".skip") && Math.min(one.getBoundingClientRect().width, one.getBoundingClientRect().height)
          < least).map((one) => one.outerHTML.slice(0, 200))""",
        FINGER,
    )
    assert small == []


def test_the_keypad_alone_takes_a_number_and_goes_back(machine: Machine) -> None:
    page, before = machine.page, len(machine.tickets())
    page.keyboard.press("Enter")
    page.wait_for_url("**/kiosk/layanan")
    expect(page.locator("html.by-keys")).to_have_count(1)
    wanted = page.locator(f"[href='/kiosk/layanan/{SERVICE}']")
    page.keyboard.press(str(wanted.get_attribute("data-digit")))
    expect(wanted).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/kiosk/layanan/{SERVICE}")
    page.keyboard.press("0")
    page.wait_for_url("**/kiosk/layanan")
    page.go_forward()
    page.goto(f"/kiosk/layanan/{SERVICE}")
    page.keyboard.press("2")
    expect(page.locator("[name=priority][value=lansia]")).to_be_focused()
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    expect(page.locator("[data-state=printed]")).to_be_visible()
    assert len(machine.tickets()) == before + 1
    page.keyboard.press("Enter")
    page.wait_for_url("**/kiosk/")
    page.goto("/kiosk/instansi")
    beyond = page.locator("[data-choice]").nth(9)
    expect(beyond).not_to_have_attribute("data-digit", re.compile(r"\d"))
    page.keyboard.press("+")
    expect(beyond).to_have_attribute("data-digit", "1")
    page.keyboard.press("+")
    page.wait_for_url("**/kiosk/instansi?halaman=2")
    page.goto("/kiosk/punya-nomor")
    page.keyboard.press("Numpad7")  # the key by its place, without Num Lock
    expect(page.locator("#kode")).to_have_value("7")
    page.keyboard.press("Backspace")
    page.keyboard.press("-")
    page.wait_for_url("**/kiosk/")


def test_everything_that_can_be_touched_is_in_the_lower_half_when_it_was_lowered(machine: Machine) -> None:
    page = machine.page
    page.locator("[data-choice]").first.click()
    page.get_by_role("button", name="Turunkan tampilan").click()
    expect(page.locator(".is-low")).to_have_count(1)
    for path in ("/kiosk/layanan", "/kiosk/instansi", f"/kiosk/layanan/{SERVICE}", "/kiosk/cari?q=ktp"):
        page.goto(path)
        high = page.evaluate(
            """() => [...document.querySelectorAll("a, button, input:not([type=hidden])")].filter((one) =>
              one.checkVisibility() && !one.matches(".skip") && one.getBoundingClientRect().top < innerHeight / 2 - 1)
              .map((one) => `${one.getBoundingClientRect().top} ${one.outerHTML.slice(0, 120)}`)"""
        )
        assert high == [], path


@pytest.mark.parametrize(("machine", "paper"), [({"paper": 80}, 80), ({"paper": 58}, 58)], indirect=["machine"])
def test_the_printed_page_is_one_slip_whose_code_leads_to_the_ticket(machine: Machine, paper: int) -> None:
    page = machine.page
    page.goto(f"/kiosk/layanan/{SERVICE}")
    page.locator("[data-default]").click()
    expect(page.locator("[data-state=printed]")).to_be_visible()
    page.route("**/kiosk/", lambda route: route.abort())  # it stays on the page for as long as it takes to look at it
    ticket = machine.tickets()[-1]
    printed = pypdf.PdfReader(io.BytesIO(pdf_of(page)))
    (sheet,) = printed.pages
    assert round(float(sheet.mediabox.width) * 25.4 / 72) == paper
    said = " ".join(sheet.extract_text().split())
    for words in (ticket.number, "Cetak ulang KTP-el hilang atau rusak", "Lantai 2", "dekat Loket", "orang"):
        assert words in said, words
    page.emulate_media(media="print")
    code = page.locator(".paper .qr-code")
    box = code.bounding_box()
    assert box
    found = zxingcpp.read_barcode(Image.open(io.BytesIO(page.locator(".paper").screenshot())))
    assert found
    assert found.text == f"{machine.server.url}/tiket/{ticket.id}"
    modules = code.evaluate("one => one.viewBox.baseVal.width")
    assert box["width"] / MM * (modules - 4) / modules >= 25, "without its quiet zone"
    assert box["x"] + box["width"] <= paper * MM
    number = page.locator(".paper-number")
    assert number.evaluate("one => parseFloat(getComputedStyle(one).fontSize)") >= 30 * 96 / 72
    assert number.evaluate("one => one.scrollWidth <= one.clientWidth")


def pdf_of(page: Page) -> bytes:
    """What Chromium gives a printer; through CDP, because the page's own size must count."""
    session = page.context.new_cdp_session(page)
    options = {"preferCSSPageSize": True, "printBackground": True}
    return base64.b64decode(session.send("Page.printToPDF", options)["data"])


def test_without_paper_the_number_stays_staff_know_and_a_retry_prints_the_same_one(
    server: RealServer, chromium: Browser, sink: Printer
) -> None:
    machine = Machine(server, chromium, way="escpos", host="127.0.0.1", port=sink.port)
    page, before = machine.page, len(machine.tickets())
    sink.paper = "out"
    page.goto(f"/kiosk/layanan/{SERVICE}")
    page.locator("[data-default]").click()
    failed = page.locator(".outcome-failed")
    expect(failed).to_be_visible()
    seconds = re.search(r"\d+", page.locator("[data-leaving]").inner_text())
    assert seconds
    assert 24 <= int(seconds[0]) <= 30
    expect(failed).to_contain_text("Foto nomor ini")
    expect(failed).to_contain_text("Kertas habis.")
    assert machine.troubles() == ["paper-out"]
    floor = server.api("GET", "/floor", role="manager")
    assert [(one["name"], one["problem"]) for one in floor["devices"] if one["device"] == machine.id] == [
        ("Kiosk uji", "paper-out")
    ]
    assert sink.slips == []
    sink.paper = "enough"
    page.get_by_role("button", name="Cetak tiket").click()
    expect(page.locator(".outcome-done")).to_be_visible()
    (made,) = machine.tickets()[before:]
    (slip,) = sink.slips
    assert made.number in slip.text
    assert machine.troubles() == []
    machine.context.close()


def test_a_scanner_types_a_number_and_the_visitor_has_arrived(machine: Machine) -> None:
    ticket = machine.server.take("KEU-NPWP")
    machine.page.goto("/kiosk/punya-nomor")
    machine.page.keyboard.type(f"{machine.server.url}{ticket['url']}")
    machine.page.keyboard.press("Enter")
    machine.page.wait_for_url("**/kiosk/nomor/*")
    assert machine.server.ticket(ticket)["arrived_at"] is not None


def test_nobody_there_is_asked_and_then_the_start_comes_back(machine: Machine) -> None:
    page = machine.page
    page.clock.install()
    page.goto("/kiosk/layanan")
    page.clock.fast_forward(46_000)
    expect(page.locator("[data-asking]")).to_be_visible()
    expect(page.locator("[data-left]")).to_contain_text("detik")
    page.get_by_role("button", name="Saya masih di sini").tap()
    expect(page.locator("[data-asking]")).to_be_hidden()
    page.keyboard.press("1")
    expect(page.locator(".is-chosen")).to_be_focused()
    page.clock.fast_forward(46_000)
    expect(page.locator("[data-asking]")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("[data-asking]")).to_be_hidden()
    expect(page.locator(".is-chosen")).to_be_focused()
    assert page.url.endswith("/kiosk/layanan"), "an answer to the question chooses nothing of the screen below it"
    page.clock.fast_forward(66_000)
    page.wait_for_url("**/kiosk/")


def test_a_disturbance_as_long_as_may_be_leaves_every_screen_whole(machine: Machine) -> None:
    page, server = machine.page, machine.server
    told = server.api("POST", "/notices", {"text": "Listrik padam. " * 13, "kind": "gangguan"}, role="supervisor")
    for size in (UPRIGHT, LYING):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        for path in ("", "/layanan", "/instansi", "/instansi/DKC", "/cari?q=ktp", "/punya-nomor", "/layanan/DKC-LAHIR"):
            page.goto("/kiosk" + (path or "/"))
            expect(page.locator("[data-notices] p")).to_be_visible()
            assert page.evaluate("document.scrollingElement.scrollHeight") <= size["height"], (path, size)
    with server.behind() as session:
        end_notice(session, directory(session), told["id"], by="test")


def test_a_revoked_kiosk_is_out_within_two_seconds(machine: Machine) -> None:
    """It asks again sooner than that, and the first answer afterwards is enough."""
    page, answers = machine.page, list[int]()
    page.add_init_script(DELAYS)
    with page.expect_response("**/kiosk/denyut"):
        page.goto("/kiosk/layanan")
    with page.expect_response("**/kiosk/denyut"):
        pass  # and so it has waited once
    page.on("response", lambda answer: answers.append(answer.status) if "/kiosk/denyut" in answer.url else None)
    with machine.server.behind() as session:
        (mine,) = session.scalars(select(AccessTokenRecord.id).where(AccessTokenRecord.id == machine.id))
        revoke_token(session, mine, by="test")
    assert 1_000 <= max(page.evaluate("window.delays")) < 2_000
    page.wait_for_url("**/kiosk/pasang")
    assert answers in ([401], [200, 401]), "the one under way when it was revoked, and the next"
