"""Whatever the catalogue, a clerk or another system writes, the wall shows it letter by letter."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser_server import Json, RealServer
from tests.display.hostile import CORPUS

pytest_plugins = ["tests.browser_plugin"]

TV = {"width": 1920, "height": 1080}
#: What the page is made of, apart from its rows and numbers; and that nothing ran.
SHAPE = """() => [...document.querySelectorAll(":not(.tk, .tk-p, [data-row], [data-row] *)")]
  .map((node) => node.tagName).join() + document.styleSheets.length + Boolean(window.broken)"""


def test_three_hundred_hostile_texts_in_every_field_are_words(real_server: RealServer, chromium: Browser) -> None:
    sockets, heard = list[Any](), list[str | bytes]()

    def join(page: Any) -> None:
        """Pass on what both say, and remember what the page was told."""
        sockets.append(page)
        page.connect_to_server().on_message(lambda told: (heard.append(told), page.send(told)))

    with real_server.context(chromium, viewport=TV) as context:
        context.route_web_socket("**/socket.io/**", join)
        page = context.new_page()
        page.on("dialog", lambda dialog: pytest.fail(dialog.message))
        page.goto("/display/H2")
        board = real_server.api("GET", "/boards/H2")
        while not any("board:H2" in str(told) for told in heard):
            page.wait_for_timeout(50)
        sockets[-1].send(message(board, 1, "biasa"))
        expect(page.locator("[data-call-number]")).to_have_text("A001")
        shape = page.evaluate(SHAPE)
        for n, text in enumerate(CORPUS, 2):
            sockets[-1].send(message(board, n, text))
            expect(page.locator("[data-call-number]")).to_have_text(f"A{n:03d}")
            shown = page.evaluate("[document.querySelector('[data-call-floor]').textContent, window.broken]")
            assert shown == [text, None]
            assert page.evaluate(SHAPE) == shape, text
    assert len(CORPUS) == 300


def message(board: Json, n: int, text: str) -> str:
    """A snapshot of the socket whose every text is hostile."""
    call = {"event": 10**6 + n, "number": f"A{n:03d}", "counter_number": 4, "called_at": board["as_of"], "recall": 0}
    call |= dict.fromkeys(("counter", "counter_name", "floor", "spoken"), text)
    paused = {"code": "L4", "name": text, "open": False, "paused": True, "reason": text}
    notice = {"id": n, "kind": "gangguan", "text": text, "until": None}
    told = {**board, "seq": board["seq"] + n, "calls": [call], "counters": [paused], "notices": [notice]}
    return f"42/live,{json.dumps(['snapshot', {'scope': 'board:H2', **told}])}"
