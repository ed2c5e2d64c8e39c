"""A line that loses answers: what is asked passes, a share of the answers never comes back (the line is cut)."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from random import Random
from typing import Any

from queue_app.simulation.free_port import free_port


class Line:
    """Between a port of its own and the server's; `lost` counts the answers that never came back, of which there are
    more when `share` is set higher: all of them, and the line is cut.
    """

    def __init__(self, server: int, *, seed: int, share: float) -> None:
        self.port, self.lost = free_port(), 0
        self._server, self._dice, self.share = server, Random(f"{seed} line"), share

    async def serve(self, ready: threading.Event, over: asyncio.Event) -> None:
        """Until it is over."""
        listening = await asyncio.start_server(self._carry, "127.0.0.1", self.port)
        ready.set()
        async with listening:
            await over.wait()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            back, forth = await asyncio.open_connection("127.0.0.1", self._server)
        except OSError:
            writer.close()
            return
        await asyncio.gather(self._ask(reader, forth), self._answer(back, writer, forth))

    async def _ask(self, reader: asyncio.StreamReader, forth: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                forth.write(data)
                await forth.drain()
        forth.close()

    async def _answer(
        self, back: asyncio.StreamReader, writer: asyncio.StreamWriter, forth: asyncio.StreamWriter
    ) -> None:
        with suppress(OSError):
            while data := await back.read(65536):
                if self._dice.random() < self.share:
                    self.lost += 1
                    break
                writer.write(data)
                await writer.drain()
        writer.close()
        forth.close()


@contextmanager
def a_lossy_line(server: int, *, seed: int, share: float) -> Iterator[Line]:
    """Such a line to a port of this machine, in a thread of its own."""
    line = Line(server, seed=seed, share=share)
    with in_background(line.serve):
        yield line


@contextmanager
def in_background(serve: Any) -> Iterator[None]:
    """Run `serve(ready, over)` in an event loop of its own for the length of the block."""
    loop, ready = asyncio.new_event_loop(), threading.Event()
    over = asyncio.Event()
    running: Coroutine[Any, Any, None] = serve(ready, over)

    def run() -> None:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(running)
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    ready.wait(10)
    try:
        yield
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join(10)
