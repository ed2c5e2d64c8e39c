"""A reader chooses language, letters and colours once, without a script, and every public page follows."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient


@pytest.fixture
def reader(sqlite_app: Flask) -> FlaskClient:
    return sqlite_app.test_client()


def html_tag(reader: FlaskClient, path: str, **headers: str) -> str:
    text = reader.get(path, headers=headers).text
    return text[text.index("<html") : text.index(">", text.index("<html")) + 1]


def test_pages_are_indonesian_whatever_the_browser_is_set_to(reader: FlaskClient) -> None:
    assert html_tag(reader, "/", **{"Accept-Language": "en"}) == '<html lang="id" data-theme="auto">'


def test_a_choice_leads_back_and_holds_on_every_public_page(reader: FlaskClient) -> None:
    chosen = {"bahasa": "jv", "huruf": "besar", "warna": "kontras", "kembali": "/bantuan#tiba"}
    answer = reader.post("/tampilan", data=chosen)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/bantuan#tiba")
    for path in ("/", "/cari?q=ktp", "/s/0000-0000-0000"):
        assert html_tag(reader, path) == '<html lang="jv" data-theme="kontras" data-text="besar">', path


def test_one_choice_keeps_the_others(reader: FlaskClient) -> None:
    reader.post("/tampilan", data={"huruf": "terbesar"})
    reader.post("/tampilan", data={"bahasa": "en"})
    assert html_tag(reader, "/") == '<html lang="en" data-theme="auto" data-text="terbesar">'


@pytest.mark.parametrize("kept", ["", "xx.riesig.bunt", "en", ".....", "en.besar.kontras.more", '"><script>'])
def test_a_cookie_nobody_offered_is_no_choice(reader: FlaskClient, kept: str) -> None:
    reader.set_cookie("tampilan", kept)
    answer = reader.get("/")
    assert answer.status_code == 200
    assert "<script>" not in answer.text
    assert "bunt" not in answer.text


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_a_choice_never_leads_to_another_site(reader: FlaskClient, elsewhere: str) -> None:
    answer = reader.post("/tampilan", data={"bahasa": "en", "kembali": elsewhere})
    assert answer.headers["Location"] == "/"


def test_the_office_and_the_api_speak_indonesian(reader: FlaskClient) -> None:
    reader.post("/tampilan", data={"bahasa": "en"})
    assert reader.get("/api/v1/services/XX").json["title"] == "Tidak ditemukan"


def test_a_page_speaks_the_language_that_was_chosen(reader: FlaskClient) -> None:
    heading = {"id": "Ambil nomor antrean dari rumah", "en": "Take a queue number from home"}
    heading["jv"] = "Pundhut nomer antrean saking griya"
    for language, words in heading.items():
        reader.post("/tampilan", data={"bahasa": language})
        assert f'<h1 class="display">{words}</h1>' in reader.get("/").text
        assert "Halaman ini" not in reader.get("/tiket/none").text or language == "id"
