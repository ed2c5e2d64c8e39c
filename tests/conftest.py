"""What every test may ask for: the app on a migrated database (SQLite and PostgreSQL), its session, its catalogue.

The schema comes from the real migrations and the catalogue from the real files, made once per worker and copied per
test.
"""

from __future__ import annotations

import dataclasses
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings
from sqlalchemy.orm import Session

from config import Config
from queue_app import clock, create_app, ids
from queue_app.catalogue import diff, importing
from queue_app.catalogue import reading as files
from queue_app.catalogue.directory import Directory, directory, forget
from queue_app.clock import Clock
from queue_app.transaction import announced, database, transaction
from tests.emptying import empty
from tests.servers import new_database

pytest_plugins = ["tests.services"]

# No promise is about the time that one example takes on a machine that does other things too.
settings.register_profile("suite", deadline=None)
settings.load_profile("suite")

#: Files that take a quarter of a minute or more begin first, the longest before the others, so that no worker is left
#: alone with one at the end.
LONG = """
    accessibility simulated_day drills hall_alone in_the_browser big_installation bench migrations one_life
    slow_screen races transitions leaving keyboard living_board client no_secret_in_the_log own_origin importing
    a_thousand_citizens stateful planted_bugs speaking_board two_sites_apart run tablet
    every_route_has_an_audience attacker first_visit
""".split()

#: Monday 23 November 2026, 09.00 WIB: every agency is open.
MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


#: Doors: what they show and take is the same on both databases, for each calls one verb, and verbs are tested on both.
DOORS = (
    *("queue_app/account", "queue_app/admin", "queue_app/citizen", "queue_app/counter", "queue_app/floor"),
    *("survey/data_desk", "survey/follow_up_desk", "survey/report", "survey/respondent", "survey/results_desk"),
    *("queue_app/api", "kiosk", "display"),
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run the long tests, too")
    parser.addoption("--every-database", action="store_true", help="test the doors on PostgreSQL as well as on SQLite")


def pytest_report_header(config: pytest.Config) -> str:
    doors = "SQLite and PostgreSQL" if config.getoption("--every-database") else "SQLite (--every-database: both)"
    long = "with" if config.getoption("--long") else "without (--long: with)"
    return f"doors are tested on {doors}; everything else on SQLite and PostgreSQL; {long} the long tests"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Long files first; the others as they come."""
    order = {f"test_{name}.py": n for n, name in enumerate(LONG)}
    items.sort(key=lambda item: order.get(item.path.name, len(LONG)))
    left_out = []
    if not config.getoption("--every-database"):
        left_out += [item for item in items if _on_postgres(item) and str(item.path.parent).startswith(_DOORS)]
    if not config.getoption("--long"):
        left_out += [item for item in items if item.get_closest_marker("long")]
    config.hook.pytest_deselected(items=left_out)
    gone = set(left_out)
    items[:] = [item for item in items if item not in gone]


_DOORS = tuple(str(Path(__file__).parent / door) for door in DOORS)


def _on_postgres(item: pytest.Item) -> bool:
    return "postgresql" in getattr(item, "callspec", _NO_CALL).params.values()


_NO_CALL = SimpleNamespace(params={})


#: More at once than the product lets into PostgreSQL by itself: races are to be won by constraints, not by waiting.
RACING = 16


def config_of(folder: Path, url: str | None = None, **changed: object) -> Config:
    """Settings of a test installation in `folder`."""
    env = {"DATA_DIR": str(folder), "SECRET_KEY": "t" * 40, "RATE_LIMITS": "off", "MESSAGE_CHANNEL": "console"}
    env["DATABASE_CONNECTIONS"] = str(RACING)
    config = Config.from_env(env | ({"DATABASE_URL": url} if url else {}))
    return dataclasses.replace(config, **changed)  # type: ignore[arg-type]


def filled(config: Config) -> None:
    """Migrate a database and load the mall's catalogue into it, a week before the day on which tests live: the
    machine's own clock goes past that day, and what happened before the catalogue's last edit is not judged.
    """
    app = create_app(config)
    with app.app_context():
        app.test_cli_runner().invoke(args=["db", "upgrade"], catch_exceptions=False)
        clock.install(still(MONDAY - timedelta(days=7)))
        with transaction() as session:
            importing.apply(session, diff.diff(session, files.read_catalogue(files.default_catalogue())), by="test")
        clock.install(None)
        forget()
        database.engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, filled SQLite file to copy."""
    with _once(tmp_path_factory, "sqlite") as made:
        if not (folder := made.with_suffix(".folder")).exists():
            filled(config_of(made))
            made.rename(folder)
    return folder / "gmsc.db"


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of a migrated, filled PostgreSQL database to copy."""
    with _once(tmp_path_factory, "postgres") as made:
        if not (told := made.with_suffix(".url")).exists():
            url = new_database(postgres_server)
            filled(config_of(made, url))
            told.write_text(url)
    return told.read_text()


@contextmanager
def _once(tmp_path_factory: pytest.TempPathFactory, name: str) -> Iterator[Path]:
    """A folder in which the first worker that comes makes what all of them use; the others wait until it is there."""
    base = tmp_path_factory.getbasetemp()
    run = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    with (run / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        (run / name).mkdir(exist_ok=True)
        yield run / name


@pytest.fixture(params=["sqlite", "postgresql"])
def config(request: pytest.FixtureRequest, tmp_path: Path) -> Config:
    """A new installation of this test's own, on both databases: for tests that start servers or break things."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "gmsc.db")
        return config_of(tmp_path)
    template = request.getfixturevalue("postgres_template")
    server = request.getfixturevalue("postgres_server")
    return config_of(tmp_path, new_database(server, template.rpartition("/")[2]))


@pytest.fixture(scope="session")
def sqlite_app(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """One application of this worker on SQLite; `app` empties it for each test."""
    folder = tmp_path_factory.mktemp("app")
    shutil.copy(sqlite_template, folder / "gmsc.db")
    return create_app(config_of(folder))


@pytest.fixture(scope="session")
def postgres_app(postgres_template: str, postgres_server: str, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """One application of this worker on PostgreSQL; `app` empties it for each test."""
    url = new_database(postgres_server, postgres_template.rpartition("/")[2])
    return create_app(config_of(tmp_path_factory.mktemp("app"), url))


@pytest.fixture(params=["sqlite", "postgresql"])
def app(request: pytest.FixtureRequest) -> Iterator[Flask]:
    """The application on Monday 09.00 WIB, on both databases: the catalogue is there, nothing has happened yet.

    Time stands still unless a test moves it.
    """
    made: Flask = request.getfixturevalue("sqlite_app" if request.param == "sqlite" else "postgres_app")
    clock.install(still(MONDAY))
    announced.clear()
    ids.install(ids.Keyring(made.extensions["config"].secret_key))
    with made.app_context():
        empty()
        yield made
        database.session.remove()
    clock.install(None)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without JavaScript."""
    return app.test_client()


@pytest.fixture
def session(app: Flask) -> Session:
    """The session of the test's app context."""
    return database.session()


@pytest.fixture
def house(session: Session) -> Directory:
    """The catalogue of the one site."""
    return directory(session)


def still(at: datetime) -> Clock:
    """A clock that stands at an instant (it moves a microsecond a second)."""
    return Clock(at, clock.real_now(), 1e-6)
