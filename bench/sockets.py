"""`python -m bench.sockets`: many screens in one process, and the calls they are to show.

Reads one line of JSON: `port` (of 127.0.0.1), `path` (of the websocket), `sockets` (how many), `storm` (everybody at
once, or fifty at a time), `hello` (pairs: when a frame begins with this, send that), `welcome` (how the frame begins
after which a screen is ready; empty: at once), `mark` (how a frame begins that shows calls), `follow` (wait for the
very number that the call's answer names, for others change the board too; else the first frame after the call counts),
`calls` (the requests to send, one after the other, on a connection of their own) and `pause` (seconds between two).

Says when everybody is ready: after how many milliseconds each was, fastest first. Waits for a line, then calls. Says
at the end, per call, the milliseconds from sending the request to the last byte of the frame at each screen, fastest
first; how many screens were lost; how long the last frame was; how many calls were not answered with a number.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from typing import Any

from bench.frames import first_payload, frame, upgrade

#: How long a call may take to reach everybody, and everybody to be ready, in seconds.
PATIENCE, READY = 20.0, 90.0


class Screen(asyncio.Protocol):
    """One websocket: says hello, then tells when a marked frame is complete."""

    def __init__(self, spec: dict[str, Any], all_screens: Screens) -> None:
        self._hello = [(heard.encode(), frame(said.encode())) for heard, said in spec["hello"]]
        self._welcome, self._mark = spec["welcome"].encode(), spec["mark"].encode()
        self._spec, self._all, self._buffer, self._upgraded = spec, all_screens, b"", False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the upgrade."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(upgrade(self._spec["port"], self._spec["path"]))

    def data_received(self, data: bytes) -> None:
        """Part of a frame, or several."""
        now = time.perf_counter()
        self._buffer += data
        if not self._upgraded:
            head, found, self._buffer = self._buffer.partition(b"\r\n\r\n")
            if not found:
                self._buffer = head
                return
            self._upgraded = True
            if not self._welcome:
                self._all.one_ready(now)
        while (cut := first_payload(self._buffer)) is not None:
            payload, self._buffer = cut
            self._frame(payload, now)

    def connection_lost(self, error: Exception | None) -> None:
        """A screen that is lost makes the measurement worthless."""
        self._all.lost += 1

    def _frame(self, payload: bytes, now: float) -> None:
        if payload.startswith(self._mark):
            self._all.shown(self, now, payload)
        elif payload == b"2":  # engine.io asks whether we are there
            self._transport.write(frame(b"3"))
        elif self._hello and payload.startswith(self._hello[0][0]):
            self._transport.write(self._hello.pop(0)[1])
        elif self._welcome and payload.startswith(self._welcome):
            self._all.one_ready(now)


class Screens:
    """What all screens together have seen."""

    def __init__(self, wanted: int) -> None:
        self.wanted, self.lost, self.frame_bytes = wanted, 0, 0
        self.ready_at = list[float]()
        self.everybody_ready, self._everybody = asyncio.Event(), asyncio.Event()
        self._awaited: str | None = None
        self._early, self._seen = list[tuple[Screen, float, bytes]](), dict[Screen, float]()
        self._last, self._numbers = b"", frozenset[str]()

    def one_ready(self, now: float) -> None:
        """One more of them."""
        self.ready_at.append(now)
        if len(self.ready_at) == self.wanted:
            self.everybody_ready.set()

    def begin(self) -> None:
        """A call goes out now; which number it will be is not known yet."""
        self._awaited, self._early, self._seen = None, [], {}
        self._everybody.clear()

    def await_number(self, number: str) -> None:
        """The call was this number ("": any); screens may have shown it already."""
        self._awaited, early, self._early = number, self._early, []
        for screen, now, payload in early:
            self._note(screen, now, payload)

    def shown(self, screen: Screen, now: float, payload: bytes) -> None:
        """One screen has a frame."""
        self.frame_bytes = len(payload)
        if self._awaited is None:
            self._early.append((screen, now, payload))
        else:
            self._note(screen, now, payload)

    def _note(self, screen: Screen, now: float, payload: bytes) -> None:
        if screen in self._seen or (self._awaited and self._awaited not in self._called(payload)):
            return
        self._seen[screen] = now
        if len(self._seen) == self.wanted:
            self._everybody.set()

    def _called(self, payload: bytes) -> frozenset[str]:
        """The numbers on a board; the same bytes for everybody are read once."""
        if payload != self._last:
            _name, board = json.loads(payload[payload.index(b"[") :])
            self._last, self._numbers = payload, frozenset(call["number"] for call in board["calls"])
        return self._numbers

    async def all_shown(self, sent: float) -> list[float]:
        """The milliseconds of every screen, fastest first; raises TimeoutError when one never shows."""
        await asyncio.wait_for(self._everybody.wait(), PATIENCE)
        return sorted((now - sent) * 1000 for now in self._seen.values())


async def connect(spec: dict[str, Any], screens: Screens) -> list[float]:
    """Everybody: the milliseconds until each was ready, fastest first."""
    loop, began = asyncio.get_running_loop(), time.perf_counter()

    async def one() -> None:
        await loop.create_connection(lambda: Screen(spec, screens), "127.0.0.1", spec["port"])

    if spec["storm"]:
        await asyncio.gather(*(one() for _ in range(spec["sockets"])))
    else:
        for n in range(spec["sockets"]):
            await one()
            if n % 50 == 49:
                await asyncio.sleep(0.05)
    await asyncio.wait_for(screens.everybody_ready.wait(), READY)
    return [round((at - began) * 1000, 2) for at in sorted(screens.ready_at)]


async def call_all(spec: dict[str, Any], screens: Screens) -> tuple[list[list[float]], int]:
    """Make the calls one after the other: what each took at each screen, and how many found nobody."""
    reader, writer = await asyncio.open_connection("127.0.0.1", spec["port"])
    taken, dry = [], 0
    for request in spec["calls"]:
        screens.begin()
        sent = time.perf_counter()
        writer.write(request.encode("latin-1"))
        if not spec["follow"]:
            screens.await_number("")
        answer = await _answer(reader)
        if spec["follow"]:
            number = _number(answer)
            dry += not number
            if not number:
                continue
            screens.await_number(number)
        taken.append(await screens.all_shown(sent))
        await asyncio.sleep(spec["pause"])
    writer.close()
    return taken, dry


async def _answer(reader: asyncio.StreamReader) -> bytes:
    """A line of the broadcaster, or a whole answer of HTTP."""
    head = await reader.readline()
    if not head.startswith(b"HTTP"):
        return head
    head += await reader.readuntil(b"\r\n\r\n")
    sizes = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    return head + await reader.readexactly(int(sizes[0].split(b":")[1]) if sizes else 0)


def _number(answer: bytes) -> str:
    head, _, body = answer.partition(b"\r\n\r\n")
    return str(json.loads(body)["ticket"]["number"]) if head[9:12] == b"200" else ""


async def run(spec: dict[str, Any]) -> None:
    """Connect, tell, wait to be told, call, tell."""
    screens = Screens(spec["sockets"])
    print(json.dumps(await connect(spec, screens)), flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
    taken, dry = await call_all(spec, screens)
    print(json.dumps({"calls": taken, "lost": screens.lost, "frame_bytes": screens.frame_bytes, "dry": dry}))


if __name__ == "__main__":
    asyncio.run(run(json.loads(sys.stdin.readline())))
