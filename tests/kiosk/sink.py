"""A thermal printer on the network as the kiosk meets it: a TCP listener that reads ESC/POS as a printer does.

It answers real-time status requests (DLE EOT), draws nothing, and keeps of every connection what it was given: the
lines of text with their size, the QR codes, the cuts. Written from Epson's command reference, not from the library that
sends, so that the two check each other.
"""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

#: Length of each command, its arguments included; what is not listed here stops the test.
_LENGTHS = {
    b"\x1b@": 2, b"\x1b!": 3, b"\x1bE": 3, b"\x1ba": 3, b"\x1bt": 3, b"\x1bR": 3, b"\x1bM": 3, b"\x1b-": 3,
    b"\x1bd": 3, b"\x1b{": 3, b"\x1d!": 3, b"\x1dB": 3, b"\x1db": 3, b"\x1b2": 2, b"\x1bG": 3,
}  # fmt: skip


@dataclass
class Slip:
    """What one connection brought: lines as (width, height, text), QR payloads with their module size, cuts."""

    lines: list[tuple[int, int, str]] = field(default_factory=list)
    codes: list[tuple[str, int]] = field(default_factory=list)
    cuts: int = 0
    commands: list[bytes] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(text for _width, _height, text in self.lines)


@dataclass
class Printer:
    """The printer and its state. `paper`: enough, low, out; `runs_out_after`: slips until the paper is out."""

    port: int = 0
    paper: str = "enough"
    cover_open: bool = False
    silent: bool = False
    runs_out_after: int | None = None
    slips: list[Slip] = field(default_factory=list)

    def status(self, asked: int) -> int:
        """The byte that answers DLE EOT `asked`; bits 1 and 4 are always set."""
        bits = 0x12
        if asked == 2:
            bits |= 0x04 * self.cover_open | 0x20 * (self.paper == "out")
        if asked == 4:
            bits |= {"enough": 0, "low": 0x0C, "out": 0x6C}[self.paper]
        return bits

    def took(self, slip: Slip) -> None:
        self.slips.append(slip)
        if self.runs_out_after is not None and len(self.slips) >= self.runs_out_after:
            self.paper = "out"


def read(data: bytes) -> Slip:
    """What a printer makes of the bytes; DLE EOT is answered before and not part of them."""
    slip, text, size, stored, module, at = Slip(), bytearray(), (1, 1), b"", 0, 0
    while at < len(data):
        two = data[at : at + 2]
        if data[at : at + 3] == b"\x1d(k":
            length = data[at + 3] + 256 * data[at + 4]
            body = data[at + 5 : at + 5 + length]
            if body[:2] == b"1C":
                module = body[2]
            elif body[:2] == b"1P":
                stored = body[3:]
            elif body[:2] == b"1Q":
                slip.codes.append((stored.decode(), module))
            at += 5 + length
        elif two == b"\x1dV":
            slip.cuts += 1
            at += 4 if data[at + 2] in (65, 66) else 3
        elif two in _LENGTHS:
            command = data[at : at + _LENGTHS[two]]
            slip.commands.append(command)
            if two == b"\x1d!":
                size = (command[2] >> 4) + 1, (command[2] & 7) + 1
            elif two == b"\x1b!":
                size = (1, 1)
            at += len(command)
        elif data[at] in (0x1B, 0x1D, 0x10):
            raise AssertionError(f"no printer knows {data[at : at + 6]!r}")
        elif data[at] == 0x0A:
            slip.lines.append((*size, text.decode("cp437")))
            text.clear()
            at += 1
        else:
            text.append(data[at])
            at += 1
    return slip


@contextmanager
def printer() -> Iterator[Printer]:
    """A printer that listens until the block ends."""
    state = Printer()

    class Line(socketserver.BaseRequestHandler):
        request: socket.socket

        def handle(self) -> None:
            given = bytearray()
            while data := self._receive():
                for part in _apart(data):
                    if part[:2] == b"\x10\x04":
                        if state.silent:
                            continue
                        if given:
                            state.took(read(bytes(given)))
                            given.clear()
                        self.request.sendall(bytes([state.status(part[2])]))
                    else:
                        given += part
            if given:
                state.took(read(bytes(given)))

        def _receive(self) -> bytes:
            try:
                return self.request.recv(65536)
            except OSError:
                return b""

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address, daemon_threads = True, True

    with Server(("127.0.0.1", 0), Line) as server:
        state.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield state
        server.shutdown()


def _apart(data: bytes) -> list[bytes]:
    """Real-time requests apart from what is printed: DLE EOT is read before anything in the buffer."""
    parts: list[Any] = []
    while b"\x10\x04" in data:
        before, _, rest = data.partition(b"\x10\x04")
        parts += [before, b"\x10\x04" + rest[:1]]
        data = rest[1:]
    return [part for part in [*parts, data] if part]
