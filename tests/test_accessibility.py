"""Nobody is kept out: axe finds nothing on any page in any state, and large text still fits a small phone.

Every HTML page of the URL map has a case, every status of a ticket too; a new one without a case fails here.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.exc import OperationalError
from werkzeug.routing import Rule

from queue_app.line.ticket import Status
from tests import browser_stage
from tests.browser_account_cases import ACCOUNT, ERRORS
from tests.browser_admin_cases import ADMIN
from tests.browser_cases import FINDING, HOLDING, SURVEY, TAKING, TICKETS, Case
from tests.browser_console_cases import CONSOLE
from tests.browser_floor_cases import FLOOR
from tests.browser_kiosk_cases import KIOSK
from tests.browser_report_cases import PUBLISHED, REPORTS
from tests.browser_screen_cases import SCREENS
from tests.browser_server import LATE_AFTERNOON, RealServer, serving
from tests.browser_survey_cases import ANSWERS_IN_AND_OUT, FOLLOW_UP, RESULTS
from tests.looked_at import LIGHTS, PHONE, look
from tests.not_pages import NOT_PAGES, answers

pytest_plugins = ["tests.browser_plugin"]

PHONES = [*FINDING, *TAKING, *HOLDING, *SURVEY, *PUBLISHED, *ERRORS]
OFFICE = [*FLOOR, *ACCOUNT, *RESULTS, *REPORTS, *FOLLOW_UP, *ANSWERS_IN_AND_OUT, *ADMIN]
CASES = [*PHONES, *CONSOLE, *SCREENS, *KIOSK, *OFFICE]

DESK, TV = (1366, 768), (1920, 1080)

Stages = dict[str, tuple[RealServer, dict[str, str]]]


class Windows:
    """One window for each person and screen, wiped after use: opening one costs more than looking at a page."""

    def __init__(self, chromium: Browser) -> None:
        self._chromium = chromium
        self._open: dict[object, Page] = {}

    @contextmanager
    def of(self, server: RealServer, who: str, size: tuple[int, int], *, alone: bool) -> Iterator[Page]:
        """A window that remembers nothing but who is signed in; `alone` for what leaves traces in the window itself.

        The window of a case that failed is not used again.
        """
        key = (server.url, who, size)
        page = (None if alone else self._open.pop(key, None)) or self._new(server, who, size)
        page.emulate_media(**LIGHTS[0])
        yield page
        if alone:
            return page.context.close()
        page.context.set_offline(False)
        page.evaluate("localStorage.clear()")
        if not who:
            page.context.clear_cookies()
        page.goto("about:blank")
        self._open[key] = page

    def _new(self, server: RealServer, who: str, size: tuple[int, int]) -> Page:
        width, height = size
        looks: dict[str, Any] = {"viewport": {"width": width, "height": height}, "service_workers": "block"}
        return server.context(self._chromium, who, **looks).new_page()


@pytest.fixture(scope="module")
def stages(sqlite_template: Path) -> Iterator[Stages]:
    """Two houses of their own, one in the morning and one after closing, each with its names."""
    late = {"people": {"supervisor": ("supervisor", None)}, "prepare": browser_stage.second_hall}
    with (
        serving(sqlite_template) as open_house,
        serving(sqlite_template, start=LATE_AFTERNOON, RATE_LIMITS="on", **late) as closed_house,
    ):
        yield {
            "morning": (open_house, browser_stage.morning(open_house)),
            "afternoon": (closed_house, browser_stage.afternoon(closed_house)),
        }


@pytest.fixture(scope="module")
def windows(chromium: Browser) -> Windows:
    """The browser's windows."""
    return Windows(chromium)


def first_of_each_page_then_every_state() -> Iterator[Any]:
    """The first case of each page always; its further states are long (`--long`)."""
    seen: set[str] = set()
    for case in CASES:
        yield pytest.param(case, id=str(case), marks=[pytest.mark.long] if case.rule in seen else [])
        seen.add(case.rule)


@pytest.mark.parametrize("case", list(first_of_each_page_then_every_state()))
def test_nothing_on_the_page_keeps_anybody_out(
    case: Case, stages: Stages, windows: Windows, pytestconfig: pytest.Config
) -> None:
    server, names = stages[case.at]
    with windows.of(server, case.who, _size(case), alone=case.alone) as page:
        answer = page.goto(case.address.format_map(names))
        assert answer is not None
        assert answer.status == case.status
        case.then(page, server)
        look(page, _lights(case, pytestconfig) if case in PHONES else [])


@pytest.mark.parametrize("failure", ["a view crashed", "no database from the start"])
def test_the_pages_of_a_failing_server_keep_nobody_out(
    failure: str, sqlite_app: Flask, monkeypatch: pytest.MonkeyPatch, stages: Stages, windows: Windows
) -> None:
    break_it = {"a view crashed": _crash, "no database from the start": _take_the_database_away}[failure]
    status = break_it(sqlite_app, monkeypatch)
    answer = sqlite_app.test_client().get("/bantuan")
    assert answer.status_code == status
    server, _names = stages["morning"]
    with windows.of(server, "", PHONE, alone=True) as page:
        page.route("**/bantuan", lambda route: route.fulfill(status=status, content_type="text/html", body=answer.text))
        page.goto("/bantuan")
        expect(page.locator("main")).to_contain_text("sistem sedang terganggu")
        look(page, LIGHTS[1:])


def _crash(app: Flask, monkeypatch: pytest.MonkeyPatch) -> int:
    @functools.wraps(app.view_functions["citizen.help"])
    def fail() -> None:
        raise RuntimeError

    monkeypatch.setitem(app.view_functions, "citizen.help", fail)
    return 500


def _take_the_database_away(app: Flask, monkeypatch: pytest.MonkeyPatch) -> int:
    @contextmanager
    def away() -> Iterator[Any]:
        raise OperationalError("SELECT 1", {}, Exception("no such file"))
        yield

    monkeypatch.setitem(app.extensions, "reading", away)
    monkeypatch.setitem(app.extensions, "site_last_seen", None)
    return 503


def test_every_page_of_the_url_map_has_a_case(sqlite_app: Flask) -> None:
    rules = {rule.rule for rule in sqlite_app.url_map.iter_rules() if _is_page(rule)}
    assert rules - {case.rule for case in CASES} == set(), "pages without a case"
    assert {case.rule for case in CASES} - rules == {""}, "cases without a page"


def test_every_case_is_of_the_route_it_names(sqlite_app: Flask) -> None:
    routes = sqlite_app.url_map.bind("")
    for case in CASES:
        path = case.address.partition("?")[0].partition("#")[0]
        if case.rule and not case.reached and case.address != "/loket/L4":
            assert routes.match(path, return_rule=True)[0].rule == case.rule, case


def test_every_status_of_a_ticket_has_a_case(stages: Stages) -> None:
    server, names = stages["morning"]
    assert {status for status, _ in TICKETS.values()} == set(Status)
    for name, (status, _special) in TICKETS.items():
        assert server.ticket({"id": names[name]})["status"] == status, name


def test_what_is_not_counted_as_a_page_is_none(stages: Stages) -> None:
    asked = dict(answers(*stages["morning"]))
    assert asked.keys() == NOT_PAGES.keys()
    for rule, answer in asked.items():
        assert answer.ok, (rule, answer.status_code)
        assert "html" not in answer.headers["Content-Type"], rule


def _lights(case: Case, config: pytest.Config) -> list[Any]:
    """The other lights in which a page is looked at: dark or sharp in turns, and in both with the long tests."""
    others = LIGHTS[1:]
    return others if config.getoption("--long") else [others[PHONES.index(case) % len(others)]]


def _is_page(rule: Rule) -> bool:
    asked = "GET" in (rule.methods or ())
    return asked and not rule.rule.startswith(("/api/", "/static/")) and rule.rule not in NOT_PAGES


def _size(case: Case) -> tuple[int, int]:
    if case in PHONES:
        return PHONE
    return TV if case in SCREENS and "board" in case.rule else DESK
