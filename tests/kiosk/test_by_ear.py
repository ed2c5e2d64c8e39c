"""The kiosk for who does not see it: by keypad and by ear, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.kiosk.machine import SERVICE, Machine

pytest_plugins = ["tests.browser_plugin"]

#: Keeps every sound that the page made.
SOUNDS = """window.sounds = []; const Sound = window.Audio;
  window.Audio = function (address) { const one = new Sound(address); window.sounds.push(one); return one; };"""


def test_a_number_is_taken_without_seeing_the_screen(machine: Machine) -> None:
    """By keypad and by ear: every screen says what it is about, what can be chosen, and with which key."""
    page, before = machine.page, len(machine.tickets())
    page.add_init_script(SOUNDS)
    page.keyboard.press("/")
    page.wait_for_url("**/kiosk/layanan")
    home = said(page, "Apa keperluan Anda?")
    tiles = page.locator(".tiles .tile").all()
    assert [f"Tekan {n}." in home for n in range(1, len(tiles) + 3)] == [True] * (len(tiles) + 2)
    assert home.startswith("Apa keperluan Anda? Tekan angka kapan saja untuk memilih.")
    assert home.index("Tekan 1.") < home.index("Semua instansi") < home.index("Antrean prioritas")
    assert home.endswith("Kembali: tekan nol. Ulangi: tekan titik. Panggil petugas: tekan bintang.")
    heard(page)
    page.keyboard.press("9")
    wanted = page.locator(f"[href='/kiosk/layanan/{SERVICE}']")
    page.keyboard.press(str(wanted.get_attribute("data-digit")))
    assert said(page, "Cetak ulang KTP-el hilang atau rusak").endswith("Tekan Enter untuk memilih.")
    page.keyboard.press(".")
    said(page, "Cetak ulang KTP-el hilang atau rusak")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/kiosk/layanan/{SERVICE}")
    asked = said(page, "Dispendukcapil")
    steps = ("Tunggu di, Lantai 2", "Yang perlu dibawa", "Ambil nomor. Tekan 1.", "Lansia. Tekan 2.", "tekan nol")
    places = [asked.find(words) for words in steps]
    assert -1 not in places, asked
    assert places == sorted(places)
    page.keyboard.press("1")
    said(page, "Ambil nomor. Tekan Enter untuk memilih.")
    page.route("**/kiosk/denyut", lambda route: route.abort())
    page.keyboard.press("Enter")
    page.wait_for_function("() => sounds.some((one) => one.src.includes('gangguan') && one.currentTime > 0)")
    before_it = page.evaluate("sounds.length")
    page.keyboard.press(".")
    page.wait_for_function("from => sounds.slice(from).some((one) => one.currentTime > 0)", arg=before_it)
    heard(page)
    page.unroute("**/kiosk/denyut")
    expect(page.locator("[data-lost]")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.locator("[data-state=printed]")).to_be_visible()
    (made,) = machine.tickets()[before:]
    given = said(page, "Nomor antrean Anda", "Selesai. Tekan")
    told = f"Nomor antrean Anda {made.number} Ambil tiket Anda di bawah Cetak ulang KTP-el hilang atau rusak Tunggu di,"
    assert given.startswith(told)
    assert "Kertas tidak keluar. Tekan 1." in given
    assert "Selesai. Tekan 2." in given
    heard(page)
    page.keyboard.press("Enter")
    page.wait_for_url("**/kiosk/")


@pytest.mark.parametrize(("language", "title"), [("en", "What are you here for?"), ("jv", "Wonten kaperluan punapa?")])
def test_other_languages_are_read_too_and_names_of_services_as_the_indonesian_they_are(
    machine: Machine, language: str, title: str
) -> None:
    page = machine.page
    page.add_init_script(SOUNDS)
    page.locator(f".tongues [value={language}]").press("Enter")
    page.wait_for_url("**/kiosk/layanan")
    page.keyboard.press("/")
    said(page, title, "Cetak ulang KTP-el hilang atau rusak")
    heard(page)
    page.keyboard.press("1")
    page.wait_for_function("() => sounds.some((one) => one.src.includes('bahasa=id') && one.src.includes('KTP-el'))")


def said(page: Page, *words: str) -> str:
    """What is being read, once all of these words are in it; it stands in the page."""
    page.wait_for_function(
        "words => words.every((one) => document.querySelector('[data-says]').dataset.said?.includes(one))", arg=words
    )
    return str(page.locator("[data-says]").get_attribute("data-said"))


def heard(page: Page) -> None:
    """A sound of the house was fetched and is playing or has been played, and no two play at once."""
    page.wait_for_function("() => sounds.some((one) => one.currentTime > 0 && one.duration > 0.3 && !one.error)")
    assert page.evaluate("sounds.filter((one) => !one.paused).length") <= 1
