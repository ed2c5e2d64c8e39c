"""Who uses the big installation in the tests: callers of its API and screens on its walls, all through nginx."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import engineio
import requests
import socketio

from config import Config
from queue_app import clock, create_app, product_time
from queue_app.people import tokens
from queue_app.transaction import announced, database, transaction
from tests import make

MORNING = "2026-11-23T09:00:00+07:00"
COUNTERS = ("L4", "L5")
#: What each screen shows, and where the same is asked for.
SCOPES = {"board:H2": "/boards/H2", "line:A": "/lines/A"} | {
    f"counter:{code}": f"/counters/{code}" for code in COUNTERS
}

Json = dict[str, Any]


class Caller:
    """Somebody who speaks to the installation; every answer's status is kept."""

    def __init__(self, url: str, bearer: str = "") -> None:
        self._url, self._connection, self.statuses = url, requests.Session(), list[int]()
        self._headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}

    def api(self, method: str, path: str, body: Json | None = None, **headers: str) -> requests.Response:
        where, said = f"{self._url}/api/v1{path}", {**self._headers, **headers}
        answer = self._connection.request(method, where, json=body, headers=said, timeout=60, verify=False)
        self.statuses.append(answer.status_code)
        return answer


class _Engine(engineio.Client):  # type: ignore[misc]
    """Waits for a ping as long as browsers do. By itself it gives up when one is read five seconds late, as it is by a
    program that has to wait for the processor.
    """

    def _write_loop(self) -> None:
        self.ping_interval += self.ping_timeout
        super()._write_loop()


class _Client(socketio.Client):  # type: ignore[misc]
    def _engineio_client_class(self) -> type[engineio.Client]:
        return _Engine


class Screen:
    """One socket through nginx, and the last snapshot of each scope it shows."""

    def __init__(self, url: str, bearer: str) -> None:
        self.shown, self.lost, self.said = dict[str, Json](), list[str](), _LastWords()
        pace = {"reconnection_delay": 0.2, "reconnection_delay_max": 1}
        self.client = _Client(ssl_verify=False, engineio_logger=self.said.logger, **pace)
        self.client.on("snapshot", self._show, namespace="/live")
        self.client.on("connect", self._watch, namespace="/live")
        self.client.on("disconnect", self._lose, namespace="/live")
        self.client.connect(url, auth={"token": bearer}, transports=["websocket"], namespaces=["/live"])

    def _watch(self) -> None:
        """As every page of ours: whenever it is connected, it asks for everything it shows."""
        for scope in SCOPES:
            self.client.emit("watch", {"scope": scope}, namespace="/live", callback=self._show)

    def _lose(self, *reason: object) -> None:
        self.lost.append(f"{datetime.now(UTC):%H:%M:%S} {reason} {self.said.told}")

    def _show(self, snapshot: Json) -> None:
        if snapshot["seq"] > self.shown.get(snapshot["scope"], {"seq": -1})["seq"]:
            self.shown[snapshot["scope"]] = snapshot


class _LastWords(logging.Handler):
    """What the client's library last warned of: a screen that was lost can say who let go, and why."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.told, self.logger = "", logging.Logger("screen", logging.WARNING)
        self.logger.addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        self.told = record.getMessage()


def prepare(config: Config, waiting: int = 0) -> dict[str, str]:
    """Open the counters of an installation that is about to start, where so many wait; gives a bearer for each role."""
    announced.clear()
    app, device = create_app(config), {"site_id": 1, "name": "uji", "by": "test"}
    try:
        with app.app_context():
            product_time.agree(config, serving=True)
            for code in COUNTERS:
                make.make_open_counter(code)
            for _ in range(waiting):
                make.make_ticket()
            with transaction() as session:
                bearers = {
                    name: tokens.create_token(session, role=name.split()[-1], **device)
                    for name in ("supervisor", "kiosk", "busy kiosk")
                }
            database.session.remove()
            database.engine.dispose()
    finally:
        clock.install(None)
    return bearers


def latest(screen: Screen) -> str:
    """The number that a screen shows as called last."""
    calls = screen.shown["board:H2"]["calls"]
    return str(calls[0]["number"]) if calls else ""


def wait_until(true: Callable[[], object], seconds: float) -> None:
    """Wait for something to become true; fails when it does not in time."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not become true in time"
        time.sleep(0.01)
