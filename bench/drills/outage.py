"""D22: the server of a hall is off for half a minute. Every screen in it says so, none shows an old call as a new one,
and all are right within five seconds after it is back. D23: the server and its sockets live, but its database is gone
(killed) or does not answer (frozen): board, console and phone say within five seconds that they may be old.

A TV, a clerk's console, a kiosk and a visitor's phone, each the product's own page in a real browser.
"""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from bench.drills.hall import children_of
from bench.drills.killed_postgres import accepting, kill_all, start_again
from bench.drills.outcome import Outcome
from tests import browser, servers
from tests.browser_server import Json, RealServer, serving
from tests.conftest import config_of, filled

COUNTER, SERVICE = "L13", "BPN-CEK"
#: Seconds within which each screen says that the house is away (a phone says so after fifteen), and is right again.
TOLD, RIGHT = 20.0, 5.0
#: The same where the server lives and cannot read: the screens that are told so by it, and when (CONTRACT §4).
LIVING, VOUCHED = ("tv", "console", "phone"), 5.0
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


def without_a_database(seed: int, rounds: int = 2, seconds: float = 8) -> Outcome:
    """The database is gone so often, for so many seconds at least: killed in every first round, frozen in every second.
    Raises servers.NotHere.
    """
    database = servers.postgres()
    outcomes = list[Outcome]()

    @contextmanager
    def gone(frozen: bool) -> Iterator[None]:
        nonlocal database
        if frozen:
            _all_of(database, signal.SIGSTOP)
            try:
                yield
            finally:
                _all_of(database, signal.SIGCONT)
            return
        kill_all(database)
        try:
            yield
        finally:
            database = start_again(database)
            accepting(database)

    try:
        with tempfile.TemporaryDirectory(prefix="gmsc-database-") as name, _launched() as chromium:
            url = servers.new_database(database.url)
            filled(config_of(Path(name), url))
            nothing = Path(shutil.copy(os.devnull, Path(name) / "nothing"))
            with serving(nothing, may_stumble=True, DATABASE_URL=url) as server:
                for n in range(rounds):
                    lost = partial(gone, frozen=n % 2 == 1)
                    outcomes.append(_lived_through(server, chromium, seed, seconds, lost, LIVING))
    finally:
        database.stop()
    return _worst(outcomes, seed)


def _all_of(database: servers.Server, said: signal.Signals) -> None:
    """Say it to the postmaster and to everything it runs."""
    os.kill(database.process.pid, said)
    for process in children_of(database.process.pid):
        os.kill(process, said)


def _worst(outcomes: list[Outcome], seed: int) -> Outcome:
    """One result of several rounds: what was wrong in any, and the longest times."""
    wrong = {name: sum(one.wrong[name] for one in outcomes) for name in outcomes[0].wrong}
    told, right = (max(one.late[name][0] for one in outcomes) for name in ("told_s", "right_s"))
    figures = {"losses": len(outcomes), "screens": outcomes[0].figures["screens"]}
    late = {"told_s": (told, VOUCHED), "right_s": (right, RIGHT)}
    return Outcome("D23", seed, figures, wrong, late, tuple(said for one in outcomes for said in one.found))


def outage(server: RealServer, chromium: Browser, seed: int, seconds: int) -> Outcome:
    """The same at a server and with a browser that are there."""
    return _lived_through(server, chromium, seed, seconds, server.off, tuple(AWAY))


def _lived_through(
    server: RealServer,
    chromium: Browser,
    seed: int,
    seconds: float,
    lost: Callable[[], AbstractContextManager[None]],
    names: tuple[str, ...],
) -> Outcome:
    """Something is `lost` for so long; these screens say so, and are right afterwards."""
    away, back = ({name: signs[name] for name in names} for signs in (AWAY, BACK))
    with a_hall_of_screens(server, chromium, names) as screens:
        tv = screens.pages["tv"]
        screens.all(back)
        tv.evaluate(STATES)
        screens.reported.clear()
        with lost():
            began = time.monotonic()
            told_s, silent = screens.all(away)
            tv.wait_for_timeout(max(0.0, 1000 * (seconds - (time.monotonic() - began))))
            off_s = time.monotonic() - began
        right_s, wrong = screens.all(back)
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
    return Outcome("D22", seed, figures, bad, late, found)


@contextmanager
def a_hall_of_screens(server: RealServer, chromium: Browser, names: tuple[str, ...]) -> Iterator[Screens]:
    """Those that are named, with one number called and one waiting."""
    server.at(COUNTER, "open")
    called, waiting = server.arrive(SERVICE), server.arrive(SERVICE)
    server.call(COUNTER, called)
    contexts = {name: server.context(chromium, "supervisor" if name == "console" else "") for name in names}
    for name in {"tv", "kiosk"} & contexts.keys():
        role = "display" if name == "tv" else name
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
