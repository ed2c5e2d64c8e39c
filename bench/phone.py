"""A cheap phone on patchy 3G (400 kbit/s, 400 ms, a quarter of the processor): until a page can be read, a number seen.

`readable` is from asking for a page to the paint of its largest part (LCP); `ticket` from the last tap to the number on
the screen. Bytes and taps are promises of the suite (`tests/test_first_visit.py`); seconds depend on the machine.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, expect, sync_playwright

from bench.asked import Asked
from bench.place import Places
from bench.report import Result
from tests import browser
from tests.browser_phone import SMALL, Weighed, all_loaded, slow
from tests.browser_server import RealServer, serving
from tests.conftest import config_of, filled
from tests.servers import NotHere

#: Seconds at most (ux.md §2.1).
READABLE, TICKET = 3.0, 5.0
SERVICE = "DKC-KTP-HILANG"
COUNTER, SERVED = "L34", "PBJ-KONSUL"
_LARGEST = """() => new Promise((seen) => new PerformanceObserver((all) => seen(all.getEntries().at(-1).startTime))
  .observe({ type: "largest-contentful-paint", buffered: true }))"""


def phone(_places: Places, asked: Asked) -> Iterator[Result]:
    """Each page so many times on a phone that was never here, then the way from the last tap to the number."""
    with house() as server, chromium() as launched:
        for name, address in addresses(server).items():
            seen = [_read(server, launched, address) for _ in range(asked.rounds)]
            readable = median(one[0] for one in seen)
            figures = {"page": name, "readable_s": readable, "aim_s": READABLE, "bytes": seen[-1][1]}
            yield Result("phone", {**figures, "slower": int(readable > READABLE), "errors": 0})
        taken = [_take(server, launched) for _ in range(asked.rounds)]
        ticket = median(taken)
        figures = {"page": "last tap to number", "readable_s": ticket, "aim_s": TICKET}
        yield Result("phone", {**figures, "slower": int(ticket > TICKET), "errors": 0})


@contextmanager
def house() -> Iterator[RealServer]:
    """A server of one's own with the catalogue, on a Monday morning with one counter open."""
    with tempfile.TemporaryDirectory(prefix="gmsc-phone-") as folder:
        filled(config_of(Path(folder)))
        with serving(Path(folder) / "gmsc.db") as server:
            server.at(COUNTER, "open")
            yield server


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser; says what is missing where there is none."""
    try:
        program = browser.chromium()
    except NotHere as reason:
        raise SystemExit(f"phone: {reason}") from None
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program, args=browser.ARGUMENTS)
        yield launched
        launched.close()


def addresses(server: RealServer) -> dict[str, str]:
    """The pages of the issue by name, each as somebody first meets it."""
    ticket = server.take(SERVICE)
    served = server.finish(COUNTER, server.arrive(SERVED))
    return {
        "landing": "/",
        "service": f"/layanan/{SERVICE}",
        "ticket": f"/tiket/{ticket['id']}",
        "survey": str(served["survey_url"]),
        "public": "/publik/",
    }


def _read(server: RealServer, launched: Browser, address: str) -> tuple[float, int]:
    """Seconds until the largest part was painted, and the bytes of the whole load."""
    with server.context(launched, **SMALL) as context:
        page = context.new_page()
        weighed = Weighed(page)
        slow(page)
        page.goto(address)
        largest = page.evaluate(_LARGEST)
        all_loaded(page, live="/tiket/" in address)
        return largest / 1000, weighed.total


def _take(server: RealServer, launched: Browser) -> float:
    """Seconds from the last tap to the number on the screen, of a phone that came from the service page."""
    with server.context(launched, **SMALL) as context:
        page = context.new_page()
        page.goto(f"/layanan/{SERVICE}/ambil?keadaan=0")
        slow(page)
        began = page.evaluate("Date.now()")
        page.get_by_role("button", name="Konfirmasi").tap()
        page.wait_for_url("**/tiket/**")
        expect(page.locator(".ticket-number")).to_be_visible()
        shown = page.evaluate("performance.timeOrigin") + page.evaluate(_LARGEST)
        return float(shown - began) / 1000
