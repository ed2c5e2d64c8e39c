"""Lobby screens that keep the rules of CONTRACT §4: show only a newer snapshot, ask again on silence or loss."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from random import Random
from typing import Any

from bench.drills.frames import from_client, taken

#: Seconds without any message after which a screen asks again, and up to which it waits before it connects anew.
SILENCE, AGAIN = 2.5, 0.5
#: Seconds without any message after which it says that what it shows may be old: two beats did not come (CONTRACT §4).
OLD = 4.2
#: Seconds that a connection may take; then another is tried.
CONNECTED = 3.0
UPGRADE = (
    "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\n"
    "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)


class Screen:
    """One screen: what it shows now, and whether it ever showed an older call after a newer one."""

    def __init__(self, port: int, board: str, dice: Random, host: str = "127.0.0.1") -> None:
        self._host, self._port, self._dice = host, port, dice
        self._heard, self._doubted = time.monotonic(), False
        self._watch = json.dumps(["watch", {"scope": f"board:{board}"}])
        self._asked = 0
        self.shown: dict[str, Any] = {"seq": -1}
        self.backwards = self.connections = self.ignored = 0

    @property
    def old(self) -> bool:
        """Whether it says that what it shows may be old."""
        return self._doubted or time.monotonic() - self._heard > OLD

    async def live(self) -> None:
        """Connect, watch, show; again and again."""
        while True:
            with suppress(OSError, asyncio.IncompleteReadError, TimeoutError):
                await self._connection()
            await asyncio.sleep(self._dice.uniform(0, AGAIN))

    async def _connection(self) -> None:
        opening = asyncio.open_connection(self._host, self._port)
        reader, writer = await asyncio.wait_for(opening, CONNECTED)
        try:
            writer.write(UPGRADE.format(host=self._host, port=self._port).encode())
            await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)
            self.connections += 1
            await self._talk(reader, writer)
        finally:
            writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Whoever asked and heard nothing once more hangs up: a line may be dead without a word."""
        buffer, asked = b"", False
        while True:
            try:
                data = await asyncio.wait_for(reader.read(65536), SILENCE)
            except TimeoutError:
                if asked:
                    return
                self._ask(writer)
                asked = True
                continue
            if not data:
                return
            self._heard, asked = time.monotonic(), False
            buffer += data
            while (cut := taken(buffer)) is not None:
                _, payload, buffer = cut
                self._hear(payload.decode(), writer)

    def _hear(self, said: str, writer: asyncio.StreamWriter) -> None:
        if said.startswith("0") or said == "2":
            writer.write(from_client(b"3" if said == "2" else b"40/live,"))
        elif said.startswith("40/live"):
            self._ask(writer)
        elif said.startswith("43/live"):
            self._show(json.loads(said[said.index("[") :])[0])
        elif said.startswith('42/live,["snapshot"'):
            self._show(json.loads(said[said.index("[") :])[1])
        elif said.startswith(('42/live,["beat"', '42/live,["late"')):
            self._doubted = said.startswith('42/live,["late"')

    def _ask(self, writer: asyncio.StreamWriter) -> None:
        self._asked += 1
        writer.write(from_client(f"42/live,{self._asked}{self._watch}".encode()))

    def _show(self, snapshot: dict[str, Any]) -> None:
        self._doubted = self._doubted and "seq" not in snapshot
        if not snapshot.get("seq", -1) > self.shown["seq"]:
            self.ignored += 1
            return
        self.backwards += newest_call(snapshot) < newest_call(self.shown)
        self.shown = snapshot


class Lobby:
    """Many screens in one event loop."""

    def __init__(self, port: int, board: str, how_many: int, seed: int, host: str = "127.0.0.1") -> None:
        self.screens = [Screen(port, board, Random(f"{seed} screen {n}"), host) for n in range(how_many)]

    async def serve(self, ready: threading.Event, over: asyncio.Event) -> None:
        """Until it is over."""
        alive = [asyncio.create_task(screen.live()) for screen in self.screens]
        ready.set()
        await over.wait()
        for one in alive:
            one.cancel()

    def agree(self, board: Callable[[], dict[str, Any]], within: float) -> tuple[float, int]:
        """The seconds until every screen shows the board as it is then, and how many still do not when patience ends.

        It is asked for at each look: something may always happen by itself, such as the time that the house tells.
        """
        began = time.monotonic()
        while (wrong := self._wrong(board())) and time.monotonic() - began < within:
            time.sleep(0.02)
        return time.monotonic() - began, wrong

    def _wrong(self, board: dict[str, Any]) -> int:
        return sum(not same(screen.shown, board) for screen in self.screens)


def newest_call(board: dict[str, Any]) -> int:
    """The sequence of the latest call it shows; 0 when there is none."""
    return max((int(call["event"]) for call in board.get("calls", [])), default=0)


def same(shown: dict[str, Any], board: dict[str, Any]) -> bool:
    """Whether a screen shows what the board says, but for the instant of asking and what has happened elsewhere."""
    but = ("as_of", "scope", "seq")
    return {k: v for k, v in shown.items() if k not in but} == {k: v for k, v in board.items() if k not in but}
