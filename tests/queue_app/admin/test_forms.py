"""Forms that citizens fill in at home, from the admin's side: what is taken, what is refused, what stays on record."""

from __future__ import annotations

import io
import re
import zipfile
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from queue_app.catalogue.directory import directory
from queue_app.catalogue.forms import LARGEST, MOST, FormRecord, forms_of
from queue_app.people.models import AuditEntryRecord
from queue_app.transaction import reading
from tests.make import headers
from tests.queue_app.admin.conftest import Send

AT = "/admin/formulir/DKC-KIA"
PDF = b"%PDF-1.7 isi"


def docx(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        for name in names:
            parts.writestr(name, "x")
    return out.getvalue()


def offered(code: str) -> list[tuple[str, str, str]]:
    with reading() as session:
        found = forms_of(session, directory(session).service(code).id)
    return [(one.title, one.name, one.kind_name) for one in found]


def test_a_form_is_added_offered_and_withdrawn_and_all_of_it_is_on_record(
    mall: Flask, browser: FlaskClient, send: Send
) -> None:
    added = send(AT, title="Formulir KIA", file=(io.BytesIO(PDF), "../data/kia baru.PDF"))
    assert added.status_code == 303
    send(AT, title="Surat kuasa", file=(io.BytesIO(docx("word/document.xml")), "kuasa.pdf"))
    assert offered("DKC-KIA") == [
        ("Formulir KIA", "data-kia-baru.pdf", "PDF"),
        ("Surat kuasa", "kuasa.docx", "Word"),
    ]
    page = browser.get(AT, headers=headers("admin")).text
    withdrawing = re.findall(rf'action="({AT}/\d+/tarik)"', page)
    assert len(withdrawing) == 2
    assert send(withdrawing[0]).status_code == 303
    assert send(withdrawing[0]).status_code == 404
    assert [title for title, _name, _kind in offered("DKC-KIA")] == ["Surat kuasa"]
    with reading() as session:
        assert len(session.scalars(select(FormRecord.id)).all()) == 2
        acts = session.scalars(select(AuditEntryRecord.action).where(AuditEntryRecord.subject == "service:DKC-KIA"))
        assert list(acts) == ["form-added", "form-added", "form-withdrawn"]


@pytest.mark.parametrize(
    ("title", "body", "says"),
    [
        ("", PDF, "Isi nama formulir"),
        ("x" * 121, PDF, "Isi nama formulir"),
        ("Formulir", b"", "Pilih berkas formulirnya"),
        ("Formulir", b"<html>", "Berkas harus PDF atau DOCX"),
        ("Formulir", b"PK\x03\x04 bukan", "Berkas harus PDF atau DOCX"),
        ("Formulir", docx("word/document.xml", "word/vbaProject.bin"), "tanpa makro"),
        ("Formulir", PDF + b" " * LARGEST, "paling besar 2 MB"),
    ],
)
def test_what_is_no_small_form_is_refused_with_what_was_typed_kept(
    mall: Flask, send: Send, title: str, body: bytes, says: str
) -> None:
    before = offered("DKC-LAHIR")
    answer = send("/admin/formulir/DKC-LAHIR", title=title, file=(io.BytesIO(body), "formulir.pdf"))
    assert answer.status_code == 422
    assert says in unescape(answer.text)
    assert f'value="{title}"' in answer.text
    assert offered("DKC-LAHIR") == before


def test_a_service_offers_only_so_many(mall: Flask, browser: FlaskClient, send: Send) -> None:
    at = "/admin/formulir/POL-HILANG"
    for number in range(MOST):
        assert send(at, title=f"Formulir {number}", file=(io.BytesIO(PDF), "f.pdf")).status_code == 303
    assert "Sudah penuh" in browser.get(at, headers=headers("admin")).text
    assert send(at, title="Satu lagi", file=(io.BytesIO(PDF), "f.pdf")).status_code == 422
    assert len(offered("POL-HILANG")) == MOST


def test_a_form_of_another_service_is_not_withdrawn(mall: Flask, browser: FlaskClient, send: Send) -> None:
    send("/admin/formulir/SAM-LIMA", title="Kuasa", file=(io.BytesIO(PDF), "f.pdf"))
    page = browser.get("/admin/formulir/SAM-LIMA", headers=headers("admin")).text
    number = re.search(r"SAM-LIMA/(\d+)/tarik", page)
    assert number
    assert send(f"/admin/formulir/SAM-INFO/{number[1]}/tarik").status_code == 404
    assert offered("SAM-LIMA")


def test_only_admins_come_here_and_only_for_a_service_that_is(mall: Flask, browser: FlaskClient) -> None:
    assert browser.get(AT, headers=headers("manager")).status_code == 403
    assert browser.get("/admin/formulir/TIDAK-ADA", headers=headers("admin")).status_code == 404


def test_an_occasion_is_added_from_a_page_and_shown_to_citizens(mall: Flask, browser: FlaskClient, send: Send) -> None:
    wrong = send("/admin/katalog/peristiwa/baru", name="Naik haji", service_codes="KMG-HAJI; XXX", when="sekarang")
    assert wrong.status_code == 422
    assert "Layanan XXX tidak ada di katalog." in unescape(wrong.text)
    made = send("/admin/katalog/peristiwa/baru", name="Naik haji", service_codes="KMG-HAJI; IMI-BARU", when="sekarang")
    assert made.status_code == 303
    assert ">Naik haji</a>" in browser.get("/").text


def test_services_agencies_and_the_house_lead_to_their_posters(mall: Flask, browser: FlaskClient) -> None:
    bearer = headers("admin")
    for page, poster in (
        ("/admin/katalog/layanan/DKC-KIA", "/poster/layanan/DKC-KIA"),
        ("/admin/katalog/instansi/DKC", "/poster/instansi/DKC"),
        ("/admin/", "/poster"),
    ):
        assert f'href="{poster}"' in browser.get(page, headers=bearer).text, page
