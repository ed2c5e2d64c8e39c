"""The only wiring: here settings, database, doors (blueprints), live screens, jobs and commands become one application.

`create_app()` builds it, `serving()` is what a server process runs. Only the package itself and gunicorn
import this module. Imports that look unused register routes or tables.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from time import sleep
from typing import NoReturn

from flask import Flask
from flask_migrate import Migrate
from gevent.monkey import is_module_patched
from werkzeug.middleware.proxy_fix import ProxyFix

from config import Config, ConfigError
from display import media_views, settings_views, sound_views, views  # noqa: F401 - their routes
from display.door import display
from kiosk import views as kiosk_views  # noqa: F401 - its routes
from kiosk.door import kiosk
from queue_app import commands, ids, product_time
from queue_app.account.views import account
from queue_app.admin.views import admin
from queue_app.api.views import api
from queue_app.citizen.views import citizen
from queue_app.commands import house, keeping
from queue_app.counter.views import counter
from queue_app.db import safe_wal
from queue_app.floor.views import floor
from queue_app.health import health
from queue_app.jobs.leader import FileLeader
from queue_app.jobs.schedule import start_jobs, stop_jobs
from queue_app.line import slips  # noqa: F401 - its table belongs to the design, whoever prints
from queue_app.live.doorbell import doorbell
from queue_app.live.farewell import say_farewell
from queue_app.live.feed import Feed
from queue_app.live.presence import Presence
from queue_app.live.rooms import install_live, start_feed
from queue_app.live.turned_away import start_looking
from queue_app.logs import install_logs
from queue_app.messages.views import messages
from queue_app.metrics import metrics
from queue_app.schema import standing
from queue_app.transaction import announced, database, glancing, install_database
from queue_app.web.measures import measures
from queue_app.web.setup import install_web
from queue_app.web.stopping import stopping
from survey.data_desk.views import data_desk
from survey.follow_up_desk import evidence_views, forum_views  # noqa: F401 - their routes
from survey.follow_up_desk import views as follow_up_views  # noqa: F401 - their routes
from survey.follow_up_desk.door import follow_up_desk
from survey.public.views import public
from survey.report_desk.heading import report_desk
from survey.respondent.views import respondent
from survey.results_desk.views import results_desk

#: Every door of the part `web`; each of its routes declares its audience. `health` and `metrics` are at every process.
DOORS = (
    *(citizen, counter, floor, account, admin, api, display, kiosk, messages),
    *(respondent, results_desk, report_desk, follow_up_desk, data_desk, public),
)


log = logging.getLogger("gmsc")

#: Keeps the lock of a server on SQLite for as long as this process lives.
_sole_servers: list[FileLeader] = []

MIGRATIONS = Path(__file__).parent.parent / "migrations"


def create_app(config: Config | None = None) -> Flask:
    """The application with the doors of the parts that the settings name (`web`, `live`, `jobs`), ready to answer.

    Nothing runs in the background yet: `serving()` adds the feed and the timetable. Raises SystemExit (78) with one
    clear line when a setting is wrong.
    """
    config = config or _config_or_exit()
    app = _house(config)
    install_web(app, config)
    if "live" in config.parts:
        install_live(
            app,
            green=is_module_patched("socket"),
            origins=None,
            per_second=config.socket_messages_per_second if config.rate_limits else 0,
            per_address=config.sockets_per_address if config.rate_limits else 0,
        )
    if config.trusted_proxies:  # outermost: sockets, too, are counted by the address of who opened them
        hops = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    for door in (health, metrics, *(DOORS if "web" in config.parts else ())):
        app.register_blueprint(door)
    commands.install(app)
    return app


def _house(config: Config) -> Flask:
    """The application without its doors: secrets, database, migrations."""
    ids.install(ids.Keyring(config.secret_key))
    app = Flask("queue_app")
    app.extensions["config"] = config
    install_database(app, config.database_url, config.database_connections)
    app.extensions["reading"] = glancing
    Migrate(app, database, directory=str(MIGRATIONS), render_as_batch=True, compare_type=True)
    return app


def before_serving(*, prepare: bool) -> None:
    """The checks before a server starts, run by its parent process (`gunicorn.conf.py`).

    What is wrong stops the start with one line and exit code 78. With `prepare` the database is brought up to date
    first, as `flask prepare` does. The serving processes are forked from this one, so it starts no thread and leaves no
    connection open.
    """
    config = _config_or_exit()
    install_logs(config.log_format)
    if config.production and config.sqlite:
        _be_the_only_server(config)
    app = _house(config)
    with app.app_context():
        if prepare:
            house.bring_up_to_date()
        found = standing()
        if not found.serves:
            _exit("skema basis data ini milik versi lain; jalankan: .venv/bin/flask --app queue_app prepare")
        if found.newer:
            log.warning("the database is at schema %s, this version knows %s: it goes on", found.database, found.code)
        keeping.voices_agree()
        database.engine.dispose()


def serving() -> Flask:
    """What a server process runs: the application with its clock, and the feed and the jobs if these are its parts."""
    config = _config_or_exit()
    install_logs(config.log_format)
    if config.sqlite and not safe_wal():
        log.warning("this SQLite has the WAL-reset bug; the rollback journal is used instead, which is slower")
    app = create_app(config)
    with app.app_context():
        product_time.agree(config, serving=True)
    announced.append(measures.count)
    feed = _start_live(app) if "live" in config.parts else None
    _hang_doorbell(app, config, feed)
    _tell_who_looks(app, config)
    if "jobs" in config.parts:
        start_jobs(app, config)
    return app


def _start_live(app: Flask) -> Feed:
    """Begin to send what happens to the screens, and to turn away those who may no longer see it."""
    start_looking(app)
    return start_feed(app)


def _hang_doorbell(app: Flask, config: Config, feed: Feed | None) -> None:
    """Let other processes hear of this one's commits, and this one's feed of theirs."""
    with app.app_context():
        bell = doorbell(config.redis_url, database.engine, feed.wake if feed else None)
    if bell is not None:
        announced.append(bell.ring)
        bell.start()


def _tell_who_looks(app: Flask, config: Config) -> None:
    """Tell the process that sends messages, through Redis, whose ticket is open on a phone here. One process that does
    everything knows it anyway.
    """
    if config.redis_url is None:
        return
    live = app.extensions.get("live")
    app.extensions["presence"] = known = Presence(config.redis_url, live.names if live else tuple)
    if live is not None:
        known.start()


def _be_the_only_server(config: Config) -> None:
    """SQLite is served by one process (CONTRACT §2): a second one is refused, however it was started.

    The lock lives as long as the parent or a worker that it forked; one that is just ending gets a moment.
    """
    mine = FileLeader(Path(f"{config.database_url.removeprefix('sqlite:///')}.server"))
    for _ in range(30):
        if mine.leads():
            _sole_servers.append(mine)
            return
        sleep(0.1)
    _exit("proses server lain memakai basis data SQLite ini; untuk lebih dari satu, isi DATABASE_URL dengan PostgreSQL")


def begin_leaving(app: Flask) -> None:
    """The server process was asked to end: take no new work, let the sockets go elsewhere. May be called twice."""
    if stopping:
        return
    stopping.begin()
    log.info("leaving: what was begun is finished")
    stop_jobs(app)
    if "live" in app.extensions:
        say_farewell(app.extensions["live"])


def left(app: Flask) -> None:
    """The server process has answered everything: empty the write-ahead log of SQLite into the database file."""
    stop_jobs(app)
    with app.app_context():
        if database.engine.dialect.name == "sqlite":
            with database.engine.connect() as connection:
                connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.engine.dispose()


def _config_or_exit() -> Config:
    try:
        return Config.from_env()
    except ConfigError as error:
        _exit(str(error))


def _exit(line: str) -> NoReturn:
    print(f"gmsc: {line}", file=sys.stderr)
    raise SystemExit(78)
