"""The doorbell between processes: after a commit here, the feeds of all other processes wake up and look.

A ring says who rings and whether somebody is called; what happened, everybody reads in the event table. So rings may
be lost, doubled or late without harm: a feed looks once a second anyway. Redis carries them where there is one, else
PostgreSQL (NOTIFY); one process on SQLite has nobody to ring for.

A commit never waits for a wire and never fails by one: it leaves word with a thread of this process, which rings at
most `RINGS_A_SECOND` times, at once only when somebody is called, and, while the wire is away, tries again less and
less often.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

import psycopg
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from queue_app import ids
from queue_app.db import unpooled
from queue_app.line.events import Event, is_a_call

log = logging.getLogger("gmsc.live")

RINGS_A_SECOND = 200
#: Seconds in which what is no call waits for company: each ring wakes every process of the installation.
COMPANY_SECONDS = 0.05
#: At the end of a word: somebody is called. A process of an older version says so of nothing, and wakes the feeds when
#: they have rested; within a tenth of a second, that is.
CALLED = "!"
#: Seconds without a ring after which a listener asks whether the wire is still there.
QUIET_SECONDS = 10.0
#: Seconds between two tries on a wire that is away: at first, and at most.
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 2.0
#: Seconds that Redis may take to connect or to answer.
REDIS_SECONDS = 1.0

_AWAY = (RedisError, SQLAlchemyError, psycopg.Error, OSError)


class Wire(Protocol):
    """What carries rings. Each end is used by one thread; both raise one of `_AWAY` when the wire is away."""

    def ring(self, word: str) -> None:
        """Tell every other process."""

    def rings(self) -> Iterator[str]:
        """Connect, then yield the word of each ring for ever; yields "" as soon as rings can be heard."""


class Doorbell:
    """One process's end of the wire. `wake` is its feed's bell, asked whether somebody may have been called; None in a
    process that shows nothing.
    """

    def __init__(self, wire: Wire, wake: Callable[[bool], None] | None) -> None:
        self._wire, self._wake = wire, wake
        self._me = secrets.token_hex(8)
        self._word, self._called = threading.Event(), threading.Event()

    def ring(self, news: Iterable[Event] | None = None) -> None:
        """Leave word that there is something to read; returns at once, whatever the wire does."""
        if news is None or is_a_call(news):
            self._called.set()
        self._word.set()

    def start(self) -> None:
        """Begin to ring, and to listen where there is somebody to wake."""
        self._in_background(self._ring_on_word)
        if self._wake is not None:
            self._in_background(self._listen)

    def _in_background(self, work: Callable[[], None]) -> None:
        threading.Thread(target=_for_ever, args=[work], name="doorbell", daemon=True).start()

    def _ring_on_word(self) -> None:
        """Ring until the wire fails; the word that could not be passed on is rung first when it is back."""
        while True:
            self._word.wait()
            self._called.wait(COMPANY_SECONDS)
            self._word.clear()
            called = self._called.is_set()
            self._called.clear()
            try:
                self._wire.ring(self._me + CALLED * called)
            except _AWAY:
                self._called.set()
                self._word.set()
                raise
            time.sleep(1 / RINGS_A_SECOND)

    def _listen(self) -> None:
        """Wake the feed at each ring of another process, and once when the wire is there: it may have missed some."""
        assert self._wake is not None
        for word in self._wire.rings():
            if word.rstrip(CALLED) != self._me:
                self._wake(word == "" or word.endswith(CALLED))


def doorbell(redis_url: str | None, engine: Engine, wake: Callable[[bool], None] | None) -> Doorbell | None:
    """The doorbell that fits the installation; None where there is no other process to reach."""
    if redis_url is not None:
        return Doorbell(RedisWire(redis_url), wake)
    if engine.dialect.name == "postgresql":
        return Doorbell(PostgresWire(engine), wake)
    return None


class RedisWire:
    """Publish and subscribe. The channel's name keeps apart what installations share a Redis."""

    def __init__(self, url: str) -> None:
        waits = {"socket_connect_timeout": REDIS_SECONDS, "socket_timeout": REDIS_SECONDS}
        self._client = Redis.from_url(url, retry=Retry(NoBackoff(), 0), decode_responses=True, **waits)
        self._channel = f"gmsc:{ids.keyring().digest('doorbell', '')[:16]}"

    def ring(self, word: str) -> None:
        """Publish; a connection that Redis closed while nobody rang is opened anew at once."""
        try:
            self._client.publish(self._channel, word)
        except RedisError:
            self._client.publish(self._channel, word)

    def rings(self) -> Iterator[str]:
        """Subscribe and pass on what comes."""
        with self._client.pubsub(ignore_subscribe_messages=True) as heard:  # type: ignore[no-untyped-call]
            heard.subscribe(self._channel)
            yield ""
            asked = False
            while True:
                message = heard.get_message(timeout=REDIS_SECONDS if asked else QUIET_SECONDS)
                if message is None and asked:
                    raise RedisError("no answer")
                asked = message is None
                if message is None:
                    heard.ping()
                elif message["type"] == "message":
                    yield message["data"]


class PostgresWire:
    """NOTIFY outside of the transaction it tells about, which would queue behind every other one's commit."""

    CHANNEL = "gmsc_doorbell"

    def __init__(self, engine: Engine) -> None:
        self._engine = unpooled(engine)
        self._ringing: Connection | None = None

    def ring(self, word: str) -> None:
        """Notify."""
        try:
            if self._ringing is None:
                self._ringing = self._connect()
            self._ringing.exec_driver_sql("SELECT pg_notify(%s, %s)", (self.CHANNEL, word))
        except SQLAlchemyError:
            broken, self._ringing = self._ringing, None
            if broken is not None:
                broken.invalidate()
            raise

    def rings(self) -> Iterator[str]:
        """Listen and pass on what comes."""
        with self._connect() as connection:
            connection.exec_driver_sql(f"LISTEN {self.CHANNEL}")
            driver = connection.connection.driver_connection
            assert driver is not None
            yield ""
            while True:
                for note in driver.notifies(timeout=QUIET_SECONDS):
                    yield note.payload
                connection.exec_driver_sql("SELECT 1")

    def _connect(self) -> Connection:
        return self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")


def _for_ever(work: Callable[[], None]) -> None:
    """Do the work of a doorbell's thread; begin again after a pause that grows while the wire is away."""
    pause = FIRST_PAUSE
    while True:
        began = time.monotonic()
        try:
            work()
        except _AWAY as away:
            if time.monotonic() - began > 2 * LONGEST_PAUSE:
                pause = FIRST_PAUSE
            if pause == FIRST_PAUSE:
                log.warning(
                    "doorbell away (%s): screens of other processes come up to a second later", type(away).__name__
                )
        except Exception:
            log.exception("doorbell broke; it is hung up again")
        time.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE)
