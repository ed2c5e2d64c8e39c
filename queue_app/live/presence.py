"""Who has a ticket open before them, across processes: a message that only repeats what the page shows is not sent.

Each process that holds sockets says in Redis which tickets are followed there, for a little longer than until it says
so again; which ticket, Redis is told as a digest. Whoever sends messages asks there. Without Redis, or while it is
away, a process knows only its own sockets: somebody is then told once more than needed, never once too little.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable

from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from queue_app import ids
from queue_app.consequences import Scope

log = logging.getLogger("gmsc.live")

#: Seconds between two looks at who has come and gone, until everybody is named again, and that Redis believes it.
LOOK, AGAIN, LASTS = 1.0, 10.0, 25
#: Seconds that Redis may take to connect or to answer.
REDIS_SECONDS = 1.0


class Presence:
    """One process's word on who looks, and its question who looks anywhere. `followed`: the scopes watched here."""

    def __init__(self, redis_url: str, followed: Callable[[], Iterable[Scope]]) -> None:
        waits = {"socket_connect_timeout": REDIS_SECONDS, "socket_timeout": REDIS_SECONDS}
        self._client = Redis.from_url(redis_url, retry=Retry(NoBackoff(), 0), **waits)
        self._followed = followed
        self._told: set[Scope] = set()
        self._all_told = float("-inf")

    def start(self) -> None:
        """Keep saying it, from a thread of its own."""
        threading.Thread(target=self._for_ever, name="presence", daemon=True).start()

    def tell(self, *, everybody: bool = False) -> None:
        """Say who has come and gone since the last time, or name everybody. Raises RedisError when it is away."""
        here = {scope for scope in self._followed() if scope.kind == "ticket"}
        gone, come = self._told - here, here if everybody else here - self._told
        if gone or come:
            with self._client.pipeline(transaction=False) as words:
                for scope in gone:
                    words.delete(_key(scope))
                for scope in come:
                    words.set(_key(scope), "1", ex=LASTS)
                words.execute()
        self._told = here

    def looked_at(self, scope: Scope) -> bool:
        """Whether somebody follows this ticket, through whatever process; False while Redis is away."""
        try:
            return bool(self._client.exists(_key(scope)))
        except (RedisError, OSError):
            return False

    def _for_ever(self) -> None:
        while True:
            time.sleep(LOOK)
            everybody = time.monotonic() - self._all_told > AGAIN
            try:
                self.tell(everybody=everybody)
            except (RedisError, OSError):
                self._told = set()  # what was to be taken back ends by itself; everybody is named when Redis is back
            except Exception:
                log.exception("presence broke; it goes on")
            else:
                self._all_told = time.monotonic() if everybody else self._all_told


def _key(scope: Scope) -> str:
    return f"gmsc:looking:{ids.keyring().digest('looking', f'{scope.site_id}:{scope.name}')[:32]}"
