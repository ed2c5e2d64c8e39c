"""One ticket's whole life in a real browser: a phone, the hall's TV, a counter, a second phone, a manager, all at once.

The pictures it takes are the ones in the README (`docs/pictures/`), written when `PICTURES=1` is set.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser_server import RealServer, serving

pytest_plugins = ["tests.browser_plugin"]

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"
PHONE = {"viewport": {"width": 360, "height": 740}, "device_scale_factor": 2}
TV = {"viewport": {"width": 1920, "height": 1080}}
DESK = {"viewport": {"width": 1366, "height": 768}}
SERVICE = "DKC-KTP-HILANG"
#: Enough answers of others for a result of a running quarter: five may be shown, and five wait until it is over.
OTHERS = 10
#: Numbers taken from home between the two phones.
BETWEEN = 3


@pytest.fixture(scope="module")
def hall(sqlite_template: Path) -> Iterator[RealServer]:
    """A hall of its own: this story counts everybody in it."""
    with serving(sqlite_template) as server:
        yield server


def test_one_ticket_one_life(hall: RealServer, chromium: Browser, tmp_path: Path) -> None:
    others_were_served_before(hall)
    folder = PICTURES if os.environ.get("PICTURES") else tmp_path
    phone = hall.context(chromium, **PHONE).new_page()
    second = hall.context(chromium, **PHONE).new_page()
    tv = screen(hall, hall.context(chromium, **TV))
    desk = hall.context(chromium, "clerk", **DESK).new_page()
    manager = hall.context(chromium, "manager", **DESK).new_page()

    # From home: found by the words people use, taken in three taps, and not callable yet.
    take_from_home(phone)
    number = number_on(phone)
    for _ in range(BETWEEN):
        hall.take(SERVICE)
    take_from_home(second)
    other = number_on(second)
    assert other != number
    expect(phone.locator("[data-status]")).to_have_attribute("data-status", "WAITING")
    expect(second.locator("[data-ahead-count]")).to_have_text(f"{BETWEEN + 1} orang")
    desk.goto("/loket/")
    press(desk, "Enter")
    expect(desk.locator("#utama")).to_be_visible()
    expect(desk.locator(".con-absent")).to_contain_text(number)
    shot(second, folder / "phone-ticket.png")

    # In the hall: the code on the wall makes the number callable.
    phone.fill("#code", hall.lobby_code())
    phone.get_by_role("button", name="Saya sudah tiba").click()
    expect(phone.locator(".ticket-state")).to_have_attribute("data-here", "ya")

    # One key: the hall and the phone see it at once.
    expect(desk.locator("#utama")).to_contain_text(number)
    press(desk, "Enter")
    expect(tv.locator("[data-call-number]")).to_have_text(number)
    expect(tv.locator("[data-call-counter]")).to_have_text("4")
    expect(phone.locator("[data-status]")).to_have_attribute("data-status", "CALLED")
    expect(second.locator("[data-ahead-count]")).to_have_text(f"{BETWEEN} orang")
    shot(tv, folder / "board.png")
    shot(phone, folder / "phone-called.png")

    # At the counter: start, then finish; nobody gets the right to answer before.
    assert hall.ticket(ticket_of(phone))["survey_url"] is None
    expect(desk.locator("#utama")).to_contain_text("Mulai")
    press(desk, "Enter")
    expect(phone.locator("[data-status]")).to_have_attribute("data-status", "SERVING")
    expect(desk.locator("#utama")).to_contain_text("Selesai")
    shot(desk, folder / "console.png")
    assert "/s/" not in desk.content()
    assert ticket_of(phone)["id"] not in desk.content()
    press(desk, "s")
    expect(phone.locator("[data-status]")).to_have_attribute("data-status", "SERVED")

    # The survey: nine questions, once.
    phone.get_by_role("link", name="Isi penilaian").click()
    address = phone.url
    answer_survey(phone, folder / "survey.png")
    expect(phone.locator("h1")).to_contain_text("Terima kasih")
    phone.goto(address)
    expect(phone.locator("main")).to_contain_text("sudah kami terima")

    # The manager reads the index, with how many answered and how many should have.
    manager.goto("/manajer/skm")
    expect(manager.locator("main")).to_contain_text(f"{OTHERS + 1}")
    shot(manager, folder / "results.png")
    found = hall.api("GET", "/skm", role="manager")
    assert (found["n"], found["population"]) == (OTHERS - 5, OTHERS + 1), "one more answer waits for company"

    # The second phone gives its number up; the first clerk never saw it called.
    second.get_by_role("link", name="Batalkan antrean").click()
    second.locator("main button, main .btn-x").last.click()
    expect(second.locator("[data-status]")).to_have_attribute("data-status", "CANCELLED")


def others_were_served_before(hall: RealServer) -> None:
    hall.at("L5", "open")
    for person in range(OTHERS):
        ticket = hall.finish("L5", hall.arrive(SERVICE))
        hall.answer(ticket, {unsur: 2 + (n * 5 + person * (n + 2)) % 3 for n, unsur in enumerate(UNSUR)})
    assert hall.api("GET", "/skm", role="manager")["n"] == OTHERS - 5


UNSUR = "persyaratan prosedur waktu biaya produk kompetensi perilaku pengaduan sarpras".split()


def screen(hall: RealServer, context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto("/display/H2")
    expect(page.locator("[data-board]")).to_have_attribute("data-board", "H2")
    return page


def press(desk: Page, key: str) -> None:
    """One key. The console takes a second press within 0.4 s for a slip of the finger; nobody serves that fast."""
    desk.wait_for_timeout(600)
    desk.keyboard.press(key)


def take_from_home(page: Page) -> None:
    page.goto("/")
    page.fill("input[name=q]", "ktp ilang")
    page.keyboard.press("Enter")
    page.locator(f"main a[href*='/layanan/{SERVICE}']").first.click()
    page.locator(".bar a, .bar button").first.click()
    page.get_by_role("button", name="Konfirmasi").click()
    page.wait_for_url("**/tiket/*")


def number_on(page: Page) -> str:
    return page.locator(".ticket-number .tk, .called-number .tk").first.inner_text().replace(" ", "").strip()


def ticket_of(page: Page) -> dict[str, str]:
    return {"id": page.url.rpartition("/")[2].partition("?")[0]}


def answer_survey(page: Page, picture: Path) -> None:
    for n in range(1, len(UNSUR) + 1):
        if n == 3:
            shot(page, picture)
        page.locator(f"[data-question='{n}'] .choices label").nth(3).click()
    page.wait_for_timeout(500)  # after an answer the page moves on, and the button with it: nobody taps within 0.1 s
    page.get_by_role("button", name="Kirim penilaian").click()


def shot(page: Page, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path)
