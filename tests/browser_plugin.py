"""Pytest plugin: the shared real server and a real browser.

A module that needs them says `pytest_plugins = ["tests.browser_plugin"]`. The modules of a worker share its server:
use counters of your own.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests import browser
from tests.browser_server import RealServer, serving


@pytest.fixture(scope="session")
def real_server(sqlite_template: Path) -> Iterator[RealServer]:
    """The shared server, on a Monday morning."""
    with serving(sqlite_template) as server:
        yield server


@pytest.fixture(scope="module")
def chromium(chromium_path: Path) -> Iterator[Browser]:
    """A real browser. It ends with the module: Playwright keeps an event loop running for as long as it lives."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium_path, args=browser.ARGUMENTS)
        yield launched
        launched.close()
