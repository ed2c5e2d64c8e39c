"""`python -m bench.drills.flooding PORT SOCKETS RATE SECONDS`: sockets that never stop talking; prints what was sent.

Each watches a board and then sends `RATE` messages a second, or as many as this machine can: watching again, events
that do not exist, and scopes that are none. (What is no message at all closes the socket.) Who is shut out comes back
after a few seconds and goes on.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from contextlib import suppress

from bench.drills.frames import from_client
from bench.drills.screens import UPGRADE

NOISE = (b'42/live,7["watch",{"scope":"board:H1"}]', b'42/live,["no-such-event",{}]', b'42/live,8["watch",7]')


#: Seconds until somebody who was shut out is back, as a page of ours would be.
BACK_SECONDS = 5.0


async def flood(port: int, rate: float, until: float) -> int:
    """One talker; how many messages it sent until time was over."""
    sent = 0
    while time.monotonic() < until:
        sent += await _talk(port, rate, until)
        await asyncio.sleep(min(BACK_SECONDS, max(0.0, until - time.monotonic())))
    return sent


async def _talk(port: int, rate: float, until: float) -> int:
    """One socket; how many messages it sent before it was shut out or time was over."""
    sent = 0
    with suppress(OSError, asyncio.IncompleteReadError):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(UPGRADE.format(host="127.0.0.1", port=port).encode())
        await reader.readuntil(b"\r\n\r\n")
        writer.write(from_client(b"40/live,"))
        draining = asyncio.create_task(_drained(reader))
        while time.monotonic() < until and not draining.done():
            writer.write(from_client(NOISE[sent % len(NOISE)]))
            sent += 1
            await writer.drain()
            await asyncio.sleep(1 / rate)
        draining.cancel()
        writer.close()
    return sent


async def _drained(reader: asyncio.StreamReader) -> None:
    with suppress(OSError):
        while await reader.read(65536):
            pass


async def main(port: int, sockets: int, rate: float, seconds: float) -> None:
    """All of them at once."""
    until = time.monotonic() + seconds
    sent = await asyncio.gather(*(flood(port, rate, until) for _ in range(sockets)))
    print(json.dumps({"sent": sum(sent), "connected": sum(n > 0 for n in sent)}))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4])))
