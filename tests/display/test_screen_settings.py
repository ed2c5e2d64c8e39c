"""Who looks after a hall sets its screens and what they show; nobody else does, and nothing wrong is kept."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from display.settings import settings_from
from queue_app.catalogue.directory import directory
from queue_app.people.device_state import device_states
from queue_app.transaction import reading
from tests.make import headers, make_bearer
from tests.queue_app.counter.desk import words

pytestmark = pytest.mark.parametrize("app", ["sqlite"], indirect=True)

PAGE = "/display/H2/atur"
GOOD = {"inches": "43", "metres": "7,5", "volume": "80", "languages": ["id", "en"], "counters": "l4, L5", "media": "1"}
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


def a_screen() -> int:
    make_bearer("display", board="H2")
    with reading() as session:
        return device_states(session, directory(session))[-1].device_id


def test_a_screen_is_set_from_the_page_and_follows(client: FlaskClient) -> None:
    device, supervisor = a_screen(), headers("supervisor")
    answer = client.post(f"{PAGE}/layar/{device}", data=GOOD, headers=supervisor)
    assert (answer.status_code, answer.location) == (303, PAGE)
    with reading() as session:
        kept = settings_from(device_states(session, directory(session))[-1].settings, "H2")
    assert (kept.inches, kept.metres, kept.volume, kept.languages) == (43, 7.5, 80, ("id", "en"))
    assert (kept.counters, kept.media, kept.fit.rows) == (("L4", "L5"), True, 5)
    before = kept.layout
    client.post(f"{PAGE}/layar/{device}", data={"act": "reload"}, headers=supervisor)
    with reading() as session:
        kept = settings_from(device_states(session, directory(session))[-1].settings, "H2")
    assert kept.layout != before
    assert kept.inches == 43, "nothing else changed"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"inches": "5"}, "Ukuran layar 19 sampai 150 inci."),
        ({"metres": "jauh"}, "Jarak baca 1 sampai 30 meter."),
        ({"volume": "101"}, "Volume 0 sampai 100 persen."),
        ({"languages": []}, "Pilih sekurangnya satu bahasa."),
        ({"counters": "L4, ZZ"}, "Ada kode loket yang tidak dikenal di ruang ini."),
    ],
)
def test_what_cannot_be_is_refused_and_what_was_typed_stays(
    client: FlaskClient, wrong: dict[str, object], said: str
) -> None:
    device = a_screen()
    answer = client.post(f"{PAGE}/layar/{device}", data={**GOOD, **wrong}, headers=headers("admin"))
    assert answer.status_code == 422
    assert said in words(answer.text)
    assert 'value="l4, L5"' in answer.text or "counters" in wrong
    with reading() as session:
        assert device_states(session, directory(session))[-1].settings == {}


def test_only_who_looks_after_the_hall_may_set_it(client: FlaskClient) -> None:
    device = a_screen()
    for role in ("counter", "manager", "auditor", "display"):
        assert client.get(PAGE, headers=headers(role)).status_code == 403
        assert client.post(f"{PAGE}/layar/{device}", data=GOOD, headers=headers(role)).status_code == 403
    assert client.post(f"{PAGE}/layar/{device + 9}", data=GOOD, headers=headers("admin")).status_code == 404


def test_a_picture_is_kept_shown_and_taken_away(client: FlaskClient) -> None:
    admin = headers("admin")
    assert send(client, PNG, "Jadwal Layanan (Jumat).PNG").status_code == 303
    (shown,) = client.get("/display/H2/media.json").get_json()
    assert (shown["kind"], shown["title"]) == ("image", "jadwal layanan jumat")
    picture = client.get(shown["address"])
    assert (picture.data, picture.mimetype) == (PNG, "image/png")
    assert picture.headers["X-Content-Type-Options"] == "nosniff"
    gone = client.post(f"{PAGE}/media/hapus", data={"name": "jadwal-layanan-jumat.png"}, headers=admin)
    assert gone.status_code == 303
    assert client.get("/display/H2/media.json").get_json() == []
    assert client.get(shown["address"]).status_code == 404


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (b"<svg onload=alert(1)>", "x.svg"),
        (b"<script>alert(1)</script>", "x.png"),
        (PNG, "x.mp4"),
        (b"", "x.jpg"),
        (b"Judul\n" + b"satu\n" * 9, "x.txt"),
        (b"\xff\xfe\x00", "x.txt"),
        (PNG, ""),
    ],
)
def test_what_a_screen_cannot_show_is_refused(client: FlaskClient, body: bytes, name: str) -> None:
    answer = send(client, body, name)
    assert answer.status_code == 422
    assert "Ada yang perlu diperbaiki" in words(answer.text)
    assert client.get("/display/H2/media.json").get_json() == []


def test_no_name_of_a_file_leads_out_of_the_folder(client: FlaskClient, app: Flask) -> None:
    assert send(client, PNG, "../../../etc/..%2fpasswd.png").status_code == 303
    data: Path = app.extensions["config"].data_dir
    assert [file.parent.name for file in data.rglob("*.png")] == ["H2"]
    for name in ("../../secret_key", "..%2f..%2fsecret_key", ".hidden.png"):
        assert client.get(f"/display/H2/media/{name}").status_code == 404
    for file in data.rglob("*.png"):
        file.unlink()


def send(client: FlaskClient, body: bytes, name: str) -> TestResponse:
    data = {"file": (BytesIO(body), name)}
    return client.post(f"{PAGE}/media", data=data, headers=headers("admin"), content_type="multipart/form-data")
