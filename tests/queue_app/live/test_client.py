"""The browser's half of the feed: it asks again by itself, polls where sockets are blocked, never goes back in time."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser, BrowserContext, Page, WebSocketRoute, expect

from tests.browser_phone import time_to_say_lost
from tests.browser_server import RealServer, serving

pytest_plugins = ["tests.browser_plugin"]

COUNTER, SERVICE = "L13", "BPN-CEK"
#: Keeps on the page every state of the board that is painted.
STATES = """() => { const board = document.querySelector("[data-board]"); window.states = [board.dataset.state];
  const note = () => window.states.push(board.dataset.state);
  new MutationObserver(note).observe(board, {attributeFilter: ["data-state"]}); }"""
#: Counts on the page how often a sign appeared.
SIGNS = """(sign) => { window.signs = 0; const look = () => { window.signs += Boolean(document.querySelector(sign)); };
  new MutationObserver(look).observe(document.documentElement, {attributes: true, subtree: true}); }"""


@pytest.fixture(scope="module")
def server(sqlite_template: Path) -> Iterator[RealServer]:
    with serving(sqlite_template, application="tests.queue_app.live.stage:serving()") as made:
        made.at(COUNTER, "open")
        yield made


#: Writes down how long the page wants to wait for whatever it does later, in ms; `setTimeout` of the library too.
DELAYS = """() => { window.delays = []; const later = window.setTimeout;
  window.setTimeout = (act, delay, ...rest) => { window.delays.push(delay); return later(act, delay, ...rest); }; }"""


class Sockets:
    """The sockets that a page opened, and when."""

    def __init__(self, page: Page) -> None:
        self.opened: list[float] = []
        self.closed: list[float] = []
        self.sent: list[str] = []
        self.asking: set[int] = set()
        page.on("websocket", self._note)

    def _note(self, socket: Any) -> None:
        number = len(self.opened)
        self.opened.append(time.monotonic())
        socket.on("close", lambda _: self.closed.append(time.monotonic()))
        socket.on("framesent", lambda frame: self._sent(number, str(frame)))

    def _sent(self, number: int, frame: str) -> None:
        self.sent.append(frame)
        if '"watch"' in frame:
            self.asking.add(number)

    def watches(self) -> int:
        return sum('"watch"' in frame for frame in self.sent)

    def wait(self, page: Page, opened: int) -> None:
        """Wait until so many sockets were opened and the last one has asked for something."""
        eventually(page, lambda: opened - 1 in self.asking, "no new socket")


def eventually(page: Page, true: Callable[[], object], else_: str) -> None:
    """Wait for what the browser tells the test; a machine that does other things too needs its time."""
    until = time.monotonic() + 60
    while not true():
        assert time.monotonic() < until, else_
        page.wait_for_timeout(50)


def blocked(context: BrowserContext) -> None:
    """Let no WebSocket of the browser come about."""
    context.route_web_socket("**/socket.io/**", lambda socket: socket.close())


def called(server: RealServer) -> dict[str, str]:
    ticket = server.arrive(SERVICE)
    server.call(COUNTER, ticket)
    return ticket


def test_where_sockets_are_blocked_phone_and_board_and_console_become_right_and_no_screen_cries_wolf(
    server: RealServer, chromium: Browser
) -> None:
    ticket = server.arrive(SERVICE)
    with (
        server.context(chromium) as phone,
        server.context(chromium) as hall,
        server.context(chromium, "supervisor") as desk,
    ):
        for context in (phone, hall, desk):
            blocked(context)
        holder, board, console = phone.new_page(), hall.new_page(), desk.new_page()
        holder.goto(f"/tiket/{ticket['id']}")
        console.goto(f"/loket/{COUNTER}")
        board.goto("/display/H2")
        board.evaluate(STATES)
        board.wait_for_timeout(6_000)
        assert "stale" not in board.evaluate("window.states")
        expect(console.locator("[data-offline]")).to_be_hidden()
        server.call(COUNTER, ticket)
        expect(board.locator("[data-call-number]")).to_have_text(ticket["number"])
        expect(console.locator("#kartu")).to_contain_text(ticket["number"])
        expect(holder.get_by_role("heading", name="Dipanggil")).to_be_visible()
    server.at(COUNTER, "miss")


def test_a_restart_is_waited_out_without_a_word_and_the_screen_is_right_again(
    server: RealServer, chromium: Browser
) -> None:
    with server.context(chromium) as hall:
        board = hall.new_page()
        sockets = Sockets(board)
        board.goto("/display/H2")
        sockets.wait(board, 1)
        board.evaluate(STATES)
        board.evaluate(DELAYS)
        begun = time.monotonic()
        requests.post(f"{server.url}/stage?restart=2", timeout=60)
        eventually(board, lambda: sockets.closed, "the line is kept")
        assert len(sockets.opened) == 1, "it hangs up at once, and calls again later"
        ticket = called(server)
        sockets.wait(board, 2)
        assert len(sockets.closed) == 1
        assert sockets.opened[1] - begun >= 2, "when the house is back"
        back = [delay for delay in board.evaluate("window.delays") if 2_000 <= delay < 2_500]
        assert len(back) == 1, "and not all screens at once"
        shown = board.locator("[data-call-number], [data-last-number]")
        expect(shown.first).to_have_text(ticket["number"])
        assert "stale" not in board.evaluate("window.states")
    server.at(COUNTER, "miss")


def test_a_socket_that_is_open_and_brings_nothing_is_left_for_another(server: RealServer, chromium: Browser) -> None:
    """As after a cable that was out: neither side was told, and the library waits for its next ping."""
    lines: list[dict[str, bool]] = []

    def line(socket: WebSocketRoute) -> None:
        house, mine = socket.connect_to_server(), {"dead": False, "heard": False}
        lines.append(mine)

        def bring(message: str | bytes) -> None:
            if not mine["dead"]:
                mine["heard"] |= "board:H2" in str(message)
                socket.send(message)

        socket.on_message(lambda message: None if mine["dead"] else house.send(message))
        house.on_message(bring)

    with server.context(chromium) as hall:
        hall.route_web_socket("**/socket.io/**", line)
        board = hall.new_page()
        board.goto("/display/H2")
        eventually(board, lambda: lines and lines[0]["heard"], "no socket")
        lines[0]["dead"] = True
        eventually(board, lambda: len(lines) > 1 and lines[1]["heard"], "it waits for ever")
        hall.route("**/api/v1/boards/**", lambda route: route.abort())
        ticket = called(server)
        expect(board.locator("[data-call-number]")).to_have_text(ticket["number"])
        board.wait_for_timeout(3_000)
        assert len(lines) == 2, "one that brings something is kept"
    server.at(COUNTER, "miss")


def test_an_older_snapshot_never_follows_a_newer_one(server: RealServer, chromium: Browser) -> None:
    ticket = called(server)
    with server.context(chromium) as hall:
        board = hall.new_page()
        heard: list[str] = []
        board.on("websocket", lambda socket: socket.on("framereceived", lambda frame: heard.append(str(frame))))
        board.goto("/display/H2")
        eventually(board, lambda: any('"seq"' in frame for frame in heard), "nothing was told")
        expect(board.locator("[data-call-number], [data-last-number]").first).to_have_text(ticket["number"])
        board.evaluate("""() => { window.said = []; const say = document.querySelector("[data-say]");
          new MutationObserver(() => window.said.push(say.textContent)).observe(say, {childList: true}); }""")
        requests.post(f"{server.url}/stage?old=1", timeout=60)
        eventually(board, lambda: any("Z999" in frame for frame in heard), "nothing came from long ago")
        board.wait_for_timeout(500)
        assert board.evaluate("window.said") == []
        expect(board.locator("[data-call-number], [data-last-number]").first).to_have_text(ticket["number"])
    server.at(COUNTER, "miss")


def test_a_house_that_cannot_vouch_for_what_it_shows_says_so_on_board_console_and_phone(
    server: RealServer, chromium: Browser
) -> None:
    """The socket is whole: silence would tell a board only after two beats, and a phone after two of twenty seconds."""
    ticket = server.arrive(SERVICE)
    with server.context(chromium) as public, server.context(chromium, "supervisor") as desk:
        signs = {
            f"/tiket/{ticket['id']}": "[data-stale-note]:not([hidden])",
            "/display/H2": "[data-board][data-state=stale]",
            f"/loket/{COUNTER}": "body.is-offline [data-offline]:not([hidden])",
        }
        pages = {path: (desk if "loket" in path else public).new_page() for path in signs}
        for path, page in pages.items():
            sockets = Sockets(page)
            page.goto(path)
            sockets.wait(page, 1)
            page.evaluate(SIGNS, signs[path])
        pages["/display/H2"].wait_for_timeout(1_500)
        requests.post(f"{server.url}/stage?late=1", timeout=30)
        for page in pages.values():
            page.wait_for_function("() => window.signs > 0")
        requests.post(f"{server.url}/stage?late=0", timeout=30)
        for path, page in pages.items():
            expect(page.locator(signs[path])).to_have_count(0, timeout=30_000)
        away, console = f"**/loket/{COUNTER}?*bagian=utama*", pages[f"/loket/{COUNTER}"]
        console.evaluate("window.kept = 1")
        desk.route(away, lambda route: route.fulfill(status=503, body="<h1>Rumah sedang tidak ada</h1>"))
        with console.expect_response(lambda answer: answer.status == 503, timeout=30_000):
            server.call(COUNTER, ticket)
        desk.unroute(away)
        expect(console.locator("#kartu")).to_contain_text(ticket["number"], timeout=30_000)
        assert console.evaluate("window.kept") == 1, "no page of an error stays when the house is back"
    server.at(COUNTER, "miss")
    server.api("POST", f"/tickets/{ticket['id']}/cancel")


def test_a_page_that_is_looked_at_again_asks_at_once(server: RealServer, chromium: Browser) -> None:
    ticket = server.arrive(SERVICE)
    with server.context(chromium) as phone:
        page = phone.new_page()
        sockets = Sockets(page)
        page.goto(f"/tiket/{ticket['id']}")
        eventually(page, lambda: sockets.watches() >= 2, "the ticket and its line")
        for event, where in (("visibilitychange", "document"), ("online", "window")):
            before = sockets.watches()
            page.evaluate(f"{where}.dispatchEvent(new Event('{event}'))")
            wanted = before + 2
            eventually(page, lambda: sockets.watches() >= wanted, f"the ticket and its line, on {event}")  # noqa: B023


def test_who_stops_following_is_watched_no_more_and_hears_nothing(server: RealServer, chromium: Browser) -> None:
    ticket = server.arrive(SERVICE)
    with server.context(chromium) as context:
        page = context.new_page()
        sockets = Sockets(page)
        page.goto("/bantuan")
        page.evaluate(
            """async (id) => {
              const { follow } = await import("/static/js/live.js");
              window.heard = 0;
              window.one = follow(`ticket:${id}`, { render: () => {}, fresh: () => { window.heard += 1; } });
            }""",
            ticket["id"],
        )
        page.wait_for_function("() => window.heard > 0")
        page.evaluate("window.one.stop()")
        eventually(
            page,
            lambda: any('"unwatch"' in frame and ticket["id"] in frame for frame in sockets.sent),
            "it is still followed",
        )
        heard = page.evaluate("window.heard")
        server.call(COUNTER, ticket)
        page.wait_for_timeout(1_000)
        assert page.evaluate("window.heard") == heard
        assert len(sockets.opened) == 1, "the line stays for what else is followed"
    server.at(COUNTER, "miss")


def test_a_page_names_its_site_when_it_watches(server: RealServer, chromium: Browser) -> None:
    with server.context(chromium) as hall:
        board = hall.new_page()
        sockets = Sockets(board)
        board.goto("/display/H2")
        sockets.wait(board, 1)
        site = board.locator("[data-board]").get_attribute("data-site")
        assert site
        assert any(re.search(rf'"scope":"board:H2","site":"{site}"', frame) for frame in sockets.sent)


def test_a_console_that_hears_nothing_says_so_within_five_seconds_and_locks_its_keys(
    server: RealServer, chromium: Browser
) -> None:
    with server.context(chromium, "supervisor") as desk:
        console = desk.new_page()
        console.goto(f"/loket/{COUNTER}")
        expect(console.locator("[data-link] b")).to_have_text("Tersambung")
        said_after = time_to_say_lost(console, "[data-offline]")
        desk.set_offline(True)
        assert said_after() <= 5_500
        expect(console.locator("body")).to_have_class(re.compile("is-offline"))
        desk.set_offline(False)
        expect(console.locator("[data-offline]")).to_be_hidden()
