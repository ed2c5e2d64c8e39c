"""The tablet at the exit: any way of giving the code, nothing left behind, counted as the hall's own device."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from queue_app import clock
from queue_app.consequences import survey_token
from queue_app.line import serving
from queue_app.line.ticket import Status
from queue_app.live.snapshots import grouped
from queue_app.people import pairing
from queue_app.transaction import transaction
from tests import make
from tests.survey.respondent.browsing import faults
from tests.survey.respondent.make import (
    make_expired_token,
    make_form,
    make_token,
    rows,
    stored,
    stored_scores,
    words,
)

pytest_plugins = ["tests.browser_plugin"]


#: The page is what these test: one database.
in_the_browser = pytest.mark.parametrize("app", ["sqlite"], indirect=True)


TABLET = {"width": 820, "height": 1180}


@pytest.fixture
def tablet(app):
    """A client on the hall's own device."""
    client = app.test_client()
    client.set_cookie("tablet", make.make_bearer("kiosk"))
    return client


def opened(tablet, code):
    return tablet.post("/survei/buka", data={"kode": code})


@pytest.mark.parametrize("shape", ["typed", "survey address", "ticket address"])
def test_a_code_may_be_typed_or_scanned_in_any_shape(tablet, shape):
    served = make.make_ticket_in(Status.SERVING)
    make.do(serving.finish)
    token = survey_token(served)
    code = {
        "typed": f" {token[:4].lower()} {token[4:]}",
        "survey address": f"https://antrean.mojokertokota.go.id/s/{grouped(token)}",
        "ticket address": f"https://antrean.mojokertokota.go.id/tiket/{served.id}",
    }[shape]
    page = opened(tablet, code)
    assert page.status_code == 200
    assert "data-survey" in page.text
    assert rows() == [0, 0, 0, 0]
    answer = tablet.post("/survei/kirim", data={"kode": token} | make_form(3, waktu=1))
    assert answer.status_code == 200
    assert "Terima kasih" in words(answer.text)
    assert (stored().channel, stored_scores()["waktu"]) == ("kiosk", 1)


def test_a_ticket_that_is_not_served_opens_no_survey(tablet):
    ticket = make.make_ticket()
    page = opened(tablet, f"/tiket/{ticket.id}")
    assert page.status_code == 404
    assert "Kode juga baru berlaku setelah Anda selesai dilayani." in words(page.text)


def test_nothing_leads_away_and_no_code_is_in_an_address(tablet):
    token = make_token()
    for page in (
        tablet.get("/survei/"),
        opened(tablet, token),
        tablet.post("/survei/kirim", data={"kode": token}),
        tablet.post("/survei/kirim", data={"kode": token} | make_form()),
        opened(tablet, token),
        opened(tablet, make_expired_token()),
        opened(tablet, "ZZZZZZZZZZZZ"),
        opened(tablet, "abc"),
    ):
        addresses = re.findall(r'(?:href|action)="([^"#][^"]*)"', page.text)
        assert {one.partition("?")[0] for one in addresses if "/static/" not in one} <= {
            "/survei/",
            "/survei/buka",
            "/survei/kirim",
        }
        assert not [one for one in addresses if token in one or grouped(token) in one]
        assert page.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in page.headers or page.request.path == "/survei/"


def test_what_was_wrong_is_said_and_the_answers_stay(tablet):
    token = make_token()
    page = tablet.post("/survei/kirim", data={"kode": token} | make_form(2, waktu=None))
    assert page.status_code == 422
    assert 'href="#answers.waktu"' in page.text
    assert page.text.count(" checked") == 8
    assert rows() == [0, 0, 0, 0]


@pytest.mark.parametrize("cookie", ["", "palsu", "display"])
def test_only_a_device_of_the_hall_opens_it(client, cookie):
    if cookie:
        client.set_cookie("tablet", make.make_bearer("display", board="H2") if cookie == "display" else cookie)
    token = make_token()
    assert client.get("/survei/").headers["Location"] == "/survei/pasang"
    for path, body in (("buka", {"kode": token}), ("kirim", {"kode": token} | make_form())):
        assert client.post(f"/survei/{path}", data=body).status_code in (303, 401, 403)
    assert rows() == [0, 0, 0, 0]


def test_a_tablet_is_installed_with_a_token_and_may_use_its_camera(client):
    form = {"token": make.make_bearer("kiosk"), "csrf_token": guard(client.get("/survei/pasang"))}
    assert client.post("/survei/pasang", data=form).headers["Location"] == "/survei/"
    start = client.get("/survei/")
    assert start.status_code == 200
    assert "camera=(self)" in start.headers["Permissions-Policy"]
    assert "camera=()" in client.get("/s/").headers["Permissions-Policy"]


@pytest.mark.parametrize("role", ["display", "counter"])
def test_another_token_installs_no_tablet(client, role):
    bounds = {"display": {"board": "H2"}, "counter": {"counter": "L4"}}[role]
    form = {"token": make.make_bearer(role, **bounds), "csrf_token": guard(client.get("/survei/pasang"))}
    page = client.post("/survei/pasang", data=form)
    assert page.status_code == 403
    assert "Tablet belum terpasang" in words(page.text)


def test_a_tablet_is_installed_with_a_code_that_an_operator_accepts(client):
    form = {"csrf_token": guard(client.get("/survei/pasang"))}
    shown = client.post("/survei/pasang/kode", data=form, follow_redirects=True)
    code = re.search(r"device pair (\d{6})", shown.text)[1]
    assert client.post("/survei/pasang/periksa", data=form).headers["Location"].startswith("/survei/pasang/kode")
    with transaction() as session:
        pairing.accept(session, code, name=None, at=clock.real_now(), by="test")
    assert client.post("/survei/pasang/periksa", data=form).headers["Location"] == "/survei/"
    assert client.get("/survei/").status_code == 200


def guard(page):
    return re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]


@pytest.fixture
def at_the_exit(browse, address):
    """The tablet's browser on its start page."""
    page = browse("/survei/pasang", viewport=TABLET)
    page.context.add_cookies([{"name": "tablet", "value": make.make_bearer("kiosk"), "url": address}])
    page.goto("/survei/")
    return page


@in_the_browser
def test_a_scanner_opens_the_survey_and_the_tablet_is_empty_afterwards(at_the_exit):
    page, token = at_the_exit, make_token()
    expect(page.locator("[name=kode]")).to_be_focused()
    page.keyboard.type(f"https://antrean.example/s/{grouped(token)}\n")
    page.wait_for_selector("[data-survey]")
    assert faults(page) == []
    heights = page.eval_on_selector_all(".question .choice", "e => e.map(one => one.getBoundingClientRect().height)")
    assert min(heights) >= 72
    for number in range(1, 10):
        page.locator(f"[data-question='{number}'] .choice").nth(2).tap()
        expect(page.locator(".is-moving")).to_have_count(0)
    page.clock.install()
    page.get_by_role("button", name="Kirim penilaian").tap()
    page.wait_for_selector("[data-receipt]")
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert token not in page.url
    page.clock.run_for(25_000)
    page.wait_for_selector("[data-start]")
    assert page.locator("[name=kode]").input_value() == ""
    assert stored().channel == "kiosk"


@in_the_browser
def test_a_tablet_left_alone_asks_and_then_forgets(at_the_exit):
    page = at_the_exit
    page.clock.install()
    page.goto("/survei/")
    page.fill("[name=kode]", make_token())
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-survey]")
    page.locator("[data-question='1'] input").first.check()
    page.clock.run_for(59_000)
    assert page.locator("[data-idle]").is_hidden()
    page.clock.run_for(3_000)
    expect(page.get_by_role("button", name="Saya masih di sini")).to_be_focused()
    assert "dalam 1" in page.locator("[data-left]").inner_text()
    assert faults(page) == []
    page.get_by_role("button", name="Saya masih di sini").tap()
    assert page.locator("[data-idle]").is_hidden()
    assert page.locator("input:checked").count() == 1
    page.clock.run_for(85_000)
    page.wait_for_selector("[data-start]")
    assert rows() == [0, 0, 0, 0]
