"""The wire to one screen: frames leave whole and in order, and neither side can drown the other.

engine.io keeps an endless queue and a greenlet per socket for what it sends, and simple-websocket may send half a frame
when a buffer is full. Here a frame is written straight to every socket that can take it. For one that cannot, only the
newest frame of each scope is kept, and whoever takes nothing for STALLED_SECONDS, or sends more than it may, is closed:
its screen comes back and asks again, for snapshots are whole.
"""

from __future__ import annotations

import logging
import select
import socket
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from time import monotonic
from typing import Any

import simple_websocket
from wsproto.extensions import PerMessageDeflate
from wsproto.frame_protocol import CloseReason, FrameProtocol

from queue_app.live.addresses import Addresses

log = logging.getLogger("gmsc.live")

#: A phone whose radio sleeps takes nothing for some seconds; one that takes nothing for longer has gone.
STALLED_SECONDS = 10.0
#: Frames kept for one socket that is behind: more than a snapshot and a beat of every scope it may watch.
BACKLOG = 64
#: Bytes that the machine itself buffers for one socket, so that a slow one is noticed soon and costs little.
SEND_BUFFER = 64 * 1024
#: Bytes below which squeezing saves nothing: a beat, a ping.
SQUEEZE_FROM = 200
#: What a client that squeezes is answered (RFC 7692): nothing is remembered from one message to the next. So a socket
#: keeps no memory of what it was sent, and a message is squeezed once, the same bytes for all; a client that asks for a
#: smaller window than they need, which no browser does, is not squeezed to.
_SQUEEZING = f"{PerMessageDeflate.name}; server_no_context_takeover; client_no_context_takeover"
#: What a client may send at once, as seconds of its rate: a reconnecting screen asks for everything it shows.
BURST_SECONDS = 3


def framed(message: str | bytes) -> bytes:
    """One unmasked WebSocket frame; the same bytes serve every socket."""
    return bytes(FrameProtocol(client=False, extensions=[]).send_data(message, fin=True))


def squeezed(message: str | bytes) -> bytes:
    """As `framed`, a third to a half as long, for sockets that `squeeze`."""
    deflate = PerMessageDeflate()
    deflate.finalize(_SQUEEZING)
    return bytes(FrameProtocol(client=False, extensions=[deflate]).send_data(message, fin=True))


class Wire:
    """What engine.io takes for its websocket: built with `handler(wire)`, which runs until the socket ends.

    `per_second` bounds what the client may send (0: no bound), `largest` its messages in bytes.
    """

    def __init__(
        self,
        handler: Callable[[Wire], object],
        server: Any,
        *,
        wires: dict[str, Wire],
        addresses: Addresses,
        per_second: float,
        largest: int,
    ) -> None:
        self._handler, self._server, self._wires, self._addresses = handler, server, wires, addresses
        self._per_second, self._largest = per_second, largest
        self._engine = handler.__self__  # type: ignore[attr-defined]
        self._lock = threading.Lock()
        self._waiting: dict[object, bytes] = {}
        self._busy = False
        #: Whether long messages may come to it squeezed.
        self.squeezes = False

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
        """Serve one WebSocket request to its end, or refuse it when its address has enough of them."""
        with self._addresses.room_for(str(environ.get("REMOTE_ADDR", ""))) as allowed:
            if not allowed:
                self._engine.close(wait=False, abort=True)
                start_response("429 Too Many Requests", [("Content-Type", "text/plain"), ("Retry-After", "30")])
                return [b"too many sockets from this address"]
            self._serve(environ)
        if self._ws.mode == "gunicorn":
            raise StopIteration  # how its worker is told that the connection is not its own any more
        return []

    def _serve(self, environ: dict[str, Any]) -> None:
        offered = environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", "")
        self.squeezes = PerMessageDeflate.name in offered and "server_max_window_bits" not in offered
        if self.squeezes:
            environ["HTTP_SEC_WEBSOCKET_EXTENSIONS"] = _SQUEEZING
        drivers = self._server._async
        self._ws = _Bounded(
            environ,
            self._per_second,
            thread_class=drivers["thread"],
            event_class=drivers["event"],
            max_message_size=self._largest,
        )
        self._ws.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        self._wires[self._engine.sid] = self
        try:
            self._handler(self)
        finally:
            self._wires.pop(self._engine.sid, None)
            self._cut()

    # --- what engine.io asks of a websocket ----------------------------------------------------------------------

    def wait(self) -> str | bytes | None:
        """The next message of the client; None when there will be none."""
        try:
            return self._ws.receive()  # type: ignore[no-any-return]
        except simple_websocket.ConnectionClosed:
            return None

    def send(self, message: str | bytes) -> None:
        """Send one message of engine.io's own: an answer, a ping. Raises OSError when the socket has ended."""
        if not self._ws.connected:
            raise OSError("the socket has ended")
        small = len(message) < SQUEEZE_FROM or not self.squeezes
        self.push(object(), framed(message) if small else squeezed(message))

    def close(self) -> None:
        """End the connection politely, and at once."""
        self.push(object(), bytes(FrameProtocol(client=False, extensions=[]).close(CloseReason.GOING_AWAY)))
        self._cut()

    # --- sending -------------------------------------------------------------------------------------------------

    def push(self, key: object, frame: bytes) -> None:
        """Send a frame, now if the socket can take it, else in its turn unless a newer one of the same key comes."""
        with self._lock:
            if not self._ws.connected:
                return
            if self._busy:
                self._keep(key, frame)
                return
            rest = self._written(memoryview(frame))
            if not rest:
                return
            self._busy = True
        self._server.start_background_task(self._drain, rest)

    def _keep(self, key: object, frame: bytes) -> None:
        self._waiting.pop(key, None)
        self._waiting[key] = frame
        if len(self._waiting) > BACKLOG:
            self._drop("is too far behind")

    def _written(self, data: memoryview) -> memoryview:
        """What is left after writing as much as goes without waiting; nothing when the socket has ended."""
        sock: Any = self._ws.sock
        try:
            # gevent's socket waits by itself; the one inside it does not
            sent = getattr(sock, "_sock", sock).send(data, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return data
        except OSError:
            self._cut()
            return data[:0]
        return data[sent:]

    def _drain(self, rest: memoryview) -> None:
        while rest:
            rest = self._next() if self._flushed(rest) else memoryview(b"")

    def _next(self) -> memoryview:
        with self._lock:
            if not self._waiting:
                self._busy = False
                return memoryview(b"")
            return memoryview(self._waiting.pop(next(iter(self._waiting))))

    def _flushed(self, rest: memoryview) -> bool:
        """Write all of it, as fast as the client takes it; False when the socket has ended or takes nothing."""
        descriptor = self._ws.sock.fileno()
        while rest:
            if descriptor < 0 or not self._ws.connected:
                return False
            ready = select.poll()
            ready.register(descriptor, select.POLLOUT)
            if not ready.poll(STALLED_SECONDS * 1000):
                self._drop("takes nothing")
                return False
            rest = self._written(rest)
        return True

    def _drop(self, why: str) -> None:
        log.info("a socket %s and is closed", why)
        self._cut()

    def _cut(self) -> None:
        """End the connection at once, whatever is still to be sent; who reads or writes it is woken."""
        self._ws.end()


class _Bounded(simple_websocket.Server):  # type: ignore[misc]
    """Ends a connection whose client sends more than it may, before anything is made of what it sends."""

    def __init__(self, environ: dict[str, Any], per_second: float, **options: Any) -> None:
        self._rate, self._left, self._at = per_second, per_second * BURST_SECONDS, monotonic()
        super().__init__(environ, **options)

    def _handle_events(self) -> bool:
        before = len(self.input_buffer)
        alive = bool(super()._handle_events())
        if alive and not self._may(max(1, len(self.input_buffer) - before)):
            log.info("a socket sends too much and is closed")
            self.input_buffer.clear()
            self.end()
            return False
        return alive

    def _may(self, messages: int) -> bool:
        """Whether the client may have sent these; every read counts as one message at least."""
        if not self._rate:
            return True
        at = monotonic()
        self._left = min(self._left + (at - self._at) * self._rate, self._rate * BURST_SECONDS) - messages
        self._at = at
        return self._left >= 0

    def end(self) -> None:
        """End the connection from our side."""
        self.connected = False
        with suppress(OSError):  # it has ended already
            self.sock.shutdown(socket.SHUT_RDWR)
        self.event.set()
