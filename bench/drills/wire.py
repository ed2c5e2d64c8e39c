"""One connection of somebody outside: a request goes out, and either an answer comes back or it is said why not."""

from __future__ import annotations

import json
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from typing import Any

API = "/api/v1"


class NotConnected(Exception):
    """The request was never sent: nobody listens."""


class Unanswered(Exception):
    """The request was sent and no whole answer came back: it may have been done."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and body, read as JSON where there is one."""

    status: int
    body: Any

    @property
    def settled(self) -> bool:
        """Whether asking again would change nothing: done, or refused for a reason."""
        return self.status < 500 and self.status != 429


class Wire:
    """A keep-alive connection to one port, opened when needed and again after a loss."""

    def __init__(
        self,
        port: int,
        *,
        bearer: str | None = None,
        keep: bool = True,
        timeout: float = 15,
        host: str = "127.0.0.1",
    ) -> None:
        self._port, self._bearer, self._keep, self._timeout, self._host = port, bearer, keep, timeout, host
        self._connection: HTTPConnection | None = None

    def post(self, path: str, body: object = None, *, key: str | None = None) -> Answer:
        """A POST to the API. Raises NotConnected, Unanswered."""
        return self.ask("POST", API + path, body if body is not None else {}, {"Idempotency-Key": key} if key else {})

    def get(self, path: str) -> Answer:
        """A GET of the API. Raises NotConnected, Unanswered."""
        return self.ask("GET", API + path)

    def ask(self, method: str, path: str, body: object = None, more: dict[str, str] | None = None) -> Answer:
        """Any request. Raises NotConnected, Unanswered."""
        connection = self._connected()
        headers = {"Authorization": f"Bearer {self._bearer}"} if self._bearer else {}
        headers |= more or {}
        if not self._keep:
            headers["Connection"] = "close"
        data = None
        if body is not None:
            data, headers["Content-Type"] = json.dumps(body).encode(), "application/json"
        try:
            connection.request(method, path, data, headers)
            answer = connection.getresponse()
            raw = answer.read()
        except (OSError, HTTPException) as error:
            self.close()
            raise Unanswered(repr(error)) from error
        if not self._keep or answer.will_close:
            self.close()
        return Answer(answer.status, _read(raw))

    def close(self) -> None:
        """Hang up."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _connected(self) -> HTTPConnection:
        if self._connection is None:
            fresh = HTTPConnection(self._host, self._port, timeout=self._timeout)
            try:
                fresh.connect()
            except OSError as error:
                raise NotConnected(repr(error)) from error
            self._connection = fresh
        return self._connection


def _read(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        return None
