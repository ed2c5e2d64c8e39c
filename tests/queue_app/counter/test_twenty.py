"""Twenty citizens by keyboard alone: a press to start and one to finish and call the next; or the second one only."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from queue_app.catalogue.directory import directory
from queue_app.line.auto_start import set_auto_start
from tests.browser_phone import time_to_say_lost
from tests.browser_server import RealServer
from tests.queue_app.counter.test_keyboard import DESK, leave_clean, press, step

pytest_plugins = ["tests.browser_plugin"]

#: A counter of its own, whose numbers have no end.
COUNTER, SERVICE = "L29", "TSP-OTENTIKASI"
#: A little longer than the console takes a second press for a slip of the finger.
CALM = 480
CITIZENS = 20


@pytest.fixture
def desk(real_server: RealServer, chromium: Browser) -> Iterator[Page]:
    real_server.at(COUNTER, "open")
    with real_server.context(chromium, "supervisor", viewport=DESK) as context:
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        page.goto(f"/loket/{COUNTER}")
        expect(page.locator("[data-link] b")).to_have_text("Tersambung")
        page.evaluate("window.presses = 0; addEventListener('keydown', () => { presses += 1; }, true)")
        yield page
    by_itself(real_server, None)
    leave_clean(real_server, COUNTER)


def by_itself(server: RealServer, seconds: int | None) -> None:
    """Let the counter start by itself, or not any more."""
    with server.behind() as session:
        house = directory(session)
        set_auto_start(session, house, [house.counter(COUNTER)], seconds)


def serve_all(desk: Page, server: RealServer, labels: tuple[str, ...]) -> int:
    """Serve twenty, the first of whom is called already; how often a key was pressed."""
    citizens = [server.arrive(SERVICE) for _ in range(CITIZENS)]
    last = server.arrive(SERVICE)
    server.at(COUNTER, "call-next")
    for citizen in citizens:
        for label in labels:
            expect(desk.locator(".con-number")).to_contain_text(citizen["number"])
            step(desk, label)
            desk.wait_for_timeout(CALM)
            desk.keyboard.press("Enter")
    expect(desk.locator(".con-number")).to_contain_text(last["number"])
    assert {server.ticket(citizen)["status"] for citizen in citizens} == {"SERVED"}
    return int(desk.evaluate("presses"))


@pytest.mark.long
def test_twenty_citizens_are_served_with_twenty_and_twenty_presses(desk: Page, real_server: RealServer) -> None:
    assert serve_all(desk, real_server, ("Mulai melayani", "Selesai dan panggil")) == 2 * CITIZENS


@pytest.mark.long
def test_with_the_automatic_start_twenty_presses_serve_twenty(desk: Page, real_server: RealServer) -> None:
    by_itself(real_server, 0)
    assert serve_all(desk, real_server, ("Selesai dan panggil",)) == CITIZENS


def test_the_automatic_start_can_be_taken_back_and_waits_then(desk: Page, real_server: RealServer) -> None:
    by_itself(real_server, 0)
    ticket = real_server.arrive(SERVICE)
    press(desk, "Enter", "Selesai melayani")
    press(desk, "z", "Mulai melayani")
    desk.wait_for_timeout(1_200)
    assert real_server.ticket(ticket)["status"] == "CALLED"
    press(desk, "x", "Panggil berikutnya")


def test_no_press_of_enter_makes_a_no_show_served(desk: Page, real_server: RealServer) -> None:
    missed, others = real_server.arrive(SERVICE), [real_server.arrive(SERVICE) for _ in range(2)]
    step(desk, f"Panggil {missed['number']}")
    press(desk, "Enter", f"Mulai melayani {missed['number']}")
    press(desk, "x", f"Panggil {others[0]['number']}")
    for label in ("Mulai melayani", "Selesai dan panggil", "Mulai melayani", "Selesai melayani", "Panggil berikutnya"):
        press(desk, "Enter", label)
    press(desk, "Enter", "Panggil berikutnya")
    assert real_server.ticket(missed)["status"] == "NO_SHOW"
    assert {real_server.ticket(one)["status"] for one in others} == {"SERVED"}


def test_a_key_can_be_put_elsewhere_and_the_number_pad_calls(desk: Page, real_server: RealServer) -> None:
    ticket = real_server.arrive(SERVICE)
    press(desk, "?", None)
    desk.locator("[data-remap=u]").click()
    desk.keyboard.press("r")
    expect(desk.locator("[data-remap=u]")).to_have_text("R")
    desk.keyboard.press("Escape")
    step(desk, f"Panggil {ticket['number']}")
    press(desk, "NumpadEnter", "Mulai melayani")
    desk.keyboard.press("u")
    press(desk, "r", "Mulai melayani")
    expect(desk.locator(".con-slot")).to_contain_text("dipanggil ulang")
    desk.wait_for_timeout(CALM)
    desk.keyboard.press("NumpadDecimal")
    expect(desk.locator("#kartu")).to_contain_text("Panggilan ke-3")
    press(desk, "NumpadMultiply", "Panggil berikutnya")
    assert (real_server.ticket(ticket)["status"], real_server.ticket(ticket)["recalls"]) == ("NO_SHOW", 2)
    desk.keyboard.press("Numpad7")
    expect(desk.locator("#cari")).to_have_value("7")
    desk.evaluate("localStorage.clear()")


#: Writes down how long the page waits before it does something, in ms.
DELAYS = """() => { window.delays = []; const later = window.setTimeout;
  window.setTimeout = (act, delay, ...rest) => { delays.push(delay || 0); return later(act, delay, ...rest); }; }"""


def test_who_waits_for_people_hears_of_the_first(desk: Page, real_server: RealServer) -> None:
    desk.evaluate("window.came = []; document.body.addEventListener('newcomer', (event) => came.push(event.detail))")
    first = real_server.arrive(SERVICE)
    step(desk, f"Panggil {first['number']}")
    expect(desk).to_have_title(re.compile(f"^{first['number']} menunggu"))
    assert desk.evaluate("came") == [f"{first['number']} menunggu di Loket 29"]
    real_server.arrive(SERVICE)
    expect(desk.locator("#daftar .con-row")).to_have_count(2)
    assert len(desk.evaluate("came")) == 1, "the second is no news"


def test_a_silent_hall_is_said_and_a_screen_that_spoke_is_named(desk: Page, real_server: RealServer) -> None:
    real_server.arrive(SERVICE)
    desk.evaluate(DELAYS)
    press(desk, "Enter", "Mulai melayani")
    expect(desk.locator("#gema")).to_contain_text("Belum tampil di layar mana pun")
    assert max(desk.evaluate("delays")) >= 90_000, "it may be said behind many others, and is asked for until then"
    press(desk, "Enter", "Selesai melayani")  # the person came at once: whether the call was heard is told all the same
    board = real_server.api("GET", "/boards/H2")
    ack = {"event": board["calls"][0]["event"], "shown_at": board["as_of"], "heard_at": board["as_of"]}
    real_server.api("POST", "/boards/H2/acks", ack, role="display")
    expect(desk.locator("#gema")).to_contain_text("Terdengar di display pukul")


def test_the_bar_is_there_the_moment_the_line_is_cut(desk: Page) -> None:
    said_after = time_to_say_lost(desk, "[data-offline]")
    desk.context.set_offline(True)
    assert said_after() <= 1_000
    desk.context.set_offline(False)
    expect(desk.locator("[data-offline]")).to_be_hidden()


def test_the_small_window_holds_the_work_in_360_by_220(desk: Page, real_server: RealServer) -> None:
    ticket = real_server.arrive(SERVICE)
    desk.set_viewport_size({"width": 360, "height": 220})
    desk.goto(f"/loket/{COUNTER}?dok=1")
    step(desk, f"Panggil {ticket['number']}")
    for key, label in (("Enter", "Mulai melayani"), ("Enter", "Selesai melayani")):
        press(desk, key, label)
        box = desk.locator("#utama").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["y"] + box["height"] <= 220
        assert desk.evaluate("document.documentElement.scrollHeight - innerHeight") <= 0
