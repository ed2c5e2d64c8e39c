"""A number in three touches, without scripts: what can be chosen says so, what cannot says when it can."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from display.voice.reading import as_said
from queue_app.catalogue.directory import directory
from queue_app.line import notices
from queue_app.line.attendance import today
from queue_app.line.numbers import set_quota
from queue_app.line.slips import slips
from queue_app.transaction import transaction
from tests import make
from tests.kiosk.hall import Kiosk, revoke_everything, tickets_here
from tests.queue_app.line.scene import stop_clock, visitor

#: Monday 23 November 2026, 16.30 WIB: everything is closed.
AFTERNOON = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
FULL = "BPN-ROYA"


@pytest.fixture
def kiosk(app: Flask) -> Kiosk:
    return Kiosk(app)


def give_no_more(service: str) -> None:
    with transaction() as session:
        house = directory(session)
        set_quota(session, house.site, house.service(service), today(house), 0)


def test_a_number_takes_three_touches(kiosk: Kiosk) -> None:
    assert "Sentuh layar untuk mengambil nomor antrean" in kiosk.shows("/kiosk/")
    home = kiosk.html(kiosk.touch("/kiosk/mulai", bahasa="id").location)
    tile = f"/kiosk/layanan/{make.SERVICE}"
    assert f'href="{tile}"' in home
    assert "Ambil nomor" in kiosk.shows(tile)
    shown = kiosk.shows(kiosk.take())
    (ticket,) = tickets_here()
    assert (ticket.channel, ticket.present, ticket.priority) == ("kiosk", True, None)
    assert f"{ticket.prefix} {ticket.number.removeprefix(ticket.prefix)}" in shown


@pytest.mark.parametrize("priority", ["lansia", "disabilitas", "hamil", "balita"])
def test_who_goes_first_says_so_with_the_same_touch_that_takes_the_number(kiosk: Kiosk, priority: str) -> None:
    asked = kiosk.html(f"/kiosk/layanan/{make.SERVICE}")
    assert f'name="priority" value="{priority}"' in asked
    address = kiosk.take(priority=priority)
    assert tickets_here()[0].priority == priority
    assert "Nomor antrean prioritas" in kiosk.html(address)


def test_what_is_full_says_so_where_it_would_be_chosen_and_cannot_be(kiosk: Kiosk) -> None:
    give_no_more(FULL)
    listed = kiosk.html("/kiosk/cari?q=roya")
    assert f"/kiosk/layanan/{FULL}" not in listed
    assert "Nomor hari ini habis, buka besok 08.00" in listed
    assert "Ambil nomor" not in kiosk.shows(f"/kiosk/layanan/{FULL}")
    answer = kiosk.touch("/kiosk/ambil", idempotency_key="f" * 22, service=FULL)
    assert answer.status_code == 409
    assert tickets_here() == []


def test_what_is_closed_says_when_it_opens(kiosk: Kiosk) -> None:
    stop_clock(AFTERNOON)
    home = kiosk.shows("/kiosk/layanan")
    assert "Tutup, buka besok" in home
    assert 'class="tile is-closed"' in kiosk.html("/kiosk/layanan")
    answer = kiosk.touch("/kiosk/ambil", idempotency_key="c" * 22, service=make.SERVICE)
    assert answer.status_code == 409
    assert "Nomor hari ini sudah ditutup" in answer.text


def test_every_service_is_reached_through_its_agency_page_by_page(kiosk: Kiosk) -> None:
    agencies = re.findall(r'href="(/kiosk/instansi/[A-Z]+)"', "".join(map(kiosk.html, pages("/kiosk/instansi", 2))))
    assert len(set(agencies)) == 24
    listed = "".join(map(kiosk.html, pages("/kiosk/instansi/DKC", 4)))
    found = set(re.findall(r'/kiosk/layanan/(DKC[^"?]+)', listed))
    with transaction() as session:
        assert found == {s.code for s in directory(session).services.values() if s.agency.code == "DKC"}


def pages(path: str, count: int) -> list[str]:
    return [f"{path}?halaman={n}" for n in range(1, count + 1)]


@pytest.mark.parametrize("page", ["0", "99", "-1", "x", "99999999999999999999"])
def test_a_page_that_is_not_there_is_the_nearest_one(kiosk: Kiosk, page: str) -> None:
    assert "Pilih instansi" in kiosk.shows(f"/kiosk/instansi?halaman={page}")


def test_the_keyboard_types_without_scripts(kiosk: Kiosk) -> None:
    page, text = kiosk.html("/kiosk/cari"), ""
    for key in ("K", "T", "P", "spasi", "I", "X", "hapus", "L", "A", "N", "G"):
        assert f'name="tekan" value="{key}"' in page
        page = kiosk.html(f"/kiosk/cari?q={text}&tekan={key}")
        (text,) = re.findall(r'name="q" value="([^"]*)"', page)
    assert text == "KTP ILANG"
    assert f"/kiosk/layanan/{make.SERVICE}" in page


def test_priority_stays_on_the_way_to_the_number(kiosk: Kiosk) -> None:
    home = kiosk.html("/kiosk/layanan?prioritas=1")
    links = re.findall(r'href="(/kiosk/(?:layanan/|instansi|cari)[^"]*)"', home)
    assert links
    assert all("prioritas=1" in link for link in links)
    asked = kiosk.html(f"/kiosk/layanan/{make.SERVICE}?prioritas=1")
    assert 'name="priority" value=""' not in asked


def test_a_person_sees_the_kiosk_as_they_wish_and_the_next_one_as_it_was(kiosk: Kiosk) -> None:
    def look(**said: str) -> str:
        return str(kiosk.touch("/kiosk/tampilan", kembali="/kiosk/layanan", **said).location)

    assert look(ubah="contrast") == "/kiosk/layanan"
    from_the_start = kiosk.touch("/kiosk/tampilan", kembali="/kiosk/", ubah="speech")
    assert from_the_start.location == "/kiosk/layanan", "the start screen would forget it at once"
    assert 'data-speech="on"' in kiosk.html("/kiosk/layanan")
    look(ubah="speech")
    look(ubah="low")
    page = kiosk.html("/kiosk/layanan")
    assert 'data-theme="kontras"' in page
    assert 'class="kiosk is-low"' in page
    look(ubah="contrast")
    assert 'data-theme="light"' in kiosk.html("/kiosk/layanan")
    kiosk.html("/kiosk/")
    assert 'class="kiosk"' in kiosk.html("/kiosk/layanan")


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example/kiosk/", "/admin/", "/kiosk\\..", ""])
def test_no_button_leads_away_from_the_kiosk(kiosk: Kiosk, away: str) -> None:
    for path in ("/kiosk/tampilan", "/kiosk/petugas", "/kiosk/petugas/batal"):
        assert kiosk.touch(path, kembali=away, ubah="large").location == "/kiosk/layanan"


def test_who_called_somebody_may_call_them_off_again(kiosk: Kiosk) -> None:
    calling = re.compile(
        r'action="/kiosk/petugas" data-help-off>.*?action="/kiosk/petugas/batal" data-help-on hidden', re.S
    )
    waiting = re.compile(r'action="/kiosk/petugas" data-help-off hidden>.*?"/kiosk/petugas/batal" data-help-on>', re.S)
    assert calling.search(kiosk.html("/kiosk/layanan"))
    kiosk.touch("/kiosk/petugas", kembali="/kiosk/instansi")
    for path in ("/kiosk/", "/kiosk/layanan"):
        page = kiosk.html(path)
        assert waiting.search(page)
        assert "data-help-on><svg" in page.replace("\n", ""), "who called is told so"
    assert kiosk.browser.get("/kiosk/denyut").get_json()["help"] is True
    assert kiosk.touch("/kiosk/petugas/batal", kembali="/kiosk/instansi").location == "/kiosk/instansi"
    assert "Panggilan petugas dibatalkan." in kiosk.shows("/kiosk/layanan")
    assert calling.search(kiosk.html("/kiosk/layanan"))
    assert kiosk.browser.get("/kiosk/denyut").get_json()["help"] is False


@pytest.mark.parametrize(("language", "words"), [("en", "What are you here for?"), ("jv", "Wonten kaperluan punapa?")])
def test_it_speaks_three_languages_also_on_paper(kiosk: Kiosk, language: str, words: str) -> None:
    home = kiosk.html(kiosk.touch("/kiosk/mulai", bahasa=language).location)
    assert words in home
    assert f'<html lang="{language}"' in home
    paper = kiosk.html(kiosk.take())
    assert {"en": "Ahead of you", "jv": "Wonten ngajeng Panjenengan"}[language] in paper
    assert tickets_here()[0].language == language
    kiosk.html("/kiosk/")
    assert "Apa keperluan Anda?" in kiosk.html("/kiosk/layanan")


def test_a_number_is_shown_only_on_its_kiosk_and_only_for_a_moment(app: Flask, kiosk: Kiosk) -> None:
    address = kiosk.take()
    assert Kiosk(app).browser.get(address).location == "/kiosk/"
    with transaction() as session:
        (at,) = session.execute(slips.select().with_only_columns(slips.c.at)).scalars()
        session.execute(slips.update().values(at=at - timedelta(minutes=4)))
    assert kiosk.browser.get(address).location == "/kiosk/"


def test_a_browser_that_is_no_kiosk_gets_no_number(app: Flask, kiosk: Kiosk) -> None:
    stranger = visitor(app)
    for path in ("/kiosk/", "/kiosk/layanan", "/kiosk/cari", "/kiosk/punya-nomor", "/kiosk/nomor/1"):
        assert stranger.get(path).location == "/kiosk/pasang"
    for path in (
        "/kiosk/ambil",
        "/kiosk/punya-nomor",
        "/kiosk/petugas",
        "/kiosk/petugas/batal",
        "/kiosk/nomor/1/cetak",
    ):
        assert stranger.post(path).location == "/kiosk/pasang"
    assert stranger.get("/kiosk/denyut", headers={"Accept": "application/json"}).status_code == 401
    screen = visitor(app)
    screen.set_cookie("kiosk", make.make_bearer("display"))
    assert screen.get("/kiosk/denyut", headers={"Accept": "application/json"}).status_code == 403
    assert tickets_here() == []


def test_a_revoked_kiosk_hears_it_with_the_next_beat(kiosk: Kiosk) -> None:
    assert kiosk.browser.get("/kiosk/denyut").get_json() == {"notices": [], "help": False}
    kiosk.open_page()
    revoke_everything()
    assert kiosk.browser.get("/kiosk/denyut", headers={"Accept": "application/json"}).status_code == 401
    assert kiosk.touch("/kiosk/ambil", idempotency_key="r" * 22, service=make.SERVICE).location == "/kiosk/pasang"
    assert tickets_here() == []


def test_it_reads_aloud_in_the_voice_of_the_house(kiosk: Kiosk) -> None:
    heard = kiosk.browser.get("/kiosk/suara?kata=Apa%20keperluan%20Anda%3F")
    assert (heard.status_code, heard.mimetype, heard.data[:4]) == (200, "audio/wav", b"RIFF")
    assert kiosk.browser.get("/kiosk/suara?kata=").data == b""


@pytest.mark.parametrize(
    ("shown", "language", "said"),
    [
        ("A012", "id", "A, nol satu dua"),
        ("Nomor B100, layanan KIA-1.02", "id", "Nomor B, satu nol nol, layanan KIA-1.02"),
        ("PR007", "en", "P R, zero zero seven"),
        ("A012", "jv", "A, nol setunggal kalih"),
        ("3 menunggu · 25–40 menit", "id", "3 menunggu, 25 sampai 40 menit"),
        ("Tutup, buka besok 08.00 WIB", "id", "Tutup, buka besok pukul 8"),
        ("pukul 10.20–10.45", "id", "pukul 10 lewat 20 sampai pukul 10 lewat 45"),
        ("10.05–11.00", "en", "10 oh 5 to 11 o'clock"),
        ("bikak jam 08.30", "jv", "bikak jam 8 langkung 30"),
        ("Formulir F-1.02, biaya Rp15.000", "id", "Formulir F-1.02, biaya Rp15.000"),
    ],
)
def test_what_a_screen_shows_is_said_as_people_say_it(shown: str, language: str, said: str) -> None:
    assert as_said(shown, language) == said


def test_a_disturbance_is_told_with_the_next_beat_and_an_invitation_is_not(kiosk: Kiosk) -> None:
    with transaction() as session:
        house = directory(session)
        notices.post_notice(session, house, text="Donor darah di lobi", by="test")
        notices.post_notice(session, house, text="Listrik <b>padam</b>", kind="gangguan", by="test")
    told = kiosk.browser.get("/kiosk/denyut").get_json()["notices"]
    assert told == [{"kind": "Gangguan", "text": "Listrik <b>padam</b>"}]
    assert "Listrik &lt;b&gt;padam" in kiosk.html("/kiosk/")


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"service": "X"},
        {"service": "x" * 500},
        {"service": make.SERVICE, "priority": "raja"},
        {"service": "😀"},
    ],
)
def test_nonsense_is_a_page_and_no_number(kiosk: Kiosk, sent: dict[str, str]) -> None:
    answer = kiosk.touch("/kiosk/ambil", idempotency_key="n" * 22, **sent)
    assert answer.status_code in (404, 422), answer.status_code
    assert tickets_here() == []
