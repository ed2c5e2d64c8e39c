"""What a first visit costs on a cheap phone: kilobytes and taps. Seconds are measured by `run.py bench phone`."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser_phone import SMALL, Weighed, all_loaded
from tests.browser_server import RealServer

pytest_plugins = ["tests.browser_plugin"]

#: Bytes over the network of a first load, headers included: the aim, and what nobody may pass (ux.md §2.1).
LIGHT, HEAVY = 60_000, 100_000
COUNTER, SERVICE = "L34", "PBJ-KONSUL"
POPULAR = 5
MOST_TAPS = 3
_COUNT_TAPS = "addEventListener('click', () => { sessionStorage.taps = 1 + Number(sessionStorage.taps || 0); }, true)"


@pytest.fixture
def phone(chromium: Browser, real_server: RealServer) -> Iterator[BrowserContext]:
    """A phone that has never been here."""
    made = real_server.context(chromium, **SMALL)
    yield made
    made.close()


@pytest.fixture(scope="module")
def addresses(real_server: RealServer) -> dict[str, str]:
    """The pages by name, each as somebody first meets it."""
    ticket = real_server.take("DKC-KTP-HILANG")
    real_server.at(COUNTER, "open")
    served = real_server.finish(COUNTER, real_server.arrive(SERVICE))
    return {
        "landing": "/",
        "search": "/cari?q=ktp+ilang",
        "service": "/layanan/DKC-KTP-HILANG",
        "confirm": "/layanan/DKC-KTP-HILANG/ambil?keadaan=0",
        "ticket": f"/tiket/{ticket['id']}",
        "survey": str(served["survey_url"]),
        "public": "/publik/",
    }


@pytest.mark.parametrize("name", ["landing", "search", "service", "confirm", "ticket", "survey", "public"])
def test_a_first_load_is_light(name: str, addresses: dict[str, str], phone: BrowserContext) -> None:
    page = phone.new_page()
    weighed = Weighed(page)
    page.goto(addresses[name])
    all_loaded(page, live=name == "ticket")
    assert weighed.total < HEAVY, weighed.heaviest()
    assert weighed.total <= LIGHT, weighed.heaviest()
    assert weighed.total > 10_000, "nothing was weighed"
    assert not [url for url in weighed.bytes if url.endswith((".woff2", ".png", ".jpg"))], "no font, no picture"


def test_three_taps_lead_to_a_number_of_each_of_the_five_most_wanted(
    chromium: Browser, real_server: RealServer
) -> None:
    taken = set()
    for n in range(POPULAR):
        with real_server.context(chromium, **SMALL) as context:
            context.add_init_script(_COUNT_TAPS)
            page = context.new_page()
            page.goto("/")
            wanted = page.locator("section", has=page.get_by_role("heading", name="Paling dicari"))
            wanted.locator("a[href^='/layanan/']").nth(n).tap()
            page.get_by_role("link", name="Ambil nomor").tap()
            expect(page.locator("main")).to_contain_text("dipanggil setelah Anda konfirmasi kedatangan")
            assert page.locator("main :required").count() == 0, "nothing has to be filled in"
            page.get_by_role("button", name="Konfirmasi").tap()
            page.wait_for_url("**/tiket/**")
            assert int(page.evaluate("sessionStorage.taps")) <= MOST_TAPS
            taken.add(service_of(page, real_server))
    assert len(taken) == POPULAR


def service_of(page: Page, server: RealServer) -> str:
    """The service of the ticket on the page."""
    found = re.search(r"/tiket/([\w-]+)", page.url)
    assert found
    return str(server.ticket({"id": found[1]})["service"])
