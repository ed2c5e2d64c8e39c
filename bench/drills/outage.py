"""D20: the server of a hall is off for half a minute. Every screen in it says so, none shows an old call as a new one,
and all are right within five seconds after it is back.

A TV, a clerk's console, a kiosk and a visitor's phone, each the product's own page in a real browser.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from bench.drills.outcome import Outcome
from tests import browser
from tests.browser_server import Json, RealServer, serving
from tests.conftest import config_of, filled

COUNTER, SERVICE = "L13", "BPN-CEK"
#: Seconds within which each screen says that the house is away (a phone says so after fifteen), and is right again.
TOLD, RIGHT = 20.0, 5.0
#: Seconds after which a screen that is still wrong counts as wrong, on however busy a machine, and between two looks.
PATIENCE, LOOK = 90.0, 0.1
#: How each screen says that the house is away.
AWAY = {
    "tv": "[data-board][data-state=stale]",
    "console": "body.is-offline [data-offline]:not([hidden])",
    "kiosk": "[data-lost]:not([hidden])",
    "phone": "[data-stale-note]:not([hidden])",
}
#: How each shows that it is back; {number} was called before the outage, {waiting} waits.
BACK = {
    "tv": "[data-board][data-state=idle] [data-last-number]:has-text('{number}')",
    "console": "body:not(.is-offline) #kartu:has-text('{number}')",
    "kiosk": "[data-kiosk]:has([data-lost][hidden]) [data-begin]",
    "phone": "body:has([data-stale-note][hidden]) [data-status=WAITING]:has-text('{waiting}')",
}
#: Keeps on the TV every state that is painted, and every call that it reports as shown.
STATES = """() => { const board = document.querySelector("[data-board]"); window.states = [];
  new MutationObserver(() => states.push(board.dataset.state)).observe(board, { attributeFilter: ["data-state"] }); }"""


@dataclass
class Screens:
    """The screens of the hall, and the numbers on them."""

    pages: dict[str, Page]
    numbers: dict[str, str]
    reported: list[Json] = field(default_factory=list)

    def all(self, signs: dict[str, str], within: float = PATIENCE) -> tuple[float, list[str]]:
        """The seconds until every screen shows its sign, and those that do not when patience ends."""
        began, left = time.monotonic(), dict(signs)
        while left and time.monotonic() - began < within:
            left = {name: sign for name, sign in left.items() if not self._shows(name, sign)}
            if left:
                self.pages["tv"].wait_for_timeout(1000 * LOOK)
        return time.monotonic() - began, sorted(left)

    def _shows(self, name: str, sign: str) -> bool:
        return self.pages[name].locator(sign.format(**self.numbers)).first.is_visible()


def drill(seed: int, rounds: int = 30) -> Outcome:
    """The server is off for so many seconds, or until every screen has said so, whichever is longer."""
    with tempfile.TemporaryDirectory(prefix="gmsc-outage-") as name:
        filled(config_of(Path(name)))
        with serving(Path(name) / "gmsc.db") as server, _launched() as chromium:
            return outage(server, chromium, seed, rounds)


def outage(server: RealServer, chromium: Browser, seed: int, seconds: int) -> Outcome:
    """The same at a server and with a browser that are there."""
    with a_hall_of_screens(server, chromium) as screens:
        tv = screens.pages["tv"]
        screens.all(BACK)
        tv.evaluate(STATES)
        screens.reported.clear()
        with server.off():
            began = time.monotonic()
            told_s, silent = screens.all(AWAY)
            tv.wait_for_timeout(max(0.0, 1000 * (seconds - (time.monotonic() - began))))
            off_s = time.monotonic() - began
        right_s, wrong = screens.all(BACK)
        tv.wait_for_timeout(2_000)
        states = tv.evaluate("window.states")
    figures = {"off_s": round(off_s, 1), "screens": len(screens.pages)}
    bad = {
        "not_told": len(silent),
        "wrong": len(wrong),
        "old_as_new": states.count("calling") + sum("shown_at" in ack for ack in screens.reported),
    }
    late = {"told_s": (told_s, TOLD), "right_s": (right_s, RIGHT)}
    found = (*(f"{one} did not say so" for one in silent), *(f"{one} was not right again" for one in wrong))
    return Outcome("D20", seed, figures, bad, late, found)


@contextmanager
def a_hall_of_screens(server: RealServer, chromium: Browser) -> Iterator[Screens]:
    """All four, with one number called and one waiting."""
    server.at(COUNTER, "open")
    called, waiting = server.arrive(SERVICE), server.arrive(SERVICE)
    server.call(COUNTER, called)
    contexts = {name: server.context(chromium, "supervisor" if name == "console" else "") for name in AWAY}
    for name, role in (("tv", "display"), ("kiosk", "kiosk")):
        contexts[name].add_cookies([{"name": role, "value": server.bearers[role], "url": server.url}])
    addresses = {
        "tv": "/display/H2",
        "console": f"/loket/{COUNTER}",
        "kiosk": "/kiosk/",
        "phone": f"/tiket/{waiting['id']}",
    }
    pages = {name: context.new_page() for name, context in contexts.items()}
    screens = Screens(pages, {"number": called["number"], "waiting": waiting["number"]})
    pages["tv"].on("request", lambda asked: _note(screens, asked.url, asked.post_data_json))
    for name, page in pages.items():
        page.goto(addresses[name])
    try:
        yield screens
    finally:
        for context in contexts.values():
            context.close()
        server.at(COUNTER, "miss")


def _note(screens: Screens, url: str, body: Json | None) -> None:
    if url.endswith("/kabar") and body:
        screens.reported += body.get("acks", [])


@contextmanager
def _launched() -> Iterator[Browser]:
    """A browser of the drill's own. Raises servers.NotHere."""
    program = browser.chromium()
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program, args=browser.ARGUMENTS)
        yield launched
        launched.close()
