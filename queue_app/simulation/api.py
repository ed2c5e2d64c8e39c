"""The public API as one of its users sees it: a bearer or none, idempotency keys, patience.

A POST that got no answer is sent again. What would then happen twice (a number taken, somebody called)
carries a key, so that the server acts once; every other act is refused the second time by the state it
led to. "Too many" and "unavailable" are waited out as they ask. Every other no is an answer.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections import Counter as Tally
from dataclasses import dataclass, field
from typing import Any

from queue_app.simulation.wire import Reply, Wire

#: Acts that would be granted a second time.
KEYED = {"tickets", "change", "call-next", "finish-and-call-next", "walk-in", "notices"}
#: How often a request is sent at most, and the longest wait in between (seconds).
ATTEMPTS, LONGEST_WAIT = 8, 5.0


class ServerFault(RuntimeError):
    """The server failed (5xx) or could not be reached, again and again."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and the JSON that came with it."""

    status: int
    body: Any

    @property
    def ok(self) -> bool:
        """Whether the answer is a yes."""
        return self.status < 400

    @property
    def said(self) -> dict[str, Any]:
        """The object; empty when there is none (204)."""
        return self.body if isinstance(self.body, dict) else {}

    @property
    def listed(self) -> list[dict[str, Any]]:
        """The list of a short public list."""
        return self.body if isinstance(self.body, list) else []

    @property
    def problem(self) -> str:
        """The problem type of a no."""
        return str(self.said.get("type", self.status))


@dataclass(frozen=True, eq=False)
class Api:
    """One user. `refusals` counts the noes by route and type, for everybody who shares it."""

    wire: Wire
    bearer: str | None = None
    site: str = ""
    refusals: Tally[str] = field(default_factory=Tally)

    def of(self, bearer: str | None) -> Api:
        """The same server for another user."""
        return Api(self.wire, bearer, self.site, self.refusals)

    async def get(self, path: str) -> Answer:
        """Read. Raises ServerFault."""
        return await self._ask("GET", path, None)

    async def post(self, path: str, body: dict[str, Any] | None = None) -> Answer:
        """Act, once however often it has to be sent. Raises ServerFault."""
        route = _route(path)
        key = secrets.token_hex(12) if route in KEYED else None
        answer = await self._ask("POST", path, body or {}, key)
        if not answer.ok:
            self.refusals[f"{route} {answer.problem}"] += 1
        return answer

    async def _ask(self, method: str, path: str, body: dict[str, Any] | None, key: str | None = None) -> Answer:
        headers = {"Accept": "application/json"}
        if self.bearer is not None:
            headers["Authorization"] = f"Bearer {self.bearer}"
        if key is not None:
            headers["Idempotency-Key"] = key
        if body is not None:
            headers["Content-Type"] = "application/json"
        sent = b"" if body is None else json.dumps(body).encode()
        reply = await self._patiently(method, f"/api/v1{path}", headers, sent)
        return Answer(reply.status, json.loads(reply.body) if reply.body else None)

    async def _patiently(self, method: str, target: str, headers: dict[str, str], body: bytes) -> Reply:
        wait, last = 0.1, "no answer"
        for _ in range(ATTEMPTS):
            try:
                reply = await self.wire.send(method, target, headers, body)
            except (OSError, EOFError) as error:
                last = f"{type(error).__name__}: {error}"
            else:
                if reply.status not in (429, 503) and reply.status < 500:
                    return reply
                last = f"status {reply.status}"
                wait = float(reply.headers.get("retry-after", wait))
                if reply.status not in (429, 503):
                    break
            await asyncio.sleep(min(wait, LONGEST_WAIT))
            wait *= 2
        raise ServerFault(f"{method} {target}: {last}")


def _route(path: str) -> str:
    """The path without what is in it of a ticket, token or counter: /counters/L4/start → start."""
    parts = path.strip("/").split("/")
    return parts[-1] if len(parts) > 2 else parts[0]
