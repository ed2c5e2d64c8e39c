"""The citizen's whole path with plain HTML forms: find, take, and what there is where no number is to be had."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from queue_app import clock
from queue_app.catalogue.directory import Directory, directory
from queue_app.line.numbers import set_quota
from queue_app.line.ticket import find_all
from queue_app.transaction import reading, transaction
from tests.conftest import MONDAY, still
from tests.queue_app.citizen.forms import hidden, send, take, text
from tests.queue_app.counter.desk import words

KTP = "DKC-KTP-HILANG"


def all_tickets() -> list[object]:
    with reading() as session:
        return list(find_all(session))


def set_todays_quota(quota: int) -> None:
    with transaction() as session:
        house = directory(session)
        day = clock.business_day(house.site.tz_name)
        set_quota(session, house.site, house.service(KTP), day, quota)


def test_three_taps_lead_from_the_landing_page_to_a_number(client: FlaskClient) -> None:
    landing = text(client, "/")
    service = re.search(rf'href="(/layanan/{KTP})"', landing)
    assert service
    confirm = re.search(r'class="btn btn-1" href="([^"]+)"', text(client, service[1]))
    assert confirm
    answer = send(client, confirm[1], confirm[1])
    assert answer.status_code == 303
    assert "A001" in re.sub(r"<[^>]+>", "", text(client, answer.headers["Location"]))


def test_a_misspelled_search_is_understood_and_said_back(client: FlaskClient) -> None:
    found = text(client, "/cari?q=ktp+ilang")
    assert "Paling sesuai" in found
    assert "Anda mengetik “ktp ilang”" in found
    assert f"/layanan/{KTP}" in found


def test_a_search_without_an_answer_shows_ways_on(client: FlaskClient) -> None:
    page = text(client, "/cari?q=zzzzqqqq")
    assert "Belum ada layanan yang cocok" in page
    assert "/instansi" in page


def test_a_chosen_case_changes_the_list_and_reaches_the_ticket(client: FlaskClient) -> None:
    page = text(client, f"/layanan/{KTP}?keadaan=0")
    assert "Surat keterangan kehilangan" in page
    assert "KTP-el yang rusak" not in page
    address = f"/layanan/{KTP}/ambil?keadaan=0"
    fields = hidden(text(client, address))
    taken = client.post(f"/layanan/{KTP}/ambil", data=fields).headers["Location"]
    assert "?" not in taken
    for again in (taken, f"{taken}?bagian=kartu"):
        assert "Surat keterangan kehilangan" in text(client, again)
        assert "KTP-el</span> yang rusak" not in text(client, again)


def test_before_a_case_is_chosen_a_list_that_depends_on_it_says_so_and_shows_what_each_adds(
    client: FlaskClient,
) -> None:
    page = words(text(client, f"/layanan/{KTP}"))
    common, lost = page.index("Untuk semua keadaan"), page.index("Ditambah bila hilang")
    assert page.index("Daftar ini belum lengkap") < common < page.index("Fotokopi Kartu Keluarga") < lost
    assert lost < page.index("Surat keterangan kehilangan") < page.index("Ditambah bila rusak")
    assert "belum lengkap" not in words(text(client, f"/layanan/{KTP}?keadaan=0"))
    assert "belum lengkap" not in words(text(client, "/layanan/DKC-LAHIR"))  # nothing here applies to everybody
    assert "Keadaan: belum dipilih" in text(client, f"/layanan/{KTP}/ambil")


def test_what_no_agency_confirmed_is_never_shown_as_a_promise(client: FlaskClient) -> None:
    page = text(client, f"/layanan/{KTP}")
    assert "Lama, belum pasti" in page
    assert page.count("Belum dikonfirmasi instansi") >= 2
    assert "<dt>Biaya</dt>" in page


def test_a_service_without_a_standard_says_so(client: FlaskClient) -> None:
    assert "belum tersedia" in text(client, "/layanan/POS-KIRIM")


def test_the_check_in_rule_stands_before_the_number_is_taken(client: FlaskClient, house: Directory) -> None:
    page = text(client, f"/layanan/{KTP}/ambil")
    assert "dipanggil setelah Anda konfirmasi kedatangan" in page
    assert f"dalam {house.site.grace_minutes} menit" in page


def test_a_double_tap_is_one_number(client: FlaskClient) -> None:
    address = f"/layanan/{KTP}/ambil"
    fields = hidden(text(client, address))
    first, second = (client.post(address, data=fields) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert len(all_tickets()) == 1


def test_another_number_of_the_same_service_leads_back_to_the_first(client: FlaskClient) -> None:
    ticket = take(client)
    answer = send(client, f"/layanan/{KTP}/ambil", f"/layanan/{KTP}/ambil")
    assert answer.status_code == 409
    assert ticket in answer.get_data(as_text=True)


def test_a_number_of_another_phone_is_never_shown_to_the_second(app: Flask, client: FlaskClient) -> None:
    phone = {"phone": "0812 3456 7890", "consent": "ya"}
    ticket = take(client, **phone)
    with app.app_context():  # another phone: nothing of the first one's request is at hand
        answer = send(app.test_client(), f"/layanan/{KTP}/ambil", f"/layanan/{KTP}/ambil", **phone)
    assert answer.status_code == 409
    assert ticket not in answer.get_data(as_text=True)


def test_a_first_form_sent_again_is_the_same_new_phone_unless_its_key_might_be_anybodys(app: Flask) -> None:
    def phone(key: str) -> str:
        address = f"/layanan/{KTP}/ambil"
        with app.app_context():  # a phone of its own: nothing of another's request is at hand
            answer = send(app.test_client(), address, address, idempotency_key=key)
        cookies = answer.headers.getlist("Set-Cookie")
        return next(cookie.partition(";")[0] for cookie in cookies if cookie.startswith("device="))

    assert phone("k" * 16) == phone("k" * 16) != phone("l" * 16)
    assert phone("1") != phone("1")
    assert len(all_tickets()) == 4


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"phone": "0812"}, "phone"), ({"phone": "081234567890"}, "consent"), ({"priority": "raja"}, "priority")],
)
def test_a_wrong_answer_is_named_and_keeps_the_others(client: FlaskClient, typed: dict[str, str], field: str) -> None:
    address = f"/layanan/{KTP}/ambil"
    others = {"phone": "0812 3456 7890", "consent": "ya"} if field == "priority" else {"priority": "lansia"}
    answer = send(client, address, address, **(others | typed))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'href="#{field}"' in page
    kept = r'value="0812 3456 7890"' if field == "priority" else r'name="priority" value="lansia"[^>]* checked'
    assert re.search(kept, page)
    assert all_tickets() == []


def test_a_full_service_offers_ways_on(client: FlaskClient) -> None:
    set_todays_quota(1)
    answer = client.get(f"/layanan/{KTP}/ambil")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Datang langsung hari ini" in page
    assert "24 November 2026" in page
    assert "Nomor dari rumah habis" in text(client, f"/layanan/{KTP}")


def test_a_closed_service_says_when_it_opens_before_and_after_the_tap(client: FlaskClient) -> None:
    clock.install(still(MONDAY + timedelta(hours=9)))
    assert "buka lagi Selasa pukul 08.00" in text(client, f"/layanan/{KTP}")
    clock.install(still(MONDAY - timedelta(hours=4)))
    answer = client.get(f"/layanan/{KTP}/ambil")
    assert answer.status_code == 409
    assert "sedang tutup" in answer.get_data(as_text=True)


def test_a_service_of_the_hall_is_not_offered_from_home(client: FlaskClient) -> None:
    page = text(client, "/layanan/IMI-BARU")
    assert "Ambil nomor di lokasi" in page
    assert "btn-1" not in page
    assert client.get("/layanan/IMI-BARU/ambil").status_code == 409


def test_when_the_hall_has_no_number_either_nobody_is_sent_there(client: FlaskClient) -> None:
    set_todays_quota(0)
    page = client.get(f"/layanan/{KTP}/ambil").get_data(as_text=True)
    assert "Nomor untuk hari ini sudah habis" in page
    assert "Datang langsung" not in page


@pytest.mark.parametrize("address", ["/bantuan", f"/layanan/{KTP}/ambil"])
def test_the_rules_are_told_with_the_numbers_of_this_site(client: FlaskClient, house: Directory, address: str) -> None:
    page = text(client, address)
    assert f"setelah {house.site.late_after} orang" in page
    assert f"{house.site.grace_minutes} menit" in page
