"""Redis counts for all processes; killed, hung or restarted under load, nobody gets an error and nobody waits long."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import Engine

from tests import servers
from tests.queue_app.web.conftest import make_app, make_config


@pytest.fixture
def mortal() -> Iterator[servers.Server]:
    """A Redis of this test's own."""
    try:
        server = servers.redis_server()
    except servers.NotHere as reason:
        pytest.skip(str(reason))
    yield server
    server.stop()


@pytest.fixture
def both(engine: Engine, tmp_path: Path, mortal: servers.Server) -> list[Flask]:
    """Two processes' applications that count in it."""
    return [make_app(engine, make_config(tmp_path, RATE_LIMITS="on", REDIS_URL=mortal.url)) for _ in range(2)]


def ask(app: Flask, times: int, address: str) -> list[int]:
    """The answers to a view that takes three requests a minute."""
    client = app.test_client()
    return [client.get("/limited", environ_base={"REMOTE_ADDR": address}).status_code for _ in range(times)]


class Crowd:
    """Callers that never stop asking, each within the ordinary limit, and what they were answered."""

    def __init__(self, apps: list[Flask]) -> None:
        self.statuses, self.slowest, self._done = set[int](), 0.0, threading.Event()
        self._threads = [threading.Thread(target=self._go_on, args=[app, n]) for app in apps for n in range(3)]

    def __enter__(self) -> Crowd:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        for thread in self._threads:
            thread.join()

    def _go_on(self, app: Flask, n: int) -> None:
        client, asked = app.test_client(), 0
        while not self._done.is_set():
            began, asked = time.monotonic(), asked + 1
            address = f"192.0.2.{n + 3 * (asked % 50)}"
            self.statuses.add(client.get("/api/v1/public", environ_base={"REMOTE_ADDR": address}).status_code)
            self.slowest = max(self.slowest, time.monotonic() - began)
            time.sleep(0.01)


def test_redis_is_killed_and_comes_back_under_load(
    both: list[Flask], mortal: servers.Server, caplog: pytest.LogCaptureFixture
) -> None:
    assert ask(both[0], 2, "198.51.100.1") + ask(both[1], 2, "198.51.100.1") == [200, 200, 200, 429]
    with Crowd(both) as crowd:
        time.sleep(0.2)
        mortal.process.kill()
        mortal.process.wait()
        time.sleep(0.2)
        alone = [ask(app, 4, "198.51.100.2") for app in both]
        again = servers.redis_server(urlsplit(mortal.url).port or 0)
        time.sleep(2.5)
    try:
        assert alone == [[200, 200, 200, 429]] * 2, "each process counts for itself"
        assert crowd.statuses == {200}
        assert "Traceback" not in caplog.text
        assert ask(both[0], 2, "198.51.100.3") + ask(both[1], 2, "198.51.100.3") == [200, 200, 200, 429]
    finally:
        again.stop()


def test_a_redis_that_hangs_holds_a_request_up_for_a_moment_once(both: list[Flask], mortal: servers.Server) -> None:
    ask(both[0], 1, "198.51.100.4")
    os.kill(mortal.process.pid, signal.SIGSTOP)
    try:
        with Crowd(both[:1]) as crowd:
            time.sleep(0.8)
            began = time.monotonic()
            assert ask(both[0], 3, "198.51.100.5") == [200, 200, 200]
            seconds = time.monotonic() - began
    finally:
        os.kill(mortal.process.pid, signal.SIGCONT)
    assert crowd.statuses == {200}
    assert crowd.slowest < 1.5
    assert seconds < 1.0
