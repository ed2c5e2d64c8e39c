"""While numbers are taken abnormally fast, a little work or a little patience lets everybody through, and nobody is
shut out for standing behind the same address as somebody else.
"""

from __future__ import annotations

import dataclasses
import re
import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from queue_app import clock, create_app, ids
from queue_app.catalogue.directory import forget
from queue_app.transaction import database
from queue_app.web import challenges, limits
from tests import make
from tests.conftest import MONDAY, config_of, still
from tests.queue_app.citizen.forms import hidden
from tests.queue_app.line.scene import visitor

ADDRESS = "/layanan/DKC-KIA/ambil"
WISH = {"service": "DKC-KIA", "channel": "remote"}


@pytest.fixture
def busy(sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """A house that counts: two numbers a minute for each network, five for all, and light work."""
    shutil.copy(sqlite_template, tmp_path / "gmsc.db")
    monkeypatch.setattr(limits, "TAKING_OF_ALL", "5/minute")
    monkeypatch.setattr(challenges, "BITS", 8)
    made = create_app(dataclasses.replace(config_of(tmp_path), rate_limits=True))
    for endpoint in ("citizen.take", "api.post_take"):
        monkeypatch.setattr(made.view_functions[endpoint], "rate", "2/minute")
    ids.install(ids.Keyring(made.extensions["config"].secret_key))
    clock.install(still(MONDAY))
    with made.app_context():
        yield made
        database.session.remove()
        database.engine.dispose()
    clock.install(None)
    forget()


def phone(app: Flask, network: str = "192.0.2.1") -> FlaskClient:
    """A phone that is new here, behind an address."""
    made = visitor(app)
    made.environ_base["REMOTE_ADDR"] = network
    return made


def taken(client: FlaskClient, headers: dict[str, str] | None = None, **more: Any) -> TestResponse:
    return client.post("/api/v1/tickets", json=WISH | more, headers=headers)


def work(token: str, bits: int = 8) -> str:
    return next(str(n) for n in count() if challenges.worked(token, str(n), bits))


def crowded(app: Flask, network: str = "192.0.2.1") -> None:
    """Others behind this address have just taken all that it may have."""
    for form in (True, False):
        for _ in range(2):
            client = phone(app, network)
            page = hidden(client.get(ADDRESS).text) if form else {}
            assert (client.post(ADDRESS, data=page) if form else taken(client)).status_code in (303, 201)


def test_a_program_beyond_the_rate_is_told_the_way_through_and_takes_it(busy: Flask) -> None:
    assert [taken(phone(busy)).status_code for _ in range(2)] == [201, 201]
    client = phone(busy)
    no = taken(client)
    asked = no.json["challenge"]
    assert (no.status_code, no.mimetype, no.json["type"]) == (429, "application/problem+json", "too-many")
    assert (no.headers["Retry-After"], asked["bits"], asked["wait"]) == ("30", 8, 30)
    answer = {asked["header"]: f"{asked['token']} {work(asked['token'])}"}
    assert taken(client, {asked["header"]: f"{asked['token']} nonsense"}).status_code == 429
    assert taken(client, answer).status_code == 201
    assert taken(phone(busy), answer).status_code == 429, "one challenge, one number"


def test_a_forged_or_old_challenge_is_worth_nothing(busy: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    crowded(busy)
    token = taken(phone(busy)).json["challenge"]["token"]
    forged = token[:-3] + ("AAA" if not token.endswith("AAA") else "BBB")
    assert taken(phone(busy), {challenges.HEADER: f"{forged} {work(forged)}"}).status_code == 429
    at = clock.real_now().timestamp()
    monkeypatch.setattr(challenges, "_now", lambda: int(at) + challenges.LASTS + 1)
    assert taken(phone(busy), {challenges.HEADER: f"{token} {work(token)}"}).status_code == 429


def test_who_has_no_script_waits_half_a_minute_and_keeps_what_was_typed(
    busy: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowded(busy)
    client = phone(busy)
    fields = hidden(client.get(ADDRESS).text) | {"phone": "0812 3456 7890", "consent": "ya", "priority": "lansia"}
    slow = client.post(ADDRESS, data=fields)
    assert (slow.status_code, slow.headers["Retry-After"]) == (429, "30")
    assert "Tunggu 30 detik, lalu tekan Lanjutkan." in slow.text
    again = hidden(slow.text)
    assert {name: again[name] for name in ("phone", "priority", "idempotency_key")} == {
        name: fields[name] for name in ("phone", "priority", "idempotency_key")
    }
    at = int(clock.real_now().timestamp())
    monkeypatch.setattr(challenges, "_now", lambda: at + 12)
    early = client.post(ADDRESS, data=again)
    assert early.status_code == 429
    assert hidden(early.text)["tantangan"] == again["tantangan"], "waiting is not begun anew"
    assert re.search(r"Tunggu 1[89] detik", early.text)
    monkeypatch.setattr(challenges, "_now", lambda: at + 31)
    assert client.post(ADDRESS, data=again).status_code == 303


def test_the_work_is_done_by_a_form_as_well(busy: Flask) -> None:
    crowded(busy)
    client = phone(busy)
    slow = hidden(client.post(ADDRESS, data=hidden(client.get(ADDRESS).text)).text)
    assert client.post(ADDRESS, data=slow | {"jawaban": work(slow["tantangan"])}).status_code == 303


def test_other_networks_go_on_until_the_whole_house_is_asked_too_fast(busy: Flask) -> None:
    assert [taken(phone(busy)).status_code for _ in range(3)] == [201, 201, 429]
    others = [taken(phone(busy, f"198.51.100.{n}")).status_code for n in range(4)]
    assert others == [201, 201, 201, 429]
    client = phone(busy, "198.51.100.9")
    answer = client.post(f"{ADDRESS}?site=karangan", data=hidden(client.get(ADDRESS).text))
    assert answer.status_code == 429, "a house that does not exist is no way round"


def test_a_kiosk_is_not_slowed_by_what_phones_do(busy: Flask) -> None:
    crowded(busy)
    assert [taken(phone(busy, f"198.51.100.{n}")).status_code for n in range(2)] == [201, 429]
    kiosk = make.headers("kiosk")
    assert taken(phone(busy), kiosk, channel="kiosk").status_code == 201


@pytest.mark.parametrize(
    ("address", "network"),
    [("192.0.2.7", "192.0.2.7"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("unknown", "unknown"), ("::x", "::x")],
)
def test_one_customer_is_one_network(address: str, network: str) -> None:
    assert limits.network_of(address) == network
