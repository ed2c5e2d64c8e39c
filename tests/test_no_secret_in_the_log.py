"""What a real server says of a day names nobody: no handle, survey token, bearer, phone number, code or one-time link
that was used in it, however it was used: taken, opened, mistyped, refused, sent away.
"""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser
from sqlalchemy import select

from queue_app import clock
from queue_app.catalogue.directory import directory
from queue_app.notify.outbox import SENT, messages
from queue_app.people import staff
from tests.browser_server import PASSWORD, RealServer, serving, survey_token

pytest_plugins = ["tests.browser_plugin"]

COUNTER, SERVICE = "L4", "DKC-KTP-HILANG"
PHONE = {"phone": "+6281234567890", "consent": "2026-11"}
WRONG_BEARER, WRONG_TOKEN, WRONG_CODE = "salahsalahsalahsalahsalah12", "ZZZZ9999ZZZZ", "XQXQ8888"


class PlayedDay:
    """A day on a server, and every secret that it knew: what it is → the secret."""

    def __init__(self, server: RealServer) -> None:
        self.server = server
        self.secrets = {f"bearer of {role}": bearer for role, bearer in server.bearers.items()}
        self.secrets |= {"wrong bearer": WRONG_BEARER, "wrong token": WRONG_TOKEN, "wrong code": WRONG_CODE}
        self.secrets |= {"phone": PHONE["phone"], "phone, national": "081234567890", "password": PASSWORD}

    def play(self, chromium: Browser) -> None:
        server = self.server
        server.at(COUNTER, "open")
        home = self.known("home", server.take(SERVICE, **PHONE))
        self.sent_messages("ticket-issued")  # nobody is told so any more once they are served
        here = self.known("here", server.arrive(SERVICE))
        server.check_in(home)
        served = server.finish(COUNTER, home)
        self.secrets["survey token"] = survey_token(served)
        self.missed(self.known("missed", server.take(SERVICE, phone="+6281234567891", consent="2026-11")))
        self.sent_messages("survey")
        self.look(served, here)
        self.mistype()
        self.people(chromium, here)
        server.answer(served)
        self.get(f"/s/{survey_token(served)}")
        server.api("DELETE", f"/tickets/{home['id']}/phone")

    def known(self, name: str, ticket: dict[str, Any]) -> dict[str, Any]:
        self.secrets |= {f"handle of {name}": ticket["id"], f"code of {name}": ticket["recovery_code"]}
        return ticket

    def missed(self, ticket: dict[str, Any]) -> None:
        self.secrets["second phone"] = "81234567891"
        self.server.check_in(ticket)
        self.server.serve(COUNTER, ticket, "miss")
        self.server.api("POST", f"/tickets/{ticket['id']}/rejoin")

    def sent_messages(self, wanted: str) -> None:
        """Wait until such a message has gone out, through the channel that writes to the log."""
        until = time.monotonic() + 120
        while True:
            with self.server.behind() as session:
                templates = set(session.scalars(select(messages.c.template).where(messages.c.state == SENT)))
            if wanted in templates:
                return
            assert time.monotonic() < until, templates
            time.sleep(0.3)

    def look(self, served: dict[str, Any], here: dict[str, Any]) -> None:
        token = survey_token(served)
        for path in (
            f"/tiket/{served['id']}",
            f"/tiket/{here['id']}/batal",
            f"/s/{token}",
            f"/s/{token[:4]}-{token[4:]}",
        ):
            self.get(path)
        self.get(f"/api/v1/survey/{token}")
        self.get(f"/api/v1/tickets/{here['id']}", headers={"If-None-Match": '"1"'})
        self.get(f"/tiket/{here['id']}", method="DELETE")
        self.get(f"/tiket/{here['id']}\r\nforged")

    def mistype(self) -> None:
        self.get(f"/s/{WRONG_TOKEN}")
        self.get(f"/tiket/{WRONG_BEARER}")
        self.get("/api/v1/floor", headers={"Authorization": f"Bearer {WRONG_BEARER}"})
        self.get("/api/v1/tickets/recover", method="POST", json={"code": WRONG_CODE})
        self.get(f"/api/v1/tickets/{WRONG_BEARER}/cancel", method="POST", data="{")
        self.get(
            "/api/v1/tickets", method="POST", json={"service": SERVICE, "channel": "remote", "phone": "0812345678901"}
        )

    def people(self, chromium: Browser, here: dict[str, Any]) -> None:
        """A one-time link opened twice, and a phone and a console that follow by socket."""
        with self.server.behind() as session:
            who = {"name": "Baru", "login": "baru", "role": "manager", "by": "test"}
            _person, link = staff.add_staff(session, site_id=directory(session).site.id, at=clock.real_now(), **who)
        self.secrets["one-time link"] = link
        self.get(f"/akun/mulai/{link}")
        with self.server.context(chromium, "supervisor") as context:
            for path in (f"/akun/mulai/{link}", f"/tiket/{here['id']}", f"/loket/{COUNTER}"):
                page = context.new_page()
                page.goto(path)
                page.wait_for_timeout(400)

    def get(self, path: str, method: str = "GET", **request: Any) -> None:
        """Ask, whatever the answer."""
        requests.request(method, self.server.url + path, timeout=60, allow_redirects=True, **request)


@pytest.mark.parametrize("style", ["text", "json"])
def test_the_log_of_a_played_day_holds_no_secret(style: str, sqlite_template: Path, chromium: Browser) -> None:
    with serving(sqlite_template, LOG_FORMAT=style, CLOCK_SPEED="10") as server:  # so that messages go out at once
        day = PlayedDay(server)
        day.play(chromium)
        said = server.log()
    assert "gmsc.messages" in said, "the messages of the day are not in the log: nothing was searched"
    assert len(day.secrets) > 15
    bare = re.sub(r"[\s\-.]", "", said)
    for what, secret in day.secrets.items():
        assert secret not in said, what
        assert secret.replace("-", "").lstrip("+") not in bare, f"{what}, spelled otherwise"
