"""Signing in, the own account, and what goes wrong on the way, in every state that looks different; see
`browser_cases`."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser_cases import Case, sent, unfolded
from tests.browser_server import PASSWORD, RealServer
from tests.browser_stage import (
    GUARDED,
)
from tests.second_steps import next_code


def _without_csrf(page: Page, server: RealServer) -> None:
    page.locator("main [name=csrf_token]").evaluate("field => field.remove()")
    sent(403)(page, server)


def _too_large(page: Page, server: RealServer) -> None:
    page.locator("[name=code]").evaluate("field => field.removeAttribute('maxlength')")
    sent(413, code="A" * 20_000)(page, server)


def _too_often(page: Page, server: RealServer) -> None:
    for _ in range(10):
        sent(404, code="K7Q2-M9XD")(page, server)
    sent(429, code="K7Q2-M9XD")(page, server)


def _half_way(page: Page, server: RealServer) -> None:
    """Type the password of somebody who has a second step."""
    sent(200, login=GUARDED, password=PASSWORD)(page, server)
    page.locator(".control-step").wait_for()


def _wrong_code(page: Page, server: RealServer) -> None:
    _half_way(page, server)
    sent(422, code="abc")(page, server)


def _with_code(page: Page, server: RealServer) -> None:
    _half_way(page, server)
    with server.behind() as session:
        code = next_code(session, GUARDED)
    sent(200, code=code)(page, server)
    page.goto("/akun/kode-masuk")


def _nobody_there(page: Page, _server: RealServer) -> None:
    """Fifty-nine minutes and a half in which nobody touches the PC."""
    page.clock.install()
    page.reload()
    page.clock.run_for(59.5 * 60_000)
    page.locator("[data-idle-note]:not([hidden])").wait_for()


def _signed_out_by_key(page: Page, server: RealServer) -> None:
    server.sign_in(page, "newcomer")
    page.goto("/akun/")
    with page.expect_navigation(url="**/masuk"):
        page.keyboard.press("F8")
    assert page.goto("/akun/perangkat").url.endswith("/masuk?next=%2Fakun%2Fperangkat")


ACCOUNT = [
    Case("/masuk", "empty"),
    Case("/masuk", "sent away from a page", "/loket/L4"),
    Case("/masuk", "refused", then=sent(401, login="clerk", password="bukan ini kata sandinya")),
    Case("/akun/", "a clerk", who="clerk"),
    Case("/akun/", "an admin", who="admin"),
    Case("/akun/kata-sandi", "empty", who="auditor"),
    Case("/akun/kata-sandi", "mistakes", who="auditor", then=sent(422, present="x", password="pendek", again="beda")),
    Case("/akun/mulai/<token>", "a new person", "/akun/mulai/{fresh_link}"),
    Case(
        "/akun/mulai/<token>", "mistakes", "/akun/mulai/{fresh_link}", then=sent(422, password="pendek", again="beda")
    ),
    Case("/akun/mulai/<token>", "the first admin", "/akun/mulai/{first_admin_link}", at="afternoon"),
    Case("/akun/mulai/<token>", "used", "/akun/mulai/{spent_link}", status=409),
    Case("/akun/mulai/<token>", "too old", "/akun/mulai/{old_link}", status=410),
    Case("/akun/mulai/<token>", "unknown", "/akun/mulai/xxxx", status=404),
    Case("/akun/", "about to be signed out", who="clerk", then=_nobody_there, alone=True),
    Case("/masuk", "after the one key that signs out", then=_signed_out_by_key, alone=True),
    Case("/masuk/kode", "before the password, the sign-in"),
    Case("/masuk/kode", "after the password", "/masuk", then=_half_way, reached=True),
    Case("/masuk/kode", "a wrong code", "/masuk", then=_wrong_code, reached=True),
    Case("/masuk/kode/pasang", "before the password, the sign-in"),
    Case("/masuk/sso", "not set up", status=404),
    Case("/masuk/sso/kembali", "not set up", status=404),
    Case("/akun/kode-masuk", "none yet", who="clerk"),
    Case("/akun/kode-masuk", "set up", "/masuk", then=_with_code, reached=True, alone=True),
    Case("/akun/kode-masuk/pasang", "three steps", who="admin", then=unfolded),
    Case("/akun/kode-masuk/pasang", "a typing mistake", who="admin", then=sent(422, code="1")),
    Case("/akun/perangkat", "this browser and another", who="clerk"),
    Case("/manajer/pesan", "some sent", who="manager"),
    Case("/manajer/pesan", "none sent", who="supervisor", at="afternoon"),
    Case("/akun/petugas", "everybody", who="admin"),
    Case("/akun/petugas", "not allowed", who="manager", status=403),
]

ERRORS = [
    Case("", "nothing there", "/tidak-ada", status=404),
    Case("", "text that cannot be kept", "/cari?q=%00", status=422),
    Case("", "a page that was open for too long", "/pulihkan", then=_without_csrf),
    Case("", "too large", "/pulihkan", then=_too_large),
    Case("", "too often", "/pulihkan", at="afternoon", then=_too_often),
]
