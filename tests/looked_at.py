"""A page as axe sees it, in every light that phones are set to; and whether it fits a phone with large letters."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE = (360, 740)

#: What phones are set to; the first is what most have.
LIGHTS: list[Any] = [
    {"color_scheme": "light", "contrast": "no-preference", "reduced_motion": "reduce"},
    {"color_scheme": "dark", "contrast": "no-preference", "reduced_motion": "reduce"},
    {"color_scheme": "light", "contrast": "more", "reduced_motion": "reduce"},
]


def look(page: Page, lights: list[Any]) -> None:
    """What axe finds, as a page is for most; with `lights`, also its colours in those and whether it fits a phone."""
    page.evaluate(AXE_SCRIPT)
    found = _axe(page, {"type": "tag", "values": TAGS})
    if lights:
        for light in lights:
            page.emulate_media(**light)
            colours = _axe(page, {"type": "rule", "values": ["color-contrast"]})
            found += [f"{light}: {line}" for line in colours]
        page.emulate_media(**LIGHTS[0])
        found += _too_wide(page)
    assert not found, "\n".join(found)


def _axe(page: Page, only: dict[str, Any]) -> list[str]:
    options = {"runOnly": only, "resultTypes": ["violations"], "preload": False}
    found = page.evaluate("options => axe.run(options)", options)["violations"]
    return [
        f"{one['id']} at {' '.join(map(str, node['target']))}: {node['failureSummary']} – {node['html'][:200]}"
        for one in found
        for node in one["nodes"]
    ]


_WIDE = """() => [...document.querySelectorAll("body *")]
  .filter((node) => node.getBoundingClientRect().right > innerWidth + 1 && node.checkVisibility())
  .slice(0, 5).map((node) => `${node.tagName}.${node.className} ${node.textContent.trim().slice(0, 40)}`)"""


def _too_wide(page: Page) -> list[str]:
    """What makes the page scroll sideways, as it is and for somebody who reads with letters twice as large."""
    browser = page.context.new_cdp_session(page)
    found = []
    for size in (32, 16):
        browser.send("Page.setFontSizes", {"fontSizes": {"standard": size, "fixed": size}})
        width = page.evaluate("document.scrollingElement.scrollWidth")
        wide = page.evaluate(_WIDE) or ["unknown"] if width > PHONE[0] else []
        found += [f"{width} px wide with letters of {size} px: {what}" for what in wide]
    return found
