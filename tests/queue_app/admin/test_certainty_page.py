"""Admins see how certain each fact of the catalogue is, from where it is, and what awaits a confirmation."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from queue_app import clock
from queue_app.catalogue import models as m
from queue_app.catalogue.directory import forget
from queue_app.people import passwords, staff
from queue_app.transaction import transaction
from tests.make import headers

PASSWORD = "lima jeruk di atas lemari"
OTHERS = ("counter", "supervisor", "manager", "survey", "auditor", "integrator", "kiosk", "display")


@pytest.fixture
def read(app: Flask, client: FlaskClient) -> Callable[..., str]:
    """Read the page as an admin: `read(saring="hours.seen")`."""
    bearer = headers("admin")

    def page(**query: str) -> str:
        answer = client.get("/admin/kepastian", query_string=query, headers=bearer)
        assert answer.status_code == 200
        return unescape(answer.text)

    return page


@pytest.fixture
def settled(app: Flask) -> Iterator[None]:
    """The registry office has confirmed that it is there, when, and one service with all of its standard."""
    was = _settle("confirmed", "confirmed", "confirmed", "dikonfirmasi", [])
    yield
    _settle(*was)


def _settle(agency: str, hours: str, service: str, standard: str, unconfirmed: list[str]) -> tuple:  # type: ignore[type-arg]
    with transaction() as session:
        a = session.query(m.AgencyRecord).filter_by(code="DKC").one()
        s = session.query(m.ServiceRecord).filter_by(code="DKC-KTP-HILANG").one()
        d = session.get(m.StandardRecord, s.id)
        was = (a.certainty, a.hours_certainty, s.certainty, d.certainty, d.unconfirmed)
        a.certainty, a.hours_certainty, s.certainty, d.certainty, d.unconfirmed = (
            agency, hours, service, standard, unconfirmed,
        )  # fmt: skip
    forget()
    return was


def row(page: str, code: str) -> str:
    """The words of the row of an agency or service, "" when it is not in the list."""
    found = re.search(rf'<tr><td class="code">{code}</td>(.*?)</tr>', page, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split()) if found else ""


def codes(page: str) -> set[str]:
    return set(re.findall(r'<td class="code">([^<]+)</td>', page))


def test_a_fact_is_listed_with_certainty_source_and_what_awaits(read: Callable[..., str]) -> None:
    page = read()
    agency, service = row(page, "DKC"), row(page, "DKC-KTP-HILANG")
    assert "Disebut sumber" in agency
    assert "xtimenews.com" in agency
    assert agency.endswith("Menunggu konfirmasi: instansi, jam buka")
    assert "Lazim di tempat lain" in service
    assert "disdukcapil.waykanankab.go.id" in service
    assert "Aturan nasional" in service
    assert "layanan, jangka waktu penyelesaian, penanganan pengaduan, saran, dan masukan" in service
    without_standard = min(codes(read(saring="standards.belum-ada")))
    assert row(page, without_standard).endswith("Menunggu konfirmasi: layanan, standar pelayanan")
    assert len(codes(page)) == 24 + 167


def test_the_counts_come_first_and_lead_to_what_they_count(read: Callable[..., str]) -> None:
    page = read()
    counted = {
        link: int(n)
        for link, n in re.findall(r'href="/admin/kepastian\?saring=([a-z-]+\.[a-z-]+)">([\d.]+)<span', page)
    }
    assert counted["agencies.seen"] + counted["agencies.typical"] == 24
    assert counted["services.seen"] + counted["services.typical"] == 167
    assert counted["standards.belum-ada"] == 100
    assert page.index('class="counts"') < page.index("<table>")
    for wanted, n in counted.items():
        assert len(codes(read(saring=wanted))) == n, wanted


@pytest.mark.usefixtures("settled")
def test_what_is_confirmed_awaits_nothing(read: Callable[..., str]) -> None:
    page = read()
    assert row(page, "DKC").endswith("tidak ada")
    assert row(page, "DKC-KTP-HILANG").endswith("tidak ada")
    assert codes(page) - codes(read(saring="menunggu")) == {"DKC", "DKC-KTP-HILANG"}
    assert codes(read(saring="hours.confirmed")) == {"DKC"}
    assert "189 dari 191 instansi dan layanan masih menunggu konfirmasi" in page


def test_a_filter_that_finds_nothing_says_so_and_one_that_does_not_exist_is_refused(
    read: Callable[..., str], client: FlaskClient
) -> None:
    assert "Tidak ada yang cocok" in read(saring="services.confirmed")
    for wrong in ("x", "services.x", "hours.typical", "menunggu.x"):
        answer = client.get("/admin/kepastian", query_string={"saring": wrong}, headers=headers("admin"))
        assert answer.status_code == 422, wrong


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_else_reads_it(client: FlaskClient, role: str) -> None:
    assert client.get("/admin/kepastian", headers=headers(role)).status_code == 403
    assert client.get("/admin/kepastian").headers["Location"].startswith("/masuk?next=")


def test_an_admin_who_signs_in_lands_there_and_finds_it_again_from_the_account(client: FlaskClient) -> None:
    now = clock.real_now()
    with transaction() as session:
        who = {"name": "Kepala", "login": "kepala", "role": "admin", "by": "test"}
        _person, link = staff.add_staff(session, site_id=1, at=now, **who)
        staff.set_password(session, link, passwords.rehashed(PASSWORD), at=now)
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/masuk").text)
    assert token is not None
    form = {"login": "kepala", "password": PASSWORD, "csrf_token": token[1]}
    assert client.post("/masuk", data=form).headers["Location"] == "/admin/"
    page = client.get("/admin/").text
    assert 'href="/akun/"' in page
    assert 'href="/admin/"' in client.get("/akun/").text
