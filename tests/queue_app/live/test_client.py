"""The browser's half of the feed: it asks again by itself, polls where sockets are blocked, never goes back in time."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser, BrowserContext, Page, WebSocketRoute, expect

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


class Sockets:
    """The sockets that a page opened, and when."""

    def __init__(self, page: Page) -> None:
        self.opened: list[float] = []
        self.closed: list[float] = []
        self.sent: list[str] = []
        page.on("websocket", self._note)

    def _note(self, socket: Any) -> None:
        self.opened.append(time.monotonic())
        socket.on("close", lambda _: self.closed.append(time.monotonic()))
        socket.on("framesent", lambda frame: self.sent.append(str(frame)))

    def watches(self) -> int:
        return sum('"watch"' in frame for frame in self.sent)

    def wait(self, page: Page, opened: int, seconds: float = 10) -> None:
        until = time.monotonic() + seconds
        while len(self.opened) < opened:
            assert time.monotonic() < until, "no new socket"
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
        expect(board.locator("[data-call-number]")).to_have_text(ticket["number"], timeout=4_000)
        expect(console.locator("#kartu")).to_contain_text(ticket["number"], timeout=4_000)
        expect(holder.get_by_role("heading", name="Dipanggil")).to_be_visible(timeout=13_000)
    server.at(COUNTER, "miss")


def test_a_restart_is_waited_out_without_a_word_and_the_screen_is_right_again(
    server: RealServer, chromium: Browser
) -> None:
    with server.context(chromium) as hall:
        board = hall.new_page()
        sockets = Sockets(board)
        board.goto("/display/H2")
        sockets.wait(board, 1)
        board.wait_for_timeout(1_000)
        board.evaluate(STATES)
        begun = time.monotonic()
        requests.post(f"{server.url}/stage?restart=2", timeout=10)
        board.wait_for_timeout(500)
        ticket = called(server)
        sockets.wait(board, 2)
        assert len(sockets.closed) == 1
        assert sockets.closed[0] - begun < 1
        assert 2 <= sockets.opened[1] - begun < 3.5, "when the house is back, and not all screens at once"
        shown = board.locator("[data-call-number], [data-last-number]")
        expect(shown.first).to_have_text(ticket["number"], timeout=4_000)
        assert "stale" not in board.evaluate("window.states")
    server.at(COUNTER, "miss")


def test_a_socket_that_is_open_and_brings_nothing_is_left_for_another(server: RealServer, chromium: Browser) -> None:
    """As after a cable that was out: neither side was told, and the library waits for its next ping."""
    lines: list[dict[str, bool]] = []

    def line(socket: WebSocketRoute) -> None:
        house, mine = socket.connect_to_server(), {"dead": False}
        lines.append(mine)
        socket.on_message(lambda message: None if mine["dead"] else house.send(message))
        house.on_message(lambda message: None if mine["dead"] else socket.send(message))

    with server.context(chromium) as hall:
        hall.route_web_socket("**/socket.io/**", line)
        board = hall.new_page()
        board.goto("/display/H2")
        board.wait_for_timeout(1_500)
        lines[0]["dead"] = True
        until = time.monotonic() + 12
        while len(lines) < 2:
            assert time.monotonic() < until, "it waits for ever"
            board.wait_for_timeout(100)
        board.wait_for_timeout(1_000)
        hall.route("**/api/v1/boards/**", lambda route: route.abort())
        ticket = called(server)
        expect(board.locator("[data-call-number]")).to_have_text(ticket["number"], timeout=2_000)
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
        board.wait_for_timeout(1_500)
        board.evaluate("""() => { window.said = []; const say = document.querySelector("[data-say]");
          new MutationObserver(() => window.said.push(say.textContent)).observe(say, {childList: true}); }""")
        requests.post(f"{server.url}/stage?old=1", timeout=10)
        board.wait_for_timeout(500)
        assert any("Z999" in frame for frame in heard)
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
            sockets.wait(page, 1, 30)
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
        sockets.wait(page, 1)
        page.wait_for_timeout(1_000)
        for event, where in (("visibilitychange", "document"), ("online", "window")):
            before = sockets.watches()
            page.evaluate(f"{where}.dispatchEvent(new Event('{event}'))")
            page.wait_for_timeout(300)
            assert sockets.watches() == before + 2, f"the ticket and its line, on {event}"


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
        page.wait_for_timeout(200)
        assert any('"unwatch"' in frame and ticket["id"] in frame for frame in sockets.sent)
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
        board.wait_for_timeout(1_000)
        site = board.locator("[data-board]").get_attribute("data-site")
        assert site
        assert any(re.search(rf'"scope":"board:H2","site":"{site}"', frame) for frame in sockets.sent)


def test_a_console_that_hears_nothing_says_so_within_five_seconds_and_locks_its_keys(
    server: RealServer, chromium: Browser
) -> None:
    with server.context(chromium, "supervisor") as desk:
        console = desk.new_page()
        console.goto(f"/loket/{COUNTER}")
        console.wait_for_timeout(1_500)
        desk.set_offline(True)
        lost = time.monotonic()
        expect(console.locator("[data-offline]")).to_be_visible(timeout=8_000)
        assert time.monotonic() - lost <= 5.5
        expect(console.locator("body")).to_have_class(re.compile("is-offline"))
        desk.set_offline(False)
        expect(console.locator("[data-offline]")).to_be_hidden(timeout=6_000)
