"""Real sockets of a real server: who does not read, or sends too much, is closed, and nobody else notices."""

from __future__ import annotations

import json
import socket
import threading
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import websocket

from bench.frames import first_payload
from tests.browser_server import RealServer, serving

STAGE = "tests.queue_app.live.stage:serving()"
#: Everybody behind one proxy that names them.
PROXIED = {"RATE_LIMITS": "on", "TRUSTED_PROXIES": "1", "SOCKETS_PER_ADDRESS": "3"}


@pytest.fixture(scope="module")
def server(sqlite_template: Path) -> Iterator[RealServer]:
    with serving(sqlite_template, application=STAGE, **PROXIED) as made:
        yield made


class Socket:
    """One socket in the namespace /live, by hand."""

    def __init__(self, server: RealServer, address: str = "", squeezes: str = "", **options: Any) -> None:
        url = server.url.replace("http:", "ws:") + "/socket.io/?EIO=4&transport=websocket"
        header = [f"X-Forwarded-For: {address}"] if address else []
        header += [f"Sec-WebSocket-Extensions: {squeezes}"] if squeezes else []
        self.raw = websocket.create_connection(url, header=header, timeout=60, **options)
        assert self.raw.recv().startswith("0{")
        self.raw.send("40/live,")
        assert self.raw.recv().startswith("40/live,")

    def watch(self, scope: str) -> dict[str, Any]:
        self.raw.send("42/live,1" + json.dumps(["watch", {"scope": scope}]))
        while not (said := self.raw.recv()).startswith("43/live,1"):
            pass
        return dict(json.loads(said.partition("1")[2])[0])

    def snapshot(self) -> dict[str, Any]:
        """The next snapshot; answers engine.io's pings on the way."""
        while True:
            said = self.raw.recv()
            if said == "2":
                self.raw.send("3")
            if said.startswith('42/live,["snapshot"'):
                return dict(json.loads(said.removeprefix("42/live,"))[1])

    def ended(self, seconds: float = 60) -> bool:
        """Whether the server has closed it, whatever was still under way."""
        self.raw.settimeout(0.2)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                if self.raw.recv() == "":
                    return True
            except websocket.WebSocketTimeoutException:
                continue
            except (websocket.WebSocketException, OSError):
                return True
        return False


def test_a_screen_that_stops_reading_is_closed_and_costs_no_memory_while_others_see_everything(
    server: RealServer,
) -> None:
    def broadcast(snapshots: int) -> dict[str, int]:
        return dict(requests.post(f"{server.url}/stage?snapshots={snapshots}", timeout=180).json())

    small = ((socket.SOL_SOCKET, socket.SO_RCVBUF, 4096),)
    reader, idle = Socket(server), Socket(server, sockopt=small)
    before = [screen.watch("board:H2") for screen in (reader, idle)]
    seen = list[int]()

    def read() -> None:
        while not seen or seen[-1] != 1_000_000 + 1999:
            seq = reader.snapshot()["seq"]
            if seq >= 1_000_000:  # the house itself may have had news
                seen.append(seq)

    reading = threading.Thread(target=read, daemon=True)
    first = broadcast(0)
    reading.start()
    after = broadcast(2000)
    reading.join(120)
    assert not reading.is_alive()
    assert before[0] == before[1] | {"as_of": before[0]["as_of"]}
    assert (first["sockets"], after["sockets"]) == (2, 1)
    assert idle.ended()
    assert after["rss"] - first["rss"] < 4_000, "2 000 snapshots of 4 KB are 8 MB"
    assert seen == list(range(1_000_000, 1_002_000)), "who reads sees everything, in order"
    again = Socket(server)
    assert again.watch("board:H2")["calls"] == before[0]["calls"]
    for screen in (reader, again):
        screen.raw.close()


def test_a_socket_that_sends_too_much_is_closed_and_one_beside_it_is_not(server: RealServer) -> None:
    flood, calm = Socket(server), Socket(server)
    with pytest.raises((websocket.WebSocketException, OSError)):  # noqa: PT012 - it is the sending that fails
        for _ in range(2000):
            flood.raw.send('42/live,["watch",{"scope":"board:H2"}]')
            time.sleep(0.001)
    assert flood.ended()
    for _ in range(10):
        assert "seq" in calm.watch("board:H2")
    calm.raw.close()


def test_a_message_that_is_too_large_ends_its_socket(server: RealServer) -> None:
    big = Socket(server)
    big.raw.send("42/live," + json.dumps(["watch", {"scope": "x" * 100_000}]))
    assert big.ended()


def test_an_address_holds_so_many_sockets_and_gets_another_when_it_has_let_one_go(server: RealServer) -> None:
    hall, neighbour = "203.0.113.7", "203.0.113.8"
    mine = [Socket(server, hall) for _ in range(3)]
    with pytest.raises(websocket.WebSocketBadStatusException) as refused:
        Socket(server, hall)
    assert refused.value.status_code == 429
    Socket(server, neighbour).raw.close()
    mine[0].raw.close()
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            mine.append(Socket(server, hall))
            break
        except websocket.WebSocketBadStatusException:
            time.sleep(0.1)
    assert "seq" in mine[-1].watch("line:A")
    for one in mine:
        one.raw.close()


def test_who_squeezes_gets_long_messages_squeezed_and_nothing_is_remembered_for_them(server: RealServer) -> None:
    plain, small = Socket(server), Socket(server, squeezes="permessage-deflate; client_max_window_bits")
    narrow = Socket(server, squeezes="permessage-deflate; server_max_window_bits=10")
    assert not [one for one in (plain, narrow) if "sec-websocket-extensions" in one.raw.headers]
    narrow.raw.close()
    said = small.raw.headers["sec-websocket-extensions"]
    assert {"server_no_context_takeover", "client_no_context_takeover"} <= {part.strip() for part in said.split(";")}
    for one in (plain, small):
        one.raw.send('42/live,1["watch",{"scope":"board:H2"}]')
        short = one.raw.recv_frame()
        assert (short.rsv1, short.data[:9]) == (0, b"43/live,1"), "short ones stay as they are"
    requests.post(f"{server.url}/stage?snapshots=1", timeout=60).raise_for_status()
    frame, buffer = b"", b""
    while b'"snapshot"' not in frame:  # a beat may have come first
        while (cut := first_payload(buffer)) is None:
            buffer += small.raw.sock.recv(65_536)
        packed = buffer[: len(buffer) - len(cut[1])]
        frame, buffer = cut
    assert json.loads(frame.removeprefix(b"42/live,"))[1] == plain.snapshot()
    assert len(packed) < len(frame) / 2
    for one in (plain, small):
        one.raw.close()


def test_what_swells_when_it_is_unpacked_ends_its_socket(server: RealServer) -> None:
    swelling, packing = Socket(server, squeezes="permessage-deflate"), zlib.compressobj(9, zlib.DEFLATED, -15)
    bomb = (packing.compress(b"x" * 3_000_000) + packing.flush(zlib.Z_SYNC_FLUSH))[:-4]
    swelling.raw.send_frame(websocket.ABNF(1, 1, 0, 0, websocket.ABNF.OPCODE_TEXT, 1, bomb))
    assert swelling.raw.recv_frame().opcode == websocket.ABNF.OPCODE_CLOSE, "and not an answer to what was in it"
    swelling.raw.close()
