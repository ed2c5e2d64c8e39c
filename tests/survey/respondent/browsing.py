"""The browser of `tests.browser_plugin` in front of the app of the test, so that a test can look into the database.

On SQLite only: what is tested here is the page.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

#: Mark of a module whose tests browse: one database.
browsing = pytest.mark.parametrize("app", ["sqlite"], indirect=True)
PHONE = {"width": 360, "height": 740}
OFFICE = {"width": 1366, "height": 768}


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Where the app of this test answers."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def browse(chromium: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Open a page: `browse("/s/…", java_script_enabled=False)`; nothing may leave the origin and
    nothing may fail in the console.
    """
    wrong: list[str] = []
    with ExitStack() as contexts:

        def open_page(path: str, **how: Any) -> Page:
            how = {"viewport": PHONE, "has_touch": True, "locale": "id-ID"} | how
            context = contexts.enter_context(chromium.new_context(base_url=address, **how))
            page = context.new_page()
            page.on("pageerror", lambda error: wrong.append(str(error)))
            page.on("console", lambda m: wrong.append(m.text) if _is_fault(m) else None)
            page.on("request", lambda r: wrong.append(r.url) if _is_foreign(r, address) else None)
            page.goto(path)
            return page

        yield open_page
    assert wrong == []


def _is_fault(message: Any) -> bool:
    """A status of 4xx is an answer, and an address that cannot be reached is a test's own doing."""
    return message.type in ("error", "warning") and "Failed to load resource" not in message.text


def _is_foreign(request: Any, address: str) -> bool:
    return not request.url.startswith((address, "data:", "blob:"))


def faults(page: Page) -> list[str]:
    """What axe finds, and whether the page is wider than its window."""
    found = [violation["id"] for violation in Axe().run(page).response["violations"]]
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return found + ([f"{wide} px too wide"] if wide > 0 else [])
