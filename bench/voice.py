"""From pressing "call" to the hall: when a TV has painted the call, and when its first sample is heard.

A real Chromium with an installed board on the real server. Both moments are the TV's own acknowledgements, in the
product's time, and are counted from the event; `from_press_…` adds the whole request, so it says too much rather than
too little. The sentences are short clips, so that each call finds the hall silent; the chime and the queue are real.
"""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from bench.asked import Asked
from bench.http_rates import quantile
from bench.place import Places
from bench.report import Result
from tests import browser
from tests.browser_server import RealServer, serving
from tests.conftest import config_of, filled
from tests.display.packs import make_pack

#: Seconds for a call to be heard, and of silence before the next one.
PATIENCE, SILENCE = 20.0, 0.2
SAYS: dict[str, Any] = {"word_ms": 5, "comma_ms": 5, "stop_ms": 5, "between_ms": 50, "again_ms": 50}
_BOARD = "/display/H2"


def voice(_places: Places, asked: Asked) -> Iterator[Result]:
    """Call to flash and to first sample, over `spoken` calls."""
    with _hall() as server, _screen(server) as page:
        measured = [_called(server, page, f"L{4 + n % 10}") for n in range(asked.spoken)]
    known = [one for one in measured if one is not None]
    lost = len(measured) - len(known)
    yield Result("voice", {"calls": len(measured), **_figures(known), "lost": lost})


def _figures(known: list[tuple[float, float, float]]) -> dict[str, float]:
    found: dict[str, float] = {}
    for name, values in (
        ("flash", [shown for shown, _, _ in known]),
        ("heard", [heard for _, heard, _ in known]),
        ("from_press_heard", [heard + press for _, heard, press in known]),
    ):
        ordered = sorted(values) or [0.0]
        found |= {f"{name}_p50_ms": quantile(ordered, 50), f"{name}_p95_ms": quantile(ordered, 95)}
        found |= {f"{name}_worst_ms": ordered[-1]}
    return found


def _called(server: RealServer, page: Page, counter: str) -> tuple[float, float, float] | None:
    """Milliseconds from the event to the flash and to the first sample, and of the request; None when not heard."""
    state = server.api("GET", f"/counters/{counter}", role="supervisor")
    ticket = server.arrive(state["services"][0])
    began = time.perf_counter()
    server.call(counter, ticket)
    press = (time.perf_counter() - began) * 1000
    deadline = time.monotonic() + PATIENCE
    while (row := _heard(server, ticket["ref"])) is None and time.monotonic() < deadline:
        page.wait_for_timeout(50)
    server.at(counter, "miss")
    page.wait_for_timeout(SILENCE * 1000 + SAYS["again_ms"] + 800)  # the repetition
    if row is None:
        return None
    called, shown, heard = (datetime.fromisoformat(text) for text in row)
    return (shown - called).total_seconds() * 1000, (heard - called).total_seconds() * 1000, press


def _heard(server: RealServer, ref: str) -> Any:
    query = (
        "SELECT e.at, a.shown_at, a.heard_at FROM ticket_events e JOIN display_acks a ON a.event = e.seq "
        "WHERE e.ref = ? AND a.shown_at IS NOT NULL AND a.heard_at IS NOT NULL"
    )
    connection = sqlite3.connect(server.folder / "gmsc.db")
    try:
        return connection.execute(query, [ref]).fetchone()
    finally:
        connection.close()


@contextmanager
def _hall() -> Iterator[RealServer]:
    with tempfile.TemporaryDirectory() as name:
        filled(config_of(Path(name)))
        with serving(Path(name) / "gmsc.db") as server:
            make_pack(server.folder / "voice" / "packs" / "id", **SAYS)
            for n in range(10):
                server.at(f"L{4 + n}", "open")
            yield server


@contextmanager
def _screen(server: RealServer) -> Iterator[Page]:
    arguments = [*browser.ARGUMENTS, "--autoplay-policy=no-user-gesture-required"]
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=browser.chromium(), args=arguments)
        with server.context(launched, viewport={"width": 1920, "height": 1080}) as context:
            context.add_cookies([{"name": "display", "value": server.bearers["display"], "url": server.url}])
            page = context.new_page()
            page.goto(_BOARD)
            page.locator('[data-board][data-sound="on"]').wait_for(timeout=15_000)
            page.wait_for_timeout(1000)
            yield page
        launched.close()
