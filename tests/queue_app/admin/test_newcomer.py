"""A newcomer opens a mall: from an empty database to a call on the first screen, three agencies, through pages only.

The pictures are those of the documentation, written when `PICTURES=1` is set.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from queue_app import clock
from queue_app.catalogue.directory import directory, forget
from queue_app.catalogue.empty import begin_empty
from queue_app.commands.house import upgrade
from queue_app.line.events import Kind, ticket_events
from queue_app.line.ticket import tickets
from queue_app.people import links
from queue_app.transaction import database, transaction
from tests.browser_server import RealServer, serving
from tests.conftest import config_of, create_app
from tests.payloads import payloads

pytest_plugins = ["tests.browser_plugin"]

PICTURES = Path(__file__).parents[3] / "docs" / "pictures"
DESK = {"viewport": {"width": 1366, "height": 768}}
PASSWORD = "lima jeruk di atas lemari"
#: agency: (name, short name, letter, [services], number of counters)
MALL = (
    ("Dinas Kependudukan dan Pencatatan Sipil", "Dukcapil", "A", ["Cetak ulang KTP-el", "Kartu Keluarga baru"], 2),
    ("Badan Pendapatan Daerah", "Bapenda", "K", ["Pembayaran PBB"], 1),
    ("Dinas Tenaga Kerja", "Disnaker", "R", ["Kartu pencari kerja", "Lapor lowongan"], 1),
)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealServer]:
    """A server on a database in which nothing was ever set up."""
    folder = tmp_path_factory.mktemp("empty")
    app = create_app(config_of(folder))
    with app.app_context():
        upgrade()
        with transaction() as session:
            begin_empty(session, by="test")
        forget()
        database.engine.dispose()
    with serving(folder / "gmsc.db", people={}) as server:
        yield server


@pytest.mark.long
def test_a_newcomer_opens_a_mall_of_three_agencies_from_nothing(
    empty: RealServer, chromium: Browser, tmp_path: Path
) -> None:
    folder = PICTURES if os.environ.get("PICTURES") else tmp_path
    page = empty.context(chromium, **DESK).new_page()
    for path in ("/", "/cari?q=ktp", "/instansi", "/display/", "/bantuan"):
        answer = page.goto(path)
        assert answer is not None
        assert answer.ok, path
    first_admin(empty, page)
    page.get_by_role("link", name="Mulai persiapan").click()

    # The place, with its first hall; a mistake keeps what was typed.
    fill(page, name="Mal Pelayanan Publik Uji", short_name="MPP Uji", owner="Kota Uji", address="Jalan Uji 1")
    press(page, "Simpan dan lanjut")
    expect(page.locator("#kesalahan")).to_be_visible()
    expect(page.locator("[name=short_name]")).to_have_value("MPP Uji")
    fill(page, hall_name="Ruang Tunggu", hall_floor="1")
    press(page, "Simpan dan lanjut")

    # Agencies, services, counters.
    for name, short, letter, _services, _counters in MALL:
        fill(page, name=name, short_name=short, prefix=letter)
        press(page, "Tambah instansi")
    press(page, "Lanjut ke Layanan")
    for _name, short, _letter, services, _counters in MALL:
        for service in services:
            page.select_option("[name=agency_code]", label=short)
            fill(page, name=service, nominal_minutes="10")
            press(page, "Tambah layanan")
    press(page, "Lanjut ke Loket")

    # Left and resumed: the first page leads back to the step.
    page.get_by_role("link", name="Simpan, lanjutkan nanti").click()
    page.get_by_role("link", name="Lanjutkan persiapan").click()
    for _name, short, _letter, _services, counters in MALL:
        for _ in range(counters):
            page.select_option("[name=agency_code]", label=short)
            press(page, "Tambah loket")
    expect(page.get_by_role("heading", name="Sudah ada 4 loket")).to_be_visible()
    page.screenshot(path=folder / "set-up.png")
    press(page, "Lanjut ke Petugas")

    # A clerk gets a link, shown once, with which they begin to work.
    fill(page, name="Siti Aminah")
    page.select_option("[name=counter]", index=1)
    press(page, "Tambah dan buat tautan")
    link = page.locator("#tautan").input_value()
    page.goto(page.url)
    expect(page.locator("#tautan")).to_have_count(0)
    press(page, "Lanjut ke Layar")

    # The TV shows a code; typed here, it opens its board by itself.
    tv = empty.context(chromium, viewport={"width": 1920, "height": 1080}).new_page()
    tv.goto("/display/H1/pasang")
    tv.get_by_role("button", name="Tampilkan kode pemasangan").click()
    fill(page, code=tv.locator(".pairing-code").inner_text(), name="TV pintu masuk")
    press(page, "Cari perangkat ini")
    expect(page.locator(".compared")).to_contain_text("Layar panggilan")
    press(page, "Ya, terima")
    tv.wait_for_url(re.compile(r"/display/H1$"))
    page.reload()
    expect(page.get_by_text("TV pintu masuk", exact=True)).to_be_visible()
    press(page, "Lanjut ke Uji panggilan")

    # The test call is on the screen, and nobody's visit.
    press(page, "Panggil nomor percobaan")
    number = page.locator(".trial-number .tk").inner_text()
    expect(tv.locator("[data-board]")).to_contain_text(number)
    press(page, "Ya, nomornya tampil")
    expect(page).to_have_url(re.compile(r"/admin/$"))
    with empty.behind() as session:
        assert session.execute(select(tickets.c.status)).scalars().all() == ["CANCELLED"]
        assert session.execute(select(ticket_events.c.by).where(ticket_events.c.kind == Kind.CALLED)).scalar_one()
        house = directory(session)
        assert (len(house.agencies), len(house.services), len(house.counters)) == (3, 5, 4)

    # The mall works: a citizen finds the service, and the clerk stands at the counter.
    citizen = empty.context(chromium, **DESK).new_page()
    citizen.goto("/cari?q=ktp")
    expect(citizen.get_by_role("link", name=re.compile("Cetak ulang KTP-el"))).to_be_visible()
    clerk = empty.context(chromium, **DESK).new_page()
    clerk.goto(link)
    fill(clerk, password=PASSWORD, again=PASSWORD)
    clerk.locator("main form button").last.click()
    clerk.wait_for_url(re.compile(r"/loket/L1$"))

    # A screen that is taken out is a stranger at once.
    page.goto("/admin/perangkat")
    card = page.locator(".devices li").filter(has=page.locator("input[value='TV pintu masuk']"))
    card.locator("summary").click()
    card.get_by_role("button", name="Ya, cabut").click()
    tv.wait_for_url(re.compile(r"/display/H1/pasang$"))
    answer = tv.context.request.get("/display/H1/kode", headers={"Accept": "application/json"})
    assert answer.status == 401


@pytest.mark.long
def test_what_is_typed_is_read_as_text_wherever_it_is_shown(empty: RealServer, chromium: Browser) -> None:
    """Every text field of the forms with payloads from the corpus; all of them go through the longest one."""
    page = empty.context(chromium, **DESK).new_page()
    first_admin(empty, page)
    corpus = iter(payloads() * 2)
    errors: list[str] = []
    page.on("dialog", lambda dialog: errors.append(dialog.message))
    page.goto("/admin/aturan")
    fill(page, name=next(corpus), short_name=next(corpus), owner=next(corpus), address=next(corpus))
    press(page, "Simpan sekarang")
    for kind, fields in FIELDS.items():
        page.goto(f"/admin/katalog/{kind}/baru")
        fill(page, **{name: given or next(corpus) for name, given in fields.items()})
        press(page, "Simpan sekarang")
        expect(page.locator("#kesalahan")).to_have_count(0)
    service = page.url.rpartition("/")[2]
    page.goto(f"/admin/katalog/standar/{service}")
    rest = list(payloads())
    fill(page, persyaratan="\n".join(rest[:60]), prosedur="\n".join(rest[60:100]), dasar_hukum="\n".join(rest[100:140]))
    fill(page, **{name: next(corpus) for name in ("jangka_waktu", "biaya", "produk", "pengaduan")})
    press(page, "Simpan sekarang")
    expect(page.locator("#kesalahan")).to_have_count(0)
    for name in ("pledge", "privacy"):
        page.goto(f"/admin/teks/{name}")
        fill(page, body="\n\n".join(rest[140:220] if name == "pledge" else rest[220:]))
        press(page, "Simpan sebagai versi baru")
    page.goto("/admin/petugas/baru")
    page.locator("[name=role][value=manager]").check()
    fill(page, name=next(one for one in corpus if one.isprintable()), login="uji.saja")
    press(page, "Tambah dan buat tautan")
    page.goto("/admin/kalender")
    fill(page, day="2026-12-24", reason=next(corpus))
    press(page, "Tambah")
    for path in (
        *(
            "/admin/",
            "/admin/katalog/instansi",
            "/admin/katalog/layanan",
            "/admin/katalog/huruf",
            "/admin/katalog/loket",
        ),
        *(f"/admin/katalog/standar/{service}", f"/admin/standar/{service}", "/admin/teks/pledge", "/admin/petugas"),
        *(
            "/admin/kalender",
            "/admin/catatan",
            "/admin/aturan",
            "/admin/persiapan/counters",
            "/admin/persiapan/services",
        ),
        *("/", "/instansi", f"/layanan/{service}", "/display/H1", "/privasi"),
    ):
        page.goto(path)
        assert page.evaluate("window.hacked") is None, path
        strange = page.locator("main :is(script, iframe, object, marquee, svg[onload], [onerror], [onload])")
        assert strange.count() == 0, path
    assert errors == []


#: What each form of a new row is filled with; empty takes the next payload.
FIELDS: dict[str, dict[str, str]] = {
    "ruang": {"name": "", "floor": "9"},
    "huruf": {"prefix": "ZZ", "name": ""},
    "instansi": {"name": "", "short_name": "", "prefix": "ZY"},
    "loket": {"number": "77", "name": ""},
    "layanan": {"name": "", "aliases": "", "nominal_minutes": "5"},
}


def first_admin(server: RealServer, page: Page) -> None:
    """The one-time link of the first start; later the admin signs in."""
    with server.behind() as session:
        link = links.first_admin_link(session, at=clock.real_now())
    if link is None:
        page.goto("/masuk")
        fill(page, login="kepala", password=PASSWORD)
        page.get_by_role("button", name="Masuk", exact=True).click()
        page.wait_for_url("**/admin/")
        return
    page.goto(f"/akun/mulai/{link}")
    fill(page, name="Kepala Layanan", login="kepala", password=PASSWORD, again=PASSWORD)
    page.locator("main form button").last.click()
    page.wait_for_url("**/admin/")


def fill(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        box = page.locator(f"main [name='{name}']:not([type=hidden])").first
        if not box.is_visible():
            page.locator("main details > summary").evaluate_all("all => all.forEach(one => one.parentNode.open = true)")
        box.fill(value)


def press(page: Page, words: str) -> None:
    """Press a button and wait for the page it brings."""
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=words, exact=True).first.click()
