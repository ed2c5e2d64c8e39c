"""What a screen says when it hears of calls late: the young ones, and those only.

The house is played from here: its reports, its sentences, its snapshots (the socket stays shut, so that the screen
asks). The house's own instant decides, which is ten minutes after the last one that the screen knew of.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser_server import Json, RealServer
from tests.display.packs import tone

pytest_plugins = ["tests.browser_plugin"]

TV = {"width": 1920, "height": 1080}
PATIENCE = 60_000


def test_calls_older_than_ninety_seconds_are_listed_and_not_said(
    real_server: RealServer, chromium: Browser, tmp_path: Path
) -> None:
    tone(tmp_path / "clip.wav", 440, 0.1)
    house = House(real_server, (tmp_path / "clip.wav").read_bytes())
    with real_server.context(chromium, viewport=TV) as context:
        context.add_cookies([{"name": "display", "value": real_server.bearers["display"], "url": real_server.url}])
        house.answers(context)
        page = context.new_page()
        page.goto("/display/H2")
        board = page.locator("[data-board]")
        expect(board).to_have_attribute("data-sound", "muted", timeout=PATIENCE)
        page.keyboard.press("Enter")  # a screen that was opened by hand may play after a key
        expect(board).to_have_attribute("data-sound", "on", timeout=PATIENCE)
        house.tells({901: 300, 902: 91, 903: 89, 904: 2}, later=timedelta(minutes=10))
        for number in ("A901", "A902", "A903"):
            expect(page.locator("[data-row]").filter(has_text=number)).to_be_visible(timeout=PATIENCE)
        house.wait_until_said(page, {903, 904})
        assert house.fetched == {903, 904}, "of the others not even the sentence was asked for"


class House:
    """A house as a screen hears it. `fetched`: events whose sentence was asked for; `said`: those heard in full."""

    def __init__(self, server: RealServer, clip: bytes) -> None:
        self.fetched: set[int] = set()
        self.said: set[int] = set()
        self._clip = clip
        self._board: Json = {**server.api("GET", "/boards/H2"), "calls": [], "notices": []}
        self._at = datetime.fromisoformat(self._board["as_of"])

    def answers(self, context: BrowserContext) -> None:
        """From now on, whatever this browser asks."""
        context.route_web_socket("**/socket.io/**", lambda socket: socket.close())
        context.route("**/display/H2/kabar", self._report)
        context.route("**/display/H2/suara/**", self._sentence)
        context.route("**/api/v1/boards/H2*", lambda route: route.fulfill(json=self._board))

    def tells(self, calls: dict[int, int], *, later: timedelta) -> None:
        """So much later it tells of calls: event → how many seconds ago it was made, the oldest first."""
        self._at += later
        place = {"counter": "L4", "counter_name": "Loket 4", "counter_number": 4, "floor": "2", "recall": 0}
        told = [
            {"event": n, "number": f"A{n}", "called_at": self._ago(old), "spoken": "", **place}
            for n, old in calls.items()
        ]
        self._board |= {"seq": self._board["seq"] + 1, "as_of": self._ago(0), "calls": told[::-1]}

    def wait_until_said(self, page: Page, events: set[int]) -> None:
        for _ in range(PATIENCE // 200):
            if self.said >= events:
                return
            page.wait_for_timeout(200)
        raise AssertionError(f"said {self.said}, fetched {self.fetched}")

    def _ago(self, seconds: int) -> str:
        return (self._at - timedelta(seconds=seconds)).isoformat()

    def _report(self, route: Route) -> None:
        """Everything that was not heard yet is told with each answer, however old it is."""
        report = json.loads(route.request.post_data or "{}")
        self.said |= {ack["event"] for ack in report["acks"] if ack.get("heard_at")}
        unheard = [call for call in self._board["calls"][::-1] if call["event"] not in self.said]
        answer = route.fetch(post_data=json.dumps({**report, "acks": []}))
        route.fulfill(json={**answer.json(), "at": self._ago(0), "speak": 5, "calls": unheard})

    def _sentence(self, route: Route) -> None:
        event = route.request.url.partition("/suara/")[2].partition("/")[0]
        self.fetched |= {int(event)} if event.isdecimal() else set()
        route.fulfill(body=self._clip, content_type="audio/wav")
