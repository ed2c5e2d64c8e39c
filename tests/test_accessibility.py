"""Nobody is kept out: axe finds nothing on any page in any state, and large text still fits a small phone.

Every HTML page of the URL map has a case, every status of a ticket too; a new one without a case fails here.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import requests
from axe_playwright_python.base import AXE_SCRIPT
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from werkzeug.routing import Rule

from queue_app import clock
from queue_app.catalogue.directory import directory
from queue_app.catalogue.forms import add_form
from queue_app.line.notices import end_notice
from queue_app.line.ticket import Status
from survey import action, evidence, followup, forum_files
from survey.instrument import instrument
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

pytest_plugins = ["tests.browser_plugin"]

PHONES = [*FINDING, *TAKING, *HOLDING, *SURVEY, *PUBLISHED, *ERRORS]
OFFICE = [*FLOOR, *ACCOUNT, *RESULTS, *REPORTS, *FOLLOW_UP, *ANSWERS_IN_AND_OUT, *ADMIN]
CASES = [*PHONES, *CONSOLE, *SCREENS, *KIOSK, *OFFICE]

#: GET routes that answer machines, with who may ask.
NOT_PAGES = {
    "/tiket/<id>/kalender.ics": "",
    "/healthz": "",
    "/readyz": "",
    "/metrics": "",
    "/sw.js": "",
    "/formulir/<int:form_id>": "",
    "/manifest.webmanifest": "",
    "/manajer/skm.csv": "manager",
    "/manajer/laporan/unduh/<kind>": "manager",
    "/publik/skm.csv": "",
    "/publik/skm.json": "",
    "/publik/datapackage.json": "",
    "/publik/forum/<int:forum_id>.pdf": "",
    "/publik/laporan/<code>.pdf": "",
    "/publik/poster/<code>-<paper>.pdf": "",
    "/manajer/tindak-lanjut.csv": "manager",
    "/manajer/tindak-lanjut/fkp/<int:forum_id>/berita-acara.pdf": "manager",
    "/manajer/tindak-lanjut/fkp/<int:forum_id>/undangan.pdf": "manager",
    "/manajer/tindak-lanjut/berkas/<int:evidence_id>": "manager",
    "/manajer/tindak-lanjut/fkp/berkas/<int:file_id>": "manager",
    "/publik/forum/berkas/<int:file_id>": "",
    "/manajer/skm.xlsx": "manager",
    "/admin/suara/loket/<code>.wav": "admin",
    "/display/<board>/kode": "display",
    "/admin/catatan.csv": "admin",
    "/admin/impor/katalog.xlsx": "admin",
    "/display/<board>/suara/<int:event>/<language>.wav": "display",
    "/display/<board>/suara/uji.wav": "display",
    "/display/<board>/suara/pengumuman/<int:notice>.wav": "display",
    "/admin/suara/<board>/<language>.wav": "admin",
    "/display/<board>/media.json": "display",
    "/display/<board>/media/<name>": "display",
    "/kiosk/denyut": "",
    "/kiosk/suara": "",
}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE, DESK, TV = (360, 740), (1366, 768), (1920, 1080)

#: What phones are set to; the first is what most have.
LIGHTS: list[Any] = [
    {"color_scheme": "light", "contrast": "no-preference", "reduced_motion": "reduce"},
    {"color_scheme": "dark", "contrast": "no-preference", "reduced_motion": "reduce"},
    {"color_scheme": "light", "contrast": "more", "reduced_motion": "reduce"},
]

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
        _look(page, _lights(case, pytestconfig) if case in PHONES else [])


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
        _look(page, LIGHTS[1:])


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
    server, names = stages["morning"]
    parts = {
        "loket/<code>": "loket/L4",
        "<board>": "H2",
        "<id>": names["home"],
        "<kind>": "xlsx",
        "<code>": names["report"],
        "<paper>": "a3",
    }
    forum = _forum_of(server)
    parts |= {
        "<int:forum_id>": forum,
        "<int:file_id>": _scan_kept(server, forum),
        "<language>": "id",
        "<name>": "slaid.txt",
    }
    parts |= {"<int:event>": str(server.api("GET", "/boards/H2")["calls"][0]["event"])}
    parts |= {"<int:evidence_id>": _proof_kept(server), "<int:form_id>": _form_kept(server)}
    media = server.folder / "media" / "H2"
    media.mkdir(parents=True, exist_ok=True)
    (media / "slaid.txt").write_text("KTP di ponsel", encoding="utf-8")
    emergency = server.api("POST", "/notices", {"text": "Evakuasi gedung", "kind": "darurat"}, role="supervisor")
    parts |= {"<int:notice>": str(emergency["id"])}
    for rule, role in NOT_PAGES.items():
        headers = {"Authorization": f"Bearer {server.bearers[role]}"} if role else {}
        cookies = {role: server.bearers[role] for role in ("display", "kiosk")}
        answer = requests.get(server.url + _filled(rule, parts), headers=headers, cookies=cookies, timeout=60)
        assert answer.ok, (rule, answer.status_code)
        assert "html" not in answer.headers["Content-Type"], rule
    with server.behind() as session:
        end_notice(session, directory(session), emergency["id"], by="test")


def _filled(rule: str, parts: dict[str, str]) -> str:
    return functools.reduce(lambda address, part: address.replace(*part), parts.items(), rule)


def _forum_of(server: RealServer) -> str:
    """A public consultation has been held and its minutes are final: its number."""
    said = {
        "held_on": "2026-11-20",
        "hours": "09.00",
        "place": "Aula",
        "mode": "luring",
        "chair": "Kepala",
        "agenda": "x",
    }
    headers = {"Authorization": f"Bearer {server.bearers['manager']}"}
    begun = requests.post(
        f"{server.url}/manajer/tindak-lanjut/fkp/baru", data=said, headers=headers, allow_redirects=False, timeout=60
    )
    where = begun.headers["Location"]
    for part, said in (("peserta", {"kind": "pengguna", "organisation": "x", "came": "1"}), ("kunci", {})):
        requests.post(f"{server.url}{where}/{part}", data=said, headers=headers, allow_redirects=False, timeout=60)
    return where.rpartition("/")[2]


def _proof_kept(server: RealServer) -> str:
    """A file shows that an act of the follow-up was done: its number."""
    by: dict[str, Any] = {"site_id": 1, "by": "staff:1", "at": clock.now()}
    said = {"unsur": "sarpras", "action": "Tambah kursi", "owner": "Bagian Umum", "deadline": "2026-12-31"}
    with server.behind() as session:
        used = instrument("permenpanrb-14-2017")
        plan = {"period": "2026-S1", "agency": None, "today": date(2026, 11, 23)}
        act = followup.add(session, action.read(used, said), **plan, **by)
        evidence.keep(session, act, "foto.pdf", b"%PDF-1.4\n%%EOF\n", by_name="Uji", **by)
        return str(session.scalars(select(func.max(evidence.EvidenceRecord.id))).one())


def _scan_kept(server: RealServer, forum: str) -> str:
    """The signed minutes of a consultation were scanned: the number of the file."""
    with server.behind() as session:
        forum_files.keep(session, int(forum), "berita-acara", "scan.pdf", b"%PDF-1.4", site_id=1, at=clock.now())
        return str(session.scalars(select(func.max(forum_files.ForumFileRecord.id))).one())


def _form_kept(server: RealServer) -> str:
    """A form to fill in at home: its number."""
    with server.behind() as session:
        house = directory(session)
        named = {"title": "Formulir", "name": "formulir.pdf", "body": b"%PDF-1.4"}
        return str(add_form(session, house.site.id, house.service("DKC-KIA").id, **named, by="test").id)


def _lights(case: Case, config: pytest.Config) -> list[Any]:
    """The other lights in which a page is looked at: dark or sharp in turns, and in both with the long tests."""
    others = LIGHTS[1:]
    return others if config.getoption("--long") else [others[PHONES.index(case) % len(others)]]


def _look(page: Page, lights: list[Any]) -> None:
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


def _is_page(rule: Rule) -> bool:
    asked = "GET" in (rule.methods or ())
    return asked and not rule.rule.startswith(("/api/", "/static/")) and rule.rule not in NOT_PAGES


def _size(case: Case) -> tuple[int, int]:
    if case in PHONES:
        return PHONE
    return TV if case in SCREENS and "board" in case.rule else DESK
