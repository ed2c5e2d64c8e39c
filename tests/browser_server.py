"""The real server for tests in a real browser: gunicorn on gevent, a SQLite installation of its own, a Monday at 09.00.

`tests.browser_plugin` hands out a shared one; `serving(…)` starts another, at another time of day. What a test does not
do in the browser it does through the public API; `behind` opens the database for what no API does.
"""

from __future__ import annotations

import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import requests
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, expect
from sqlalchemy.orm import Session

from config import Config
from queue_app import clock, create_app, product_time
from queue_app.catalogue.directory import directory, forget
from queue_app.people import passwords, staff, tokens
from queue_app.transaction import database, transaction
from tests import servers

ROOT = Path(__file__).parent.parent
#: Monday 23 November 2026: every agency is open in the morning, all are over in the late afternoon.
MORNING = "2026-11-23T09:00:00+07:00"
LATE_AFTERNOON = "2026-11-23T16:30:00+07:00"

PASSWORD = "lima jeruk di atas lemari"
#: Who works here: name → (role, counter). Everybody signs in with the name and PASSWORD.
STAFF = {
    "clerk": ("counter", "L4"),
    "newcomer": ("counter", None),
    "supervisor": ("supervisor", None),
    "manager": ("manager", None),
    "team": ("survey", None),
    "auditor": ("auditor", None),
    "admin": ("admin", None),
}
#: Every role that a program or device may have.
MACHINES = ("kiosk", "display", "supervisor", "manager", "admin")

#: The answers of somebody who was content, as the API takes them.
ANSWERS = dict.fromkeys("persyaratan prosedur waktu biaya produk kompetensi perilaku pengaduan sarpras".split(), 4)
_SECONDS, _BUSY = 60, 180
#: How long anything on a page may take to come, in ms: a machine that does other things too answers late, and no
#: promise is about that. What has to come within a time is measured where it happens, in the page.
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)

Json = dict[str, Any]


class Refusal(AssertionError):
    """The API said no to a step that a test takes for granted."""


@dataclass
class RealServer:
    """A running installation: where it is, who may speak for whom, and the steps of a visit through its API."""

    url: str
    config: Config
    bearers: Mapping[str, str]
    folder: Path
    started: servers.Server
    start: Callable[[int], servers.Server]
    _signed_in: dict[str, StorageState] = field(default_factory=dict)

    def api(self, method: str, path: str, body: Json | None = None, *, role: str = "") -> Any:
        """One request to the API as a new device, or as a machine with a role; raises Refusal for a no."""
        headers = {"Authorization": f"Bearer {self.bearers[role]}"} if role else {}
        answer = requests.request(method, f"{self.url}/api/v1{path}", json=body, headers=headers, timeout=_SECONDS)
        if not answer.ok:
            raise Refusal(f"{method} {path}: {answer.status_code} {answer.text}")
        return answer.json() if answer.content else None

    def take(self, service: str, **wish: Any) -> Json:
        """A number from home."""
        found: Json = self.api("POST", "/tickets", {"service": service, "channel": "remote", **wish})
        return found

    def arrive(self, service: str, **wish: Any) -> Json:
        """A number from the kiosk in the hall: present at once."""
        body = {"service": service, "channel": "kiosk", **wish}
        found: Json = self.api("POST", "/tickets", body, role="kiosk")
        return found

    def ticket(self, ticket: Json) -> Json:
        """The ticket as its holder sees it now."""
        found: Json = self.api("GET", f"/tickets/{ticket['id']}")
        return found

    def check_in(self, ticket: Json) -> Json:
        """Somebody at the door saw the holder of a number."""
        found: Json = self.api("POST", "/check-in", {"number": ticket["number"]}, role="supervisor")
        return found

    def lobby_code(self, board: str = "H2") -> str:
        """The four digits on the hall's screens."""
        return str(self.api("GET", f"/boards/{board}/check-in-code", role="display")["code"])

    def at(self, counter: str, verb: str, **body: Any) -> Json:
        """One verb of the counter's API, done by a supervisor."""
        found: Json = self.api("POST", f"/counters/{counter}/{verb}", body, role="supervisor")
        return found

    def call(self, counter: str, ticket: Json) -> None:
        """Call this very ticket, whoever else waits; the counter is open and free."""
        self.at(counter, "call", ref=ticket["ref"], reason="Diminta oleh uji")

    def serve(self, counter: str, ticket: Json, *verbs: str, **outcome: Any) -> Json:
        """Call a ticket and take the further steps (start, finish, …); answers with the ticket as it is then."""
        self.call(counter, ticket)
        for verb in verbs:
            self.at(counter, verb, **(outcome if verb == "finish" else {}))
        return self.ticket(ticket)

    def finish(self, counter: str, ticket: Json, **outcome: Any) -> Json:
        """A whole service, to the end."""
        return self.serve(counter, ticket, "start", "finish", **outcome)

    def answer(self, ticket: Json, answers: Mapping[str, int] = ANSWERS) -> str:
        """Fill in the survey of a served ticket; answers with the receipt."""
        body = {"answers": dict(answers)}
        return str(self.api("POST", f"/survey/{survey_token(ticket)}", body)["receipt"])

    @contextmanager
    def behind(self) -> Iterator[Session]:
        """A transaction in the server's own database, at its own time, for what no API does: time passing, mostly."""
        with _in_this_process(self.config), transaction() as session:
            yield session

    @contextmanager
    def off(self) -> Iterator[None]:
        """The server is off for the length of the block; then it is on again, at the same address."""
        self.started.halt()
        try:
            yield
        finally:
            self.started = self.start(int(self.url.rpartition(":")[2]))

    def log(self) -> str:
        """What the server has said so far."""
        return (self.folder / "log").read_text(errors="replace")

    def sign_in(self, page: Page, name: str) -> None:
        """Sign somebody of STAFF in, as people do."""
        page.goto(f"{self.url}/masuk")
        page.fill("[name=login]", name)
        page.fill("[name=password]", PASSWORD)
        page.get_by_role("button", name="Masuk", exact=True).click()
        page.wait_for_url(lambda url: "/masuk" not in url)

    def context(self, chromium: Browser, name: str = "", **options: Any) -> BrowserContext:
        """A browser of its own; of somebody of STAFF when named (who types the password once in a run)."""
        if name and name not in self._signed_in:
            with chromium.new_context() as first:
                first.set_default_timeout(PATIENCE)
                self.sign_in(first.new_page(), name)
                self._signed_in[name] = first.storage_state()
        state = self._signed_in[name] if name else None
        made = chromium.new_context(base_url=self.url, storage_state=state, **options)
        made.set_default_timeout(PATIENCE)
        return made


def survey_token(ticket: Json) -> str:
    """The survey token of a served ticket."""
    return str(ticket["survey_url"]).rpartition("/")[2]


@contextmanager
def serving(
    template: Path,
    *,
    start: str = MORNING,
    people: Mapping[str, tuple[str, str | None]] = STAFF,
    prepare: Callable[[Session], None] | None = None,
    application: str = "queue_app.app:serving()",
    may_stumble: bool = False,
    **settings: str,
) -> Iterator[RealServer]:
    """A new installation made from a filled SQLite file, served until the block ends.

    `start` is the instant at which its clock begins, `people` who works there, `settings` are those of CONTRACT §2;
    `prepare` may change the database before the server opens it, `application` names what gunicorn serves. A
    server that stumbled (a traceback in its log) fails the test that used it last, unless it `may_stumble`.
    """
    with tempfile.TemporaryDirectory(prefix="gmsc-web-") as name:
        folder = Path(name)
        shutil.copy(template, folder / "gmsc.db")
        env = {"DATA_DIR": name, "SECRET_KEY": "t" * 40, "RATE_LIMITS": "off", "CLOCK_START": start} | settings
        config = Config.from_env(env)
        with _in_this_process(config), transaction() as session:
            if prepare:
                prepare(session)
            bearers = _machines(session)
            _employ(session, people)
        launch = partial(_gunicorn, folder, env, application)
        started = launch(0)
        real = RealServer(started.url, config, bearers, folder, started, launch)
        try:
            yield real
            said = real.log()
        finally:
            real.started.stop()
    assert may_stumble or "Traceback" not in said, said


@contextmanager
def _in_this_process(config: Config) -> Iterator[None]:
    """The application on the installation's database, in the test's own process, at the installation's time."""
    app = create_app(config)
    try:
        with app.app_context():
            product_time.agree(config)
            yield
            database.session.remove()
            database.engine.dispose()
    finally:
        clock.install(None)
        forget()


def _gunicorn(folder: Path, env: Mapping[str, str], application: str, given: int) -> servers.Server:
    """The server as `run.py` starts it, at a given port or (0) at any; it lives in the installation's folder, away from
    anybody's `.env`.
    """

    def command(port: int) -> list[str]:
        here = {**env, "PORT": str(port), "PYTHONPATH": str(ROOT)}
        settings = [f"{name}={value}" for name, value in here.items()]
        serve = [sys.executable, "-m", "gunicorn", "-c", str(ROOT / "gunicorn.conf.py")]
        return ["env", *settings, *serve, "-b", f"127.0.0.1:{port}", application]

    def ready(port: int) -> str:
        url = f"http://127.0.0.1:{port}"  # it listens before it can answer: a busy machine needs its time
        requests.get(f"{url}/readyz", timeout=_BUSY).raise_for_status()
        return url

    return servers._started(command, ready, folder, None, signal.SIGINT, given)


def _machines(session: Session) -> dict[str, str]:
    site = directory(session).site.id
    return {role: tokens.create_token(session, site_id=site, name=role, role=role, by="test") for role in MACHINES}


def _employ(session: Session, people: Mapping[str, tuple[str, str | None]]) -> None:
    house, kept, now = directory(session), passwords.rehashed(PASSWORD), clock.real_now()
    for login, (role, counter) in people.items():
        place = house.counter(counter).id if counter else None
        who: dict[str, Any] = {"name": f"Uji {login}", "login": login, "role": role, "counter_id": place}
        _person, link = staff.add_staff(session, site_id=house.site.id, at=now, by="test", **who)
        staff.set_password(session, link, kept, at=now)
