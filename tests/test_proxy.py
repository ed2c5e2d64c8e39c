"""The nginx that is shipped, before two processes that come and go: programs of a few lines instead of ours."""

from __future__ import annotations

import functools
import socketserver
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
import requests

from queue_app.simulation.free_port import free_port
from tests import servers
from tests.deployed import nginx_command, nginx_configuration
from tests.deployed_people import wait_until


class Part(BaseHTTPRequestHandler):
    """Answers every request with its own name."""

    protocol_version = "HTTP/1.0"

    def __init__(self, name: str, *connection: object) -> None:
        self.name = name
        super().__init__(*connection)  # type: ignore[arg-type]

    def do_POST(self) -> None:
        self.send_response(201)
        self.end_headers()
        self.wfile.write(self.name.encode())

    def log_message(self, format: str, *args: object) -> None:
        pass


Start = Callable[[str], Callable[[], None]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start the process at a socket of the configuration; the answer stops it, as an operator does."""
    with ExitStack() as stack:

        def started(name: str) -> Callable[[], None]:
            server = socketserver.ThreadingUnixStreamServer(
                str(tmp_path / f"{name}.sock"), functools.partial(Part, name)
            )
            stack.callback(server.server_close)
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
            stack.callback(server.shutdown)

            def stop() -> None:
                server.shutdown()
                server.server_close()
                (tmp_path / f"{name}.sock").unlink()

            return stop

        yield started


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    port = free_port()
    try:
        command = nginx_command(nginx_configuration(tmp_path, port, tls=False))
    except servers.NotHere as reason:
        pytest.skip(str(reason))
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.DEVNULL) as nginx:
        url = f"http://127.0.0.1:{port}"
        wait_until(lambda: _answers(url), 60)
        yield f"{url}/api/v1/tickets"
        nginx.terminate()


def _answers(url: str) -> bool:
    try:
        return requests.get(f"{url}/metrics", timeout=60).status_code == 404
    except requests.ConnectionError:
        return False


def test_who_has_just_come_back_is_asked_while_the_other_is_away(url: str, start: Start) -> None:
    stop_first, stop_second = start("web-1"), start("web-2")
    stop_first()
    for _ in range(8):
        assert requests.post(url, timeout=60).text == "web-2"
    start("web-1")
    stop_second()
    for _ in range(8):
        assert requests.post(url, timeout=60).text == "web-1"
