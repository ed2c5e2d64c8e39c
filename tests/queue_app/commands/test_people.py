"""`staff add` and `token create`: one line each that works, and a plain no for what would not."""

from __future__ import annotations

import json

import pytest
from flask.testing import FlaskClient

from queue_app.people.models import AccessTokenRecord, StaffRecord
from queue_app.transaction import reading
from tests.queue_app.commands.conftest import Operate


def count(record: type[StaffRecord] | type[AccessTokenRecord]) -> int:
    with reading() as session:
        return session.query(record).count()


def test_a_person_is_added_with_a_link_that_opens_once(operate: Operate, client: FlaskClient) -> None:
    code, out, err = operate("staff", "add", "Siti Aminah", "--role", "counter", "--counter", "L4")
    assert (code, err) == (0, "")
    login, link = out.strip().split("\t")
    assert login == "siti.aminah"
    page = client.get("/akun/mulai/" + link.rpartition("/")[2])
    assert page.status_code == 200
    assert "Siti Aminah" in page.text


def test_a_lost_link_is_replaced_and_the_old_one_stops_working(operate: Operate, client: FlaskClient) -> None:
    _, out, _ = operate("staff", "add", "Siti Aminah", "--role", "counter", "--counter", "L4")
    lost = out.strip().rpartition("/")[2]
    code, out, err = operate("staff", "link", "siti.aminah")
    assert (code, err) == (0, "")
    assert client.get("/akun/mulai/" + out.strip().rpartition("/")[2]).status_code == 200
    assert client.get("/akun/mulai/" + lost).status_code == 404
    code, out, err = operate("staff", "link", "siapa.ini")
    assert (code, out) == (2, "")
    assert "siapa.ini tidak ada" in err


def test_a_clerk_without_a_counter_is_nobody_yet(operate: Operate) -> None:
    before = count(StaffRecord)
    code, _, err = operate("staff", "add", "Budi Santoso", "--role", "counter")
    assert code == 2
    assert "--counter" in err
    assert count(StaffRecord) == before


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (("",), "name: Nama wajib diisi"),
        (("Budi", "--login", "B!"), "login: Nama masuk terdiri atas"),
        (("Budi", "--counter", "L99"), "--counter L99 tidak ada. Yang ada: L1, "),
        (("Budi", "--agency", "XXX"), "--agency XXX tidak ada. Yang ada: DKC, "),
    ],
)
def test_a_person_that_cannot_be_added_is_refused_with_the_field(
    operate: Operate, wrong: tuple[str, ...], said: str
) -> None:
    code, out, err = operate("staff", "add", *wrong, "--role", "counter")
    assert (code, out) == (2, "")
    assert said in err
    assert count(StaffRecord) == 0


def test_a_login_that_is_taken_is_refused(operate: Operate) -> None:
    add = ("staff", "add", "Budi", "--login", "budi", "--role", "manager")
    assert operate(*add)[0] == 0
    code, _out, err = operate(*add)
    assert code == 2
    assert "login: Nama masuk ini sudah dipakai." in err


@pytest.mark.parametrize(
    ("place", "path"),
    [
        (("--role", "counter", "--counter", "L4"), "/api/v1/counters/L4"),
        (("--role", "display", "--board", "H2"), "/api/v1/boards/H2/check-in-code"),
        (("--role", "kiosk"), "/api/v1/boards/H2/check-in-code"),
        (("--role", "supervisor", "--agency", "DKC"), "/api/v1/counters/L4"),
        (("--role", "manager"), "/api/v1/floor"),
    ],
)
def test_a_token_is_printed_alone_and_works(
    operate: Operate, client: FlaskClient, place: tuple[str, ...], path: str
) -> None:
    code, out, err = operate("token", "create", "Uji", *place)
    assert (code, err) == (0, "")
    (bearer,) = out.split()
    assert client.get(path, headers={"Authorization": f"Bearer {bearer}"}).status_code == 200


def test_tokens_are_listed_without_their_secret_and_one_is_revoked_by_name(
    operate: Operate, client: FlaskClient
) -> None:
    assert operate("token", "list")[1] == "Belum ada token.\n"
    bearer = operate("token", "create", "Papan kota", "--role", "manager")[1].strip()
    operate("token", "create", "Lain", "--role", "manager")
    _, out, _ = operate("token", "list")
    assert "Papan kota\tmanager" in out
    assert bearer not in out
    assert [one["name"] for one in json.loads(operate("token", "list", "--json")[1])] == ["Papan kota", "Lain"]
    assert operate("token", "revoke", "Papan kota")[:2] == (0, "Token Papan kota dicabut.\n")
    assert client.get("/api/v1/floor", headers={"Authorization": f"Bearer {bearer}"}).status_code == 401
    assert "Papan kota" not in operate("token", "list")[1]
    code, out, err = operate("token", "revoke", "Papan kota")
    assert (code, out) == (2, "")
    assert "Tidak ada token Papan kota" in err


def test_of_two_tokens_with_one_name_the_number_says_which(operate: Operate) -> None:
    for _ in range(2):
        operate("token", "create", "Kota", "--role", "integrator")
    first, second = (one["id"] for one in json.loads(operate("token", "list", "--json")[1]))
    code, _, err = operate("token", "revoke", "Kota")
    assert code == 2
    assert f"({first}, {second})" in err
    assert operate("token", "revoke", str(second))[0] == 0
    assert [one["id"] for one in json.loads(operate("token", "list", "--json")[1])] == [first]


def test_a_screens_token_without_a_board_is_refused(operate: Operate) -> None:
    code, out, err = operate("token", "create", "TV", "--role", "display")
    assert (code, out) == (2, "")
    assert err.startswith("Peran display memerlukan --board")


def test_a_clerks_token_without_a_counter_is_refused(operate: Operate) -> None:
    code, out, err = operate("token", "create", "x", "--role", "counter")
    assert (code, out) == (2, "")
    assert err == "Peran counter memerlukan --counter: token tanpa loket tidak dapat dipakai di loket mana pun.\n"
    assert count(AccessTokenRecord) == 0


@pytest.mark.parametrize(
    ("option", "wrong", "known"),
    [("--counter", "l4", "L4"), ("--board", "H9", "H2"), ("--agency", "DISDUK", "DKC")],
)
def test_a_wrong_code_is_named_with_the_known_ones(operate: Operate, option: str, wrong: str, known: str) -> None:
    code, out, err = operate("token", "create", "x", "--role", "supervisor", option, wrong)
    assert (code, out) == (2, "")
    (line,) = err.splitlines()
    assert line.startswith(f"{option} {wrong} tidak ada. Yang ada: ")
    assert known in line.partition("Yang ada: ")[2].rstrip(".").split(", ")
    assert count(AccessTokenRecord) == 0


def test_an_unknown_role_is_refused_with_the_known_ones(operate: Operate) -> None:
    for command in (("staff", "add"), ("token", "create")):
        code, _out, err = operate(*command, "x", "--role", "bos")
        assert code == 2
        assert "'supervisor'" in err
