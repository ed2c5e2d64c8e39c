"""The console in a real browser: hands stay on the keys, nothing fires while one types, nothing acts while offline."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser_server import RealServer

pytest_plugins = ["tests.browser_plugin"]

DESK = {"width": 1366, "height": 768}
COUNTER, SERVICE = "L18", "IMI-BARU"
#: The console takes a second press within 0.4 s for a slip of the finger.
CALM = 600


@pytest.fixture
def desk(real_server: RealServer, chromium: Browser) -> Iterator[Page]:
    """A supervisor at a counter that nobody else uses: open, free, nobody waiting."""
    real_server.at(COUNTER, "open")
    with real_server.context(chromium, "supervisor", viewport=DESK) as context:
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        page.goto(f"/loket/{COUNTER}")
        expect(page.locator("[data-link] b")).to_have_text("Tersambung")
        yield page
    leave_clean(real_server)


def test_a_whole_visit_by_keyboard_alone(desk: Page, real_server: RealServer) -> None:
    first, second = real_server.arrive(SERVICE), real_server.arrive(SERVICE)
    step(desk, f"Panggil {first['number']}")
    press(desk, "Enter", f"Mulai melayani {first['number']}")
    press(desk, "u", f"Mulai melayani {first['number']}")
    expect(desk.locator(".con-slot")).to_contain_text(f"{first['number']} dipanggil ulang")
    press(desk, "Enter", f"Selesai dan panggil {second['number']}")
    press(desk, "t", f"Panggil {second['number']}")
    press(desk, "z", f"Selesai dan panggil {second['number']}")
    press(desk, "Enter", f"Mulai melayani {second['number']}")
    press(desk, "x", "Panggil berikutnya")
    assert real_server.ticket(first)["status"] == "SERVED"
    assert real_server.ticket(second)["status"] == "NO_SHOW"


def test_a_number_is_passed_on_by_typing_what_the_person_wants(desk: Page, real_server: RealServer) -> None:
    ticket = real_server.arrive(SERVICE)
    step(desk, f"Panggil {ticket['number']}")
    press(desk, "Enter", "Mulai melayani")
    press(desk, "a", f"Alihkan {ticket['number']}")
    desk.keyboard.type("ktp ilang")
    expect(desk.locator("#service :checked")).to_have_value("DKC-KTP-HILANG")
    desk.keyboard.press("Enter")
    expect(desk.locator("#service :checked")).to_be_focused()
    press(desk, "Enter", "Panggil berikutnya")
    assert real_server.ticket(ticket)["service"] == "DKC-KTP-HILANG"
    real_server.api("POST", f"/tickets/{ticket['id']}/cancel")


def test_missing_papers_are_what_was_not_ticked(desk: Page, real_server: RealServer) -> None:
    ticket = real_server.arrive("IMI-HILANG")
    step(desk, f"Panggil {ticket['number']}")
    press(desk, "Enter", "Mulai melayani")
    press(desk, "Enter", "Selesai melayani")
    there = desk.locator(".con-papers .tick").first
    there.check()
    there.blur()
    press(desk, "k", "Selesai, berkas kurang")
    expect(desk.locator("[name=missing]:checked").first).to_be_visible()
    missing = desk.locator("[name=missing]:checked").evaluate_all("boxes => boxes.map((box) => box.value)")
    assert there.count() == 0
    press(desk, "Enter", "Panggil berikutnya")
    assert real_server.ticket(ticket)["missing"] == missing


def test_what_is_ticked_stays_ticked_while_the_queue_moves(desk: Page, real_server: RealServer) -> None:
    ticket = real_server.arrive("IMI-HILANG")
    step(desk, f"Panggil {ticket['number']}")
    press(desk, "Enter", "Mulai melayani")
    desk.locator(".con-papers .tick").nth(1).check()
    newcomer = real_server.arrive(SERVICE)
    expect(desk.locator("#daftar")).to_contain_text(newcomer["number"])
    expect(desk.locator(".con-papers .tick").nth(1)).to_be_checked()


def test_a_form_keeps_what_was_typed_while_the_queue_moves(desk: Page, real_server: RealServer) -> None:
    press(desk, "j", "Jeda loket")
    desk.fill("#other", "Menjemput arsip")
    newcomer = real_server.arrive(SERVICE)
    expect(desk.locator("#daftar")).to_contain_text(newcomer["number"])
    expect(desk.locator("#other")).to_have_value("Menjemput arsip")
    expect(desk.locator("#other")).to_be_focused()
    press(desk, "Enter", "Lanjutkan")
    expect(desk.locator("#kartu")).to_contain_text("Menjemput arsip")


def test_a_form_closes_when_a_colleague_at_the_same_counter_went_on(desk: Page, real_server: RealServer) -> None:
    first, second = real_server.arrive(SERVICE), real_server.arrive(SERVICE)
    press(desk, "Enter", f"Mulai melayani {first['number']}")
    press(desk, "a", None)
    real_server.at(COUNTER, "start")
    expect(desk.locator("#kartu")).to_contain_text("Dilayani")
    expect(desk.get_by_role("button", name=f"Alihkan {first['number']}")).to_be_visible()
    real_server.at(COUNTER, "finish-and-call-next")
    expect(desk.locator(".con-toast.wrong")).to_contain_text(f"{first['number']} sudah ditangani petugas lain")
    step(desk, f"Mulai melayani {second['number']}")
    expect(desk.locator(".pan")).to_have_count(0)


def test_no_letter_acts_while_somebody_types(desk: Page, real_server: RealServer) -> None:
    ticket = real_server.arrive(SERVICE)
    step(desk, f"Panggil {ticket['number']}")
    press(desk, "Enter", "Mulai melayani")
    desk.keyboard.press("/")
    expect(desk.locator("#cari")).to_be_focused()
    desk.keyboard.type("xms")
    expect(desk.locator("#cari")).to_have_value("xms")
    assert real_server.ticket(ticket)["status"] == "CALLED"


def test_single_keys_can_be_switched_off_for_good(desk: Page, real_server: RealServer) -> None:
    press(desk, "?", None)
    desk.locator("[data-shortcuts] input").uncheck()
    desk.reload()
    expect(desk.locator("[data-link] b")).to_have_text("Tersambung")
    desk.keyboard.press("j")
    desk.wait_for_timeout(500)
    expect(desk.locator(".pan")).to_have_count(0)
    desk.evaluate("localStorage.clear()")


def test_a_double_press_is_one_call(desk: Page, real_server: RealServer) -> None:
    first, second = real_server.arrive(SERVICE), real_server.arrive(SERVICE)
    step(desk, f"Panggil {first['number']}")
    for _ in range(3):
        desk.keyboard.press("Enter")
    step(desk, "Mulai melayani")
    desk.wait_for_timeout(300)
    assert real_server.ticket(first)["status"] == "CALLED"
    assert real_server.ticket(second)["status"] == "WAITING"


def test_what_is_pressed_while_the_server_answers_is_done_in_order(desk: Page, real_server: RealServer) -> None:
    ticket = real_server.arrive(SERVICE)
    step(desk, f"Panggil {ticket['number']}")
    slowly(desk)
    for key in ("Enter", "u", "m", "a", "k", "t", "p"):  # call, recall, start, pass on: "ktp"
        desk.keyboard.press(key)
    expect(desk.locator("#q")).to_have_value("ktp")
    now = real_server.api("GET", f"/counters/{COUNTER}", role="supervisor")["current"]
    assert (now["ref"], now["status"], now["recalls"]) == (ticket["ref"], "SERVING", 1)
    desk.keyboard.press("Escape")
    step(desk, "Selesai melayani")


def test_presses_of_the_same_button_while_the_server_answers_are_one(desk: Page, real_server: RealServer) -> None:
    first, second = real_server.arrive(SERVICE), real_server.arrive(SERVICE)
    step(desk, f"Panggil {first['number']}")
    slowly(desk)
    desk.locator("#utama").click()
    for key in ("Enter", "Enter"):
        desk.keyboard.press(key)
    step(desk, "Mulai melayani")
    desk.wait_for_timeout(800)
    assert real_server.ticket(first)["status"] == "CALLED"
    for key in ("m", "m", "Enter", "Enter"):  # start once, finish and call the next once
        desk.keyboard.press(key)
    step(desk, f"Mulai melayani {second['number']}")
    desk.wait_for_timeout(800)
    assert real_server.ticket(first)["status"] == "SERVED"
    assert real_server.ticket(second)["status"] == "CALLED"


def test_what_waited_behind_a_refusal_is_forgotten(desk: Page, real_server: RealServer) -> None:
    ticket = real_server.arrive(SERVICE)
    step(desk, f"Panggil {ticket['number']}")
    slowly(desk)
    real_server.call(COUNTER, ticket)  # somebody else has called it meanwhile
    for key in ("Enter", "x"):
        desk.keyboard.press(key)
    expect(desk.locator(".con-toast.wrong")).to_be_visible()
    desk.wait_for_timeout(500)
    assert real_server.ticket(ticket)["status"] == "CALLED"


def test_a_click_is_not_swallowed_by_a_refresh_between_press_and_release(desk: Page, real_server: RealServer) -> None:
    desk.locator("#jeda").hover()
    desk.mouse.down()
    newcomer = real_server.arrive(SERVICE)
    desk.wait_for_timeout(400)
    desk.mouse.up()
    expect(desk.locator(".pan-jeda")).to_be_visible()
    expect(desk.locator("#daftar")).to_contain_text(newcomer["number"])


def test_closing_the_counter_has_a_key(desk: Page) -> None:
    expect(desk.locator("#tutup .cap")).to_have_text("L")
    press(desk, "l", "Tutup loket")
    press(desk, "Enter", "Buka loket")


def test_a_key_is_heard_even_while_the_page_refreshes_itself(desk: Page, real_server: RealServer) -> None:
    held: list[Route] = []
    desk.route(f"**/loket/{COUNTER}?bagian=utama", lambda route: held.append(route), times=1)
    with desk.expect_request("**bagian=utama"):
        ticket = real_server.arrive(SERVICE)
    desk.keyboard.press("j")
    expect(desk.locator(".pan-jeda")).to_be_visible()
    assert held, "the refresh was still under way"
    desk.keyboard.press("Escape")
    step(desk, f"Panggil {ticket['number']}")


def test_a_refused_form_stays_open_while_the_queue_moves(desk: Page, real_server: RealServer) -> None:
    ticket = real_server.arrive(SERVICE)
    step(desk, f"Panggil {ticket['number']}")
    desk.locator(f"#baris-{ticket['number']}").click()
    step(desk, f"Panggil {ticket['number']} sekarang")
    desk.keyboard.press("Enter")
    expect(desk.locator("#kesalahan")).to_be_focused()
    newcomer = real_server.arrive(SERVICE)
    expect(desk.locator("#daftar")).to_contain_text(newcomer["number"])
    expect(desk.locator("#kesalahan")).to_contain_text("Alasan perlu diisi")


def test_without_the_house_the_keys_are_locked_and_nothing_is_sent_later(desk: Page, real_server: RealServer) -> None:
    ticket = real_server.arrive(SERVICE)
    step(desk, f"Panggil {ticket['number']}")
    desk.context.set_offline(True)
    expect(desk.locator("[data-offline]")).to_be_visible()
    expect(desk.locator("[data-offline]")).to_contain_text(re.compile(r"terputus pukul \d\d\.\d\d\.\d\d"))
    expect(desk.locator("[data-link] b")).to_have_text("Terputus")
    expect(desk.locator(".con-paper")).to_be_visible()
    desk.keyboard.press("Enter")
    desk.keyboard.press("w")
    desk.context.set_offline(False)
    expect(desk.locator("[data-offline]")).to_be_hidden()
    desk.wait_for_timeout(1_000)
    assert real_server.ticket(ticket)["status"] == "WAITING"
    step(desk, f"Panggil {ticket['number']}")


def test_the_main_work_never_scrolls_the_page(desk: Page, real_server: RealServer) -> None:
    for _ in range(25):
        real_server.arrive("IMI-HILANG")
    press(desk, "Enter", "Mulai melayani")
    press(desk, "Enter", "Selesai dan panggil")
    for panel in ("", "k", "a", "j", "?"):
        if panel:
            desk.keyboard.press(panel)
            desk.locator(".pan").wait_for()
        tall = desk.evaluate("document.documentElement.scrollHeight - innerHeight")
        assert tall <= 0, panel
        if panel:
            desk.keyboard.press("Escape")
            step(desk, "Selesai dan panggil")


def slowly(desk: Page) -> None:
    """Let every act take its time on the way to the server."""
    desk.route("**/*bagian=utama", lambda route: (time.sleep(0.25), route.continue_()))


def step(desk: Page, label: str) -> None:
    expect(desk.locator("#utama")).to_contain_text(label)


def press(desk: Page, key: str, then: str | None) -> None:
    """Press a key and wait for the next step that follows from it."""
    desk.wait_for_timeout(CALM)
    desk.keyboard.press(key)
    if then is None:
        desk.locator(".pan").wait_for()
    else:
        step(desk, then)


def leave_clean(server: RealServer, counter: str = COUNTER) -> None:
    """Serve and close whatever a test left behind, so that the next one finds the counter free."""
    server.at(counter, "open")
    while True:
        now = server.api("GET", f"/counters/{counter}", role="supervisor")
        current = now["current"]
        if current is None and not any(t["present"] for t in now["waiting"]):
            break
        if current is None:
            server.at(counter, "call-next")
        else:
            server.at(counter, "start" if current["status"] == "CALLED" else "finish")
    for ticket in now["held"] + now["missed"]:
        server.at(counter, "requeue", ref=ticket["ref"])
        server.at(counter, "call-next")
        server.at(counter, "start")
        server.at(counter, "finish")
