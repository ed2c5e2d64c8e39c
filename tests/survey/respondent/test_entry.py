"""What the SKM team types in: for the role survey alone, one served visit each, counted apart, traceable to nobody."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from queue_app import clock
from queue_app.catalogue.directory import directory
from queue_app.people import passwords, staff
from queue_app.people.actor import ROLES
from queue_app.people.models import AuditEntryRecord
from queue_app.transaction import reading, transaction
from tests import make
from tests.survey.respondent.browsing import faults
from tests.survey.respondent.make import (
    make_expired_token,
    make_form,
    make_scores,
    make_token,
    make_used_token,
    make_withdrawn_token,
    rows,
    stored,
    stored_scores,
    words,
)

pytest_plugins = ["tests.browser_plugin"]
PASSWORD = "lima jeruk di atas lemari"


@pytest.fixture
def team(app):
    """A client with a bearer of the SKM team."""
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {make.make_bearer('survey')}"
    return client


def entry(token, channel="paper", **form):
    return {"kode": token, "channel": channel} | make_form(3) | form


@pytest.mark.parametrize("channel", ["assisted", "paper"])
def test_an_entry_spends_one_token_and_says_how_it_came(team, channel):
    token = make_token()
    page = team.post("/isian/", data=entry(token, channel, **{"profile.usia": "61", "suggestion": "Kursi kurang."}))
    assert page.status_code == 200
    assert re.search(r"data-receipt>[0-9A-Z-]{14}<", page.text)
    assert " checked" not in page.text.partition("entry-questions")[2]
    one = stored()
    assert (one.channel, one.flags, one.usia) == (channel, ["straight-line"], "60-ke-atas")
    assert stored_scores() == make_scores(3)
    again = team.post("/isian/", data=entry(token, channel))
    assert again.status_code == 409
    assert rows() == [1, 1, 9, 1]
    name = {"assisted": "Dibantu lisan 1", "paper": "Kuesioner kertas 1"}[channel]
    assert name in words(again.text)


def test_the_audit_names_who_and_how_and_nothing_that_leads_to_an_answer(team):
    token = make_token()
    team.post("/isian/", data=entry(token))
    with reading() as session:
        entries = session.scalars(select(AuditEntryRecord).where(AuditEntryRecord.action == "survey-entered")).all()
    assert [(one.by[:6], one.subject, one.data) for one in entries] == [("token:", "survey:paper", {})]


@pytest.mark.parametrize(
    ("make_one", "status"),
    [(make_used_token, 409), (make_expired_token, 410), (make_withdrawn_token, 404), (lambda: "ZZZZZZZZZZZZ", 404)],
    ids=["used", "expired", "withdrawn", "unknown"],
)
def test_a_token_that_is_not_open_is_said_at_its_field_and_the_answers_stay(team, make_one, status):
    token = make_one()
    before = rows()
    page = team.post("/isian/", data=entry(token))
    assert page.status_code == status
    assert 'href="#kode"' in page.text
    assert page.text.partition("entry-questions")[2].count(" checked") == 9
    assert rows() == before


def test_everything_wrong_at_the_top_is_said_at_once(team):
    page = team.post("/isian/", data=make_form(3) | {"kode": "abc"})
    assert page.status_code == 422
    assert re.findall(r'<a href="#([^"]+)"', page.text)[-2:] == ["kode", "channel"]
    page = team.post("/isian/", data=entry(make_token(), "web"))
    assert page.status_code == 422
    page = team.post("/isian/", data=entry(make_token(), **{"answers.waktu": "5", "answers.biaya": ""}))
    assert {"answers.waktu", "answers.biaya"} <= set(re.findall(r'<a href="#([^"]+)"', page.text))
    assert rows() == [0, 0, 0, 0]


@pytest.mark.parametrize("role", [role for role in ROLES if role != "survey"])
def test_nobody_else_may_type_answers_in_least_of_all_a_counter(app, role):
    bounds = {"counter": {"counter": "L4"}, "display": {"board": "H2"}}.get(role, {})
    headers = make.headers(role, **bounds)
    client = app.test_client()
    assert client.get("/isian/", headers=headers).status_code == 403
    assert client.post("/isian/", headers=headers, data=entry(make_token())).status_code == 403
    assert rows() == [0, 0, 0, 0]


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_digits_alone_fill_the_form(browse):
    with transaction() as session:
        site, now = directory(session).site.id, clock.real_now()
        who = {"name": "Rina Wati", "login": "rina", "role": "survey", "counter_id": None}
        _person, link = staff.add_staff(session, site_id=site, at=now, by="test", **who)
        staff.set_password(session, link, passwords.rehashed(PASSWORD), at=now)
    page = browse("/masuk", viewport={"width": 1366, "height": 768}, has_touch=False)
    page.fill("[name=login]", "rina")
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()
    page.wait_for_url("**/isian/")
    assert faults(page) == []
    page.keyboard.type(f"{make_token()}\n")
    page.keyboard.press("Space")
    page.locator("[data-q] input").first.focus()
    for key in ("3", "3", "Backspace", "1", "4", "2", "3", "3", "3", "3", "3"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.id") == "profile.jenis_kelamin"
    page.get_by_role("button", name="Simpan isian").click()
    page.wait_for_selector("[data-receipt]")
    assert faults(page) == []
    assert stored_scores() == make_scores(3, prosedur=1, waktu=4, biaya=2)
    assert stored().channel == "assisted"
