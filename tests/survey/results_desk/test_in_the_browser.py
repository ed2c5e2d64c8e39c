"""The desk as a manager sees it: on an office screen and on a phone, signed in."""

from __future__ import annotations

import pytest

from queue_app import clock
from queue_app.people import passwords, staff
from queue_app.transaction import transaction
from tests.survey.respondent.browsing import OFFICE, PHONE, browsing, faults
from tests.survey.respondent.make import make_scores
from tests.survey.results_desk.make import BEFORE, make_answered, make_served, make_visits

pytest_plugins = ["tests.browser_plugin"]
pytestmark = browsing
PASSWORD = "kuda baterai staples benar"


def make_manager():
    now = clock.real_now()
    fresh = passwords.new_password(PASSWORD, PASSWORD, login="ratna", name="Ratna Wulandari")
    with transaction() as session:
        who = {"name": "Ratna Wulandari", "login": "ratna", "role": "manager"}
        _, link = staff.add_staff(session, site_id=1, at=now, by="test", **who)
        staff.set_password(session, link, fresh, at=now)


def make_two_semesters():
    make_visits(6, make_scores(4, waktu=2), day=BEFORE)
    make_visits(9, make_scores(3, biaya=4, waktu=1), service="SAM-TAHUNAN")
    make_visits(8, make_scores(4, pengaduan=3))
    make_visits(2, service="DKC-KTP-REKAM")


def signed_in(browse, **how):
    make_manager()
    page = browse("/manajer/", **{"has_touch": False, "viewport": OFFICE} | how)
    page.locator("#login").fill("ratna")
    page.locator("#password").fill(PASSWORD)
    page.locator("#password").press("Enter")
    page.wait_for_url("**/manajer/skm")
    return page


@pytest.mark.parametrize("viewport", [OFFICE, PHONE], ids=["office", "phone"])
def test_every_state_is_accessible_and_fits(browse, viewport):
    make_two_semesters()
    page = signed_in(browse, viewport=viewport)
    own = "period=tanggal&from=2026-11-01&to=2026-11-30"
    wrong = "period=tanggal&from=2026-11-30&to=2026-11-01"
    queries = ("", "period=2026&agency=DKC", "period=2024", "service=DKC-KTP-REKAM", own, wrong)
    for query in queries:
        page.goto(f"/manajer/skm?{query}")
        assert faults(page) == [], query


def test_the_first_screen_of_an_office_pc_holds_index_bars_and_lowest(browse):
    make_two_semesters()
    page = signed_in(browse)
    for part in (".index-value", ".bars li:last-child", ".legend-grades", ".lowest li:last-child h3"):
        box = page.locator(part).bounding_box()
        assert box["y"] + box["height"] <= OFFICE["height"], part


def test_bars_are_drawn_as_long_as_they_say_and_c_is_hatched(browse):
    make_two_semesters()
    page = signed_in(browse)
    drawn = page.eval_on_selector_all(
        ".bars .bar25",
        "all => all.map(one => one.querySelector('.fill').getBoundingClientRect().width"
        " / one.querySelector('.track').getBoundingClientRect().width)",
    )
    said = page.eval_on_selector_all(
        ".bars .bar-index",
        "all => all.map(one => parseFloat(one.lastChild.textContent.replace(',', '.')))",
    )
    for part, index in zip(drawn, said, strict=True):
        assert abs(part - (index - 25) / 75) < 0.01
    hatched = page.locator(".fill-C")
    assert hatched.count() >= 1
    assert hatched.first.evaluate("one => getComputedStyle(one).fill") == 'url("#arsir")'


def test_a_manager_chooses_with_keys_and_the_address_follows(browse):
    make_two_semesters()
    page = signed_in(browse)
    page.get_by_label("Instansi").select_option("DKC")
    page.get_by_label("Periode").select_option("2026")
    page.get_by_role("button", name="Tampilkan").press("Enter")
    page.wait_for_url("**/manajer/skm?period=2026&agency=DKC")
    assert page.locator("#agency").input_value() == "DKC"
    assert not page.get_by_label("Dari").is_visible()
    page.get_by_label("Periode").select_option("tanggal")
    assert page.get_by_label("Dari").is_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Unduh CSV").press("Enter")
    assert download.value.suggested_filename == "skm-2026-DKC.csv"


def test_a_service_in_the_table_leads_to_its_own_page(browse):
    make_two_semesters()
    page = signed_in(browse)
    page.locator(".sheet").get_by_role("link", name="Pajak kendaraan tahunan").click()
    page.wait_for_url("**service=SAM-TAHUNAN*")
    assert page.locator("#agency").input_value() == "SAM"


def test_signing_out_ends_the_reading(browse):
    page = signed_in(browse)
    assert "Ratna Wulandari" in page.locator("header").inner_text()
    page.get_by_role("button", name="Keluar").click()
    page.wait_for_url("**/masuk")
    page.goto("/manajer/skm")
    assert "/masuk" in page.url


def test_a_page_without_enough_answers_has_grey_bars(browse):
    make_served(100)
    make_answered(9)
    page = signed_in(browse)
    assert page.locator(".fill-none").count() == 9
    assert page.locator(".grade").count() == 0
    assert faults(page) == []
