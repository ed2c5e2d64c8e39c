"""An admin hears each hall, sees what each announcer's pack lacks, and lets a hall speak with one of them."""

from __future__ import annotations

import re
import shutil
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from display import voice
from queue_app.line.ticket import Status
from queue_app.people.models import AuditEntryRecord
from queue_app.transaction import reading
from tests.display.packs import WORDS, make_pack, tone
from tests.display.test_voice import seconds
from tests.make import headers, make_ticket_in

pytestmark = pytest.mark.parametrize("app", ["sqlite"], indirect=True)

EVERYTHING = (*WORDS, "keempat", "kelima", "suara", "ini")
HEARD, PAGE = "/admin/suara/H2/id.wav", "/admin/suara"


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    client = app.test_client()
    shutil.rmtree(voice.home() / "packs", ignore_errors=True)
    (voice.home() / "chosen.json").unlink(missing_ok=True)
    return client


def page(client: FlaskClient) -> str:
    text = re.sub(r"<[^>]*>", " ", client.get(PAGE, headers=headers("admin")).text)
    return " ".join(unescape(text).split())


def choose(client: FlaskClient, **packs: str) -> int:
    form = {f"pack-{language}": name for language, name in packs.items()}
    return int(client.post(f"{PAGE}/H2", data=form, headers=headers("admin")).status_code)


def test_a_hall_speaks_with_the_pack_that_was_chosen_for_it(client: FlaskClient) -> None:
    admin = headers("admin")
    assert seconds(client.get(HEARD, headers=admin).data) > 2, "the synthetic voice"
    make_pack(voice.home() / "packs" / "ibu-rahayu", EVERYTHING, word_ms=5, comma_ms=5, stop_ms=5)
    assert seconds(client.get(HEARD, headers=admin).data) > 2, "a pack beside the others waits until it is chosen"
    assert choose(client, id="ibu-rahayu") == 303
    assert seconds(client.get(HEARD, headers=admin).data) < 2
    before = client.get("/api/v1/boards/H2").get_json()["calls"]
    make_ticket_in(Status.CALLED)
    call = client.get("/api/v1/boards/H2").get_json()["calls"][0]
    assert call not in before
    assert seconds(client.get(f"/display/H2/suara/{call['event']}/id.wav").data) < 2, "and so does the hall"
    assert choose(client, id="") == 303
    assert seconds(client.get(HEARD, headers=admin).data) > 2
    with reading() as session:
        chosen = select(AuditEntryRecord.data).where(AuditEntryRecord.action == "voice-chosen")
        assert [data["id"] for data in session.scalars(chosen.order_by(AuditEntryRecord.id))] == ["ibu-rahayu", ""]


def test_each_pack_says_what_it_lacks_and_what_will_sound_odd(client: FlaskClient) -> None:
    assert "Semua ruang memakai suara sintetis" in page(client)
    packs = voice.home() / "packs"
    make_pack(packs / "lengkap", EVERYTHING)
    lacking = make_pack(packs / "kurang", EVERYTHING)
    (lacking / "sebelas.wav").unlink()
    tone(lacking / "nol.wav", 300, 0.1, loud=0.02)
    (make_pack(packs / "rusak") / "satu.wav").write_bytes(b"RIFF")
    told = page(client)
    assert "Lengkap: semua nomor, loket, dan lantai dapat diucapkan." in told
    assert "Kurang 1 kata" in told
    assert "sebelas.wav" in told
    assert "nol.wav: lebih pelan daripada klip lain" in told
    assert "Tidak dapat dipakai: satu.wav: bukan WAV yang utuh" in told
    assert choose(client, id="rusak") == 422
    assert choose(client, en="lengkap") == 422, "a pack speaks its own language only"
    assert choose(client, id="../../etc") == 422


def test_only_admins_hear_and_choose(client: FlaskClient) -> None:
    for role in ("supervisor", "manager", "counter"):
        assert client.get(PAGE, headers=headers(role)).status_code == 403
        assert client.get(HEARD, headers=headers(role)).status_code == 403
    admin = headers("admin")
    for path in ("/admin/suara/X9/id.wav", "/admin/suara/H2/xx.wav"):
        assert client.get(path, headers=admin).status_code == 404
    assert client.get("/admin/suara/H2/jv.wav", headers=admin).status_code == 503, "nobody speaks Javanese here yet"
