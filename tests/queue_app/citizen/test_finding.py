"""Ways to a service before its name is known: moments of life, what is popular, posters; and what its page tells."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert

from queue_app import clock
from queue_app.catalogue.directory import Directory, directory, forget
from queue_app.catalogue.forms import add_form
from queue_app.line.numbers import set_quota
from queue_app.line.popular import FEW_NUMBERS
from queue_app.line.usual_hours import ENOUGH_DAYS, UsualHourRecord
from queue_app.qr import qr_svg
from queue_app.transaction import transaction
from tests import make
from tests.conftest import MONDAY, still
from tests.queue_app.test_qr import drawn

KTP = "DKC-KTP-HILANG"
PDF = b"%PDF-1.7 formulir"


def text(client: FlaskClient, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return unescape(answer.get_data(as_text=True))


def services_on(page: str) -> list[str]:
    return re.findall(r'href="/layanan/([A-Z0-9-]+)"', page)


# --- moments of life -------------------------------------------------------------------------------------------


def test_the_landing_page_leads_from_a_moment_of_life_to_its_services_in_their_order(
    client: FlaskClient, house: Directory
) -> None:
    landing = text(client, "/")
    assert '<a href="/peristiwa/ANAK-LAHIR">Anak lahir</a>' in landing
    page = text(client, "/peristiwa/ANAK-LAHIR")
    assert "<h1>Anak lahir</h1>" in page
    assert services_on(page) == list(house.occasion("ANAK-LAHIR").service_codes)
    assert "Page not found" not in text(client, "/peristiwa/TIDAK-ADA", 404)


def test_a_moment_of_life_is_told_in_the_reader_s_language(client: FlaskClient) -> None:
    client.set_cookie("tampilan", "en.biasa.auto")
    assert '<a href="/peristiwa/ANAK-LAHIR">A child is born</a>' in text(client, "/")


@pytest.mark.parametrize("asked", ["anak lahir", "menikah", "pindah rumah", "kehilangan dokumen"])
def test_a_moment_of_life_is_found_by_its_words(client: FlaskClient, asked: str) -> None:
    page = text(client, f"/cari?q={asked}")
    assert re.search(r'href="/peristiwa/[A-Z-]+"', page)
    assert services_on(page) or "/layanan/" in page


def test_a_mall_without_occasions_shows_no_heading_for_them(client: FlaskClient, house: Directory) -> None:
    house.occasions.clear()
    try:
        assert "Menurut peristiwa" not in text(client, "/")
    finally:
        forget()


# --- popular today ---------------------------------------------------------------------------------------------


def test_the_landing_page_shows_what_is_asked_for_today_once_the_day_has_shown_it(client: FlaskClient) -> None:
    first = text(client, "/")
    assert "Paling dicari" in first
    forget()
    busy = ("PLN-BARU", "KOM-TTE", "TSP-JANDA", "KJN-BESUK")
    for code in busy:
        for _number in range(FEW_NUMBERS):
            make.make_ticket(code)
    page = text(client, "/")
    assert "Populer hari ini" in page
    assert services_on(page)[:4] != services_on(first)[:4]
    assert set(services_on(page)[:4]) == set(busy)


# --- the page of a service -------------------------------------------------------------------------------------


def test_the_page_says_how_many_numbers_are_left_from_home_and_when_it_closes(client: FlaskClient) -> None:
    with transaction() as session:
        site = directory(session).site
        set_quota(session, site, directory(session).service(KTP), clock.business_day(site.tz_name), 10)
    page = text(client, f"/layanan/{KTP}")
    assert "sisa 6 nomor dari rumah" in page
    assert "tutup pukul 14.00" in page


def learn(people: dict[tuple[int, int], int], days: int = ENOUGH_DAYS) -> None:
    """So many came on these (weekday, hour) to the line of Dukcapil."""
    with transaction() as session:
        site_id = directory(session).site.id
        common = {"site_id": site_id, "prefix": "A", "days": days}
        rows = [{**common, "weekday": w, "hour": h, "people": n} for (w, h), n in people.items()]
        session.execute(insert(UsualHourRecord), rows)


def test_without_enough_days_the_page_says_so(client: FlaskClient) -> None:
    assert "Belum cukup data" in text(client, f"/layanan/{KTP}")
    learn({(0, 9): 30}, days=ENOUGH_DAYS - 1)
    assert "Belum cukup data" in text(client, f"/layanan/{KTP}")


def test_the_page_says_when_it_is_busy_and_quiet_on_the_day_to_come_and_on_any_other(client: FlaskClient) -> None:
    learn({(0, 8): 8, (0, 9): 40, (0, 10): 20, (3, 8): 12, (3, 9): 4})
    page = text(client, f"/layanan/{KTP}?keadaan=0&q=ktp")
    assert "Hari Senin paling ramai pukul 09.00–10.00, paling sepi pukul 08.00–09.00." in page
    assert re.findall(r'<th scope="row">(\d\d\.00)</th>.*?<span>(\d+)</span>', page) == [
        ("08.00", "2"),
        ("09.00", "10"),
        ("10.00", "5"),
    ]
    thursday = re.search(r'href="([^"]*hari=3[^"]*)"', page)
    assert thursday
    other = text(client, thursday[1].partition("#")[0])
    assert "Hari Kamis paling ramai pukul 08.00–09.00" in other
    assert '<details class="fold" id="ramai" open>' in other
    assert "q=ktp" in thursday[1]
    assert "keadaan=0" in thursday[1]


@pytest.mark.parametrize("hari", ["7", "-1", "x", ""])
def test_a_day_that_is_none_is_the_day_to_come(client: FlaskClient, hari: str) -> None:
    learn({(0, 8): 8})
    assert "Hari Senin" in text(client, f"/layanan/{KTP}?hari={hari}")


def test_a_form_is_offered_with_its_size_and_handed_out_to_be_saved(client: FlaskClient) -> None:
    body = PDF + b" " * 3000
    with transaction() as session:
        house = directory(session)
        service = house.service(KTP)
        named: dict[str, Any] = {"title": "Surat kuasa", "name": "../F 1.02 <baru>.pdf", "body": body}
        form = add_form(session, house.site.id, service.id, **named, by="test")
    page = text(client, f"/layanan/{KTP}")
    assert "Surat kuasa" in page
    assert "PDF, 3 KB" in page
    assert f"/formulir/{form.id}" not in text(client, "/layanan/DKC-KIA")
    answer = client.get(f"/formulir/{form.id}")
    assert answer.data == body
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="F-1.02-baru.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    for other in (0, form.id + 1, 2**31, 2**70):
        assert client.get(f"/formulir/{other}").status_code == 404


def test_a_form_stands_at_the_requirement_that_it_is(client: FlaskClient) -> None:
    with transaction() as session:
        house = directory(session)
        named: dict[str, Any] = {"title": "Formulir F-1.02", "name": "f102.pdf", "body": PDF}
        form = add_form(session, house.site.id, house.service(KTP).id, **named, by="test")
    page = text(client, f"/layanan/{KTP}")
    assert f'<a class="way-to" href="/formulir/{form.id}">Unduh formulir (PDF, 1 KB)</a></li>' in page
    assert "Formulir untuk diunduh" not in page


def test_a_paper_that_another_desk_of_the_house_makes_leads_there(client: FlaskClient) -> None:
    way = '<a class="way-to" href="/layanan/POL-HILANG">Bisa dibuat di gedung ini, Lantai 2</a>'
    for address in (f"/layanan/{KTP}?keadaan=0", f"/layanan/{KTP}"):
        assert text(client, address).count(way) == 1, address
    assert way not in text(client, f"/layanan/{KTP}?keadaan=1")
    found = text(client, "/cari?q=ktp+hilang")
    first = found.index("Mungkin Anda perlukan lebih dulu")
    assert found.index("/layanan/POL-HILANG") > first
    assert found.count('href="/layanan/POL-HILANG') == 1


# --- posters ---------------------------------------------------------------------------------------------------

POSTERS = {
    "/poster": ("", "/"),
    "/poster/instansi/DKC": ("/ke/dkc", "/instansi/DKC"),
    f"/poster/layanan/{KTP}": (f"/ke/{KTP.lower()}", f"/layanan/{KTP}"),
}


@pytest.mark.parametrize("address", POSTERS)
def test_a_poster_says_it_in_three_languages_with_a_code_and_an_address_to_type(
    app: Flask, client: FlaskClient, address: str
) -> None:
    typed, target = POSTERS[address]
    page = text(client, address)
    for language, sentence in (("id", "Ambil nomor antrean dari rumah"), ("en", "queue number from home")):
        assert sentence in page, language
    assert '<p class="poster-also" lang="jv">' in page
    base = app.extensions["config"].public_url
    shown = re.search(r'<p class="poster-address">(.*?)</p>', page)
    assert shown
    assert re.sub("<[^>]*>", "", shown[1]) == f"{base}{typed}".partition("://")[2]
    assert drawn(page) == drawn(str(qr_svg(f"{base}{target}")))
    assert "poster-a4.css" in page
    assert "poster-a5.css" in text(client, f"{address}?ukuran=a5")
    assert "poster-a4.css" in text(client, f"{address}?ukuran=../x")


def test_the_code_is_never_smaller_than_four_centimetres(client: FlaskClient) -> None:
    rules = client.get("/static/citizen/poster.css").get_data(as_text=True)
    share = re.search(r"\.poster-code\{[^}]*width:calc\(var\(--u\)\*(\d+)\)", rules)
    assert share
    for size, most in (("a4", 210), ("a5", 148)):
        sheet = client.get(f"/static/citizen/poster-{size}.css").get_data(as_text=True)
        assert f"--sheet:{most}mm" in sheet
        assert most * int(share[1]) / 100 >= 40


@pytest.mark.parametrize(("typed", "leads_to"), [("/ke/dkc-kia", "/layanan/DKC-KIA"), ("/ke/DKC", "/instansi/DKC")])
def test_the_address_of_a_poster_leads_there_however_it_is_typed(
    client: FlaskClient, typed: str, leads_to: str
) -> None:
    answer = client.get(typed, follow_redirects=True)
    assert answer.status_code == 200
    assert answer.request.path == leads_to


def test_a_poster_never_promises_a_number_from_home_that_cannot_be_had(client: FlaskClient) -> None:
    page = text(client, "/poster/layanan/IMI-BARU")
    assert "Ambil nomor antrean dari rumah" not in page
    assert "Lihat persyaratan dan antrean dari rumah" in page
    assert "Nomor diambil di mesin antrean, Lantai 2" in page


@pytest.mark.parametrize(
    "address", ["/poster/layanan/TIDAK-ADA", "/poster/instansi/TIDAK-ADA", "/poster/loket/L4", "/ke/tidak-ada"]
)
def test_a_poster_of_nothing_is_not_found(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_service_s_standard_leads_to_its_poster(client: FlaskClient) -> None:
    assert f'href="/poster/layanan/{KTP}"' in text(client, f"/publik/standar/{KTP}")


# --- what cannot be had ----------------------------------------------------------------------------------------


def test_a_closed_service_says_when_it_opens_and_offers_the_next_day(client: FlaskClient) -> None:
    clock.install(still(MONDAY + timedelta(hours=7)))
    page = text(client, f"/layanan/{KTP}")
    assert "Tutup" in page
    assert "buka lagi Selasa pukul" in page
    assert "Ambil untuk Selasa" in page
