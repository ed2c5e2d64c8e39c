"""A new TV in a real browser: the code fills the wall, the operator types it, the board opens by itself, also without
scripts and after the network was away.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from queue_app import clock
from queue_app.people import pairing
from tests.browser_server import ROOT, RealServer

pytest_plugins = ["tests.browser_plugin"]

TV, PHONE = {"width": 1920, "height": 1080}, {"width": 360, "height": 640}
#: Everything that is meant to be read on a wall of 1920 × 1080 is at least this large, as on the board.
SMALLEST = 44


@pytest.fixture
def tv(real_server: RealServer, chromium: Browser) -> Iterator[Page]:
    """A new TV that shows a code; nothing may go wrong in its scripts."""
    wrong: list[str] = []
    with real_server.context(chromium, viewport=TV) as context:
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if "ERR_INTERNET" not in said.text else None)
        press_for_code(page)
        yield page
    assert wrong == []


def test_the_operator_types_the_code_and_the_board_opens_by_itself(tv: Page, real_server: RealServer) -> None:
    code = tv.locator(".pairing-code").inner_text()
    assert re.fullmatch(r"\d{3} \d{3}", code)
    expect(tv.locator("code").last).to_have_text(f".venv/bin/flask --app queue_app device pair {code.replace(' ', '')}")
    done = operator(real_server, code, "--name", "TV lobi")
    assert (done.returncode, done.stderr) == (0, "")
    tv.wait_for_url("**/display/H2")
    expect(tv.locator("[data-code-digits]")).to_have_text(real_server.lobby_code())


def test_a_tv_that_lost_the_network_says_so_and_goes_on_when_it_is_back(tv: Page, real_server: RealServer) -> None:
    tv.context.set_offline(True)
    tv.get_by_role("button", name="Periksa sekarang").click()
    expect(tv.get_by_role("status")).to_have_text("Belum tersambung ke server. Layar ini mencoba lagi.")
    accept(real_server, tv.locator(".pairing-code").inner_text())
    tv.context.set_offline(False)
    tv.wait_for_url("**/display/H2")


def test_a_code_is_read_from_across_the_hall_and_fits_without_scrolling(tv: Page) -> None:
    for width, height in ((1920, 1080), (1366, 768), (1080, 1920), (3840, 2160), (360, 640)):
        tv.set_viewport_size({"width": width, "height": height})
        code = tv.locator(".pairing-code").bounding_box()
        assert code
        assert code["x"] >= 0
        assert tv.evaluate("document.scrollingElement.scrollWidth") <= width
        assert tv.evaluate("document.scrollingElement.scrollHeight") <= height, (width, height)
        digits = tv.locator(".pairing-code").evaluate("node => parseFloat(getComputedStyle(node).fontSize)")
        assert digits >= 0.13 * width
    tv.set_viewport_size(TV)
    small = tv.evaluate(
        """limit => [...document.querySelectorAll("main p, main li, main code, h1")].filter((node) =>
          node.checkVisibility() && parseFloat(getComputedStyle(node).fontSize) < 0.95 * limit)
          .map((node) => node.outerHTML)""",
        SMALLEST,
    )
    assert small == []


def test_without_scripts_the_button_asks(real_server: RealServer, chromium: Browser) -> None:
    with real_server.context(chromium, java_script_enabled=False, viewport=PHONE) as context:
        page = context.new_page()
        press_for_code(page)
        code = page.locator(".pairing-code").inner_text()
        expect(page.locator("main")).to_contain_text("Setelah itu, tekan Periksa sekarang.")
        page.get_by_role("button", name="Periksa sekarang").click()
        expect(page.locator(".pairing-code")).to_have_text(code)
        accept(real_server, code)
        page.get_by_role("button", name="Periksa sekarang").click()
        page.wait_for_url("**/display/H2")
        expect(page.locator("[data-code-digits]")).to_have_text(re.compile(r"^\d{4}$"))


def press_for_code(page: Page) -> None:
    page.goto("/display/H2/pasang")
    page.get_by_role("button", name="Tampilkan kode pemasangan").click()
    page.wait_for_url("**/pasang/kode")


def operator(server: RealServer, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The operator's command, on the server's own machine."""
    env = {**os.environ, "DATA_DIR": str(server.folder), "SECRET_KEY": server.config.secret_key}
    command = [sys.executable, "-m", "flask", "--app", "queue_app", "device", "pair", *arguments]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=300, check=False)


def accept(server: RealServer, code: str) -> None:
    """What the command does, without starting it."""
    with server.behind() as session:
        pairing.accept(session, code, name=None, at=clock.real_now(), by="test")
