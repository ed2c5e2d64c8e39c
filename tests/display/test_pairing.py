"""A TV shows a code, the operator accepts it, the board opens; every other end says in one sentence what to do."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from queue_app import clock, create_app, retention
from queue_app.catalogue.directory import forget
from queue_app.people import pairing
from queue_app.people.models import AccessTokenRecord, AuditEntryRecord, DevicePairingRecord
from queue_app.transaction import database, reading, transaction
from tests.conftest import config_of
from tests.queue_app.counter.desk import words

BOARD = "/display/H2"
DOOR, CODE, ASK = f"{BOARD}/pasang", f"{BOARD}/pasang/kode", f"{BOARD}/pasang/periksa"
JSON = {"Accept": "application/json"}


@pytest.fixture
def tv(app: Flask) -> Iterator[FlaskClient]:
    """A TV that nobody has touched yet; forms are checked against forgery elsewhere."""
    before = app.config.get("WTF_CSRF_ENABLED", True)
    app.config["WTF_CSRF_ENABLED"] = False
    yield app.test_client()
    app.config["WTF_CSRF_ENABLED"] = before


def show_code(tv: FlaskClient) -> str:
    """Press the button; answers with the six digits on the screen."""
    answer = tv.post(CODE, data={})
    assert (answer.status_code, answer.location) == (303, CODE)
    return code_on(tv)


def code_on(tv: FlaskClient) -> str:
    found = re.search(r'"pairing-code[ a-z]*">(\d{3}) (\d{3})<', tv.get(CODE).text)
    assert found
    return found[1] + found[2]


def flask(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["device", "pair", *arguments])


def age(by: timedelta) -> None:
    """Let real time pass for every code."""
    with transaction() as session:
        until = session.scalars(select(DevicePairingRecord.expires_at)).one()
        session.execute(update(DevicePairingRecord).values(expires_at=until - by))


def tokens() -> list[tuple[str, str, str]]:
    with reading() as session:
        return [(t.role, t.name, t.created_by) for t in session.scalars(select(AccessTokenRecord))]


def test_a_tv_is_installed_by_the_code_it_shows(app: Flask, tv: FlaskClient) -> None:
    assert "Tampilkan kode pemasangan" in tv.get(DOOR).text
    code = show_code(tv)
    assert f"flask --app queue_app device pair {code}" in tv.get(CODE).text
    assert tv.post(ASK, data={}).location == CODE, "nobody has accepted it yet"
    done = flask(app, code, "--name", "TV lobi")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == "Layar panggilan “TV lobi” diterima: Ruang Layanan Lantai 2 (H2).\n"
    assert "Kode ini sudah diterima." in words(tv.get(CODE).text)
    assert tokens() == []
    assert tv.post(ASK, data={}).location == BOARD
    assert tokens() == [("display", "TV lobi", "operator")]
    assert "data-code=" in tv.get(BOARD).text, "the board of an installed screen has the lobby code"


def test_a_script_is_told_where_to_go_when_the_code_is_accepted(app: Flask, tv: FlaskClient) -> None:
    code = show_code(tv)
    assert tv.post(ASK, data={}, headers=JSON).get_json() == {"address": None}
    flask(app, code)
    answer = tv.post(ASK, data={}, headers=JSON)
    assert answer.get_json() == {"address": BOARD}
    assert answer.headers["Cache-Control"] in ("no-cache", "no-store")


def test_the_command_tells_programs_which_device_it_was(app: Flask, tv: FlaskClient) -> None:
    code = show_code(tv)
    told = flask(app, f"{code[:3]}-{code[3:]}", "--json")
    assert json.loads(told.stdout) == {
        "kind": "display",
        "name": "TV Ruang Layanan Lantai 2",
        "board": "H2",
        "hall": "Ruang Layanan Lantai 2",
    }


def test_no_script_can_read_what_the_browser_keeps(app: Flask, tv: FlaskClient) -> None:
    kept = tv.post(CODE, data={}).headers["Set-Cookie"]
    assert kept.startswith("pairing=")
    flask(app, code_on(tv))
    for cookie in (kept, tv.post(ASK, data={}).headers["Set-Cookie"]):
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie


def test_looking_at_the_pages_changes_nothing(app: Flask, tv: FlaskClient) -> None:
    def rows() -> list[tuple[datetime, datetime | None, datetime | None]]:
        row = DevicePairingRecord
        with reading() as session:
            return [tuple(one) for one in session.execute(select(row.expires_at, row.accepted_at, row.used_at))]

    for path in (DOOR, CODE):
        tv.get(path)
    assert rows() == []
    flask(app, show_code(tv))
    before = rows()
    for path in (DOOR, CODE, ASK, BOARD):
        tv.get(path)
    assert rows() == before
    assert tokens() == []


def test_the_code_stays_on_this_screen_alone(app: Flask, tv: FlaskClient) -> None:
    code = show_code(tv)
    page = tv.get(CODE)
    assert page.headers["Cache-Control"] == "no-store"
    other = app.test_client().get(CODE)
    assert other.status_code == 404
    assert code not in other.text
    assert "belum menampilkan kode pemasangan" in words(other.text)
    assert code_on(tv) == code, "a page that is loaded again shows the same code"
    assert show_code(tv) != code


def test_a_wrong_code_is_one_sentence_and_exit_code_1(app: Flask, tv: FlaskClient) -> None:
    other = f"{(int(show_code(tv)) + 1) % 10**6:06d}"
    for typed in (other, "1234", "bukan kode"):
        ends(flask(app, typed), "Kode pemasangan ini tidak dikenal. Periksa enam angka di layar.")


def test_a_code_that_is_too_old_is_one_sentence_and_exit_code_1(app: Flask, tv: FlaskClient) -> None:
    code = show_code(tv)
    age(pairing.LIVES)
    ends(flask(app, code), "Kode pemasangan ini sudah tidak berlaku. Tampilkan kode baru di layar.")


def test_a_used_code_is_one_sentence_and_exit_code_1(app: Flask, tv: FlaskClient) -> None:
    code = show_code(tv)
    flask(app, code)
    used = "Kode pemasangan ini sudah dipakai. Tampilkan kode baru di layar."
    ends(flask(app, code), used)
    tv.post(ASK, data={})
    ends(flask(app, code), used)


def ends(result: Result, sentence: str) -> None:
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", f"{sentence}\n")


def test_a_bad_name_is_bad_input(app: Flask, tv: FlaskClient) -> None:
    assert flask(app, show_code(tv), "--name", "x" * 81).exit_code == 2


@pytest.mark.parametrize(("method", "path"), [("GET", CODE), ("POST", ASK)])
def test_a_screen_whose_code_is_over_offers_a_new_one(app: Flask, tv: FlaskClient, method: str, path: str) -> None:
    show_code(tv)
    age(pairing.LIVES)
    answer = tv.open(path, method=method, data={} if method == "POST" else None)
    assert answer.status_code == 410
    assert "sudah tidak berlaku" in words(answer.text)
    assert "Tampilkan kode pemasangan" in answer.text
    assert tv.post(ASK, data={}, headers=JSON).status_code == 410
    assert show_code(tv)


def test_a_screen_whose_code_was_used_elsewhere_says_so(app: Flask, tv: FlaskClient) -> None:
    flask(app, show_code(tv))
    secret = tv.get_cookie("pairing")
    assert secret
    tv.post(ASK, data={})
    copy = app.test_client()
    copy.set_cookie("pairing", secret.value)
    answer = copy.post(ASK, data={})
    assert answer.status_code == 409
    assert "sudah dipakai" in words(answer.text)
    assert copy.get_cookie("display") is None
    assert len(tokens()) == 1


def test_too_many_open_codes_are_refused_on_the_page(
    app: Flask, tv: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pairing, "MOST_OPEN", 0)
    answer = tv.post(CODE, data={})
    assert answer.status_code == 429
    assert "Terlalu banyak permintaan" in words(answer.text)


def test_nobody_may_ask_for_codes_without_end(sqlite_template: Path, tmp_path: Path) -> None:
    shutil.copy(sqlite_template, tmp_path / "gmsc.db")
    app = create_app(config_of(tmp_path, rate_limits=True))
    app.config["WTF_CSRF_ENABLED"] = False
    try:
        answers = [app.test_client().post(CODE, data={}) for _ in range(11)]
        patient = app.test_client()
        waited = {patient.post(ASK, data={}).status_code for _ in range(60)}
    finally:
        with app.app_context():
            database.engine.dispose()
        forget()
    assert [answer.status_code for answer in answers] == [303] * 10 + [429]
    assert "Terlalu banyak permintaan" in words(answers[-1].text)
    assert waited == {404}, "asking whether a code was accepted has a limit of its own"


def test_acceptance_and_token_are_in_the_audit_trail(app: Flask, tv: FlaskClient) -> None:
    flask(app, show_code(tv), "--name", "TV lobi")
    tv.post(ASK, data={})
    with reading() as session:
        done = [(e.action, e.by) for e in session.scalars(select(AuditEntryRecord).order_by(AuditEntryRecord.id))]
    assert done == [("device-accepted", "operator"), ("token-created", "operator")]


def test_codes_that_are_over_are_swept_after_an_hour(app: Flask, tv: FlaskClient) -> None:
    def left() -> int:
        with transaction() as session:
            retention.forget(session, 30)
            return len(session.scalars(select(DevicePairingRecord)).all())

    show_code(tv)
    age(pairing.LIVES + timedelta(minutes=59))
    assert left() == 1
    age(timedelta(minutes=2))
    assert left() == 0
    assert tv.get(CODE).status_code == 404


def test_a_lesson_with_a_fast_clock_has_codes_of_ten_real_minutes(app: Flask, tv: FlaskClient) -> None:
    clock.install(clock.Clock(clock.now(), clock.real_now(), 3600.0))
    show_code(tv)
    assert "Kode berlaku 10 menit lagi." in words(tv.get(CODE).text)
