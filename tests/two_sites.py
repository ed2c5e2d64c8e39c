"""Two malls in one database, with the same prefix, hall and counter codes, two time zones apart."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from config import Config
from queue_app import clock, create_app
from queue_app.catalogue import diff, importing
from queue_app.catalogue import reading as files
from queue_app.catalogue.directory import Directory, directory, forget
from queue_app.check import check
from queue_app.line import issuing
from queue_app.line.issuing import Wish
from queue_app.line.ticket import Ticket
from queue_app.people import tokens
from queue_app.transaction import announced, database, reading, transaction
from tests import make
from tests.conftest import MONDAY, still
from tests.queue_app.line.scene import visitor

WEST, EAST = "gmsc", "jayapura"
AGENCIES = {"DKC", "PTP"}
#: Monday 23.30 WIB is Tuesday 01.30 WIT.
NEAR_MIDNIGHT = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)


@pytest.fixture
def malls(config: Config, tmp_path: Path) -> Iterator[Flask]:
    """An installation with both malls, Monday 09.00 WIB = 11.00 WIT."""
    made = create_app(config)
    clock.install(still(MONDAY))
    announced.clear()
    forget()
    with made.app_context():
        with transaction() as session:
            east = files.read_catalogue(eastern_catalogue(tmp_path / EAST))
            importing.apply(session, diff.diff(session, east), by="test")
        forget()
        yield made
        database.session.remove()
        database.engine.dispose()
    forget()
    clock.install(None)


def eastern_catalogue(folder: Path) -> Path:
    """Two agencies of the mall's own catalogue, as if they stood in Jayapura."""
    folder.mkdir()
    ours = files.default_catalogue()
    site = (ours / "site.toml").read_text(encoding="utf-8")
    site = site.replace(f'code = "{WEST}"', f'code = "{EAST}"').replace("Asia/Jakarta", "Asia/Jayapura")
    (folder / "site.toml").write_text(site, encoding="utf-8")
    services = copied(ours, folder, "services", lambda row: row["agency_code"] in AGENCIES)
    copied(ours, folder, "agencies", lambda row: row["code"] in AGENCIES)
    copied(ours, folder, "counters", lambda row: row["agency_code"] in AGENCIES)
    used = {row["line"] for row in services}
    copied(ours, folder, "lines", lambda row: row["prefix"] in used)
    return folder


def copied(source: Path, folder: Path, sheet: str, wanted: Callable[[dict[str, str]], bool]) -> list[dict[str, str]]:
    with (source / f"{sheet}.csv").open(encoding="utf-8", newline="") as file:
        table = csv.DictReader(file)
        names, kept = list(table.fieldnames or ()), [row for row in table if wanted(row)]
    with (folder / f"{sheet}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(kept)
    return kept


def house(site: str) -> Directory:
    with reading() as session:
        return directory(session, site)


def issue(site: str, channel: str = "kiosk", **wish: Any) -> Ticket:
    with transaction() as session:
        found = directory(session, site)
        return issuing.issue(session, found, found.service(make.SERVICE), Wish(channel=channel, **wish), by="test")


def at_counter(site: str, verb: Any, *arguments: Any, **named: Any) -> Any:
    with transaction() as session:
        found = directory(session, site)
        return verb(session, found, found.counter(make.COUNTER), *arguments, by="test", **named)


def bearer(site: str, role: str, **bounds: Any) -> dict[str, str]:
    with transaction() as session:
        site_id = directory(session, site).site.id
        token = tokens.create_token(session, site_id=site_id, name=role, role=role, by="test", **bounds)
    return {"Authorization": f"Bearer {token}"}


def clerk(site: str) -> dict[str, str]:
    return bearer(site, "counter", counter_id=house(site).counter(make.COUNTER).id)


def get(app: Flask, path: str, site: str | None = None, **headers: str) -> TestResponse:
    return asked(app, "GET", path, site, None, headers)


def post(app: Flask, path: str, body: Any = None, site: str | None = None, **headers: str) -> TestResponse:
    return asked(app, "POST", path, site, {} if body is None else body, headers)


def asked(app: Flask, method: str, path: str, site: str | None, body: Any, headers: dict[str, str]) -> TestResponse:
    query = {"site": site} if site else {}
    return visitor(app).open(f"/api/v1{path}", method=method, json=body, query_string=query, headers=headers)


def sound() -> None:
    with reading() as session:
        session.rollback()
        assert check(session) == []
