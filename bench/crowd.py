"""`python -m bench.crowd`: many phones on their tickets' pages in one process, and the visitors whom they see pass.

Reads one line of JSON: `port`, `phones` ({id, number, line}), `visits` (per visitor the `line`, and the requests
`take`, `call-next`, `start`, `finish`) and `pause` (seconds between two acts). Says how long it took until all watch.
Waits for a line, then plays. Says at the end what was seen; milliseconds are from sending the call.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections import Counter as Tally
from collections.abc import Callable
from typing import Any

from bench.phone_page import NEXT, SOON, Phone, Reading, get

PATIENCE, READY, SETTLE = 20.0, 120.0, 15.0


class Hall:
    """The phones, and what the visitors make of them."""

    def __init__(self, spec: dict[str, Any]) -> None:
        self.spec, self.port = spec, int(spec["port"])
        self._all_ready = asyncio.Event()
        reading = Reading()
        self.phones = [Phone(who, self.port, reading, self._one_ready) for who in spec["phones"]]
        self._waited = len(self.phones)
        self.by_number = {phone.number: phone for phone in self.phones}
        self.called, self.near, self.told = list[float](), list[float](), list[float]()
        self.dry = self.late = 0
        self.visits: Tally[str] = Tally()

    def _one_ready(self) -> None:
        self._waited -= 1
        if not self._waited:
            self._all_ready.set()

    async def connect(self) -> float:
        """Everybody, some at a time; the seconds until all watch."""
        began, loop = time.perf_counter(), asyncio.get_running_loop()
        for n, phone in enumerate(self.phones):
            await loop.create_connection(lambda one=phone: one, "127.0.0.1", self.port)  # type: ignore[misc]
            if n % 50 == 49:
                await asyncio.sleep(0.1)
        await asyncio.wait_for(self._all_ready.wait(), READY)
        await asyncio.sleep(SOON)  # who found its place to be wrong has asked
        return time.perf_counter() - began

    async def play(self) -> None:
        """All visitors, one after the other."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        for visit in self.spec["visits"]:
            for act in ("take", "call-next", "start", "finish"):
                sent = time.perf_counter()
                writer.write(visit[act].encode("latin-1"))
                status, body = await _answer(reader)
                if status not in (b"200", b"201"):
                    self.dry += 1
                elif act == "call-next":
                    await self._watch(visit["line"], body["ticket"]["number"], sent)
                await asyncio.sleep(max(0.0, sent + self.spec["pause"] - time.perf_counter()))
            self.visits[visit["line"]] += 1
        writer.close()

    async def _watch(self, line: str, number: str, sent: float) -> None:
        """From the call on: its holder knows, the next ten are right, everybody in the line was told."""
        holder = self.by_number.get(number)
        if holder and await _until(lambda: holder.shown == -1):
            self.called.append((holder.since - sent) * 1000)
        shape, _ = await get(self.port, f"/api/v1/lines/{line}")
        for phone in [self.by_number[one] for one in shape["order"][:NEXT] if one in self.by_number]:
            ahead = (await get(self.port, f"/api/v1/tickets/{phone.id}"))[0]["ahead"]
            if not await _until(lambda phone=phone, ahead=ahead: phone.shown == ahead):  # type: ignore[misc]
                self.late += 1
            self.near.append(max(0.0, phone.since - sent) * 1000)
        watching = [phone for phone in self.phones if phone.line == line]
        self.late += not await _until(lambda: all(phone.told >= sent for phone in watching))
        self.told.append(max((phone.told - sent for phone in watching), default=0.0) * 1000)

    async def wrong(self) -> tuple[int, float]:
        """Who is still wrong after as long as anybody may be, with nothing going on; and how long that took."""
        began = last = time.perf_counter()
        wrong = list(self.phones)
        while wrong and time.perf_counter() - began < SETTLE:
            wrong = [phone for phone in wrong if not await self._right(phone)]
            last = time.perf_counter()
        return len(wrong), last - began

    async def _right(self, phone: Phone) -> bool:
        now, _ = await get(self.port, f"/api/v1/tickets/{phone.id}")
        return phone.shown == (now["ahead"] if now["status"] == "WAITING" else -1)

    def forget(self) -> None:
        """What came with connecting belongs to no visitor."""
        for phone in self.phones:
            phone.sent.clear()
            phone.frames.clear()

    def report(self, seconds: float) -> dict[str, Any]:
        """What was seen, what it weighed."""
        asks = sum(phone.asks for phone in self.phones)
        beats = sum(phone.sent["beat"] + phone.sent["ping"] for phone in self.phones)
        return {
            "visits": sum(self.visits.values()),
            "seconds": seconds,
            "called": self.called,
            "near": self.near,
            "told": self.told,
            "beat_bytes_second": beats / len(self.phones) / seconds,
            "asks": asks,
            "ask_bytes": sum(phone.ask_bytes for phone in self.phones) / max(asks, 1),
            "watched": [phone.line for phone in self.phones],
            "lines": {line: self._of_line(line, visits) for line, visits in self.visits.items()},
            "lost": sum(phone.lost for phone in self.phones),
            "dry": self.dry,
            "late": self.late,
        }

    def _of_line(self, line: str, visits: int) -> dict[str, float]:
        """What its visitors brought to each phone of a line, and how long one snapshot of it is."""
        own = [phone for phone in self.phones if phone.line == line]
        size, frames = sum(phone.sent["line"] for phone in own), sum(phone.frames["line"] for phone in own)
        return {"visits": visits, "bytes": size / max(len(own), 1), "frame": size / max(frames, 1)}


async def _until(true: Callable[[], bool]) -> bool:
    """Whether it became true in time."""
    deadline = time.perf_counter() + PATIENCE
    while not true():
        if time.perf_counter() > deadline:
            return False
        await asyncio.sleep(0.005)
    return True


async def _answer(reader: asyncio.StreamReader) -> tuple[bytes, Any]:
    head = await reader.readuntil(b"\r\n\r\n")
    sizes = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    body = await reader.readexactly(int(sizes[0].split(b":")[1]) if sizes else 0)
    return head[9:12], json.loads(body) if body else None


async def run(spec: dict[str, Any]) -> None:
    """Connect, tell, wait to be told, play, tell."""
    hall = Hall(spec)
    print(json.dumps({"seconds": await hall.connect()}), flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
    hall.forget()
    began = time.perf_counter()
    await hall.play()
    told = hall.report(time.perf_counter() - began)
    wrong, settled = await hall.wrong()
    print(json.dumps(told | {"wrong": wrong, "settled": settled}), flush=True)


if __name__ == "__main__":
    asyncio.run(run(json.loads(sys.stdin.readline())))
