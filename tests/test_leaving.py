"""A server that is asked to end (SIGTERM) finishes what it has begun, sends its screens away, and loses nothing."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import socketio
from sqlalchemy import select

from queue_app import create_app
from queue_app.catalogue.directory import forget
from queue_app.check import check
from queue_app.line.ticket import tickets
from queue_app.live.farewell import JITTER_SECONDS
from queue_app.simulation.free_port import free_port
from queue_app.transaction import announced, database, reading
from tests import make
from tests.conftest import config_of

ROOT = Path(__file__).parent.parent
TAKERS = 6
SCREENS = 3
PATIENCE = 60


@dataclass
class House:
    """An installation, its kiosk's token, and what its citizens have been told."""

    folder: Path
    bearer: str
    port: int
    acknowledged: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    refused: int = 0

    def request(self, connection: http.client.HTTPConnection) -> None:
        body = json.dumps({"service": make.SERVICE, "channel": "kiosk"})
        connection.request("POST", "/api/v1/tickets", body, self.headers())

    def headers(self) -> dict[str, str]:
        return {"Content-Type": "application/json", "Authorization": f"Bearer {self.bearer}"}

    def take_numbers(self) -> None:
        """Take one number after another, each over a connection of its own, until nobody listens any more."""
        while True:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
            try:
                connection.connect()
            except ConnectionRefusedError:
                self.refused += 1
                return
            try:
                self.request(connection)
                answer = connection.getresponse()
                said = json.loads(answer.read())
                assert answer.status == 201, said
                self.acknowledged.append(said["ref"])
            except Exception as error:
                self.failed.append(repr(error))
            finally:
                connection.close()


@pytest.fixture
def house(sqlite_template: Path, tmp_path: Path) -> Iterator[House]:
    shutil.copy(sqlite_template, tmp_path / "gmsc.db")
    app = create_app(config_of(tmp_path))
    announced.clear()
    with app.app_context():
        bearer = make.make_bearer("kiosk")
        database.session.remove()
        database.engine.dispose()
    forget()
    yield House(tmp_path, bearer, free_port())
    forget()


@contextmanager
def served(house: House, name: str) -> Iterator[subprocess.Popen[bytes]]:
    """The real server on this installation, on a Monday morning, killed when it is still there at the end."""
    settings = {
        "DATA_DIR": str(house.folder),
        "SECRET_KEY": "t" * 40,
        "RATE_LIMITS": "off",
        "LOG_FORMAT": "json",
        "CLOCK_START": "2026-11-23T09:00:00+07:00",
    }
    command = [sys.executable, "-m", "gunicorn", "-b", f"127.0.0.1:{house.port}", "queue_app.app:serving()"]
    with (house.folder / name).open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=os.environ | settings, stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + PATIENCE
        while not ready(house.port):
            assert process.poll() is None, (house.folder / name).read_text()
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield process
    finally:
        process.kill()
        process.wait()


def ready(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


class Screen:
    """A screen that watches its hall and notes what it is told at the end."""

    def __init__(self, port: int) -> None:
        self.told: list[dict[str, Any]] = []
        self.gone = threading.Event()
        self.client = socketio.Client(reconnection=False)
        self.client.on("restart", self.told.append, namespace="/live")
        self.client.on("disconnect", lambda *_: self.gone.set(), namespace="/live")
        self.client.connect(f"http://127.0.0.1:{port}", namespaces=["/live"], transports=["websocket"])
        self.client.call("watch", {"scope": "board:H2"}, namespace="/live")


def test_three_times_under_load_no_request_fails_and_no_number_is_lost(house: House) -> None:
    for n in range(3):
        with served(house, f"log{n}") as server:
            screens = [Screen(house.port) for _ in range(SCREENS)]
            before, slow = len(house.acknowledged), half_a_request(house)
            takers = [threading.Thread(target=house.take_numbers) for _ in range(TAKERS)]
            for taker in takers:
                taker.start()
            while len(house.acknowledged) < before + 10 * TAKERS:
                time.sleep(0.01)
            server.send_signal(signal.SIGTERM)
            for taker in takers:
                taker.join(PATIENCE)
            house.acknowledged.append(the_rest(slow))
            status = server.wait(PATIENCE)
        assert status == 0, (house.folder / f"log{n}").read_text()
        for screen in screens:
            assert screen.gone.wait(PATIENCE)
            assert len(screen.told) == 1
            assert 0 <= screen.told[0]["in"] <= JITTER_SECONDS
        left = house.folder / "gmsc.db-wal"
        assert not left.exists() or left.stat().st_size == 0  # everything is in the one file
        assert (house.folder / "jobs.lock").stat().st_mode & 0o007 == 0, "what it writes is for its own user and group"
    assert house.failed == []
    assert house.refused == 3 * TAKERS
    assert set(house.acknowledged) <= numbers_kept(house)
    assert len(set(house.acknowledged)) == len(house.acknowledged)
    for n in range(3):
        log = (house.folder / f"log{n}").read_text()
        told = [line for line in log.splitlines() if not line.startswith("[")]  # gunicorn, before it knows our settings
        lines = [json.loads(line) for line in told]
        assert "Shutting down: Master" in [line["message"] for line in lines]
        assert not [line for line in lines if line["level"] in ("warning", "error") or "trace" in line]
        assert {line["route"] for line in lines if line["logger"] == "gmsc.access"} == {"/readyz", "/api/v1/tickets"}
        assert house.bearer not in log


def half_a_request(house: House) -> http.client.HTTPConnection:
    """A citizen on a slow line, who has sent half of what they ask."""
    connection = http.client.HTTPConnection("127.0.0.1", house.port, timeout=PATIENCE)
    body = json.dumps({"service": make.SERVICE, "channel": "kiosk"}).encode()
    connection.putrequest("POST", "/api/v1/tickets")
    for name, value in {**house.headers(), "Content-Length": str(len(body))}.items():
        connection.putheader(name, value)
    connection.endheaders()
    connection.send(body[:10])
    connection.rest = body[10:]  # type: ignore[attr-defined]
    return connection


def the_rest(connection: http.client.HTTPConnection) -> str:
    """Send the other half, long after everybody else has gone; the ref of the number that is still given."""
    time.sleep(0.5)
    connection.send(connection.rest)  # type: ignore[attr-defined]
    answer = connection.getresponse()
    said = json.loads(answer.read())
    connection.close()
    assert answer.status == 201, said
    return str(said["ref"])


def numbers_kept(house: House) -> set[str]:
    """Every number in the database, in which every invariant holds."""
    with create_app(config_of(house.folder)).app_context():
        with reading() as session:
            assert check(session) == []
            kept = set(session.scalars(select(tickets.c.ref)))
        database.session.remove()
        database.engine.dispose()
    return kept
