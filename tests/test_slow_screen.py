"""A screen behind nginx that cannot keep up is shown the newest, not everything that was true since it fell behind.

`live` keeps one frame of each scope for who is behind (`live/wire.py`). What nginx and the system hold for it comes
first, so that has to be little: seconds of old numbers, shown as true, would lie in it.
"""

from __future__ import annotations

import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import websocket

from queue_app import clock
from tests import make, servers
from tests.conftest import config_of
from tests.deployed import Deployed, deployed
from tests.deployed_people import COUNTERS, MORNING, SCOPES, Caller, prepare, wait_until

pytestmark = pytest.mark.filterwarnings("ignore::urllib3.exceptions.InsecureRequestWarning")

#: Bytes that may be on their way to one screen: what `live` gives its socket, the same for nginx, what a screen takes.
AT_MOST = 512 * 1024
HELD = ((socket.SOL_SOCKET, socket.SO_RCVBUF, 32 * 1024),)
PING, PONG, MESSAGE = "2", "3", "42/live,"


class Reader(threading.Thread):
    """A screen that takes one message at a time, with a pause after each."""

    def __init__(self, url: str, bearer: str, pause: float) -> None:
        super().__init__(daemon=True)
        self.pause, self.read, self.seen = pause, 0, dict[str, int]()
        where = f"{url.replace('http', 'ws', 1)}/socket.io/?EIO=4&transport=websocket"
        self._wire = websocket.create_connection(where, 60, sslopt={"cert_reqs": ssl.CERT_NONE}, sockopt=HELD)
        for said in ("40/live," + json.dumps({"token": bearer}), *(_watch(scope) for scope in SCOPES)):
            self._wire.recv()
            self._wire.send(said)

    def run(self) -> None:
        with suppress(websocket.WebSocketException, OSError):
            self._read()

    def _read(self) -> None:
        while said := str(self._wire.recv()):
            self.read += len(said)
            if said == PING:
                self._wire.send(PONG)
            elif said.startswith(MESSAGE):
                self._note(*json.loads(said.removeprefix(MESSAGE)))
            time.sleep(self.pause)

    def _note(self, event: str, told: dict[str, object]) -> None:
        if event == "snapshot":
            self.seen[str(told["scope"])] = int(str(told["seq"]))


def _watch(scope: str) -> str:
    return MESSAGE + json.dumps(["watch", {"scope": scope}])


@pytest.fixture
def house(postgres_server: str, postgres_template: str, tmp_path: Path) -> Iterator[tuple[Deployed, dict[str, str]]]:
    url = servers.new_database(postgres_server, postgres_template.rpartition("/")[2])
    env = {"DATABASE_URL": url, "DATA_DIR": str(tmp_path), "SECRET_KEY": "t" * 40, "CLOCK_START": MORNING}
    env |= {"TRUSTED_PROXIES": "1", "SERVER_PROCESSES": "2", "MODE": "local"}
    bearers = prepare(config_of(tmp_path, url, clock_start=clock.datetime.fromisoformat(MORNING)), waiting=60)
    try:
        with deployed(tmp_path, env, ("web@1", "live@1")) as running:
            yield running, bearers
    except servers.NotHere as reason:
        pytest.skip(str(reason))


def test_a_screen_that_falls_behind_is_shown_the_newest(house: tuple[Deployed, dict[str, str]]) -> None:
    running, bearers = house
    slow, quick = Reader(running.url, bearers["supervisor"], 0.25), Reader(running.url, bearers["supervisor"], 0)
    clerk = Caller(running.url, bearers["supervisor"])
    slow.start()
    quick.start()
    deadline = time.monotonic() + 120
    while quick.read - slow.read < 3 * AT_MOST:
        assert time.monotonic() < deadline, (quick.read, slow.read)
        for counter in COUNTERS:
            clerk.api("POST", f"/counters/{counter}/walk-in", {"service": make.SERVICE})
            clerk.api("POST", f"/counters/{counter}/finish")
    assert set(clerk.statuses) == {200}
    on_its_way, slow.pause = slow.read, 0
    wait_until(lambda: slow.seen == quick.seen, 60)
    assert slow.read - on_its_way < AT_MOST
