"""The kiosk is a door over verbs that are tried on both databases where they live; its own pages need one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from queue_app import clock, ids
from queue_app.transaction import announced, database
from tests.conftest import MONDAY, still
from tests.emptying import empty
from tests.kiosk.machine import machine as machine
from tests.kiosk.machine import server as server


@pytest.fixture
def app(sqlite_app: Flask) -> Iterator[Flask]:
    """The application on Monday 09.00 WIB, on SQLite: the catalogue is there, nothing has happened yet."""
    clock.install(still(MONDAY))
    announced.clear()
    ids.install(ids.Keyring(sqlite_app.extensions["config"].secret_key))
    with sqlite_app.app_context():
        empty()
        yield sqlite_app
        database.session.remove()
    clock.install(None)
