"""What staff do with a kiosk: its printer from a page, its PIN, its panel; a visitor comes no further than the PIN."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from queue_app import clock
from queue_app.catalogue import texts
from queue_app.catalogue.directory import directory
from queue_app.people.device_state import settings_of
from queue_app.people.models import AuditEntryRecord
from queue_app.transaction import reading, transaction
from tests.kiosk.hall import Kiosk, words
from tests.kiosk.sink import printer
from tests.make import headers

PAGE = "/kiosk/atur"
BY_BROWSER = {"way": "browser", "paper": "80", "host": "", "port": "", "asks": "1"}


@pytest.fixture
def kiosk(app: Flask) -> Kiosk:
    return Kiosk(app)


def send(client: FlaskClient, kiosk: Kiosk, role: str = "admin", **form: str) -> Any:
    return client.post(f"{PAGE}/{kiosk.id}", data=form, headers=headers(role))


def said(client: FlaskClient) -> str:
    return words(client.get(PAGE, headers=headers("admin")).text)


def test_a_network_printer_is_set_tried_and_asked_from_the_page(client: FlaskClient, kiosk: Kiosk) -> None:
    with printer() as sink:
        form = {**BY_BROWSER, "way": "escpos", "paper": "58", "host": "127.0.0.1", "port": str(sink.port)}
        assert send(client, kiosk, act="set", **form).status_code == 303
        assert kept(kiosk)["printer"]["paper"] == 58
        assert send(client, kiosk, act="test").status_code == 303
        (slip,) = sink.slips
        assert (slip.cuts, slip.codes[0][0]) == (1, "http://127.0.0.1:8000/")
        assert "bukan nomor antrean" in slip.text
        assert "Halaman uji kiosk dicetak." in said(client)
        sink.paper = "out"
        send(client, kiosk, act="test")
        assert "Printer kiosk: kertas habis." in said(client)
        assert len(sink.slips) == 1, "a printer without paper is given nothing"
        kiosk.touch("/kiosk/kabar", screen="1080x1920")
        assert "Printer: Kertas habis" in said(client)


def test_a_kiosk_that_prints_by_itself_is_asked_with_its_next_report(client: FlaskClient, kiosk: Kiosk) -> None:
    assert "Printer: Belum pernah tersambung" in said(client), "of a kiosk that never reported nobody knows anything"
    before = kiosk.touch("/kiosk/kabar", screen="1x1").get_json()
    assert "Printer: Tidak ada keluhan" in said(client)
    assert (before["proof"], before["reload"]) == ("", "")
    assert send(client, kiosk, act="set", **BY_BROWSER).status_code == 303
    for act, wish in (("test", "proof"), ("reload", "reload")):
        assert send(client, kiosk, act=act).status_code == 303
        assert kiosk.touch("/kiosk/kabar", screen="1x1").get_json()[wish] == kept(kiosk)[wish] != ""
    page = kiosk.html("/kiosk/uji-cetak")
    assert "data-print-now" in page
    assert "A000" in page


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"way": "fax"}, "Pilih cara mencetak."),
        ({"paper": "57"}, "58 atau 80 mm"),
        ({"way": "escpos", "host": "http://x"}, "alamat IP"),
        ({"port": "70000"}, "antara 1 dan 65535"),
        ({"act": "pin", "pin": "12"}, "4 sampai 8 angka"),
        ({"act": "pin", "pin": "12a4"}, "4 sampai 8 angka"),
    ],
)
def test_a_mistake_is_named_and_nothing_is_kept(
    client: FlaskClient, kiosk: Kiosk, wrong: dict[str, str], sentence: str
) -> None:
    answer = send(client, kiosk, **{"act": "set", **BY_BROWSER, **wrong})
    assert answer.status_code == 422
    assert sentence in words(answer.text)
    assert kept(kiosk) == {}


def test_only_who_looks_after_the_kiosk_may_set_it(client: FlaskClient, kiosk: Kiosk) -> None:
    for role in ("counter", "manager", "auditor", "kiosk"):
        assert client.get(PAGE, headers=headers(role)).status_code == 403
        assert send(client, kiosk, role, act="pin", pin="1234").status_code == 403
    assert client.post(f"{PAGE}/{kiosk.id + 9}", data=BY_BROWSER, headers=headers("admin")).status_code == 404
    assert send(client, kiosk, act="hapus").status_code == 404


def test_the_panel_opens_with_the_pin_of_this_kiosk_alone(app: Flask, client: FlaskClient, kiosk: Kiosk) -> None:
    assert "belum mempunyai PIN" in kiosk.shows("/kiosk/panel")
    assert kiosk.touch("/kiosk/panel", kode="").status_code == 422, "no PIN is none, not an empty one"
    send(client, kiosk, act="pin", pin="4321")
    assert "4321" not in str(kept(kiosk))
    other = Kiosk(app)
    send(client, other, act="pin", pin="8765")
    for wrong in ("", "0000", "8765", "4321" * 2, "x" * 19):
        refused = kiosk.touch("/kiosk/panel", kode=wrong)
        assert refused.status_code == 422
        assert "PIN salah" in words(refused.text)
        assert "/kiosk/panel/keluar" not in refused.text
    opened = kiosk.touch("/kiosk/panel", kode="4321")
    assert opened.status_code == 200
    found = re.search(r'name="proof" value="([0-9a-f]+)"', opened.text)
    assert found
    assert kiosk.touch("/kiosk/panel/keluar", proof=found[1]).location == "/masuk"
    assert kiosk.touch("/kiosk/panel/uji", proof=found[1]).location == "/kiosk/uji-cetak"
    assert other.touch("/kiosk/panel/keluar", proof=found[1]).status_code == 403
    for nothing in ("", "0" * 64):
        assert kiosk.touch("/kiosk/panel/keluar", proof=nothing).status_code == 403
    assert kiosk.touch("/kiosk/panel/hapus", proof=found[1]).status_code == 404
    send(client, kiosk, act="pin", pin="9999")
    assert kiosk.touch("/kiosk/panel/keluar", proof=found[1]).status_code == 403, "another PIN shuts every panel"
    send(client, kiosk, act="pin", pin="")
    assert "belum mempunyai PIN" in kiosk.shows("/kiosk/panel")
    with reading() as session:
        log = session.execute(select(AuditEntryRecord.action, AuditEntryRecord.data)).all()
    assert [action for action, _ in log].count("device-panel") == 1
    assert not [data for _, data in log if re.search("4321|[0-9a-f]{64}", str(data))], "no secret in the log"


def test_the_pledge_is_read_on_the_kiosk_and_at_home(client: FlaskClient, kiosk: Kiosk) -> None:
    pages = {"/maklumat": client.get, "/kiosk/teks/maklumat": kiosk.browser.get}
    for path, get in pages.items():
        assert "belum menulisnya di sini" in get(path).text
    with transaction() as session:
        house = directory(session)
        day = clock.business_day(house.site.tz_name)
        text = "Dengan ini kami <b>sanggup</b> melayani.\n\nBila tidak, kami siap menerima sanksi."
        texts.write_text(session, house.site.id, "pledge", "id", text, effective_on=day, by="test")
    for path, get in pages.items():
        page = get(path).text
        assert "Bila tidak, kami siap menerima sanksi.</p>" in page
        assert "&lt;b&gt;sanggup&lt;/b&gt;" in page
        assert "versi 1" in page
    assert 'href="/maklumat"' in client.get("/").text
    assert "/kiosk/teks/maklumat" in kiosk.html("/kiosk/")
    assert kiosk.browser.get("/kiosk/teks/apa").status_code == 404
    assert client.get("/tata-tertib").status_code == 200


def kept(kiosk: Kiosk) -> dict[str, Any]:
    with reading() as session:
        return dict(settings_of(session, kiosk.id))
