"""Forms shown again, safe ways on, static addresses, and what a page knows."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask, render_template_string, url_for
from flask.testing import FlaskClient
from sqlalchemy import Engine, delete
from sqlalchemy.exc import OperationalError

from queue_app import clock
from queue_app.catalogue.models import AgencyRecord, CounterRecord, HallRecord, SiteRecord
from queue_app.slow import off_the_loop
from queue_app.web.assets import asset_url
from queue_app.web.next_page import safe_next
from tests.queue_app.people.make import writing


def send(client: FlaskClient, **fields: str):
    return client.post("/formulir", data={"csrf_token": client.get("/test/token").text, **fields})


def test_a_refused_form_comes_back_with_what_is_wrong_and_what_was_typed(client: FlaskClient) -> None:
    answer = send(client, name="   ", town="Mojokerto")
    assert answer.status_code == 422
    assert "Nama wajib diisi." in answer.text
    assert "Mojokerto" in answer.text


def test_a_password_never_comes_back(client: FlaskClient) -> None:
    answer = send(client, name="", password="sawah hijau", again="kereta malam", present="pagi sekali")
    assert not any(word in answer.text for word in ("sawah", "kereta", "pagi sekali", "csrf_token"))


def test_a_text_that_is_too_long_is_refused_by_name(client: FlaskClient) -> None:
    assert "Paling banyak 10 karakter." in send(client, name="x" * 11).text


def test_a_named_no_is_shown_on_the_form_with_its_status(client: FlaskClient) -> None:
    answer = send(client, name="a", password="penuh")
    assert answer.status_code == 409
    assert "Nomor KTP hari ini sudah habis." in answer.text


def test_any_other_no_travels_on(client: FlaskClient) -> None:
    answer = send(client, name="a", password="dilarang")
    assert answer.status_code == 403
    assert "Formulir" not in answer.text


@pytest.mark.parametrize("address", ["/loket/", "/manajer/?dari=2026-11-01&sampai=2026-11-30", "/a//b", "/"])
def test_the_way_on_is_a_page_of_our_own(address: str) -> None:
    assert safe_next(address) == address


@pytest.mark.parametrize(
    "address",
    [
        None, "", "loket", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example/",
        "javascript:alert(1)", "/\t/evil.example", "/\n/evil.example", "/%0d%0a\r\nLocation: x", " //evil.example",
        "/" + "x" * 600, "http:/loket", "/loket\x00", "//[", "/\u202e",
    ],
)  # fmt: skip
def test_a_way_to_another_site_is_no_way(address: str | None) -> None:
    assert safe_next(address) is None


def test_a_static_address_changes_with_the_content(tiny: Flask, tmp_path: Path) -> None:
    tiny.static_folder = str(tmp_path)
    file = tmp_path / "a.css"
    file.write_text("one")
    with tiny.test_request_context():
        first = asset_url("a.css")
        assert first == url_for("static", filename="a.css")
        file.write_text("other")
        assert asset_url("a.css") != first
        assert asset_url("missing.css") == "/static/missing.css"


def test_a_hashed_file_is_kept_and_a_plain_one_asked_for_again(client: FlaskClient, tiny: Flask) -> None:
    with tiny.test_request_context():
        address = asset_url("css/tokens.css")
    assert client.get(address).headers["Cache-Control"] == "public, max-age=31536000, immutable"
    plain = client.get("/static/css/tokens.css")
    assert plain.headers["Cache-Control"] == "public, no-cache"
    assert client.get("/static/css/tokens.css", headers={"If-None-Match": plain.headers["ETag"]}).status_code == 304
    assert "Set-Cookie" not in plain.headers
    assert client.get("/static/missing.css?v=1").headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("path", ["/static/../config.py", "/static/%2e%2e/config.py", "/static/..%2fapp.py"])
def test_static_files_end_at_their_folder(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_page_knows_its_site_and_says_when_the_clock_is_simulated(client: FlaskClient) -> None:
    assert "Jam simulasi" not in client.get("/publik/").text
    real = clock.real_now()
    clock.install(clock.Clock(real, real, 10))
    try:
        assert "Jam simulasi" in client.get("/publik/").text
    finally:
        clock.install(None)


def test_an_error_page_knows_its_site_while_the_database_is_away(client: FlaskClient, tiny: Flask) -> None:
    client.get("/publik/")

    def away():
        raise OperationalError("SELECT 1", {}, Exception("away"))

    tiny.extensions["reading"] = away
    answer = client.get("/publik/")
    assert answer.status_code == 503
    assert "MPP Gajah Mada" in answer.text


def test_an_installation_without_a_site_still_answers(client: FlaskClient, engine: Engine) -> None:
    with writing(engine) as session:
        for record in (CounterRecord, AgencyRecord, HallRecord, SiteRecord):
            session.execute(delete(record))
    assert client.get("/publik/").status_code == 200


def test_slow_work_gives_its_result_or_its_error() -> None:
    assert off_the_loop(divmod, 7, 3) == (2, 1)
    with pytest.raises(ZeroDivisionError):
        off_the_loop(divmod, 7, 0)


UNDER_GEVENT = """
from gevent import monkey
monkey.patch_all()
import time, gevent
from gevent import monkey
from queue_app.slow import off_the_loop
ticks = []
def beat():
    while True:
        ticks.append(1)
        gevent.sleep(0.01)
gevent.spawn(beat)
block = monkey.get_original("time", "sleep")
assert off_the_loop(lambda: block(0.3) or "done") == "done"
assert len(ticks) > 10, ticks
try:
    off_the_loop(lambda: 1 / 0)
except ZeroDivisionError:
    print("others went on")
"""


def test_under_gevent_slow_work_holds_nobody_up() -> None:
    import subprocess
    import sys

    ran = subprocess.run([sys.executable, "-c", UNDER_GEVENT], capture_output=True, text=True, timeout=300, check=False)
    assert ran.stdout == "others went on\n"
    assert ran.stderr == ""


def test_text_from_people_is_escaped(tiny: Flask) -> None:
    with tiny.test_request_context():
        assert "<script>" not in render_template_string("{{ name }}", name="<script>alert(1)</script>")
