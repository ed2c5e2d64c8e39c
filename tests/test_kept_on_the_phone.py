"""The list of what to bring stays on the phone: ticked at home, read in a queue without a signal."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser_server import RealServer

pytest_plugins = ["tests.browser_plugin"]

ADDRESS = "/layanan/DKC-KTP-HILANG?keadaan=0"
#: Waiting for the browser itself, on a machine that does other things too.
PATIENCE = 30_000


@pytest.fixture
def phone(real_server: RealServer, chromium: Browser) -> Iterator[Page]:
    """A small phone of its own."""
    with real_server.context(chromium, viewport={"width": 360, "height": 640}, is_mobile=True) as context:
        yield context.new_page()


def test_a_ticked_list_opens_without_a_connection_and_says_that_it_is_a_copy(phone: Page) -> None:
    phone.goto(ADDRESS)
    assert phone.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
    copy = phone.locator("[data-copy]")
    expect(copy).to_be_hidden()
    item = phone.get_by_label("Surat keterangan kehilangan dari kepolisian")
    item.check()
    phone.locator("html[data-kept]").wait_for(timeout=PATIENCE)

    phone.context.set_offline(True)
    phone.reload(timeout=PATIENCE)
    expect(copy).to_be_visible()
    expect(item).to_be_checked()
    expect(phone.locator("[data-count]")).to_have_text("1 dari 3 siap")
    assert phone.evaluate("getComputedStyle(document.body).display") == "flex", "its looks are kept, too"

    phone.context.set_offline(False)
    phone.reload(timeout=PATIENCE)
    expect(copy).to_be_hidden()
    expect(item).to_be_checked()
