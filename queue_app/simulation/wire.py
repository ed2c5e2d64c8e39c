"""A small HTTP client for many people at once: keep-alive connections, asyncio, nothing but the standard library."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

#: Open connections to one server at most; more callers wait for one.
CONNECTIONS = 64


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: status, headers (lower case), body."""

    status: int
    headers: dict[str, str]
    body: bytes


class Wire:
    """Connections to one server, opened as needed and used again."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.host, self.port = parts.hostname or "127.0.0.1", parts.port or 80
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
        self._room = asyncio.Semaphore(CONNECTIONS)
        #: Seconds that each answered request took, the wait for a connection left out.
        self.took = list[float]()

    async def send(self, method: str, target: str, headers: dict[str, str], body: bytes) -> Reply:
        """One request. Raises OSError or EOFError when the server cannot be reached or hangs up."""
        async with self._room:
            fresh, began = not self._idle, time.perf_counter()
            try:
                reply = await self._send(method, target, headers, body)
                self.took.append(time.perf_counter() - began)
                return reply
            except (OSError, EOFError):
                if fresh:
                    raise
            self.close()  # the server ended connections that were idle: those left are no better
            return await self._send(method, target, headers, body)

    def close(self) -> None:
        """Drop the idle connections."""
        for _, writer in self._idle:
            writer.close()
        self._idle.clear()

    async def _send(self, method: str, target: str, headers: dict[str, str], body: bytes) -> Reply:
        reader, writer = await self._connection()
        try:
            writer.write(self._head(method, target, headers, body) + body)
            await writer.drain()
            reply = await _read(reader)
        except BaseException:
            writer.close()
            raise
        if reply.headers.get("connection", "").lower() == "close":
            writer.close()
        else:
            self._idle.append((reader, writer))
        return reply

    async def _connection(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._idle:
            return self._idle.pop()
        return await asyncio.open_connection(self.host, self.port)

    def _head(self, method: str, target: str, headers: dict[str, str], body: bytes) -> bytes:
        lines = [f"{method} {target} HTTP/1.1", f"Host: {self.host}:{self.port}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        if method != "GET":
            lines.append(f"Content-Length: {len(body)}")
        return ("\r\n".join(lines) + "\r\n\r\n").encode()


async def _read(reader: asyncio.StreamReader) -> Reply:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    status = int(head[0].split(" ", 2)[1])
    pairs = (line.partition(":") for line in head[1:] if line)
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    if "chunked" in headers.get("transfer-encoding", ""):
        return Reply(status, headers, await _chunks(reader))
    return Reply(status, headers, await reader.readexactly(int(headers.get("content-length", 0))))


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    parts = []
    while size := int(await reader.readuntil(b"\r\n"), 16):
        parts.append(await reader.readexactly(size))
        await reader.readexactly(2)
    await reader.readuntil(b"\r\n")
    return b"".join(parts)
