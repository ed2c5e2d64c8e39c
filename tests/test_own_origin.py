"""Everything comes from the house itself: no request leaves the origin, the policy is never broken, phones pay little.

First pages are weighed cold, each in a browser of its own. A page that lives counts with its connection.
"""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser_server import Json, RealServer, survey_token

pytest_plugins = ["tests.browser_plugin"]

#: Counters of these tests.
CALLING, SERVING = "L13", "L14"
#: What the first page of a visit may cost a phone on a bad line (ux.md 2.1), in bytes.
FIRST_LOAD = 60_000

#: The pages of phones, then of the office and the hall by who opens them.
PHONE = (
    "/ /cari?q=akta /instansi /instansi/BPN /layanan/BPN-CEK /layanan/BPN-CEK/ambil /bantuan /privasi /pulihkan "
    "/tiket-saya /tiket/{waiting} /tiket/{waiting}/batal /tiket/{waiting}/ubah /tiket/{served} /s/ /s/tanda-terima "
    "/s/{survey}"
).split()
OFFICE = {
    "": ("/display/H2", "/display/H2/pasang", "/masuk"),
    "supervisor": ("/loket/pilih", f"/loket/{CALLING}", f"/loket/{CALLING}?buka=bantuan"),
    "clerk": ("/akun/", "/akun/kata-sandi"),
    "manager": ("/manajer/skm",),
    "admin": ("/admin/",),
}
FIRST_PAGES = ("/", "/cari?q=ktp+hilang", "/layanan/DKC-KTP-HILANG", "/tiket/{waiting}", "/s/{survey}")
#: What has news: a board, a console, a ticket whose day is not over.
LIVING = "[data-board], #kartu, [data-ticket]:not(:has([data-status=SERVED]))"

#: What a phone keeps a copy of.
KEPT = "[data-ticket], [data-checklist], [data-my-tickets]"


@pytest.fixture(scope="module")
def names(real_server: RealServer) -> dict[str, str]:
    """A ticket that waits and one that was served, by what addresses need of them."""
    for counter in (CALLING, SERVING):
        real_server.at(counter, "open")
    served = real_server.finish(SERVING, real_server.arrive("BJT-BAYAR"))
    waiting = real_server.arrive("BPN-CEK")
    return {"waiting": waiting["id"], "served": served["id"], "survey": survey_token(served)}


class Watch:
    """What a page did that it should not have done, and what it weighed."""

    def __init__(self, page: Page, server: RealServer) -> None:
        self.page = page
        self.wrong: list[str] = []
        self.fonts = 0
        self.bytes = 0
        self.asked: list[str] = []
        self._host = urlsplit(server.url).netloc
        page.on("request", lambda request: self._address(request.url, request.resource_type))
        page.on("websocket", lambda socket: self._address(socket.url, "websocket"))
        page.on("requestfailed", lambda request: self._note("failed", f"{request.url} {request.failure}"))
        page.on("pageerror", lambda error: self._note("script", str(error)))
        page.on("console", lambda said: said.type in ("error", "warning") and self._note("console", said.text))
        network = page.context.new_cdp_session(page)
        network.send("Network.enable")
        network.on("Network.loadingFinished", self._weigh)

    def open(self, path: str) -> None:
        """Open a page, check the policy it is sent with, and wait until it is loaded and, where it lives, connected."""
        self.asked.clear()
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.ok
        policy = answer.headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        if self.page.locator(LIVING).count():
            self._wait_for_socket()
        if self.page.locator(KEPT).count():
            self.page.wait_for_load_state("networkidle")  # who goes on sooner breaks the keeping off

    def _wait_for_socket(self) -> None:
        for _ in range(200):
            if any(url.startswith("ws:") for url in self.asked):
                return
            self.page.wait_for_timeout(50)
        self._note("silent", "no live connection")

    def _note(self, kind: str, what: str) -> None:
        self.wrong.append(f"{kind}, on {self.page.url}: {what}")

    def _address(self, url: str, kind: str) -> None:
        self.asked.append(url)
        self.fonts += kind == "font"
        if urlsplit(url).netloc != self._host and urlsplit(url).scheme not in ("data", "blob"):
            self._note("left the house", url)

    def _weigh(self, loaded: dict[str, float]) -> None:
        self.bytes += int(loaded["encodedDataLength"])


def test_the_pages_of_a_phone_ask_only_us_and_load_no_font(
    names: Json, real_server: RealServer, chromium: Browser
) -> None:
    with real_server.context(chromium, viewport={"width": 360, "height": 740}) as context:
        watch = Watch(context.new_page(), real_server)
        for path in PHONE:
            watch.open(path.format_map(names))
        assert watch.wrong == []
        assert watch.fonts == 0


@pytest.mark.parametrize(("who", "paths"), OFFICE.items(), ids=str)
def test_the_pages_of_the_office_and_the_hall_ask_only_us(
    who: str, paths: tuple[str, ...], real_server: RealServer, chromium: Browser
) -> None:
    with real_server.context(chromium, who, viewport={"width": 1366, "height": 768}) as context:
        watch = Watch(context.new_page(), real_server)
        for path in paths:
            watch.open(path)
        assert watch.wrong == []


def test_living_pages_keep_to_the_policy_while_they_change(
    names: Json, real_server: RealServer, chromium: Browser
) -> None:
    ticket = real_server.arrive("BPN-CEK")
    with (
        real_server.context(chromium) as phone,
        real_server.context(chromium) as hall,
        real_server.context(chromium, "supervisor") as desk,
    ):
        pages = [context.new_page() for context in (phone, hall, desk)]
        watches = [Watch(page, real_server) for page in pages]
        for watch, path in zip(watches, (f"/tiket/{ticket['id']}", "/display/H2", f"/loket/{CALLING}"), strict=True):
            watch.open(path)
        real_server.call(CALLING, ticket)
        expect(pages[0].get_by_role("heading", name="Dipanggil")).to_be_visible()
        expect(pages[1].locator("[data-call-number]")).to_have_text(ticket["number"])
        expect(pages[2].locator("#kartu")).to_contain_text(ticket["number"])
        pages[2].locator("#tombol-start").click()
        expect(pages[0].locator("main")).to_contain_text("Sedang dilayani")
        pages[2].wait_for_timeout(500)  # the console takes an earlier press for a slip of the finger
        pages[2].locator("#tombol-finish").click()
        expect(pages[0].get_by_role("link", name="Isi penilaian")).to_be_visible()
        assert [watch.wrong for watch in watches] == [[], [], []]


@pytest.mark.parametrize("path", FIRST_PAGES)
def test_a_first_page_is_light(path: str, names: Json, real_server: RealServer, chromium: Browser) -> None:
    with real_server.context(chromium) as context:
        watch = Watch(context.new_page(), real_server)
        watch.open(path.format_map(names))
        watch.page.wait_for_load_state("networkidle")
        assert 0 < watch.bytes <= FIRST_LOAD, f"{watch.bytes} bytes: {watch.asked}"
