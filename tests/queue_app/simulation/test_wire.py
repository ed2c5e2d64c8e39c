"""The simulated people's HTTP: connections are used again, and a lost answer never acts twice."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from queue_app.simulation.api import Api, ServerFault
from queue_app.simulation.wire import Wire

Answering = Callable[[int, str], bytes]


def reply(status: str, body: object = None, *more: str) -> bytes:
    text = b"" if body is None else json.dumps(body).encode()
    head = [f"HTTP/1.1 {status}", f"Content-Length: {len(text)}", *more, "", ""]
    return "\r\n".join(head).encode() + text


class Counted:
    """A server that answers as told and remembers what it was asked."""

    def __init__(self, answering: Answering) -> None:
        self.answering, self.asked, self.connections = answering, list[str](), 0
        self.url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        while head := await self._head(reader):
            self.asked.append(head)
            answer = self.answering(len(self.asked), head)
            if not answer:
                break
            writer.write(answer)
        writer.close()

    async def _head(self, reader: asyncio.StreamReader) -> str:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
        except (EOFError, OSError):
            return ""
        sizes = [line.split(":")[1] for line in head.split("\r\n") if line.startswith("Content-Length")]
        await reader.readexactly(int(sizes[0]) if sizes else 0)
        return head


@asynccontextmanager
async def counted(answering: Answering) -> AsyncIterator[Counted]:
    kept = Counted(answering)
    server = await asyncio.start_server(kept.serve, "127.0.0.1", 0)
    kept.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield kept
    finally:
        server.close()


def keys(server: Counted) -> set[str]:
    lines = (line for head in server.asked for line in head.split("\r\n"))
    return {line for line in lines if line.startswith("Idempotency-Key")}


def run(play: Callable[[Counted, Api], Any], answering: Answering) -> Counted:
    async def all_of_it() -> Counted:
        async with counted(answering) as server:
            wire = Wire(server.url)
            await play(server, Api(wire))
            wire.close()
            return server

    return asyncio.run(asyncio.wait_for(all_of_it(), 20))


def test_one_connection_serves_many_requests() -> None:
    async def play(_server: Counted, api: Api) -> None:
        for _ in range(5):
            assert (await api.get("/boards")).listed == [{"code": "H2"}]

    assert run(play, lambda n, head: reply("200 OK", [{"code": "H2"}])).connections == 1


def test_a_post_without_an_answer_is_sent_again_with_the_same_key() -> None:
    async def play(_server: Counted, api: Api) -> None:
        assert (await api.post("/tickets", {"service": "S1"})).said == {"ref": "R"}

    server = run(play, lambda n, head: b"" if n == 1 else reply("201 Created", {"ref": "R"}))
    assert len(server.asked) == 2
    assert len(keys(server)) == 1


def test_too_many_is_waited_out() -> None:
    async def play(_server: Counted, api: Api) -> None:
        assert (await api.post("/tickets")).status == 201
        assert not api.refusals

    busy = reply("429 Too Many Requests", {"type": "too-many"}, "Retry-After: 0.01")
    assert len(run(play, lambda n, head: busy if n < 3 else reply("201 Created", {})).asked) == 3


def test_a_no_is_an_answer_and_is_counted_by_route_and_type() -> None:
    async def play(_server: Counted, api: Api) -> None:
        answer = await api.post("/counters/L4/start")
        assert (answer.ok, answer.problem) == (False, "ticket-moved-on")
        assert dict(api.refusals) == {"start ticket-moved-on": 1}

    run(play, lambda n, head: reply("409 Conflict", {"type": "ticket-moved-on"}))


def test_nothing_called_is_an_answer_without_a_body() -> None:
    async def play(_server: Counted, api: Api) -> None:
        answer = await api.post("/counters/L4/call-next")
        assert (answer.ok, answer.said) == (True, {})

    run(play, lambda n, head: reply("204 No Content"))


def test_a_broken_server_ends_the_play_at_once() -> None:
    async def play(_server: Counted, api: Api) -> None:
        with pytest.raises(ServerFault, match="500"):
            await api.get("/boards")

    assert len(run(play, lambda n, head: reply("500 Internal Server Error", {})).asked) == 1


def test_a_chunked_answer_is_read_whole() -> None:
    chunks = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n[1,\r\n2\r\n2]\r\n0\r\n\r\n"

    async def play(_server: Counted, api: Api) -> None:
        assert (await api.get("/boards")).body == [1, 2]
        assert (await api.get("/boards")).body == [1, 2]

    assert run(play, lambda n, head: chunks).connections == 1
