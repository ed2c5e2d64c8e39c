"""A kiosk in the hall, as a browser without scripts: paired, and touched as a person touches it."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from sqlalchemy import select

from queue_app.catalogue.directory import directory
from queue_app.line import ticket
from queue_app.line.ticket import Ticket, find_all
from queue_app.people import tokens
from queue_app.people.actor import Actor
from queue_app.people.device_state import id_of, set_device
from queue_app.people.models import AccessTokenRecord
from queue_app.transaction import reading, transaction
from tests import make
from tests.queue_app.line.scene import Visitor, visitor


class Kiosk:
    """One paired kiosk: what it shows, and what is touched on it."""

    def __init__(self, app: Flask, **printer: Any) -> None:
        self._csrf = ""
        self.bearer = make.make_bearer("kiosk", board="H2")
        self.browser: Visitor = visitor(app)
        for cookie in ("kiosk", "tablet"):
            self.browser.set_cookie(cookie, self.bearer)
        with transaction() as session:
            self.device: Actor = tokens.token_actor(session, self.bearer)
            if printer:
                set_device(session, directory(session), self.id, {"printer": printer}, by="test")

    @property
    def id(self) -> int:
        return id_of(self.device)

    def shows(self, path: str, status: int = 200) -> str:
        """The page, as one line of text."""
        answer = self.browser.get(path)
        assert answer.status_code == status, (path, answer.status_code, answer.location)
        return words(answer.text)

    def html(self, path: str) -> str:
        return str(self.browser.get(path).text)

    def touch(self, path: str, **form: str) -> Any:
        """Send a form, with the token that every page of the kiosk carries."""
        self.open_page()
        return self.browser.post(path, data=form | {"csrf_token": self._csrf})

    def open_page(self) -> None:
        """Have a page with a form before one, as a kiosk always has."""
        if not self._csrf:
            found = re.search(r'name="csrf_token" value="([^"]+)"', self.html("/kiosk/layanan"))
            assert found
            self._csrf = found[1]

    def take(self, service: str = make.SERVICE, priority: str = "", key: str = "") -> str:
        """Take a number; answers with the address of its page."""
        asked = self.html(f"/kiosk/layanan/{service}")
        found = re.search(r'name="idempotency_key" value="([^"]+)"', asked)
        assert found, words(asked)
        answer = self.touch("/kiosk/ambil", idempotency_key=key or found[1], service=service, priority=priority)
        assert answer.status_code == 303, words(answer.text)
        return str(answer.location)


def words(html: str) -> str:
    """What a page says: without tags, attributes and the slip that only paper shows."""
    html = re.sub(r"<(svg|title|article)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def tickets_here() -> list[Ticket]:
    with reading() as session:
        return find_all(session, ticket.tickets.c.key > 0, order=[ticket.tickets.c.key])


def revoke_everything() -> None:
    """Somebody ends every token of the house."""
    with transaction() as session:
        for token_id in session.scalars(select(AccessTokenRecord.id)).all():
            tokens.revoke_token(session, token_id, by="test")
