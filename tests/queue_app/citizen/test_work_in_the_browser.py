"""While numbers are taken very fast a phone does the work by itself and goes on; the page fits a small phone."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from flask import Flask, render_template
from playwright.sync_api import Browser, Page, Route, expect

from queue_app.web import challenges
from queue_app.web.challenges import Challenge
from tests.browser_server import RealServer

pytest_plugins = ["tests.browser_plugin"]

TOKEN, BITS = "a-word-of-the-house-that-is-longer-than-one-block-of-sixty-four-bytes-to-be-sure", 14
TYPED = [("idempotency_key", "k" * 22), ("phone", "0812 3456 7890"), ("day", "2026-11-23")]


@pytest.fixture
def page(chromium: Browser, real_server: RealServer) -> Page:
    return real_server.context(chromium, viewport={"width": 360, "height": 640}).new_page()


def slow_page(app: Flask, bits: int) -> str:
    """The page as it is answered to a form."""
    with app.test_request_context("/layanan/DKC-KIA/ambil"):
        return render_template("citizen/slow.html", typed=TYPED, challenge=Challenge(TOKEN, bits, 30))


def test_the_work_of_the_script_is_the_work_that_is_asked_for(page: Page) -> None:
    page.goto("/bantuan")
    solve = "([token, bits]) => import('/static/citizen/proof.js').then((all) => all.solve(token, bits))"
    for token in ("", "short", TOKEN[:55], TOKEN[:56], TOKEN):
        assert challenges.worked(token, page.evaluate(solve, [token, BITS]), BITS), token


def test_the_page_goes_on_by_itself_with_everything_that_was_typed(page: Page, sqlite_app: Flask) -> None:
    sent: list[dict[str, str]] = []

    def answer(route: Route) -> None:
        if route.request.method == "GET":
            return route.fulfill(status=429, content_type="text/html", body=slow_page(sqlite_app, BITS))
        sent.append(dict(parse_qsl(route.request.post_data or "")))
        return route.fulfill(status=200, content_type="text/html", body="<h1>Tiket</h1>")

    page.route("**/layanan/DKC-KIA/ambil", answer)
    page.goto("/layanan/DKC-KIA/ambil")
    expect(page.get_by_role("heading", name="Tiket")).to_be_visible(timeout=60_000)
    (form,) = sent
    assert dict(TYPED).items() <= form.items()
    assert form["tantangan"] == TOKEN
    assert challenges.worked(TOKEN, form["jawaban"], BITS)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_keeps_nobody_out(page: Page, sqlite_app: Flask, theme: str) -> None:
    hard = slow_page(sqlite_app, 31)  # so hard that it is still at it
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    page.route("**/layanan/DKC-KIA/ambil", lambda route: route.fulfill(status=429, content_type="text/html", body=hard))
    page.goto("/layanan/DKC-KIA/ambil")
    expect(page.get_by_role("status")).to_contain_text("Memeriksa ponsel ini")
    expect(page.get_by_role("button", name="Lanjutkan")).to_be_visible()
    page.evaluate(AXE_SCRIPT)
    rules = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
    assert page.evaluate("rules => axe.run({runOnly: rules})", rules)["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
