"""A hall with its own Socket.IO server: the newest application is the one whose sockets are served."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from config import Config
from queue_app import create_app
from queue_app.catalogue.directory import forget
from queue_app.live import rooms
from queue_app.live.feed import Feed
from queue_app.transaction import announced, database
from tests.conftest import MONDAY
from tests.queue_app.line.scene import stop_clock


class Screen:
    """One socket and what it was sent."""

    def __init__(self, app: Flask, token: str | None = None, browser: FlaskClient | None = None) -> None:
        auth = {"token": token} if token else None
        self._client = rooms.socketio.test_client(app, namespace="/live", auth=auth, flask_test_client=browser)

    @property
    def connected(self) -> bool:
        return bool(self._client.is_connected("/live"))

    def send(self, event: str, message: Any) -> Any:
        return self._client.emit(event, message, namespace="/live", callback=True)

    def watch(self, scope: Any, **more: Any) -> Any:
        return self.send("watch", {"scope": scope, **more})

    def received(self, event: str = "snapshot") -> list[dict[str, Any]]:
        """What came since the last look."""
        return [m["args"][0] for m in self._client.get_received("/live") if m["name"] == event]

    def leave(self) -> None:
        self._client.disconnect(namespace="/live")


@pytest.fixture
def app(config: Config) -> Iterator[Flask]:
    """An installation of this test's own, on Monday 09.00 WIB exactly."""
    made = create_app(config)
    stop_clock(MONDAY)
    announced.clear()
    forget()
    with made.app_context():
        yield made
        database.session.remove()
        database.engine.dispose()
    forget()


@pytest.fixture
def feed(app: Flask) -> Feed:
    """The process's feed, caught up with what has happened so far and woken by hand."""
    live = app.extensions["live"]
    made = Feed(app, partial(rooms._emit, live), live.watched)
    made.catch_up()
    return made
