"""Who opens a page of another role is told what the own account is for and where its work is."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.queue_app.account.at_the_door import sign_in


@pytest.mark.parametrize(
    ("role", "path", "start", "says"),
    [
        ("admin", "/loket/", "/admin/", "menyiapkan tempat ini"),
        ("admin", "/manajer/skm", "/admin/", "menyiapkan tempat ini"),
        ("manager", "/loket/", "/manajer/", "membaca hasil survei"),
        ("counter", "/admin/", "/loket/", "melayani nomor di satu loket"),
        ("survey", "/loket/", "/isian/", "mengelola survei"),
    ],
)
def test_a_page_of_another_role_says_what_this_account_is_for(
    client: FlaskClient, person, role: str, path: str, start: str, says: str
) -> None:
    person(role, counter="L4")
    sign_in(client)
    answer = client.get(path)
    assert answer.status_code == 403
    assert says in answer.text
    assert f'href="{start}"' in answer.text
    assert 'action="/keluar"' in answer.text


def test_a_program_is_told_nothing_of_accounts(client: FlaskClient, person) -> None:
    person("admin")
    sign_in(client)
    answer = client.get("/loket/", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.get_json()["type"]) == (403, "forbidden")
