"""A phone that runs no scripts gets the whole visit: plain pages, plain forms, nothing lost and nothing done twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser_server import ANSWERS, Json, RealServer

pytest_plugins = ["tests.browser_plugin"]

#: The counter of these tests, which serves the agency whose yearly motor tax is paid here.
COUNTER, SERVICE, WORDS = "L1", "SAM-TAHUNAN", "pajak motor tahunan"


@pytest.fixture
def phone(real_server: RealServer, chromium: Browser) -> Iterator[Page]:
    """A small phone of its own, without JavaScript."""
    with real_server.context(
        chromium, java_script_enabled=False, viewport={"width": 360, "height": 640}, is_mobile=True, has_touch=True
    ) as context:
        yield context.new_page()


def test_a_whole_visit_from_the_search_to_the_thanks(phone: Page, real_server: RealServer) -> None:
    ticket = take(phone, real_server)
    expect(phone.locator("main")).to_contain_text("Terdaftar – belum tiba")

    phone.get_by_label("Kode 4 angka").fill("12")
    phone.get_by_role("button", name="Saya sudah tiba").click()
    expect(phone.get_by_role("alert")).to_be_visible()
    phone.get_by_label("Kode 4 angka").fill(real_server.lobby_code())
    phone.get_by_role("button", name="Saya sudah tiba").click()
    expect(phone.locator("main")).to_contain_text("Anda tercatat tiba pukul")

    real_server.at(COUNTER, "open")
    real_server.call(COUNTER, ticket)
    phone.get_by_role("link", name="Diperbarui pukul").click()
    expect(phone.get_by_role("heading", name="Dipanggil")).to_be_visible()
    expect(phone.locator("main")).to_contain_text("Silakan menuju")

    real_server.at(COUNTER, "start")
    phone.reload()
    expect(phone.locator("main")).to_contain_text("sedang dilayani di Loket 1")

    real_server.at(COUNTER, "finish")
    phone.reload()
    phone.get_by_role("link", name="Isi penilaian").click()
    answer_with_one_missing(phone)
    phone.get_by_role("button", name="Kirim penilaian").click()
    expect(phone.get_by_role("heading", name="Terima kasih")).to_be_visible()
    expect(phone.locator("[data-receipt]")).to_have_text(re.compile(r"^\w{4}-\w{4}-\w{4}$"))

    phone.goto(str(real_server.ticket(ticket)["survey_url"]))
    expect(phone.get_by_role("heading", name="Penilaian sudah kami terima")).to_be_visible()


def test_a_number_is_given_back_after_one_more_question(phone: Page, real_server: RealServer) -> None:
    ticket = take(phone, real_server)
    phone.get_by_role("link", name="Batalkan antrean").click()
    phone.get_by_role("link", name="Tidak, kembali ke tiket").click()
    assert real_server.ticket(ticket)["status"] == "WAITING"
    phone.get_by_role("link", name="Batalkan antrean").click()
    phone.get_by_role("button", name="Ya, batalkan antrean").click()
    expect(phone.locator("main")).to_contain_text("Dibatalkan")
    assert real_server.ticket(ticket)["status"] == "CANCELLED"


def test_a_ticket_is_found_again_by_its_code_and_on_its_phone(
    phone: Page, real_server: RealServer, chromium: Browser
) -> None:
    ticket = take(phone, real_server)
    phone.goto("/")
    phone.get_by_role("link", name="Tiket saya").first.click()
    expect(phone.get_by_role("link", name=ticket["number"])).to_be_visible()
    with real_server.context(chromium, java_script_enabled=False) as context:
        other = context.new_page()
        other.goto("/pulihkan")
        other.get_by_label("Kode tiket").fill(typed_on_a_phone(ticket["recovery_code"]))
        other.get_by_role("button", name="Buka tiket").click()
        other.wait_for_url(f"**{ticket['url']}")
        expect(other.get_by_role("heading", name=ticket["number"])).to_be_visible()


def test_a_form_sent_many_times_at_once_and_once_more_gives_one_number(phone: Page, real_server: RealServer) -> None:
    go_to_confirm(phone)
    lost = press_in_vain(phone, "Konfirmasi")
    cookies = {str(cookie["name"]): str(cookie["value"]) for cookie in phone.context.cookies()}
    before = len(issued(real_server))

    def send(_n: int) -> str:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = requests.post(phone.url, lost, headers=headers, cookies=cookies, allow_redirects=False, timeout=60)
        assert answer.status_code == 303, answer.text
        return str(answer.headers["Location"])

    with ThreadPoolExecutor(8) as pool:
        led_to = set(pool.map(send, range(8)))
    phone.get_by_role("button", name="Konfirmasi").click()
    phone.wait_for_url("**/tiket/**")
    assert led_to == {phone.url.removeprefix(real_server.url)}
    assert len(issued(real_server)) == before + 1


def press_in_vain(phone: Page, button: str) -> str:
    """Press while the network is away; answers with what the form would have sent."""
    sent: list[str] = []

    def lose(route: Route) -> None:
        sent.append(str(route.request.post_data))
        route.fulfill(status=204)

    phone.route("**/ambil", lose)
    with phone.expect_response("**/ambil"):
        phone.get_by_role("button", name=button).click(no_wait_after=True)
    phone.unroute("**/ambil")
    return sent[0]


def go_to_confirm(phone: Page) -> None:
    """From the landing page to the confirm page, as a person goes."""
    phone.goto("/")
    phone.get_by_label("Cari layanan").fill(WORDS)
    phone.get_by_role("button", name="Cari").click()
    phone.locator("main a[href*='/layanan/']").first.click()
    expect(phone.get_by_role("heading", name="Yang perlu dibawa")).to_be_visible()
    listed = phone.locator("#bawa li").count()
    phone.get_by_label("Atas nama badan usaha").check()
    with phone.expect_navigation(url="**keadaan=**"):
        phone.get_by_role("button", name="Sesuaikan daftar").click()
    assert phone.locator("#bawa li").count() > listed
    phone.get_by_role("link", name="Ambil nomor").click()
    expect(phone.locator("main")).to_contain_text("dipanggil setelah Anda konfirmasi kedatangan di lokasi")


def take(phone: Page, server: RealServer) -> Json:
    """A number, by hand; answers with the ticket as its holder sees it."""
    go_to_confirm(phone)
    phone.get_by_role("button", name="Konfirmasi").click()
    phone.wait_for_url("**/tiket/**")
    path = phone.url.removeprefix(server.url).partition("?")[0]
    ticket = server.ticket({"id": path.removeprefix("/tiket/")})
    assert ticket["service"] == SERVICE
    expect(phone.get_by_role("heading", name=ticket["number"])).to_be_visible()
    return ticket


def answer_with_one_missing(phone: Page) -> None:
    """Forget a question: the page says which, and keeps everything that was filled in."""
    *kept, forgotten = ANSWERS
    for key in kept:
        phone.locator(f"[name='answers.{key}'][value='3']").check()
    phone.get_by_label("Saran Anda").fill("Kursi ruang tunggu ditambah.")
    phone.get_by_role("button", name="Kirim penilaian").click()
    summary = phone.get_by_role("alert")
    expect(summary.get_by_role("link")).to_have_count(1)
    expect(phone.get_by_label("Saran Anda")).to_have_value("Kursi ruang tunggu ditambah.")
    for key in kept:
        expect(phone.locator(f"[name='answers.{key}'][value='3']")).to_be_checked()
    summary.get_by_role("link").click()
    phone.locator(f"[name='answers.{forgotten}'][value='4']").check()


def typed_on_a_phone(code: str) -> str:
    """Small letters and a dash, as people type it."""
    return f"{code[:4]}-{code[4:]}".lower()


def issued(server: RealServer) -> list[Json]:
    """Everything that was issued in the service so far."""
    items: list[Json] = []
    after = 0
    while page := server.api("GET", f"/events?after={after}&limit=500", role="manager")["items"]:
        items += [event for event in page if event["kind"] == "issued" and event["service"] == SERVICE]
        after = page[-1]["seq"]
    return items
