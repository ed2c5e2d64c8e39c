"""People, devices and words: links shown once, access that ends at once, messages that fit one SMS."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from queue_app import clock
from queue_app.admin import message_words
from queue_app.catalogue.directory import directory
from queue_app.errors import Invalid
from queue_app.notify import gsm
from queue_app.notify.templates import TEMPLATES, render
from queue_app.people import device_state, pairing, passwords, sign_in, staff
from queue_app.people.models import StaffRecord
from queue_app.transaction import reading, transaction
from tests.make import headers, make_bearer
from tests.queue_app.admin.conftest import Send

PASSWORD = "lima jeruk di atas lemari"


def find(login: str) -> StaffRecord:
    with reading() as session:
        return session.scalars(select(StaffRecord).where(StaffRecord.login == login)).one()


def test_a_link_is_shown_once_and_access_ends_at_once(mall: Flask, send: Send, browser: FlaskClient) -> None:
    answer = send("/admin/petugas/baru", name="Budi <b>", login="budi", role="supervisor", agency="DKC")
    (link,) = re.findall(r'value="(http[^"]+/akun/mulai/[^"]+)"', answer.text)
    assert answer.headers["Cache-Control"] == "no-store"
    budi = find("budi")
    again = browser.get(f"/admin/petugas/{budi.id}", headers=headers("admin")).text
    assert "/akun/mulai/" not in again
    assert "Budi &lt;b&gt;" in again
    with reading() as session:
        assert budi.agency_id == directory(session).agencies["DKC"].id
    with transaction() as session:
        signed = staff.set_password(session, link.rpartition("/")[2], passwords.rehashed(PASSWORD), at=clock.real_now())
    for act, works in (("keluarkan", True), ("nonaktifkan", False)):
        assert send(f"/admin/petugas/{budi.id}/{act}").status_code == 303
        with reading() as session:
            assert sign_in.signed_in_actor(session, int(signed.sign_in_id), at=clock.real_now()) is None
        assert find("budi").active == works
    assert send(f"/admin/petugas/{budi.id}/tautan").status_code == 404
    assert send(f"/admin/petugas/{budi.id}/aktifkan").status_code == 303
    assert find("budi").password_hash is None
    assert send(f"/admin/petugas/{budi.id}/hapus").status_code == 404
    assert send("/admin/petugas/999999").status_code in (404, 422)


def test_the_last_admin_stays_and_a_clerk_needs_a_counter(mall: Flask, send: Send) -> None:
    send("/admin/petugas/baru", name="Kepala", login="kepala", role="admin")
    kepala = find("kepala")
    for path, form in (("", {"name": "Kepala", "role": "manager"}), ("/nonaktifkan", {})):
        answer = send(f"/admin/petugas/{kepala.id}{path}", **form)
        assert answer.status_code == 409
        assert "admin terakhir" in answer.text
    answer = send("/admin/petugas/baru", name="Tanpa loket", role="counter")
    assert answer.status_code == 422
    assert 'href="#counter"' in answer.text
    assert 'value="Tanpa loket"' in answer.text
    for role in ("dewa", ""):
        assert send("/admin/petugas/baru", name="X", role=role).status_code == 422
    taken = send("/admin/petugas/baru", name="Kepala", login="kepala", role="manager")
    assert taken.status_code == 422


def test_a_device_is_named_set_and_taken_out(mall: Flask, send: Send, browser: FlaskClient) -> None:
    bearer = make_bearer("display", board="H2")
    with reading() as session:
        (device,) = [one for one in device_state.device_states(session, directory(session)) if one.kind == "display"]
    path = f"/admin/perangkat/{device.device_id}"
    form = {"name": "TV <i>", "hall": "H2", "inches": "65", "metres": "9", "volume": "40"}
    assert send(path, **form).status_code == 303
    wrong = send(path, **(form | {"volume": "400"}))
    assert wrong.status_code == 422
    assert 'value="400"' in wrong.text
    assert send(f"{path}/uji").status_code == 303
    with reading() as session:
        held = device_state.settings_of(session, device.device_id)
    assert (held["inches"], held["volume"]) == (65, 40)
    assert held["test"], "as the screen reads it"
    assert "TV &lt;i&gt;" in browser.get("/admin/perangkat", headers=headers("admin")).text
    browser.set_cookie("display", bearer)
    json = {"Accept": "application/json"}
    assert browser.get("/display/H2/kode", headers=json).status_code == 200
    assert send(f"{path}/cabut").status_code == 303
    assert browser.get("/display/H2/kode", headers=json).status_code == 401
    assert send(f"{path}/cabut").status_code == 404
    assert send("/admin/perangkat/pasang", code="123 456", name="").status_code == 404


def test_a_device_is_compared_before_it_is_let_in(mall: Flask, send: Send) -> None:
    with transaction() as session:
        house = directory(session)
        hall = house.hall("H2")
        at = clock.real_now() - timedelta(minutes=3, seconds=5)
        kept = pairing.ask_code(session, site_id=house.site.id, hall_id=hall.id, kind="kiosk", at=at)
    code = pairing.code_of(kept)
    for path in ("/admin/perangkat/pasang", "/admin/persiapan/screen"):
        page = send(path, code=f"{code[:3]} {code[3:]}", name="Kiosk <b>")
        for said in ("Kiosk atau tablet", hall.name, "3 menit yang lalu", "Kiosk &lt;b&gt;", "Ya, terima"):
            assert said in page.text
        with reading() as session:
            assert not pairing.shown(session, kept, hall_id=hall.id, kind="kiosk", at=at).accepted
    assert send("/admin/perangkat/pasang", code=code, name="Kiosk", sure="ya").status_code == 303
    with reading() as session:
        assert pairing.shown(session, kept, hall_id=hall.id, kind="kiosk", at=at).accepted
    assert send("/admin/perangkat/pasang", code=code, name="Kiosk", sure="ya").status_code == 409


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_words_of_the_product_fit_one_message(template: str) -> None:
    shown = message_words.preview(template, TEMPLATES[template])
    assert gsm.length(shown) <= message_words.LONGEST
    assert template in message_words.TITLES


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{nomor} dipanggil", "Hanya isian ini"),
        ("{number.__class__}", "Hanya isian ini"),
        ("{number!r}", "Hanya isian ini"),
        ("{number:>999999999}", "Hanya isian ini"),
        ("{}", "Hanya isian ini"),
        ("{number", "kurung"),
        ("{number} \u2705", "Huruf ini"),
        ("x" * 161, "161 karakter"),
    ],
)
def test_words_that_cannot_be_sent_are_refused_when_they_are_written(text: str, says: str) -> None:
    with pytest.raises(Invalid) as refused:
        message_words.preview("called", text)
    assert says in refused.value.errors[0]["message"]


def test_a_mall_speaks_in_its_own_words_and_can_take_them_back(mall: Flask, send: Send, browser: FlaskClient) -> None:
    path = "/admin/pesan/called/id"
    refused = send(path, body="Halo {nama}")
    assert refused.status_code == 422
    assert "Halo {nama}" in unescape(refused.text)
    assert send(path, body="{number}: silakan ke {counter}.").status_code == 303
    page = unescape(browser.get("/admin/pesan", headers=headers("admin")).text)
    assert "A012: silakan ke Loket 5." in page
    assert send(path, body="").status_code == 303
    assert "silakan ke Loket 5." not in unescape(browser.get("/admin/pesan", headers=headers("admin")).text)
    assert send("/admin/pesan/called/xx", body="").status_code == 404
    values = {"site": "MPP", "number": "A1", "counter": "Loket 1", "floor": "2"}
    assert render("called", values, "{number}!") == "A1!"
    assert render("called", values, "{hilang}") == render("called", values)


def test_a_legal_text_is_in_force_from_its_day_and_keeps_its_versions(
    mall: Flask, send: Send, browser: FlaskClient
) -> None:
    path = "/admin/teks/privacy"
    assert send(path, body="Kamera <b>dipasang</b>.", effective_on="2026-11-23").status_code == 303
    assert send(path, body="Kamera dilepas.", effective_on="2026-11-25").status_code == 303
    for day in ("2026-11-22", "besok", ""):
        assert send(path, body="Lama", effective_on=day).status_code == 422
    page = browser.get(path, headers=headers("admin")).text
    assert page.count("<strong>Versi") == 2
    public = browser.get("/privasi").text
    assert "Kamera &lt;b&gt;dipasang&lt;/b&gt;." in public
    assert "Kamera dilepas" not in public


def test_the_rules_of_the_queue_are_changed_where_they_are_explained(mall: Flask, send: Send) -> None:
    form = {"name": "MPP", "short_name": "MPP", "owner": "Kota", "address": "Jalan 1", "tz_name": "Asia/Jakarta"}
    form |= {"late_after": "5", "priority_every": "4", "grace_minutes": "20", "remote_share": "50"}
    form |= {"last_ticket_minutes": "15", "overrun_minutes": "30", "numbers_from": "07.00", "next_day_from": "14:30"}
    assert send("/admin/aturan", **form).status_code == 303
    with reading() as session:
        site = directory(session, 1).site
    assert (site.late_after, site.remote_share, f"{site.next_day_from:%H.%M}") == (5, 50, "14.30")
    wrong = send(
        "/admin/aturan",
        **(form | {"tz_name": "Bulan", "remote_share": "101", "numbers_from": "", "grace_minutes": "-1"}),
    )
    assert wrong.status_code == 422
    for field in ("tz_name", "remote_share", "numbers_from", "grace_minutes"):
        assert f'href="#{field}"' in wrong.text
