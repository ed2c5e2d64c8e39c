"""A kiosk with a browser of its own, for tests that use it as a visitor does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from queue_app.catalogue.directory import directory
from queue_app.line.ticket import Ticket, find_all, tickets
from queue_app.people.device_state import device_states, set_device
from queue_app.people.tokens import create_token, token_actor
from tests.browser_server import RealServer, serving

UPRIGHT = {"width": 1080, "height": 1920}
SERVICE = "DKC-KTP-HILANG"
PRINTED = "window.print = () => sessionStorage.setItem('printed', 1 + Number(sessionStorage.getItem('printed') || 0))"


class Machine:
    """A kiosk with a browser of its own in the hall's house."""

    def __init__(self, server: RealServer, chromium: Browser, **printer: Any) -> None:
        self.server = server
        with server.behind() as session:
            house = directory(session)
            hall = house.hall("H2")
            site = house.site.id
            bearer = create_token(session, site_id=site, name="Kiosk uji", role="kiosk", hall_id=hall.id, by="test")
            self.id = int(token_actor(session, bearer).label.removeprefix("token:"))
            if printer:
                set_device(session, house, self.id, {"printer": printer}, by="test")
        self.context = server.context(chromium, viewport=UPRIGHT, reduced_motion="reduce", has_touch=True)
        self.context.add_cookies([{"name": "kiosk", "value": bearer, "url": server.url}])
        self.context.add_init_script(PRINTED)
        self.page = self.context.new_page()
        self.wrong: list[str] = []
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.goto("/kiosk/")

    def tickets(self) -> list[Ticket]:
        with self.server.behind() as session:
            return find_all(session, tickets.c.channel == "kiosk", order=[tickets.c.key])

    def troubles(self) -> list[str]:
        with self.server.behind() as session:
            states = device_states(session, directory(session))
            return [p.code for one in states if one.device_id == self.id for p in one.problems]


@pytest.fixture(scope="module")
def server(sqlite_template: Path) -> Iterator[RealServer]:
    with serving(sqlite_template) as running:
        running.at("L4", "open")
        yield running


@pytest.fixture
def machine(server: RealServer, chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Machine]:
    made = Machine(server, chromium, **getattr(request, "param", {}))
    yield made
    made.context.close()
    assert made.wrong == []
