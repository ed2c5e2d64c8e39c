"""The ticket on a phone while the hall changes: it learns that a counter opened or closed, and its stamp is the age of
the window, not of the last sign of life.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser_server import Json, RealServer, serving

pytest_plugins = ["tests.browser_plugin"]

COUNTER, SERVICE = "L13", "BPN-CEK"
NONE_OPEN = "Belum ada loket yang buka"


@pytest.fixture(scope="module")
def server(sqlite_template: Path) -> Iterator[RealServer]:
    """A hall in which no counter is open yet."""
    with serving(sqlite_template) as made:
        yield made


class Phone:
    """A phone that holds a number; `lines` counts the snapshots of its line that reached it."""

    def __init__(self, page: Page, ticket: Json) -> None:
        self.page, self.lines = page, 0
        page.on("websocket", lambda socket: socket.on("framereceived", self._note))
        page.goto(f"/tiket/{ticket['id']}")
        self.wait_for_line(1)

    def _note(self, frame: object) -> None:
        self.lines += '"order":' in str(frame)

    def wait_for_line(self, n: int) -> None:
        until = time.monotonic() + 60
        while self.lines < n:
            assert time.monotonic() < until, "no snapshot of the line"
            self.page.wait_for_timeout(50)

    def stamp(self) -> str:
        return self.page.locator("[data-fresh]").inner_text()


def test_a_phone_learns_that_a_counter_opened_and_that_the_last_one_closed(
    server: RealServer, chromium: Browser
) -> None:
    with server.context(chromium) as context:
        phone = Phone(context.new_page(), server.arrive(SERVICE))
        said = phone.page.locator("[data-ticket]")
        expect(said).to_contain_text(NONE_OPEN)
        before = phone.stamp()
        server.at(COUNTER, "open")
        expect(said.locator("[data-window-words]")).to_be_visible()
        expect(said).not_to_contain_text(NONE_OPEN)
        assert phone.stamp() > before
        server.at(COUNTER, "close")
        expect(said).to_contain_text(NONE_OPEN)


def test_the_stamp_is_the_windows_own_age(server: RealServer, chromium: Browser) -> None:
    with server.context(chromium) as context:
        phone = Phone(context.new_page(), server.arrive(SERVICE))
        phone.page.wait_for_timeout(300)
        before, heard = phone.stamp(), phone.lines
        phone.page.wait_for_timeout(1_200)
        server.arrive(SERVICE)  # somebody behind: the line changes, nothing that this phone shows is computed anew
        phone.wait_for_line(heard + 1)
        phone.page.wait_for_timeout(300)
        assert phone.stamp() == before
