"""What a browser does at the account door: open a page, fill its form, send it."""

from __future__ import annotations

import re

from flask.testing import FlaskClient

from tests.queue_app.people.make import RIGHT

FRESH = "gunung biru perahu siang"


def token_of(client: FlaskClient, path: str) -> str:
    page = client.get(path)
    assert page.status_code == 200, page.text
    found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert found
    return found[1]


def fill(client: FlaskClient, path: str, **fields: str):
    """Open the page, fill its form and send it, as a browser does."""
    return client.post(path, data={"csrf_token": token_of(client, path), **fields})


def sign_in(client: FlaskClient, login: str = "siti.aminah", password: str = RIGHT, **more: str):
    return fill(client, "/masuk", login=login, password=password, **more)


def who(client: FlaskClient) -> int:
    return client.get("/akun/").status_code
