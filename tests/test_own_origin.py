"""Everything comes from the house itself: no request leaves the origin, the policy is never broken, phones pay little.

Each page is opened cold, in a browser of its own, and left open until its live connection stands.
"""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser_server import Json, RealServer, survey_token

pytest_plugins = ["tests.browser_plugin"]
pytestmark = pytest.mark.xdist_group("browser")

#: Counters of these tests.
CALLING, SERVING = "L13", "L14"
#: What the first page of a visit may cost a phone on a bad line (ux.md 2.1), in bytes.
FIRST_LOAD = 60_000

OFFICE = {
    "/loket/pilih": "supervisor",
    f"/loket/{CALLING}": "supervisor",
    f"/loket/{CALLING}?buka=bantuan": "supervisor",
    "/display/H2": "",
    "/display/H2/pasang": "",
    "/masuk": "",
    "/akun/": "clerk",
    "/akun/kata-sandi": "clerk",
    "/manajer/skm": "manager",
}
PHONE = (
    "/ /cari?q=akta /instansi /instansi/BPN /layanan/BPN-CEK /layanan/BPN-CEK/ambil /bantuan /privasi /pulihkan "
    "/tiket-saya /tiket/{waiting} /tiket/{waiting}/batal /tiket/{waiting}/ubah /tiket/{served} /s/ /s/tanda-terima "
    "/s/{survey}"
).split()
FIRST_PAGES = ("/", "/cari?q=ktp+hilang", "/layanan/DKC-KTP-HILANG", "/tiket/{waiting}", "/s/{survey}")
#: What has news: a board, a console, a ticket whose day is not over.
LIVING = "[data-board], #kartu, [data-ticket]:not(:has([data-status=SERVED]))"


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
        self.wrong: list[str] = []
        self.fonts = 0
        self.bytes = 0
        self.asked: list[str] = []
        self._host = urlsplit(server.url).netloc
        page.on("request", lambda request: self._address(request.url, request.resource_type))
        page.on("websocket", lambda socket: self._address(socket.url, "websocket"))
        page.on("requestfailed", lambda request: self.wrong.append(f"failed: {request.url} {request.failure}"))
        page.on("pageerror", lambda error: self.wrong.append(f"script: {error}"))
        page.on(
            "console", lambda said: said.type in ("error", "warning") and self.wrong.append(f"console: {said.text}")
        )
        network = page.context.new_cdp_session(page)
        network.send("Network.enable")
        network.on("Network.loadingFinished", self._weigh)

    def _address(self, url: str, kind: str) -> None:
        self.asked.append(url)
        self.fonts += kind == "font"
        if urlsplit(url).netloc != self._host and urlsplit(url).scheme not in ("data", "blob"):
            self.wrong.append(f"left the house: {url}")

    def _weigh(self, loaded: dict[str, float]) -> None:
        self.bytes += int(loaded["encodedDataLength"])


@pytest.mark.parametrize("path", PHONE)
def test_a_page_of_a_phone_asks_only_us_and_loads_no_font(
    path: str, names: Json, real_server: RealServer, chromium: Browser
) -> None:
    watch = opened(real_server, chromium, path.format_map(names), viewport={"width": 360, "height": 740})
    assert watch.wrong == []
    assert watch.fonts == 0


@pytest.mark.parametrize(("path", "who"), OFFICE.items())
def test_a_page_of_the_office_and_the_hall_asks_only_us(
    path: str, who: str, names: Json, real_server: RealServer, chromium: Browser
) -> None:
    assert names
    assert opened(real_server, chromium, path, who, viewport={"width": 1366, "height": 768}).wrong == []


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
        for page, path in zip(pages, (f"/tiket/{ticket['id']}", "/display/H2", f"/loket/{CALLING}"), strict=True):
            page.goto(path)
            connected(page, watches[pages.index(page)])
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
    watch = opened(real_server, chromium, path.format_map(names), to_the_last_byte=True)
    assert 0 < watch.bytes <= FIRST_LOAD, f"{watch.bytes} bytes: {watch.asked}"


def opened(
    server: RealServer,
    chromium: Browser,
    path: str,
    who: str = "",
    *,
    to_the_last_byte: bool = False,
    **options: object,
) -> Watch:
    """Open a page cold and wait until it has loaded and, where it lives, is connected."""
    with server.context(chromium, who, **options) as context:
        page = context.new_page()
        watch = Watch(page, server)
        answer = page.goto(path, wait_until="load")
        assert answer is not None
        assert answer.ok
        policy = answer.headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        connected(page, watch)
        if to_the_last_byte:
            page.wait_for_load_state("networkidle")
        return watch


def connected(page: Page, watch: Watch) -> None:
    """Wait for the socket of a page that lives: it begins after the page has loaded."""
    if page.locator(LIVING).count():
        for _ in range(100):
            if any(url.startswith("ws:") for url in watch.asked):
                return
            page.wait_for_timeout(50)
        watch.wrong.append("no live connection")
