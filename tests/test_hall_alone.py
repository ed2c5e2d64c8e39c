"""A hall that is alone: without the internet nothing is missing, without its server every screen says so.

Two stories on one server. The second is the short form of `run.py bench drills D22`; times are judged there.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, Response, expect, sync_playwright

from bench.drills.outage import outage
from queue_app.catalogue.directory import directory
from queue_app.people.device_state import id_of, set_device
from queue_app.people.tokens import token_actor
from tests import browser
from tests.browser_server import ANSWERS, RealServer, serving
from tests.kiosk.sink import Printer, printer

COUNTER, SERVICE = "L13", "BPN-CEK"
#: Every name but this machine's is refused, as with the cable to the provider pulled; a TV may play.
ALONE = (
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    "--autoplay-policy=no-user-gesture-required",
)


@pytest.fixture(scope="module")
def hall(sqlite_template: Path) -> Iterator[RealServer]:
    with serving(sqlite_template) as server:
        yield server


@pytest.fixture(scope="module")
def alone(chromium_path: Path) -> Iterator[Browser]:
    """A browser that finds nothing but the hall's own server."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium_path, args=[*browser.ARGUMENTS, *ALONE])
        yield launched
        launched.close()


class Watched:
    """Browsers of the hall, and every request of theirs that went wrong or elsewhere."""

    def __init__(self, server: RealServer, chromium: Browser) -> None:
        self.wrong: list[str] = []
        self._server, self._chromium = server, chromium
        self._open: list[BrowserContext] = []

    def page(self, who: str = "", **cookies: str) -> Page:
        context = self._server.context(self._chromium, who)
        context.add_cookies([{"name": n, "value": v, "url": self._server.url} for n, v in cookies.items()])
        context.on("requestfailed", self._failed)
        context.on("request", lambda asked: self._address(asked.url))
        context.on("response", self._answered)
        self._open.append(context)
        return context.new_page()

    def close(self) -> None:
        for context in self._open:
            context.close()

    def _failed(self, asked: Request) -> None:
        """A page that is left gives up what it was asking; nothing else may fail."""
        if "ERR_ABORTED" not in str(asked.failure):
            self.wrong.append(f"{asked.failure} {asked.url}")

    def _answered(self, told: Response) -> None:
        if told.status >= 400:
            self.wrong.append(f"{told.status} {told.url}")

    def _address(self, url: str) -> None:
        if urlsplit(url).scheme not in ("data", "blob") and urlsplit(url).netloc != urlsplit(self._server.url).netloc:
            self.wrong.append(f"left the house: {url}")


def test_without_the_internet_a_visit_goes_from_kiosk_to_survey_and_no_request_fails(
    hall: RealServer, alone: Browser
) -> None:
    hall.at(COUNTER, "open")
    watched = Watched(hall, alone)
    with printer() as sink:
        prints_there(hall, sink)
        tv = watched.page(display=hall.bearers["display"])
        tv.goto("/display/H2")
        kiosk = watched.page(kiosk=hall.bearers["kiosk"], tablet=hall.bearers["kiosk"])
        kiosk.goto("/kiosk/")
        kiosk.locator(".touch").click()
        kiosk.wait_for_url("**/kiosk/layanan")  # else the touch, when its answer comes, breaks off what follows
        kiosk.goto(f"/kiosk/layanan/{SERVICE}")
        kiosk.locator("[data-taking] .take").click()
        kiosk.locator("[data-slip][data-state=printed]").wait_for()
        number = kiosk.locator(".given-number").inner_text().strip()
        (slip,) = sink.slips
    assert number in slip.text.replace(" ", "")
    desk = watched.page("supervisor")
    desk.goto(f"/loket/{COUNTER}")
    expect(tv.locator("[data-board]")).to_have_attribute("data-sound", "on")
    press(desk, f"Panggil {number}")
    expect(tv.locator("[data-call-number]")).to_have_text(number)
    expect(desk.locator("#gema")).to_contain_text("Terdengar di display")
    press(desk, "Mulai melayani")
    press(desk, "Selesai melayani")
    expect(desk.locator("#utama")).to_contain_text("Panggil berikutnya")
    ((address, _size),) = slip.codes
    phone = watched.page()
    phone.goto(urlsplit(address).path)
    phone.wait_for_load_state("networkidle")  # who goes on sooner breaks off what the page still asks, and its keeping
    phone.get_by_role("link", name="Isi penilaian").click()
    for n in range(1, len(ANSWERS) + 1):
        phone.locator(f"[data-question='{n}'] .choices label").nth(3).click()
    phone.get_by_role("button", name="Kirim penilaian").click()
    expect(phone.locator("h1")).to_contain_text("Terima kasih")
    watched.close()
    assert watched.wrong == []


def test_while_the_server_is_off_every_screen_says_so_and_no_old_call_comes_back_as_new(
    hall: RealServer, alone: Browser
) -> None:
    seen = outage(hall, alone, seed=1, seconds=0)
    assert seen.sound, seen.as_dict()


def prints_there(server: RealServer, sink: Printer) -> None:
    """The kiosk prints on a printer in the hall's own network."""
    with server.behind() as session:
        device = id_of(token_actor(session, server.bearers["kiosk"]))
        how = {"way": "escpos", "paper": 80, "host": "127.0.0.1", "port": sink.port, "asks": True}
        set_device(session, directory(session), device, {"printer": how}, by="test")


def press(desk: Page, label: str) -> None:
    """Enter, once it does this; the console takes a second press within 0.4 s for a slip of the finger."""
    expect(desk.locator("#utama")).to_contain_text(label)
    desk.wait_for_timeout(600)
    desk.keyboard.press("Enter")
