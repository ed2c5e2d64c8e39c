"""One wire whose reader is slow: whole frames in order, the newest of each scope, and an end to patience."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from wsproto.frame_protocol import FrameProtocol

from queue_app.live import wire as wire_module
from queue_app.live.addresses import Addresses
from queue_app.live.wire import BACKLOG, Wire, framed

FILLING = "x" * 4000


class Engine:
    """What a wire asks of engine.io: a socket with a name, and background tasks."""

    sid = "engine"
    threads: list[threading.Thread]

    def __init__(self) -> None:
        self.threads = []

    def handle(self, _wire: Wire) -> None:
        """Never called here."""

    def start_background_task(self, target: Callable[..., object], *arguments: object) -> None:
        self.threads.append(threading.Thread(target=target, args=arguments, daemon=True))
        self.threads[-1].start()


class End:
    """Our end of a pair of sockets, as a wire sees its WebSocket."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock, self.connected = sock, True

    def end(self) -> None:
        self.connected = False
        with suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def pair() -> Iterator[tuple[Wire, Engine, socket.socket]]:
    """A wire, its engine, and the client's end of it, on which nobody reads yet."""
    ours, theirs = socket.socketpair()
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8192)
    theirs.settimeout(60)
    engine = Engine()
    made = Wire(engine.handle, engine, wires={}, addresses=Addresses(0), per_second=0, largest=4096)
    made._ws = End(ours)  # type: ignore[assignment]
    yield made, engine, theirs
    made.close()
    for thread in engine.threads:
        thread.join(60)
    ours.close()
    theirs.close()


def read(client: socket.socket, until: str) -> list[str]:
    """The messages that come, up to the one that begins with `until`."""
    protocol, messages, text = FrameProtocol(client=True, extensions=[]), list[str](), ""
    while not (messages and messages[-1].startswith(until)):
        protocol.receive_bytes(client.recv(1000))
        for frame in protocol.received_frames():
            text += str(frame.payload)
            if frame.message_finished:
                messages.append(text)
                text = ""
    return messages


def snapshots(made: Wire, scope: str, numbers: range) -> None:
    for n in numbers:
        made.push(scope, framed(f"{scope} {n} {FILLING}"))


def heard(messages: list[str], scope: str) -> list[int]:
    return [int(message.split()[1]) for message in messages if message.startswith(scope)]


def test_who_is_behind_gets_whole_frames_in_order_and_only_the_newest_of_each_scope(pair: Any) -> None:
    made, _, client = pair
    snapshots(made, "board", range(1000))
    snapshots(made, "line", range(1000))
    made.push("end", framed("end"))
    assert len(made._waiting) == 3, "one of each scope, however many were sent"
    messages = read(client, "end")
    assert all(message.endswith(FILLING) or message == "end" for message in messages)
    board, line = heard(messages, "board"), heard(messages, "line")
    assert board == sorted(board)
    assert len(board) < 20
    assert (board[-1], line[-1]) == (999, 999)


def test_who_has_caught_up_is_written_to_at_once_again(pair: Any) -> None:
    made, engine, client = pair
    snapshots(made, "board", range(100))
    read(client, "board 99")
    for thread in engine.threads:
        thread.join(60)
    assert not made._busy
    snapshots(made, "board", range(100, 101))
    assert heard(read(client, "board 100"), "board") == [100]
    assert len(engine.threads) == 1, "no task for who can take it"


def test_who_takes_nothing_is_let_go(pair: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    made, engine, _ = pair
    monkeypatch.setattr(wire_module, "STALLED_SECONDS", 0.05)
    snapshots(made, "board", range(100))
    engine.threads[0].join(60)
    assert not engine.threads[0].is_alive()
    assert not made._ws.connected
    with pytest.raises(OSError, match="ended"):
        made.send("2")


def test_answers_that_nobody_takes_do_not_pile_up(pair: Any) -> None:
    made, _, _ = pair
    for _ in range(BACKLOG + 50):
        if made._ws.connected:
            made.send(FILLING)
    assert not made._ws.connected
    assert len(made._waiting) <= BACKLOG + 1
