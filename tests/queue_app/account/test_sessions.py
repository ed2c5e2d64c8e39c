"""Where somebody is signed in, and ending it: one's own, an admin everybody's, the operator by command."""

from __future__ import annotations

import re
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from queue_app import clock
from queue_app.people import second_step, staff
from queue_app.people.models import AuditEntryRecord, SignInRecord, StaffRecord
from tests.queue_app.account.at_the_door import fill, sign_in, token_of, who
from tests.queue_app.people.make import make_site

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Safari/537.36"
DEVICES, PEOPLE = "/akun/perangkat", "/akun/petugas"


def test_a_person_sees_where_they_are_signed_in_and_ends_the_other_one(app: Flask, client: FlaskClient, person) -> None:
    person()
    other = app.test_client()
    other.environ_base["HTTP_USER_AGENT"] = CHROME
    sign_in(client)
    sign_in(other)
    page = client.get(DEVICES).text
    assert "Chrome di Windows" in page
    assert page.count("Peramban ini") == 1
    ends = re.findall(rf'action="({DEVICES}/\d+/akhiri)"', page)
    assert len(ends) == 2, "the link's and the other browser's, never the one in use"
    for path in ends:
        assert client.post(path, data={"csrf_token": token_of(client, DEVICES)}).status_code == 303
    assert (who(client), who(other)) == (200, 303)


def test_nobody_ends_a_stranger_s_sign_in_by_its_number(app: Flask, client: FlaskClient, person, see) -> None:
    person()
    person("manager", login="budi.manajer")
    victim = app.test_client()
    sign_in(victim)
    sign_in(client, "budi.manajer")
    of_clerks = select(SignInRecord.id).join(StaffRecord).where(StaffRecord.role == "counter")
    theirs = see(lambda s: s.scalars(of_clerks).all())
    assert len(theirs) == 2
    for n in theirs:
        data = {"csrf_token": token_of(client, DEVICES)}
        assert client.post(f"{DEVICES}/{n}/akhiri", data=data).status_code == 404
    assert who(victim) == 200


def test_an_admin_ends_a_colleague_s_sign_ins_and_it_is_written_down(app, client, person, see) -> None:
    siti = person()
    person("admin", login="admin.mpp")
    clerk = app.test_client()
    sign_in(clerk)
    sign_in(client, "admin.mpp")
    page = client.get(PEOPLE)
    assert "Siti Aminah" in page.text
    answer = client.post(f"{PEOPLE}/{siti}/akhiri", data={"csrf_token": token_of(client, PEOPLE)})
    assert answer.headers["Location"] == PEOPLE
    assert (who(clerk), who(client)) == (303, 200)
    row = AuditEntryRecord
    last = see(lambda s: s.execute(select(row.action, row.by, row.subject).order_by(row.id.desc())).first())
    assert tuple(last) == ("sign-ins-ended", "staff:2", f"staff:{siti}")


def test_an_admin_sets_a_lost_phone_s_second_step_back(client, person, do, see) -> None:
    siti = person("manager")
    person("admin", login="admin.mpp")
    now = clock.real_now()

    def set_up(session) -> None:
        import pyotp

        offer = second_step.offer(siti, "siti.aminah", "MPP")
        code = pyotp.TOTP(offer.typed.replace(" ", "")).at(now)
        second_step.set_up(session, staff.find_staff(session, siti), offer.sealed, code, at=now)

    do(set_up)
    sign_in(client, "admin.mpp")
    client.post(f"{PEOPLE}/{siti}/setel-ulang-kode", data={"csrf_token": token_of(client, PEOPLE)})
    assert see(lambda s: second_step.has_one(s, siti)) is False
    do(set_up)
    assert see(lambda s: second_step.has_one(s, siti)) is True


def test_the_operator_sets_it_back_by_command(app: Flask, person, see) -> None:
    siti = person("admin")
    done = app.test_cli_runner().invoke(args=["staff", "reset-totp", "siti.aminah"])
    assert (done.exit_code, done.output) == (0, "siti.aminah: kode masuk disetel ulang.\n")
    assert app.test_cli_runner().invoke(args=["staff", "reset-totp", "tidak.ada"]).exit_code != 0
    assert see(lambda s: second_step.has_one(s, siti)) is False


def test_an_admin_of_another_site_reaches_nobody_here(client, person, do) -> None:
    siti = person()

    def elsewhere(session) -> None:
        session.get(StaffRecord, siti).site_id = make_site(session, "surabaya")

    do(elsewhere)
    person("admin", login="admin.mpp")
    sign_in(client, "admin.mpp")
    assert "siti.aminah" not in client.get(PEOPLE).text
    for act in ("akhiri", "setel-ulang-kode"):
        answer = client.post(f"{PEOPLE}/{siti}/{act}", data={"csrf_token": token_of(client, PEOPLE)})
        assert answer.status_code == 404


def test_nobody_but_an_admin_sees_who_is_signed_in(client, person) -> None:
    person("manager")
    sign_in(client)
    assert client.get(PEOPLE).status_code == 403


def test_an_idle_browser_is_signed_out_after_the_set_time(app: Flask, client, person, monkeypatch) -> None:
    person()
    monkeypatch.setitem(app.config, "IDLE_SECONDS", 900)
    sign_in(client)
    later = clock.real_now() + timedelta(minutes=16)
    monkeypatch.setattr(clock, "real_now", lambda: later)
    assert who(client) == 303
    assert fill(client, "/masuk", login="siti.aminah", password="x").status_code == 401
