"""A citizen's browser without JavaScript: reads a form's hidden fields and sends them with the rest."""

from __future__ import annotations

import re

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from queue_app.line.ticket import Ticket, find
from queue_app.transaction import reading

_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def hidden(page: str, action: str = "") -> dict[str, str]:
    """The hidden fields of the form with this action (default: the first form that is posted)."""
    begin = page.index(f'action="{action}"') if action else page.index('method="post"')
    return dict(_HIDDEN.findall(page[begin : page.index("</form>", begin)]))


def send(client: FlaskClient, shown_at: str, action: str, **typed: str) -> TestResponse:
    """Open a page and send the form on it that leads to `action`."""
    page = client.get(shown_at).get_data(as_text=True)
    return client.post(action, data=hidden(page, action) | typed)


def take(client: FlaskClient, service: str = "DKC-KTP-HILANG", **typed: str) -> str:
    """Take a number; answers with the address of its ticket."""
    address = f"/layanan/{service}/ambil"
    answer = send(client, address, address, **typed)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer.headers["Location"]


def text(client: FlaskClient, address: str) -> str:
    """The page at an address."""
    return client.get(address).get_data(as_text=True)


def the_ticket(address: str) -> Ticket:
    """The ticket whose page that is."""
    with reading() as session:
        return find(session, id=address.split("?")[0].rsplit("/", 1)[1])
