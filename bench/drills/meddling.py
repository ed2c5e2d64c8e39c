"""A line to the lobby that meddles: what the server pushes comes late, twice, in another order, or the line is cut.

A line that loses a message is cut with it, as TCP does it: nothing in between is skipped on a line that goes on.
"""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from random import Random

from bench.drills.frames import from_server, taken
from queue_app.simulation.free_port import free_port

#: Shares of the messages, and the longest delay in seconds.
TWICE, LATE, CUT, LONGEST = 0.15, 0.4, 0.02, 0.6


class Meddler:
    """Between a port of its own and the server's; counts what it did."""

    def __init__(self, server: int, seed: int) -> None:
        self.port, self.calm = free_port(), False
        self.twice = self.late = self.cut = 0
        self._server, self._dice = server, Random(f"{seed} meddler")
        self._waiting: set[asyncio.Task[None]] = set()

    async def serve(self, ready: threading.Event, over: asyncio.Event) -> None:
        """Until it is over."""
        listening = await asyncio.start_server(self._carry, "127.0.0.1", self.port)
        ready.set()
        await over.wait()
        listening.close()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            back, forth = await asyncio.open_connection("127.0.0.1", self._server)
        except OSError:
            writer.close()
            return
        asking = asyncio.create_task(_copied(reader, forth))
        with suppress(OSError, asyncio.IncompleteReadError):
            writer.write(await back.readuntil(b"\r\n\r\n"))
            await self._meddle(back, writer)
        asking.cancel()
        writer.close()
        forth.close()

    async def _meddle(self, back: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        buffer = b""
        while data := await back.read(65536):
            buffer += data
            while (cut := taken(buffer)) is not None:
                opcode, payload, buffer = cut
                if opcode != 1:
                    return
                if not self.calm and self._dice.random() < CUT:
                    self.cut += 1
                    return
                self._pass_on(from_server(payload), writer)

    def _pass_on(self, frame: bytes, writer: asyncio.StreamWriter) -> None:
        dice = self._dice
        twice = not self.calm and dice.random() < TWICE
        late = not self.calm and dice.random() < LATE
        self.twice, self.late = self.twice + twice, self.late + late
        for _ in range(1 + twice):
            if late:
                task = asyncio.create_task(_later(dice.uniform(0, LONGEST), frame, writer))
                self._waiting.add(task)
                task.add_done_callback(self._waiting.discard)
            else:
                writer.write(frame)


async def _later(seconds: float, frame: bytes, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(seconds)
    if not writer.is_closing():
        writer.write(frame)


async def _copied(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
    writer.close()
