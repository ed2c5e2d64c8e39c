"""Files that change a mall: a difference first, all rows or none; calendars of holidays; the record as a file."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import Workbook, load_workbook
from sqlalchemy import select

from queue_app.catalogue.directory import Directory, directory, forget
from queue_app.catalogue.models import ClosureRecord, SiteRecord
from queue_app.spreadsheets import as_text
from queue_app.transaction import reading
from tests.make import headers
from tests.queue_app.admin.conftest import Send

HEADER = "code,agency_code,line,hall,name,nominal_minutes,online_allowed,certainty"


def house() -> Directory:
    forget()
    with reading() as session:
        return directory(session)


def version() -> int:
    with reading() as session:
        return session.execute(select(SiteRecord.catalogue_version)).scalar_one()


def sheet(*rows: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *rows]).encode()


def workbook(**sheets: list[list[object]]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    book.remove(book.active)
    for title, rows in sheets.items():
        made = book.create_sheet(title)
        for row in rows:
            made.append(row)
    book.save(out)
    return out.getvalue()


def checked(send: Send, name: str, data: bytes) -> tuple[int, str]:
    answer = send("/admin/impor/periksa", file=(io.BytesIO(data), name))
    return answer.status_code, unescape(answer.text)


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None, page
    return found[1]


GOOD = "DKC-UJI,DKC,A,H2,Layanan uji,9,ya,seen"


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("services.csv", sheet(GOOD, "DKC-X,XXX,A,H2,Salah,9,ya,seen"), "baris 3, kolom agency_code: instansi XXX"),
        (
            "services.csv",
            sheet(GOOD, "DKC-Y,DKC,A,H2,,0,mungkin,seen"),
            "baris 3, kolom nominal_minutes: harus",
        ),
        ("services.csv", sheet(GOOD, "DKC-Y,DKC,A,H2,,0,mungkin,seen"), "baris 3, kolom online_allowed: harus ya atau"),
        ("services.csv", sheet(GOOD, GOOD), "baris 3: DKC-UJI sudah ada di baris 2"),
        ("services.csv", sheet(GOOD, "DKC-Z,DKC"), "baris 3: ada 2 sel, seharusnya 8"),
        ("services.csv", sheet(GOOD, header=HEADER + ",warna"), "kolom warna: kolom ini tidak dikenal"),
        ("services.csv", sheet(GOOD).replace(b"uji", b"\xff\xfe"), "UTF-8"),
        ("services.csv", b"", "berkas ini kosong"),
        ("foto.png", b"\x89PNG....", "hanya CSV, XLSX, atau standards.toml"),
        ("katalog.xlsx", b"PK\x03\x04 not a book", "rusak"),
        ("katalog.xlsx", workbook(Catatan=[["halo"], ["dunia"]]), "jenis lembar tidak dikenali"),
        (
            "katalog.xlsx",
            workbook(
                Layanan=[HEADER.split(","), GOOD.split(",")],
                Loket=[["code", "number", "name", "hall", "agency_code"], ["L99", "banyak", "x", "H2", "DKC"]],
            ),
            "baris 2, kolom number: harus bilangan bulat",
        ),
        ("standards.toml", b"[TIDAK-ADA\n", "tidak dapat dibaca"),
    ],
)
def test_a_bad_file_names_its_rows_and_nothing_is_imported(
    mall: Flask, send: Send, name: str, data: bytes, says: str
) -> None:
    before = version()
    status, page = checked(send, name, data)
    assert status == 422
    assert says in page
    assert "Tidak ada yang berubah" in page
    assert version() == before
    assert "DKC-UJI" not in house().services


def test_a_good_workbook_shows_its_difference_and_is_imported_whole(mall: Flask, send: Send) -> None:
    rows = [HEADER.split(","), ["DKC-BARU", "DKC", "A", "H2", "Layanan <b>baru</b>", 9.0, True, "seen"]]
    status, page = checked(
        send, "katalog.xlsx", workbook(Layanan=rows, Libur=[["day", "reason"], ["2026-12-30", "Uji"]])
    )
    assert status == 200
    assert "DKC-BARU" in page
    assert "DKC-BARU" not in house().services
    form = {name: hidden(page, name) for name in ("packed", "name", "digest")}
    stale = send("/admin/impor/jalankan", **(form | {"digest": "0"}))
    assert "sekali lagi" in stale.text
    assert "DKC-BARU" not in house().services
    for forged in ("", "x", "eJwDAAAAAAE="):
        assert send("/admin/impor/jalankan", **(form | {"packed": forged})).status_code == 422
    assert send("/admin/impor/jalankan", **form).status_code == 303
    made = house().services["DKC-BARU"]
    assert (made.name, made.nominal_minutes, made.online_allowed) == ("Layanan <b>baru</b>", 9, True)


def test_the_catalogue_goes_out_as_a_workbook_and_comes_back_unchanged(
    mall: Flask, send: Send, browser: FlaskClient
) -> None:
    send("/admin/katalog/huruf/baru", prefix="ZQ", name='=HYPERLINK("http://x")')
    out = browser.get("/admin/impor/katalog.xlsx", headers=headers("admin")).data
    cells = {cell.value: cell.data_type for row in load_workbook(io.BytesIO(out))["Huruf"] for cell in row}
    assert cells['=HYPERLINK("http://x")'] == "s"
    status, page = checked(send, "katalog.xlsx", out)
    assert (status, "tidak ada yang berubah" in page) == (200, True)


def test_a_workbook_that_unpacks_beyond_measure_is_refused(mall: Flask, send: Send) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", b"0" * 41_000_000)
    status, page = checked(send, "katalog.xlsx", bomb.getvalue())
    assert (status, "terlalu besar" in page) == (422, True)


CALENDAR = b"""BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:uji\r
BEGIN:VEVENT\r
UID:1\r
DTSTAMP:20260101T000000Z\r
DTSTART;VALUE=DATE:20280315\r
DTEND;VALUE=DATE:20280318\r
SUMMARY:Cuti bersama <Uji>\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:2\r
DTSTAMP:20260101T000000Z\r
DTSTART;VALUE=DATE:20280403\r
SUMMARY:Libur uji\r
END:VEVENT\r
END:VCALENDAR\r
"""


def test_holidays_come_from_a_calendar_after_they_were_seen(mall: Flask, send: Send) -> None:
    answer = send("/admin/kalender/periksa", file=(io.BytesIO(CALENDAR), "libur.ics"))
    page = unescape(answer.text)
    assert "Isi berkas: 4 hari, 4 belum ada di kalender" in page
    assert "Rabu, 15 Maret 2028" in page
    days = re.findall(r'name="hari" value="([^"]+)" checked', page)
    assert days == ["2028-03-15", "2028-03-16", "2028-03-17", "2028-04-03"]
    names = {f"nama_{day}": hidden(page, f"nama_{day}") for day in days}
    assert send("/admin/kalender/impor", hari=days, **names).status_code == 303
    with reading() as session:
        wanted = ClosureRecord.day.in_([date.fromisoformat(day) for day in days])
        kept = session.execute(select(ClosureRecord.reason).where(wanted)).scalars().all()
    assert sorted(kept) == ["Cuti bersama <Uji>"] * 3 + ["Libur uji"]
    assert "0 belum ada" in send("/admin/kalender/periksa", file=(io.BytesIO(CALENDAR), "libur.ics")).text
    assert send("/admin/kalender/buka", day="2028-04-03", agency_code="").status_code == 303
    assert send("/admin/kalender/buka", day="2028-04-03", agency_code="").status_code == 404
    assert send("/admin/kalender", day="2028-03-15", reason="Lagi", agency_code="").status_code == 422


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (b"BEGIN:VCALENDAR", b"hello", "tidak dapat dibaca"),
        (b"DTSTART;VALUE=DATE:20280403", b"DTSTART:20280403T080000Z", "bukan libur sehari penuh"),
        (b"DTSTART;VALUE=DATE:20280403", b"DTSTART;VALUE=DATE:20280403\r\nRRULE:FREQ=YEARLY", "berulang"),
        (b"DTEND;VALUE=DATE:20280318", b"DTEND;VALUE=DATE:20300318", "lebih panjang dari sebulan"),
    ],
)
def test_a_calendar_that_is_none_of_holidays_is_refused_whole(
    mall: Flask, send: Send, old: bytes, new: bytes, says: str
) -> None:
    answer = send("/admin/kalender/periksa", file=(io.BytesIO(CALENDAR.replace(old, new)), "libur.ics"))
    assert answer.status_code == 422
    assert says in unescape(answer.text)


def test_the_record_is_filtered_and_goes_out_as_a_file_that_computes_nothing(
    mall: Flask, send: Send, browser: FlaskClient
) -> None:
    send("/admin/petugas/baru", name="Rina", login="rina", role="manager")
    page = unescape(browser.get("/admin/catatan?tindakan=staff-added", headers=headers("admin")).text)
    assert "Petugas ditambah" in page
    assert "Katalog diubah</th>" not in page
    assert browser.get("/admin/catatan?dari=x", headers=headers("admin")).status_code == 422
    lines = browser.get("/admin/catatan.csv", headers=headers("admin")).text.splitlines()
    assert lines[0] == "waktu,oleh,nama,tindakan,yang_diubah,isi"
    assert any("catalogue-changed" in line for line in lines)
    assert [as_text(cell) for cell in ("=1+1", "@x", "+1", "-1", "biasa")] == ["'=1+1", "'@x", "'+1", "'-1", "biasa"]
