"""Three hundred texts that try to become code, in every field that people fill, on every door that shows it: text only.

One house is filled with them once. Each page is then read as a browser reads it: no element, attribute or address was
made by a text, and the text can be read. The TV's own scripts have `tests/display/test_hostile_words.py`.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from queue_app import clock, create_app, ids
from queue_app.catalogue import texts
from queue_app.catalogue.directory import directory, forget
from queue_app.catalogue.models import AgencyRecord, CounterRecord, HallRecord, ServiceRecord, SiteRecord
from queue_app.line import attendance, calling, notices, serving
from queue_app.people import staff
from queue_app.people.models import AccessTokenRecord
from queue_app.transaction import database, transaction
from tests.conftest import MONDAY, config_of, still
from tests.make import COUNTER, do, headers, make_bearer, make_open_counter, make_ticket
from tests.payloads import payloads
from tests.queue_app.line.scene import visitor

CORPUS = payloads()
#: What every text of the corpus but the shortest would run.
MARK = "window.hacked"
#: Where a browser follows an address.
ADDRESSES = ("href", "src", "action", "formaction", "srcdoc", "data", "content")
RAW = ("script", "style")
#: How many texts fit into a notice, and how many notices stand at once.
IN_NOTICE, STANDING = 3, 3


class Read(HTMLParser):
    """A page as a browser reads it: `words`, all that can be read or is kept in attributes; `wrong`, whatever a text
    has made of it.
    """

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.words, self._within = "", ""
        self.wrong: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._within = tag if tag in RAW else ""
        for name, value in attrs:
            self.words += f" {value or ''}"
            if name.startswith("on") or MARK in name:
                self.wrong.append(f"<{tag} {name}>")
            if name in ADDRESSES and not ours(value or ""):
                self.wrong.append(f"<{tag} {name}={value}>")

    def handle_endtag(self, tag: str) -> None:
        self._within = ""

    def handle_data(self, data: str) -> None:
        if self._within and MARK in data:
            self.wrong.append(f"<{self._within}>{data[:80]}")
        self.words += data

    def reads(self, text: str) -> bool:
        return squeezed(text) in squeezed(self.words)


@pytest.fixture(scope="module")
def house(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A house of its own in which whatever can be named is named after the corpus."""
    folder = tmp_path_factory.mktemp("hostile")
    shutil.copy(sqlite_template, folder / "gmsc.db")
    app = create_app(config_of(folder))
    clock.install(still(MONDAY))
    ids.install(ids.Keyring(app.extensions["config"].secret_key))
    with app.app_context():
        yield app
        database.session.remove()
        database.engine.dispose()
    clock.install(None)
    forget()


@pytest.fixture(scope="module")
def named(house: Flask) -> dict[str, str]:
    """Service code → its name; agencies, halls, counters and the site are named likewise, and so are people,
    machines and the texts of the mall.
    """
    texts_in_turn = cycle(CORPUS)
    with transaction() as session:
        for record, columns in (
            (ServiceRecord, ("name",)),
            (AgencyRecord, ("name", "short_name")),
            (HallRecord, ("name",)),
            (CounterRecord, ("name",)),
            (SiteRecord, ("name", "short_name", "owner", "address")),
        ):
            for key in session.scalars(select(record.id)).all():
                values = {column: next(texts_in_turn) for column in columns}
                session.execute(update(record).where(record.id == key).values(values))
        found = {code: name for code, name in session.execute(select(ServiceRecord.code, ServiceRecord.name))}
    forget()
    return found


@pytest.fixture
def client(house: Flask, named: dict[str, str]) -> FlaskClient:
    """A browser."""
    return visitor(house)


def ours(address: str) -> bool:
    """Whether an address stays in the house: a text may stand in its query, as text."""
    address = address.strip().lower()
    return not address.startswith(("javascript:", "data:text", "//")) and (MARK not in address or address[0] == "/")


def read(client: FlaskClient, path: str, role: str = "") -> Read:
    """The page, in which no text has become anything else."""
    answer = client.get(path, headers=headers(role) if role else {})
    assert answer.status_code == 200, (path, answer.status_code)
    page = Read(answer.text)
    assert page.wrong == [], path
    return page


def test_names_of_the_catalogue_are_words_on_every_door(client: FlaskClient, named: dict[str, str]) -> None:
    for code, name in named.items():
        assert read(client, f"/layanan/{code}").reads(name), name
    everywhere: dict[str, tuple[str, ...]] = {
        "": ("/", "/instansi", "/bantuan", "/privasi", "/display/H2", "/masuk", "/s/", "/publik/")
    }
    everywhere |= {
        "supervisor": (f"/loket/{COUNTER}", "/manajer/lantai", "/manajer/lantai/loket", "/kiosk/atur", "/loket/pilih")
    }
    shelves = ("instansi", "instansi/DKC", "layanan", "layanan/DKC-KIA", "loket/L4", "ruang/H2", "huruf")
    rooms = ("", "suara", "kalender", "kepastian", "standar/DKC-KTP-HILANG", "persiapan/services", "persiapan/counters")
    desk = (*(f"/admin/katalog/{one}" for one in shelves), *(f"/admin/{one}" for one in rooms))
    everywhere |= {"admin": desk}
    everywhere |= {"manager": ("/manajer/skm", "/manajer/lantai/instansi/DKC")}
    for role, paths in everywhere.items():
        for path in paths:
            read(client, path, role)


def test_what_is_searched_for_is_said_back_as_words(client: FlaskClient) -> None:
    for text in CORPUS[::3]:
        answer = client.get("/cari", query_string={"q": text})
        assert Read(answer.text).wrong == [], text


def test_texts_of_the_mall_are_words(client: FlaskClient) -> None:
    with transaction() as session:
        site = directory(session).site
        day = clock.business_day(site.tz_name)
        for name, some in (("pledge", CORPUS[:150]), ("rules", CORPUS[150:]), ("privacy", CORPUS)):
            body = "\n\n".join(some)
            texts.write_text(session, site.id, name, "id", body, effective_on=day, by="test")
    shown = {"/maklumat": CORPUS[:150], "/tata-tertib": CORPUS[150:], "/privasi": CORPUS}
    for path, some in shown.items():
        page = read(client, path)
        assert [text for text in some if not page.reads(text)] == [], path
    kiosk = house_kiosk(client)
    for path, some in (("/kiosk/teks/maklumat", CORPUS[:150]), ("/kiosk/teks/tata-tertib", CORPUS[150:])):
        page = Read(kiosk.get(path).text)
        assert page.wrong == []
        assert [text for text in some if not page.reads(text)] == []
    assert read(client, "/admin/teks/pledge", "admin").reads(CORPUS[0])


def test_people_and_machines_are_words(client: FlaskClient) -> None:
    with transaction() as session:
        who: dict[str, Any] = {
            "site_id": directory(session).site.id,
            "at": clock.real_now(),
            "by": "test",
            "role": "auditor",
        }
        for n, text in enumerate(CORPUS[:60]):
            person, _link = staff.add_staff(session, name=f"Uji {n}", login=f"uji{n}", **who)
            person.name = text[:80]
    people = read(client, "/admin/petugas", "admin")
    assert [text for text in CORPUS[:60] if not people.reads(text[:80])] == []
    bearers = [make_bearer(role, board="H2") for role in ("kiosk", "display") * 30]
    with transaction() as session:
        newest = session.scalars(select(AccessTokenRecord.id).order_by(AccessTokenRecord.id.desc()).limit(60)).all()
        for key, text in zip(newest, CORPUS[60:120], strict=True):
            session.execute(update(AccessTokenRecord).where(AccessTokenRecord.id == key).values(name=text[:80]))
    assert len(bearers) == 60
    devices = read(client, "/admin/perangkat", "admin")
    assert [text for text in CORPUS[60:120] if not devices.reads(text[:80])] == []
    read(client, "/kiosk/atur", "admin")
    read(client, "/display/H2/atur", "admin")
    read(client, "/admin/catatan", "admin")


def test_notices_reasons_and_notes_are_words_wherever_they_are_shown(client: FlaskClient) -> None:
    kiosk, boss = house_kiosk(client), "supervisor"
    make_open_counter()
    ticket = make_ticket()
    do(calling.call_next)
    remaining = iter(CORPUS[::2])
    while some := list(islice(remaining, IN_NOTICE * STANDING)):
        with transaction() as session:
            house = directory(session)
            for n in range(0, len(some), IN_NOTICE):
                text = " ".join(some[n : n + IN_NOTICE])[:200]
                kind = notices.KINDS[n // IN_NOTICE % len(notices.KINDS)]
                notices.post_notice(session, house, text=text, kind=kind, by="test")
        for path, role in (("/manajer/lantai/pengumuman", boss), (f"/tiket/{ticket.id}", ""), ("/display/H2", "")):
            read(client, path, role)
        assert Read(kiosk.get("/kiosk/").text).wrong == []
    do(serving.transfer, service=other(ticket.service_id), note=CORPUS[1][:200])
    for text in CORPUS[::15]:
        do(attendance.pause, reason=text[:80], until=None)
        for path, role in ((f"/loket/{COUNTER}", boss), ("/manajer/lantai/loket", boss), ("/display/H2", "")):
            read(client, path, role)
        do(attendance.resume)


def other(service_id: int) -> object:
    """Another service of the same counter."""
    with transaction() as session:
        house = directory(session)
        return next(house.service_by_id[s] for s in house.counter(COUNTER).service_ids if s != service_id)


def house_kiosk(client: FlaskClient) -> FlaskClient:
    """A paired kiosk."""
    kiosk = visitor(client.application)
    kiosk.set_cookie("kiosk", make_bearer("kiosk", board="H2"))
    return kiosk


def squeezed(text: str) -> str:
    return " ".join(text.split())
