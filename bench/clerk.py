"""A clerk by keyboard alone, in a real browser, while the rest of the hall works: what a press shows, when it is done.

`visible` is from the press to the first frame in which the console shows that it heard it; `confirmed` to the one that
shows the server's answer as the next step.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect, sync_playwright

from bench.asked import Asked
from bench.http_rates import quantile
from bench.place import Places
from bench.report import Result
from queue_app.catalogue.directory import directory
from queue_app.line.auto_start import set_auto_start
from tests import browser
from tests.browser_server import RealServer, serving
from tests.conftest import config_of, filled
from tests.servers import NotHere

COUNTER, SERVICE = "L29", "TSP-OTENTIKASI"
CITIZENS = 20
#: The console takes a second press of the same button within 0.4 s for a slip of the finger.
CALM = 480
#: Counters that work meanwhile, each on its own services, and the pause of the one who plays all of them.
OTHERS, PAUSE = {"L28": "POS-KIRIM", "L31": "PDA-BPHTB", "L33": "KOM-TTE", "L26": "PLN-BARU"}, 0.02

WATCH = """() => {
  window.pressed = [];
  const label = () => document.querySelector("#utama")?.textContent.trim();
  addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.repeat) return;
    const one = { at: performance.now(), was: label() };
    pressed.push(one);
    (function look() {
      const now = performance.now() - one.at;
      if (!one.visible && (document.body.classList.contains("is-busy") || label() !== one.was)) one.visible = now;
      if (label() !== one.was) one.confirmed = now;
      else requestAnimationFrame(look);
    })();
  }, true);
}"""


def clerk(_places: Places, _asked: Asked) -> Iterator[Result]:
    """Twenty citizens with 20 + 20 presses, then twenty with the automatic start."""
    with tempfile.TemporaryDirectory(prefix="gmsc-clerk-") as folder:
        filled(config_of(Path(folder)))
        with serving(Path(folder) / "gmsc.db") as server, _at_the_counter(server) as page, _the_others(server):
            yield _served(server, page, "by hand", presses=2)
            with server.behind() as session:
                house = directory(session)
                set_auto_start(session, house, [house.counter(COUNTER)], 0)
            yield _served(server, page, "automatic start", presses=1)


@contextmanager
def _at_the_counter(server: RealServer) -> Iterator[Page]:
    try:
        chromium = browser.chromium()
    except NotHere as reason:
        raise SystemExit(f"clerk: {reason}") from None
    server.at(COUNTER, "open")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=browser.ARGUMENTS)
        page = server.context(launched, "supervisor", viewport={"width": 1366, "height": 768}).new_page()
        page.goto(f"/loket/{COUNTER}")
        expect(page.locator("[data-link] b")).to_have_text("Tersambung")
        page.evaluate(WATCH)
        yield page
        launched.close()


@contextmanager
def _the_others(server: RealServer) -> Iterator[None]:
    """Four other counters that call, serve and finish without pause, and a kiosk that feeds them."""
    over = threading.Event()

    def play() -> None:
        while not over.wait(PAUSE):
            for counter, service in OTHERS.items():
                server.arrive(service)
                for verb in ("call-next", "start", "finish"):
                    server.at(counter, verb)

    for counter in OTHERS:
        server.at(counter, "open")
    player = threading.Thread(target=play, daemon=True)
    player.start()
    yield
    over.set()
    player.join()


def _served(server: RealServer, page: Page, how: str, *, presses: int) -> Result:
    citizens = [server.arrive(SERVICE) for _ in range(CITIZENS)]
    server.arrive(SERVICE)  # somebody is always next, so that every press does the same
    expect(page.locator("#utama")).to_contain_text(f"Panggil {citizens[0]['number']}")
    page.keyboard.press("Enter")
    page.evaluate("window.pressed = []")
    for citizen in citizens:
        for label in ("Mulai", "Selesai")[2 - presses :]:
            expect(page.locator(".con-number")).to_contain_text(citizen["number"])
            expect(page.locator("#utama")).to_contain_text(label)
            page.wait_for_timeout(CALM)
            page.keyboard.press("Enter")
    expect(page.locator(".con-number")).not_to_contain_text(citizens[-1]["number"])
    seen: list[dict[str, Any]] = page.evaluate("window.pressed")
    wrong = [c for c in citizens if server.ticket(c)["status"] != "SERVED"]
    for verb in ("start", "finish"):
        _settle(server, verb)
    figures: dict[str, Any] = {"how": how, "citizens": CITIZENS, "presses": len(seen), "errors": len(wrong)}
    for what in ("visible", "confirmed"):
        times = sorted(one[what] for one in seen if what in one)
        figures |= {f"{what}_p50_ms": quantile(times, 50), f"{what}_p95_ms": quantile(times, 95)}
    return Result("clerk", figures)


def _settle(server: RealServer, verb: str) -> None:
    """Leave the counter free for the next round; with the automatic start somebody is served already."""
    now = server.api("GET", f"/counters/{COUNTER}", role="supervisor")["current"]
    if now and (verb == "finish" or now["status"] == "CALLED"):
        server.at(COUNTER, verb)
