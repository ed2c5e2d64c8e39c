"""The board in a real browser: gold at the call, honest when it loses the house, healed when it is back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser_phone import time_to_say_lost
from tests.browser_server import RealServer

pytest_plugins = ["tests.browser_plugin"]

TV = {"width": 1920, "height": 1080}
COUNTER, SERVICE = "L13", "BPN-CEK"
#: Keeps on the page each new state of the board with its instant, in ms of the page's own time.
STATES = """() => { const board = document.querySelector("[data-board]"); window.states = [];
  const note = () => window.states.at(-1)?.state === board.dataset.state
    || window.states.push({ state: board.dataset.state, at: performance.now() });
  new MutationObserver(note).observe(board, { attributeFilter: ["data-state"] }); }"""
#: Everything that is meant to be read on a wall of 1920 × 1080 is at least this large.
SMALLEST = 44


@pytest.fixture
def tv(real_server: RealServer, chromium: Browser) -> Iterator[Page]:
    real_server.at(COUNTER, "open")
    with real_server.context(chromium, viewport=TV) as context:
        context.add_cookies([{"name": "display", "value": real_server.bearers["display"], "url": real_server.url}])
        page = context.new_page()
        page.goto("/display/H2")
        expect(page.locator("[data-code-digits]")).to_have_text(re.compile(r"^\d{4}$"))
        page.wait_for_timeout(800)
        yield page


def test_a_call_is_gold_with_its_counter_and_floor_for_eight_seconds(tv: Page, real_server: RealServer) -> None:
    tv.evaluate(STATES)
    ticket = called(real_server)
    board = tv.locator("[data-board]")
    expect(board).to_have_attribute("data-state", "calling")
    expect(tv.locator("[data-call-number]")).to_have_text(ticket["number"])
    expect(tv.locator("[data-call-counter]")).to_have_text("13")
    expect(tv.locator("[data-call-floor]")).to_have_text("2")
    assert size(tv, "[data-call-number]") >= 264
    assert size(tv, "[data-call-counter]") >= 264
    expect(board).to_have_attribute("data-state", "idle")
    states = tv.evaluate("window.states")
    gold, after = next((one, later) for one, later in pairwise(states) if one["state"] == "calling")
    assert after["state"] == "idle", states
    assert 7_000 <= after["at"] - gold["at"] <= 10_000
    expect(tv.locator("[data-last-number]")).to_have_text(ticket["number"])
    expect(tv.locator("[data-row]").first).to_have_class("new")
    real_server.at(COUNTER, "recall")
    expect(tv.locator("[data-nth]")).to_have_text("Panggilan ke-2")
    real_server.at(COUNTER, "miss")


def test_the_code_of_the_lobby_is_in_sight_also_while_somebody_is_called(tv: Page, real_server: RealServer) -> None:
    code = tv.locator("[data-code-digits]").inner_text()
    called(real_server)
    expect(tv.locator("[data-board]")).to_have_attribute("data-state", "calling")
    expect(tv.locator("[data-code-foot]")).to_be_visible()
    expect(tv.locator("[data-code-foot]")).to_have_text(re.compile(r"^\d{4}$"))
    assert size(tv, "[data-code-foot]") >= 64
    assert code
    real_server.at(COUNTER, "miss")


@pytest.mark.parametrize("state", ["empty", "calling", "stale"])
def test_a_list_without_a_number_has_no_heading(real_server: RealServer, chromium: Browser, state: str) -> None:
    """As it is before the first call of the day, while that call is gold, and when the house is lost before it."""

    def before_the_first(route: Route) -> None:
        page = re.sub(r'data-state="\w+" data-rows="\d+"', f'data-state="{state}" data-rows="0"', route.fetch().text())
        route.fulfill(body=page, content_type="text/html")

    with real_server.context(chromium, viewport=TV, java_script_enabled=False) as context:
        page = context.new_page()
        page.route("**/display/H2", before_the_first)
        page.goto("/display/H2")
        expect(page.locator(".tv-list thead")).to_be_hidden()
        expect(page.locator(".tv-none")).to_be_visible(visible=state != "stale")


def test_nothing_on_the_wall_is_too_small_to_read(tv: Page) -> None:
    small = tv.evaluate(
        """limit => [...document.querySelectorAll(".tv-board *")].filter((node) => node.checkVisibility()
          && [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim())
          && !node.closest(".hidden-text") && !node.closest("svg")
          && parseFloat(getComputedStyle(node).fontSize) < limit).map((node) => node.outerHTML.slice(0, 80))""",
        SMALLEST,
    )
    assert small == []


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1280, 720), (1080, 1920), (3840, 2160), (1024, 768)])
def test_the_board_fits_every_screen_whole(tv: Page, real_server: RealServer, width: int, height: int) -> None:
    tv.set_viewport_size({"width": width, "height": height})
    for state in ("idle", "calling"):
        if state == "calling":
            called(real_server)
            expect(tv.locator("[data-board]")).to_have_attribute("data-state", "calling")
            real_server.at(COUNTER, "miss")
        outside = tv.evaluate(
            """() => [...document.querySelectorAll(".tv-board *")].filter((node) => node.checkVisibility()
              && !node.closest(".hidden-text, svg")).filter((node) => { const box = node.getBoundingClientRect();
                return box.right > innerWidth + 1 || box.bottom > innerHeight + 1; }).map((node) => node.className)"""
        )
        assert outside == [], state


def test_a_paused_counter_stands_in_the_line_below(tv: Page, real_server: RealServer) -> None:
    real_server.at(COUNTER, "pause", reason="Istirahat", until="2036-11-23T10:45:00+07:00")
    expect(tv.locator("[data-line]")).to_have_text("Loket 13: istirahat sampai 10.45.")
    real_server.at(COUNTER, "resume")


def test_an_old_number_is_not_shown_as_if_it_were_true(tv: Page, real_server: RealServer) -> None:
    ticket = called(real_server)
    expect(tv.locator("[data-board]")).to_have_attribute("data-state", "idle")
    real_server.at(COUNTER, "miss")
    said_after = time_to_say_lost(tv, "[data-state=stale]")
    tv.context.set_offline(True)
    assert said_after() <= 5_500
    expect(tv.locator("[data-stale]")).to_contain_text(re.compile(r"Belum tersambung. Data terakhir pukul \d\d\.\d\d"))
    expect(tv.locator("[data-last-number]")).to_be_hidden()
    expect(tv.locator("[data-call-number]")).to_be_hidden()
    other = called(real_server)
    tv.context.set_offline(False)
    expect(tv.locator("[data-last-number], [data-call-number]").first).to_have_text(other["number"])
    assert ticket["number"] != other["number"]
    real_server.at(COUNTER, "miss")


def test_where_websockets_are_blocked_the_board_asks_instead(real_server: RealServer, chromium: Browser) -> None:
    real_server.at(COUNTER, "open")
    with real_server.context(chromium, viewport=TV) as context:
        context.route_web_socket("**/socket.io/**", lambda socket: socket.close())
        page = context.new_page()
        answers: list[int] = []
        page.on("response", lambda r: answers.append(r.status) if "/api/v1/boards/" in r.url else None)
        page.goto("/display/H2")
        for _ in range(300):
            if 304 in answers:
                break
            page.wait_for_timeout(200)
        assert 304 in answers, "an unchanged board is not sent again"
        ticket = called(real_server)
        expect(page.locator("[data-call-number]")).to_have_text(ticket["number"])
        real_server.at(COUNTER, "miss")


def test_an_admin_installs_a_screen_and_leaves_nothing_of_himself(real_server: RealServer, chromium: Browser) -> None:
    with chromium.new_context(base_url=real_server.url, viewport=TV) as context:
        page = context.new_page()
        real_server.sign_in(page, "admin")
        page.goto("/display/H2/pasang")
        page.fill("[name=name]", "TV pintu barat")
        page.get_by_role("button", name="Pasang layar ini").click()
        page.wait_for_url("**/display/H2")
        expect(page.locator("[data-code-digits]")).to_have_text(real_server.lobby_code())
        page.goto("/akun/")
        assert "/masuk" in page.url, "whoever finds the TV is nobody"


def called(server: RealServer) -> dict[str, str]:
    """A new number, called at the counter of this module, whatever a test before left there."""
    if server.api("GET", f"/counters/{COUNTER}", role="supervisor")["current"]:
        server.at(COUNTER, "miss")
    ticket = server.arrive(SERVICE)
    server.call(COUNTER, ticket)
    return ticket


def size(page: Page, selector: str) -> float:
    return float(page.locator(selector).evaluate("node => parseFloat(getComputedStyle(node).fontSize)"))
