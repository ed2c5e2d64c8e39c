"""The second step: typed once each, set up with guidance, replaced by paper, and as hard to guess as the password."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pyotp
import pytest
from flask import Flask
from sqlalchemy import select

from queue_app import clock
from queue_app.people import second_step, staff
from queue_app.people.models import AuditEntryRecord, SignInRecord
from queue_app.people.recovery_codes import RecoveryCodeRecord
from queue_app.people.second_step import SecondStepRecord
from tests.queue_app.account.at_the_door import fill, sign_in, token_of, who
from tests.queue_app.people.make import WRONG

CODE, SET_UP, MINE = "/masuk/kode", "/masuk/kode/pasang", "/akun/kode-masuk"


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The machine's clock, standing still; a test moves it by `at[0] += …`."""
    moment = [clock.real_now().replace(second=0, microsecond=0)]
    monkeypatch.setattr(clock, "real_now", lambda: moment[0])
    return moment


@pytest.fixture
def required(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    import dataclasses

    changed = dataclasses.replace(app.extensions["config"], staff_totp="required")
    monkeypatch.setitem(app.extensions, "config", changed)


@pytest.fixture
def phone(person, do, at):
    """phone(role) → (secret in the app of a person who has a second step, the recovery codes)."""

    def make(role: str = "manager") -> tuple[pyotp.TOTP, list[str]]:
        me = person(role)
        offer = second_step.offer(me, "siti.aminah", "MPP")
        totp = pyotp.TOTP(offer.typed.replace(" ", ""))
        before = at[0] - timedelta(minutes=2)

        def keep(session):
            return second_step.set_up(session, staff.find_staff(session, me), offer.sealed, totp.at(before), at=before)

        return totp, do(keep)

    return make


def actions(see) -> list[str]:
    return see(lambda s: s.scalars(select(AuditEntryRecord.action).order_by(AuditEntryRecord.id)).all())


def test_the_password_alone_opens_nothing_and_the_code_of_the_phone_opens_work(client, phone, at, see) -> None:
    totp, _ = phone()
    assert sign_in(client).headers["Location"] == CODE
    assert who(client) == 303
    assert client.get("/manajer/").status_code == 303
    answer = fill(client, CODE, code=totp.at(at[0]))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/manajer/")
    assert who(client) == 200
    assert see(lambda s: s.scalars(select(SignInRecord.way).order_by(SignInRecord.id.desc())).first()) == "code"


def test_a_code_that_was_seen_over_the_shoulder_opens_no_second_browser(app, client, phone, at) -> None:
    totp, _ = phone()
    sign_in(client)
    seen = totp.at(at[0])
    fill(client, CODE, code=seen)
    other = app.test_client()
    sign_in(other)
    again = fill(other, CODE, code=seen)
    assert again.status_code == 422
    assert "Tunggu kode berikutnya" in again.text
    at[0] += timedelta(seconds=30)
    assert fill(other, CODE, code=totp.at(at[0])).status_code == 303


def test_one_code_sent_by_many_at_once_signs_in_once(app, phone, at) -> None:
    totp, _ = phone()
    browsers = [app.test_client() for _ in range(4)]
    for browser in browsers:
        sign_in(browser)
    tokens = [token_of(browser, CODE) for browser in browsers]

    def send(n: int) -> int:
        return browsers[n].post(CODE, data={"csrf_token": tokens[n], "code": totp.at(at[0])}).status_code

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(send, range(4)))[0] == 303
        assert sum(who(browser) == 200 for browser in browsers) == 1


@pytest.mark.parametrize(("seconds", "status"), [(-30, 303), (30, 303), (-90, 422), (90, 422)])
def test_a_phone_may_be_half_a_minute_early_or_late(client, phone, at, seconds: int, status: int) -> None:
    totp, _ = phone()
    at[0] += timedelta(minutes=5)
    sign_in(client)
    assert fill(client, CODE, code=totp.at(at[0] + timedelta(seconds=seconds))).status_code == status


def test_wrong_codes_are_counted_with_wrong_passwords_and_then_have_to_wait(app, client, phone, at) -> None:
    totp, _ = phone()
    sign_in(client)
    for _ in range(4):
        assert fill(client, CODE, code="000000").status_code == 422
    waits = fill(client, CODE, code=totp.at(at[0]))
    assert waits.status_code == 401
    assert "Tunggu sebentar" in waits.text
    assert sign_in(app.test_client()).status_code == 401, "the password waits, too"
    at[0] += timedelta(seconds=31)
    assert fill(client, CODE, code=totp.at(at[0])).status_code == 303
    assert sign_in(app.test_client()).headers["Location"] == CODE, "and all is forgiven"


def test_typing_the_right_password_again_does_not_buy_more_guesses(app, phone, at) -> None:
    phone()
    guesser = app.test_client()
    statuses = []
    for _ in range(4):
        statuses.append(sign_in(guesser).status_code)
        statuses.append(fill(guesser, CODE, code="111111").status_code)
    assert 401 in statuses, "the fifth try of either kind is the last"
    assert statuses.count(422) <= 2


def test_half_way_is_over_after_ten_minutes_and_never_begins_without_a_password(app, client, phone, at) -> None:
    totp, _ = phone()
    assert app.test_client().get(CODE).headers["Location"] == "/masuk"
    sign_in(client)
    token = token_of(client, CODE)
    at[0] += timedelta(minutes=11)
    late = client.post(CODE, data={"csrf_token": token, "code": totp.at(at[0])})
    assert late.headers["Location"] == "/masuk"
    assert who(client) == 303


def test_a_recovery_code_opens_once_however_it_is_typed(app, client, phone, at, see) -> None:
    _, codes = phone()
    assert len(codes) == 8
    sign_in(client)
    assert fill(client, CODE, code=f" {codes[0].lower().replace('-', ' ')} ").status_code == 303
    other = app.test_client()
    sign_in(other)
    assert fill(other, CODE, code=codes[0]).status_code == 422
    assert "recovery-code-used" in actions(see)
    assert "7 dari 8" in client.get(MINE).text


def test_nothing_that_opens_is_kept_readable(phone, see) -> None:
    totp, codes = phone()
    sealed = see(lambda s: s.scalars(select(SecondStepRecord.sealed)).one())
    digests = see(lambda s: s.scalars(select(RecoveryCodeRecord.digest)).all())
    assert totp.secret not in sealed
    assert not {code.replace("-", "") for code in codes} & set(digests)


def offered(page: str) -> dict[str, str]:
    secret = re.search(r'class="step-key code" translate="no">([A-Z2-7 ]+)<', page)
    offer = re.search(r'name="offer" value="([^"]+)"', page)
    assert secret
    assert offer
    return {"secret": secret[1].replace(" ", ""), "offer": offer[1]}


def test_an_admin_of_a_strict_house_sets_it_up_before_anything_opens(client, person, at, required, see) -> None:
    person("admin")
    assert sign_in(client, next="/akun/petugas").headers["Location"].startswith(SET_UP)
    assert who(client) == 303
    page = client.get(SET_UP)
    assert 'class="qr-code"' in page.text
    given = offered(page.text)
    wrong = fill(client, SET_UP, offer=given["offer"], code="000000")
    assert wrong.status_code == 422
    assert offered(wrong.text)["secret"] == given["secret"], "a typing mistake keeps the secret that was scanned"
    right = fill(client, SET_UP, offer=given["offer"], code=pyotp.TOTP(given["secret"]).at(at[0]), next="/akun/petugas")
    assert right.status_code == 200
    assert len(re.findall(r"<li class=\"code\">[0-9A-Z]{5}-[0-9A-Z]{5}</li>", right.text)) == 8
    assert 'href="/akun/petugas"' in right.text
    assert who(client) == 200
    assert "second-step-set-up" in actions(see)


def test_looking_at_the_set_up_writes_nothing_and_offers_a_new_secret_each_time(client, person, required, see) -> None:
    person("admin")
    sign_in(client)
    secrets = {offered(client.get(SET_UP).text)["secret"] for _ in range(2)}
    assert len(secrets) == 2
    assert see(lambda s: s.scalars(select(SecondStepRecord.staff_id)).all()) == []


def test_a_strict_house_asks_clerks_for_nothing(client, person, required) -> None:
    person("counter", counter="L4")
    assert sign_in(client).headers["Location"] == "/loket/"


def test_an_offer_made_to_somebody_else_is_refused(client, person, required, at) -> None:
    person("admin")
    sign_in(client)
    strange = second_step.offer(999, "orang.lain", "MPP")
    code = pyotp.TOTP(strange.typed.replace(" ", "")).at(at[0])
    for bad in (strange.sealed, "x" * 100, ""):
        assert fill(client, SET_UP, offer=bad, code=code).status_code == 422


def test_a_link_replaces_the_password_never_the_phone(client, phone, do, at, see) -> None:
    from queue_app.people import links

    totp, _ = phone()
    token = do(lambda s: links.password_link(s, staff.find_staff(s, 1), at=at[0]))
    fresh = "gunung biru perahu siang"
    answer = fill(client, f"/akun/mulai/{token}", password=fresh, again=fresh)
    assert answer.headers["Location"] == CODE
    assert who(client) == 303
    assert fill(client, CODE, code=totp.at(at[0])).status_code == 303


def test_changing_the_own_second_step_takes_a_code_of_it(client, phone, at, see) -> None:
    totp, _ = phone()
    sign_in(client)
    fill(client, CODE, code=totp.at(at[0]))

    def send(path: str, code: str):
        return client.post(f"{MINE}/{path}", data={"csrf_token": token_of(client, MINE), "code": code})

    at[0] += timedelta(seconds=30)
    assert send("matikan", "123").status_code == 422
    fresh = send("kode-cadangan", totp.at(at[0]))
    assert fresh.status_code == 200
    assert "Dibuat" in fresh.text
    at[0] += timedelta(seconds=30)
    assert send("matikan", totp.at(at[0])).headers["Location"] == MINE
    assert see(lambda s: s.scalars(select(RecoveryCodeRecord.digest)).all()) == []
    assert {"recovery-codes-renewed", "second-step-removed"} <= set(actions(see))


def test_a_strict_house_lets_a_manager_not_go_without(client, phone, at, required) -> None:
    totp, _ = phone()
    sign_in(client)
    fill(client, CODE, code=totp.at(at[0]))
    at[0] += timedelta(seconds=30)
    data = {"csrf_token": token_of(client, MINE), "code": totp.at(at[0])}
    assert client.post(f"{MINE}/matikan", data=data).status_code == 409
    assert "Terpasang sejak" in client.get(MINE).text


def test_guessing_at_the_own_page_waits_as_well(client, phone, at) -> None:
    totp, _ = phone()
    sign_in(client)
    fill(client, CODE, code=totp.at(at[0]))
    at[0] += timedelta(seconds=30)
    token = token_of(client, MINE)
    for _ in range(5):
        client.post(f"{MINE}/matikan", data={"csrf_token": token, "code": WRONG[:12]})
    assert client.post(f"{MINE}/matikan", data={"csrf_token": token, "code": totp.at(at[0])}).status_code == 401
