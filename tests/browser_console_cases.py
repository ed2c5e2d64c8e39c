"""The console of a counter in every state that looks different; see `browser_cases`."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser_cases import Act, Case, nothing
from tests.browser_server import RealServer
from tests.browser_stage import (
    CALLED,
    CLOSED,
    EMPTY,
    ENDING,
    PAUSED,
    PAUSED_FOR_LONG,
    READY,
    RECALLED,
    SERVING,
    TRANSFERRING,
    UNDOING,
)


def _press(selector: str) -> Act:
    """Press a button of the console and wait for what it brings."""

    def act(page: Page, _server: RealServer) -> None:
        page.locator("[data-link]:not([hidden])").wait_for()
        with page.expect_response(lambda answer: "bagian=utama" in answer.url):
            page.locator(selector).click()

    return act


def _refused(page: Page, _server: RealServer) -> None:
    """Call out of order without a reason."""
    page.locator("#kerja form").last.evaluate("form => form.requestSubmit()")
    page.locator("#kesalahan").wait_for()


def offline(sign: str) -> Act:
    """Cut the network and wait until the page says so."""

    def act(page: Page, _server: RealServer) -> None:
        page.wait_for_timeout(300)
        page.context.setoffline(True)
        page.locator(sign).wait_for()

    return act


def _console(says: str, counter: str, panel: str = "", then: Act = nothing) -> Case:
    path = f"/loket/{counter}" + (f"?buka={panel}" if panel else "")
    return Case("/loket/<code>", says, path, "supervisor", then=then)


CONSOLE = [
    Case("/loket/", "the own counter", who="clerk"),
    Case("/loket/", "nowhere yet", who="newcomer", status=403),
    Case("/loket/pilih", "every state", who="supervisor"),
    Case("/loket/<code>", "after closing", "/loket/L4", "supervisor", at="afternoon"),
    Case("/loket/<code>", "somebody else's", f"/loket/{CALLED}", "clerk", 403),
    Case("/loket/<code>", "unknown", "/loket/L99", "supervisor", 404),
    Case("/loket/latihan", "the first hint", who="supervisor"),
    Case("/loket/latihan", "for who works nowhere yet", who="newcomer", status=403),
    _console("closed", CLOSED),
    _console("choosing services", CLOSED, "layanan"),
    _console("nobody waits", EMPTY),
    _console("nobody to call", EMPTY, then=_press("#utama")),
    _console("closing for the day", EMPTY, "tutup"),
    _console("ready, with people of every kind", READY),
    _console("without connection", READY, then=offline("[data-offline]:not([hidden])")),
    _console("pausing", READY, "jeda"),
    _console("somebody without a ticket", READY, "tanpa-tiket"),
    _console("help", READY, "bantuan"),
    _console("settings", READY, "setelan"),
    Case("/loket/<code>", "as a small window", f"/loket/{CALLED}?dok=1", "supervisor"),
    _console("a number at home", READY, "nomor&nomor={number_home}"),
    _console("a number in the hall", READY, "nomor&nomor={number_here}"),
    _console("called out of order without a reason", READY, "nomor&nomor={number_here}", _refused),
    _console("a number on hold", READY, "nomor&nomor={number_held}"),
    _console("a number of another agency", READY, "nomor&nomor={number_next}"),
    _console("an unknown number", READY, "nomor&nomor=A999"),
    _console("called", CALLED),
    _console("called again", RECALLED),
    _console("called, with a note", TRANSFERRING),
    _console("a number while busy", CALLED, "nomor&nomor={number_here}"),
    _console("serving", SERVING),
    _console("papers missing", SERVING, "berkas"),
    _console("transferring", SERVING, "alihkan"),
    _console("transferring, searched", SERVING, "alihkan&q=paspor"),
    _console("transferring, nothing found", SERVING, "alihkan&q=zzzzqqqq"),
    _console("just finished, may be undone", UNDOING, then=_press("#tombol-finish")),
    _console("paused with a time", PAUSED),
    _console("paused without a time", PAUSED_FOR_LONG),
    _console("with a claim", ENDING),
    _console("answering a claim", ENDING, "klaim&ref={ref_claimed}"),
]
