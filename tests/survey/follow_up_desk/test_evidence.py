"""A file that shows what was done: what it is its bytes say; it is saved, never shown; and every backup has it."""

from __future__ import annotations

from io import BytesIO

import pytest

from queue_app.transaction import reading
from survey import followup
from survey.evidence import LARGEST
from tests.survey.follow_up_desk.make import make_plan
from tests.survey.results_desk.make import said

pytestmark = pytest.mark.parametrize("app", ["sqlite"], indirect=True)
PDF = b"%PDF-1.7\nsurat tugas"


@pytest.fixture
def where(app):
    """The address of an act."""
    make_plan()
    with reading() as session:
        return f"/manajer/tindak-lanjut/{followup.plan(session, site_id=1, period='2026-S1')[0].id}"


def send(manager, where, body, name="Surat tugas <1>.pdf"):
    return manager(f"{where}/berkas", {"file": (BytesIO(body), name)})


def test_a_file_is_kept_with_the_act_and_comes_back_byte_by_byte(manager, auditor, where):
    assert send(manager, where, PDF).status_code == 303
    page = auditor(where)
    assert "Surat-tugas-1.pdf" in said(page)
    assert "Berkas bukti: Surat-tugas-1.pdf" in said(page)
    address = page.text.partition('href="/manajer/tindak-lanjut/berkas/')[2].partition('"')[0]
    file = auditor(f"/manajer/tindak-lanjut/berkas/{address}")
    assert (file.data, file.mimetype) == (PDF, "application/pdf")
    assert file.headers["Content-Disposition"] == 'attachment; filename="Surat-tugas-1.pdf"'
    assert file.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "Pilih berkas buktinya."),
        (b"<script>alert(1)</script>", "Berkas harus PDF, JPG, atau PNG."),
        (b"MZ" + PDF, "Berkas harus PDF, JPG, atau PNG."),
        (PDF + b" " * LARGEST, "Berkas paling besar 5 MB."),
    ],
)
def test_what_is_no_evidence_is_refused_and_nothing_is_kept(manager, where, body, says):
    answer = send(manager, where, body)
    assert answer.status_code == 422
    assert says in said(answer)
    assert "Belum ada berkas." in said(manager(where))


def test_five_files_are_enough_and_another_site_has_none_of_them(manager, where):
    codes = [send(manager, where, b"\xff\xd8\xff" + bytes([n]), f"{n}.pdf").status_code for n in range(6)]
    assert codes == [303] * 5 + [422]
    assert "0.jpg" in said(manager(where))
    assert manager("/manajer/tindak-lanjut/berkas/99").status_code == 404
