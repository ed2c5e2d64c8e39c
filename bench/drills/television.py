"""`python -m bench.drills.television URL`: one lobby screen as it hangs on the wall: our own page in a real browser.

Answers lines as `bench.drills.lobby` does, for its one screen. Says "none" first where there is no browser, else "on".
"""

from __future__ import annotations

import json
import select
import sys
import time
from typing import Any

from playwright.sync_api import Page, sync_playwright

from tests import browser
from tests.servers import NotHere

#: Seconds between two looks at the screen.
LOOK = 0.1
READ = """() => { const text = (name) => document.querySelector(`[data-${name}-number]`)?.textContent.trim();
  return [document.querySelector("[data-board]")?.dataset.state, text("call"), text("last")]; }"""


class Television:
    """What the screen shows, and since when it says that it may be old."""

    def __init__(self, page: Page) -> None:
        self._page, self._marked, self._old = page, time.monotonic(), 0.0
        self._numbers: list[str] = []

    def look(self) -> None:
        """See what it shows now."""
        state, *self._numbers = self._page.evaluate(READ)
        self._old = (self._old or time.monotonic()) if state == "stale" else 0.0

    def told(self, board: dict[str, Any] | None) -> dict[str, float]:
        """How the screen is, beside the board as it is; null: from now on it is counted how long it takes to say so."""
        if board is None:
            self._marked = time.monotonic()
        calls = (board or {}).get("calls") or [{"number": ""}]
        right = not self._old and calls[0]["number"] in self._numbers
        since = max(self._old - self._marked, 0.0) if self._old else 0.0
        return {"right": int(right), "old": int(bool(self._old)), "told_s": since, "backwards": 0, "connections": 1}


def main(url: str) -> None:
    """Until the input ends."""
    try:
        chromium = browser.chromium()
    except NotHere:
        print('"none"', flush=True)
        return
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=browser.ARGUMENTS)
        page = launched.new_page(viewport={"width": 1920, "height": 1080})
        page.goto(url)
        print('"on"', flush=True)
        television = Television(page)
        while True:
            television.look()
            if select.select([sys.stdin], [], [], LOOK)[0]:
                line = sys.stdin.readline()
                if not line:
                    break
                print(json.dumps(television.told(json.loads(line))), flush=True)
        launched.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
