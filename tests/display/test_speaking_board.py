"""The hall hears every call whole and one after the other, from one screen, whatever happens around it.

The sound is real (Chromium's own WebAudio); what the page starts, stops and finishes is only written down. The clips of
the tests are short, so that the queue is the real one and nobody waits.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from queue_app.catalogue.directory import directory
from queue_app.line.notices import end_notice
from tests import browser
from tests.browser_server import RealServer, serving
from tests.display.packs import make_pack

TV = {"width": 1920, "height": 1080}
CALLING = [f"L{n}" for n in range(4, 14)]
#: Writes down every source that the page plays: from when to when it was to be heard, and whether it was.
LISTEN = """
  window.played = [];
  const start = AudioBufferSourceNode.prototype.start, stop = AudioBufferSourceNode.prototype.stop;
  AudioBufferSourceNode.prototype.start = function (when, ...rest) {
    const one = { from: when, to: when + this.buffer.duration, ended: null, cut: false };
    window.played.push(one);
    this.addEventListener("ended", () => { one.ended = this.context.currentTime; });
    this.stop = () => { one.cut = one.ended === null; stop.call(this); };
    return start.call(this, when, ...rest);
  };
"""


@pytest.fixture(scope="module")
def hall(sqlite_template: Path) -> Iterator[RealServer]:
    """A mall whose voice is a pack of short clips."""
    with serving(sqlite_template) as server:
        quick = {"word_ms": 5, "comma_ms": 5, "stop_ms": 5, "between_ms": 60, "again_ms": 80}
        make_pack(server.folder / "voice" / "packs" / "id", **quick)
        for counter in CALLING:
            server.at(counter, "open")
        yield server


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def speaker(playwright: Playwright, chromium_path: Path) -> Iterator[Browser]:
    """A browser that may play, started as the TV's is."""
    arguments = [*browser.ARGUMENTS, "--autoplay-policy=no-user-gesture-required"]
    launched = playwright.chromium.launch(executable_path=chromium_path, args=arguments)
    yield launched
    launched.close()


@pytest.fixture
def screens(hall: RealServer, speaker: Browser) -> Iterator[Callable[[], Page]]:
    """Opens installed TVs, each in a browser of its own; afterwards every counter is free again."""
    opened: list[BrowserContext] = []

    def open_tv() -> Page:
        context = hall.context(speaker, viewport=TV)
        opened.append(context)
        context.add_cookies([{"name": "display", "value": hall.bearers["display"], "url": hall.url}])
        context.add_init_script(LISTEN)
        page = context.new_page()
        page.goto("/display/H2")
        expect(page.locator("[data-board]")).to_have_attribute("data-sound", "on")
        return page

    yield open_tv
    for context in opened:
        context.close()
    for counter in CALLING:
        if hall.api("GET", f"/counters/{counter}", role="supervisor")["current"]:
            hall.at(counter, "miss")


def test_ten_calls_at_once_are_ten_whole_announcements(hall: RealServer, screens: Callable[[], Page]) -> None:
    tv = screens()
    tv.wait_for_timeout(500)
    numbers = [call(hall, counter) for counter in CALLING]
    assert heard_by(hall, tv, 10, 60_000) == numbers, "in the order in which they were called, each once"
    played = tv.evaluate("window.played")
    assert not [one for one in played if one["cut"]]
    finished = sorted((one for one in played if one["ended"] is not None), key=lambda one: float(one["from"]))
    assert len(finished) >= 20, "a chime and a sentence each"
    assert all(one["ended"] >= one["to"] - 0.02 for one in finished), "nothing is cut"
    assert all(later["from"] >= one["to"] - 0.001 for one, later in pairwise(finished))
    assert len(finished) < 30, "nothing is said twice while others wait"


def test_the_next_screen_speaks_when_the_first_has_died(hall: RealServer, screens: Callable[[], Page]) -> None:
    first = screens()
    first.wait_for_timeout(300)
    other = screens()
    call(hall, CALLING[0])
    heard_by(hall, first, 1, 10_000)
    assert other.evaluate("window.played") == [], "one voice in a hall"
    first.route("**/kabar", lambda route: route.abort())  # the house hears nothing of it any more
    number = call(hall, CALLING[1])
    assert heard_by(hall, other, 1, 15_000) == [number]
    other.wait_for_timeout(2_000)
    assert 2 <= len(other.evaluate("window.played")) <= 3, "chime, call and perhaps once more: nothing of before"


def test_a_screen_that_may_not_play_says_so_and_speaks_after_a_key(
    hall: RealServer, playwright: Playwright, chromium_path: Path
) -> None:
    silent = playwright.chromium.launch(executable_path=chromium_path, args=browser.ARGUMENTS)
    with hall.context(silent, viewport=TV) as context:
        context.add_cookies([{"name": "display", "value": hall.bearers["display"], "url": hall.url}])
        page = context.new_page()
        page.goto("/display/H2")
        muted = page.get_by_role("alert").filter(has_text="Suara mati")
        expect(muted).to_be_visible()
        number = call(hall, CALLING[2])
        page.wait_for_timeout(500)
        assert number not in heard(hall)
        assert problems(hall) == {"muted"}, "staff hear of it"
        page.keyboard.press("Enter")
        expect(muted).to_be_hidden()
        assert heard_by(hall, page, 1, 10_000) == [number], "what nobody heard is said after all"
        assert problems(hall) == set()
    silent.close()
    hall.at(CALLING[2], "miss")


def test_an_emergency_comes_before_calls_and_what_was_called_meanwhile_is_said_after_it(
    hall: RealServer, screens: Callable[[], Page]
) -> None:
    tv = screens()
    told: list[str] = []
    tv.on(
        "response",
        lambda answer: told.append(f"{answer.status} {answer.url}") if "/pengumuman/" in answer.url else None,
    )
    text = "Evakuasi gedung. Keluar lewat tangga, berkumpul di halaman depan."
    posted = hall.api("POST", "/notices", {"text": text, "kind": "darurat"}, role="supervisor")
    board = tv.locator("[data-board]")
    expect(board).to_have_attribute("data-state", "emergency")
    expect(tv.locator("[data-alarm-title]")).to_have_text("Evakuasi gedung")
    expect(tv.locator("[data-alarm]")).to_have_text("Keluar lewat tangga, berkumpul di halaman depan.")
    tv.wait_for_function("() => window.played.length >= 3")  # two chimes and its words
    assert [one.partition("?")[0] for one in told] == [f"200 {hall.url}/display/H2/suara/pengumuman/{posted['id']}.wav"]
    number = call(hall, CALLING[3])
    tv.wait_for_timeout(1_000)
    assert number not in heard(hall)
    expect(board).to_have_attribute("data-state", "emergency")
    expect(tv.locator("[data-call-number]")).to_be_hidden()
    with hall.behind() as session:
        end_notice(session, directory(session), posted["id"], by="test")
    assert heard_by(hall, tv, 1, 30_000) == [number]
    expect(board).not_to_have_attribute("data-state", "emergency")


def call(server: RealServer, counter: str) -> str:
    """A new number, called at the counter; its number."""
    state = server.api("GET", f"/counters/{counter}", role="supervisor")
    if state["current"]:
        server.at(counter, "miss")
    ticket = server.arrive(state["services"][0])
    server.call(counter, ticket)
    return str(ticket["number"])


def heard(server: RealServer) -> list[str]:
    """Every number that a screen said in full, in the order in which they began."""
    query = (
        "SELECT e.number FROM display_acks a JOIN ticket_events e ON e.seq = a.event "
        "WHERE a.heard_at IS NOT NULL AND a.shown_at IS NOT NULL GROUP BY e.seq, e.number ORDER BY MIN(a.heard_at)"
    )
    rows: list[tuple[str]] = sqlite3.connect(server.folder / "gmsc.db").execute(query).fetchall()
    return [number for (number,) in rows]


def problems(server: RealServer) -> set[str]:
    """What is wrong with machines now."""
    rows = sqlite3.connect(server.folder / "gmsc.db").execute("SELECT code FROM device_problems").fetchall()
    return {str(code) for (code,) in rows}


def heard_by(server: RealServer, page: Page, count: int, patience: int) -> list[str]:
    """Wait until so many more numbers were heard; answers with them."""
    before, told = _asked.setdefault(server.url, 0), heard(server)
    for _ in range(patience // 200):
        if len(told) >= before + count:
            break
        page.wait_for_timeout(200)
        told = heard(server)
    _asked[server.url] = len(told)
    return told[before:]


#: Per server: how many heard calls a test has already looked at.
_asked: dict[str, int] = {}
