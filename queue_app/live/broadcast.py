"""One message to everybody in a room: encoded once, framed and squeezed once, the same bytes for every socket."""

from __future__ import annotations

from functools import partial
from typing import Any

from engineio.packet import MESSAGE
from engineio.packet import Packet as EnginePacket
from socketio.packet import EVENT

from queue_app.live.addresses import Addresses
from queue_app.live.wire import SQUEEZE_FROM, Wire, framed, squeezed

NAMESPACE = "/live"
#: Sockets written to before others get a turn: about eight milliseconds. Each of eight people who take numbers at that
#: moment then takes some four, so that with shorter turns the last of 500 screens waits for all of them.
TURN = 1000


class Broadcast:
    """Sends to rooms of a Socket.IO server, past its queues wherever a socket can take the message at once."""

    def __init__(self, server: Any, *, per_second: float, per_address: int) -> None:
        self._server = server
        self._wires: dict[str, Wire] = {}
        wire = partial(
            Wire,
            wires=self._wires,
            addresses=Addresses(per_address),
            per_second=per_second,
            largest=server.eio.max_http_buffer_size,
        )
        server.eio._async = {**server.eio._async, "websocket": wire}

    @property
    def sockets(self) -> int:
        """How many sockets this process holds."""
        return len(self._wires)

    def send(self, event: str, message: dict[str, Any], room: str) -> None:
        """Send an event to a room. A socket that is behind gets only the newest of this event and room."""
        server, key = self._server, (event, room)
        there = list(server.manager.get_participants(NAMESPACE, room))
        if not there:
            return
        packet = server.packet_class(EVENT, namespace=NAMESPACE, data=[event, message])
        whole = EnginePacket(MESSAGE, packet.encode())
        said = whole.encode()
        plain, small = framed(said), b""
        for n, (_, engine_sid) in enumerate(there, 1):
            wire = self._wires.get(engine_sid)
            if wire is not None and wire.squeezes and len(said) >= SQUEEZE_FROM:
                small = small or squeezed(said)
                wire.push(key, small)
            elif wire is not None:
                wire.push(key, plain)
            else:
                server._send_eio_packet(engine_sid, whole)
            if n % TURN == 0:
                server.sleep(0)
