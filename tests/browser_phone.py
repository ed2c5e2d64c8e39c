"""A cheap phone on a bad line, for tests and `run.py bench`: its size, its network, what a page weighed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

#: 360x640 CSS pixels, fingers.
SMALL: dict[str, Any] = {"viewport": {"width": 360, "height": 640}, "is_mobile": True, "has_touch": True}
#: Patchy 3G (ux.md §2.1): 400 kbit/s both ways, 400 ms there and back; and a processor a quarter as fast.
SLOW_BITS, SLOW_MS, SLOWER = 400_000, 400, 4
_SOCKET_CLIENT = "socket.io"


class Weighed:
    """Every byte that comes over the network for a page, by address, headers included; from when this is made."""

    def __init__(self, page: Page) -> None:
        self.bytes: dict[str, int] = {}
        self._addresses: dict[str, str] = {}
        tools = page.context.new_cdp_session(page)
        tools.on("Network.requestWillBeSent", self._asked)
        tools.on("Network.loadingFinished", self._came)
        tools.send("Network.enable")

    @property
    def total(self) -> int:
        """Of all addresses."""
        return sum(self.bytes.values())

    def heaviest(self) -> str:
        """What weighs most, first."""
        heavy = sorted(self.bytes.items(), key=lambda one: -one[1])
        return f"{self.total} bytes: " + ", ".join(f"{url} {size}" for url, size in heavy[:8])

    def _asked(self, event: dict[str, Any]) -> None:
        self._addresses[event["requestId"]] = str(event["request"]["url"])

    def _came(self, event: dict[str, Any]) -> None:
        address = self._addresses.get(event["requestId"], "?")
        self.bytes[address] = self.bytes.get(address, 0) + int(event["encodedDataLength"])


def slow(page: Page) -> None:
    """Let this page have patchy 3G and a slow processor."""
    tools = page.context.new_cdp_session(page)
    tools.send("Network.enable")
    each_way = {"downloadThroughput": SLOW_BITS / 8, "uploadThroughput": SLOW_BITS / 8}
    tools.send("Network.emulateNetworkConditions", {"offline": False, "latency": SLOW_MS, **each_way})
    tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


def all_loaded(page: Page, *, live: bool = False) -> None:
    """Wait until nothing more is on its way; `live`: also the client of the socket, which comes after the page."""
    if live:
        page.wait_for_function(
            "word => performance.getEntriesByType('resource').some(one => one.name.includes(word) && one.responseEnd)",
            arg=_SOCKET_CLIENT,
        )
    page.wait_for_load_state("networkidle")


#: Writes down how long after the browser lost its line something is in sight, in ms of the page's own time.
_LOST = """selector => addEventListener("offline", () => {
  const began = performance.now();
  const look = () => {
    if (document.querySelector(selector)?.checkVisibility()) window.seenAfter = performance.now() - began;
    else setTimeout(look, 10);
  };
  look();
})"""


def time_to_say_lost(page: Page, selector: str) -> Callable[[], float]:
    """Begin to watch a page that will lose its line; what is answered tells the ms until it showed `selector`.

    Measured in the page, so that it is the page's promise and not that of a machine that does other things too.
    """
    page.evaluate(_LOST, selector)

    def seen() -> float:
        page.wait_for_function("() => window.seenAfter !== undefined")
        return float(page.evaluate("window.seenAfter"))

    return seen
