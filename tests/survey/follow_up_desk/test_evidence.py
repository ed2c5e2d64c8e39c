"""A file that shows what was done, or that a consultation was held: what it is its bytes say; it is saved, never shown;
and every backup has it.
"""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from PIL import ExifTags, Image, ImageOps, PngImagePlugin

from queue_app import clock
from queue_app.transaction import reading, transaction
from survey import consultation, followup
from survey.proof import LARGEST
from tests.survey.follow_up_desk.make import TODAY, make_plan
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


def picture(kind, **notes):
    """A small picture as a camera sends it, with `notes` in it; two of its corners differ, so that one sees it turn."""
    image = Image.new("RGB", (40, 24), "navy")
    image.paste("gold", (0, 0, 12, 6))
    written = BytesIO()
    image.save(written, kind, **notes)
    return written.getvalue()


PLACE, SECOND = b"7 deg 28' 12\" S", b"a film or a second picture"
SIGNED, LIST, PHOTO = b"%PDF-1.7 tanda tangan", b"%PDF-1.7 hadir", picture("JPEG")
BIGGER = picture("PNG")
FORUM = "/manajer/tindak-lanjut/fkp"


@pytest.fixture
def forum(app, manager):
    """A consultation with three files, the minutes still open; its number."""
    number = make_plan()
    for what, body in (("berita-acara", SIGNED), ("daftar-hadir", LIST), ("foto", PHOTO)):
        assert add(manager, number, what, body).status_code == 303
    return number


def add(manager, forum, what, body):
    return manager(f"{FORUM}/{forum}/berkas", {"what": what, "file": (BytesIO(body), f"{what}.pdf")})


def close(forum):
    with transaction() as session:
        consultation.close(session, forum, site_id=1, by="staff:1", at=clock.now(), today=TODAY)


def for_everybody(client):
    """Bodies of the files that the public page links."""
    addresses = re.findall(r'href="(/publik/forum/berkas/\d+)"', client.get("/publik/").text)
    return [client.get(address).data for address in addresses]


def test_the_signed_minutes_and_photographs_of_a_consultation_are_public_when_its_minutes_are_final(
    forum, client, manager, auditor
):
    kept = re.findall(rf'href="({FORUM}/berkas/\d+)"', auditor(f"{FORUM}/{forum}").text)
    assert [auditor(address).data for address in kept] == [SIGNED, LIST, PHOTO]
    numbers = [address.rpartition("/")[2] for address in kept]
    outside = [f"/publik/forum/berkas/{number}" for number in numbers]
    assert [client.get(address).status_code for address in outside] == [404, 404, 404], "nothing is final yet"
    close(forum)
    assert add(manager, forum, "foto", BIGGER).status_code == 303, "what was signed comes after the minutes"
    assert for_everybody(client) == [SIGNED, PHOTO, BIGGER]
    assert client.get(outside[1]).status_code == 404, "the hands of citizens stay in the house"
    photo = client.get(outside[2])
    assert photo.headers["Content-Disposition"] == 'attachment; filename="foto.jpg"'
    assert (photo.mimetype, photo.headers["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert manager(f"{FORUM}/berkas/{numbers[2]}/tarik", {}).status_code == 303
    assert client.get(outside[2]).status_code == 404
    assert for_everybody(client) == [SIGNED, BIGGER]
    assert auditor(kept[2]).data == PHOTO, "the house keeps it"


def camera_notes():
    """What a phone writes: which way up, by whom, where; and a remark."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.Artist] = "Siti Aminah"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSProcessingMethod] = PLACE
    return exif


def noted_photo(**more):
    """A photograph with all of that, and something behind its end."""
    return picture("JPEG", exif=camera_notes(), comment=PLACE, xmp=b"<x>" + PLACE + b"</x>", **more) + SECOND


def noted_png():
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Location", PLACE.decode())
    return picture("PNG", exif=camera_notes(), pnginfo=notes) + SECOND


@pytest.mark.parametrize("progressive", [False, True])
def test_a_published_photograph_does_not_say_where_it_was_taken_and_looks_the_same(forum, client, manager, progressive):
    profile = b"colours " * 40
    sent = [noted_photo(progressive=progressive, icc_profile=profile), noted_png()]
    close(forum)
    for body in sent:
        assert body.count(PLACE) > 1
        assert add(manager, forum, "foto", body).status_code == 303
    kept = for_everybody(client)[-2:]
    for before, after in zip(sent, kept, strict=True):
        for note in (PLACE, b"Siti Aminah", SECOND, b"Location"):
            assert note not in after
        assert Image.open(BytesIO(after)).tobytes() == Image.open(BytesIO(before)).tobytes(), "not one pixel changes"
    photo = Image.open(BytesIO(kept[0]))
    assert dict(photo.getexif()) == {ExifTags.Base.Orientation: 6}
    assert ImageOps.exif_transpose(photo).size == (24, 40), "it is shown the same way up"
    assert photo.info["icc_profile"] == profile
    assert Image.open(BytesIO(kept[1])).getexif() == {}


def test_a_file_of_a_consultation_is_refused_beside_its_field_and_ten_are_enough(forum, manager, auditor):
    for what, body, says in (
        ("", PDF, "Pilih isi berkasnya."),
        ("lain", PDF, "Pilih isi berkasnya."),
        ("foto", b"GIF89a", "Berkas harus PDF, JPG, atau PNG."),
        ("foto", PDF + b" " * LARGEST, "Berkas paling besar 5 MB."),
        ("foto", PHOTO[:-30], "Gambar ini tidak utuh."),
        ("foto", PHOTO[:120], "Gambar ini tidak utuh."),
        ("foto", BIGGER[:-5], "Gambar ini tidak utuh."),
        ("foto", b"\xff\xd8\xffrapat", "Gambar ini tidak utuh."),
    ):
        answer = add(manager, forum, what, body)
        assert (answer.status_code, says in said(answer)) == (422, True), what
    codes = [add(manager, forum, "foto", PHOTO).status_code for _ in range(8)]
    assert codes == [303] * 7 + [422]
    assert auditor(f"{FORUM}/{forum}/berkas", {"what": "foto"}).status_code == 403
    assert auditor(f"{FORUM}/berkas/1/tarik", {}).status_code == 403


def test_a_number_that_no_database_counts_to_names_nothing(client, manager):
    for address in ("/publik/forum/{}.pdf", "/publik/forum/berkas/{}", f"{FORUM}/berkas/{{}}", f"{FORUM}/{{}}"):
        for number in (2**63 - 1, 2**63, 10**30):
            assert manager(address.format(number)).status_code == 404
    assert client.get(f"/formulir/{10**30}").status_code == 404
