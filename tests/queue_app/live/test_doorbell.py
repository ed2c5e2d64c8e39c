"""The doorbell: another process wakes at once; whatever becomes of the wire, no commit waits and no ring breaks one."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from types import SimpleNamespace
from typing import ClassVar
from urllib.parse import urlsplit

import psycopg
import pytest
from redis import Redis, RedisError
from sqlalchemy import create_engine

from queue_app import app as wiring
from queue_app import ids
from queue_app.line.events import Kind
from queue_app.live import doorbell as module
from queue_app.live.doorbell import Doorbell, PostgresWire, RedisWire, Wire, doorbell
from queue_app.transaction import announced
from tests import servers
from tests.conftest import config_of

#: Threads that a test ends on purpose.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")

#: Well under the second after which the feed looks anyway, with room for a busy machine.
AT_ONCE = 0.8


class Mortal:
    """A wire whose threads can be ended, which the product never does: they would go on behind the other tests."""

    made: ClassVar[list[Mortal]] = []
    bells: ClassVar[list[Doorbell]] = []

    def __init__(self, wire: Wire) -> None:
        self.wire, self.over = wire, False
        self.made.append(self)

    def ring(self, word: str) -> None:
        self._end()
        self.wire.ring(word)

    def rings(self) -> Iterator[str]:
        self._end()
        for word in self.wire.rings():
            self._end()
            yield word

    def _end(self) -> None:
        if self.over:
            raise SystemExit


def made(wire: Wire, wake: Callable[[bool], None] | None = None) -> Doorbell:
    """A doorbell that lasts until the test ends."""
    bell = Doorbell(Mortal(wire), wake)
    Mortal.bells.append(bell)
    return bell


def hung(wire: Wire, wake: Callable[[bool], None] | None = None) -> Doorbell:
    """A doorbell in use until the test ends."""
    bell = made(wire, wake)
    bell.start()
    return bell


@pytest.fixture(autouse=True)
def ended() -> Iterator[None]:
    ids.install(ids.Keyring("t" * 40))
    yield
    for mortal in Mortal.made:
        mortal.over = True
    for mortal in Mortal.made:
        with suppress(RedisError):
            mortal.wire.ring("whoever listens ends")
    for bell in Mortal.bells:
        bell.ring()
    for thread in [thread for thread in threading.enumerate() if thread.name == "doorbell"]:
        thread.join(5)
    Mortal.made.clear()
    Mortal.bells.clear()


@pytest.fixture(params=["redis", "postgresql"])
def wires(request: pytest.FixtureRequest) -> list[Wire]:
    """The ends of one wire at three processes."""
    if request.param == "redis":
        url = request.getfixturevalue("redis_url")
        return [RedisWire(url) for _ in range(3)]
    engine = create_engine(request.getfixturevalue("postgres_url"))
    return [PostgresWire(engine) for _ in range(3)]


class Feed:
    """Somebody who is woken."""

    def __init__(self, wire: Wire) -> None:
        self.woken, self.times, self.called = threading.Event(), 0, list[bool]()
        self.bell = hung(wire, self._wake)
        assert self.woke(within=10), "the wire is never there"

    def _wake(self, called: bool) -> None:
        self.times += 1
        self.called.append(called)
        self.woken.set()

    def woke(self, within: float = AT_ONCE) -> bool:
        """Whether it was woken since the last question, waiting a while for it."""
        came = self.woken.wait(within)
        self.woken.clear()
        return came


def test_a_ring_wakes_every_other_process_at_once_and_not_its_own(wires: list[Wire]) -> None:
    first, second = Feed(wires[0]), Feed(wires[1])
    shows_nothing = hung(wires[2])
    for _ in range(3):
        shows_nothing.ring()
        assert (first.woke(), second.woke()) == (True, True)
    first.bell.ring()
    assert second.woke()
    assert not first.woke(within=0.2)


def test_a_ring_says_whether_somebody_is_called(wires: list[Wire]) -> None:
    here, there = Feed(wires[0]), Feed(wires[1])
    assert there.called == [True], "while nobody listened somebody may have been called"
    for kind in (Kind.ISSUED, Kind.CALLED, Kind.ISSUED):
        here.bell.ring([SimpleNamespace(kind=kind)])  # type: ignore[list-item]
        assert there.woke(within=10)
    here.bell.ring()
    assert there.woke(within=10)
    assert there.called == [True, False, True, False, True]


def test_a_thousand_commits_ring_some_times_and_the_last_one_is_heard(wires: list[Wire]) -> None:
    here, there = Feed(wires[0]), Feed(wires[1])
    before, began = there.times, time.monotonic()
    for _ in range(1000):
        here.bell.ring()
        time.sleep(0.0002)
    seconds = time.monotonic() - began
    there.woken.clear()
    here.bell.ring()
    assert there.woke()
    assert there.times - before <= module.RINGS_A_SECOND * (seconds + AT_ONCE)


def test_a_wire_that_is_cut_is_mended(wires: list[Wire], postgres_url: str, redis_url: str) -> None:
    here, there = Feed(wires[0]), Feed(wires[1])
    here.bell.ring()
    assert there.woke()
    if isinstance(wires[0], RedisWire):
        with Redis.from_url(redis_url) as client:
            client.client_kill_filter(_type="pubsub")
            client.client_kill_filter(_type="normal", skipme=True)
    else:
        with psycopg.connect(postgres_url.replace("+psycopg", ""), autocommit=True) as connection:
            others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            connection.execute(f"{others} AND datname = current_database()")
    assert there.woke(within=5), "who listens looks again when it listens again"
    here.woke(within=5)
    here.bell.ring()
    assert there.woke(within=5)


@pytest.fixture
def mortal() -> Iterator[servers.Server]:
    """A Redis of this test's own."""
    try:
        server = servers.redis_server()
    except servers.NotHere as reason:
        pytest.skip(str(reason))
    yield server
    server.stop()


def test_while_redis_is_dead_a_ring_takes_no_time_and_when_it_is_back_it_is_heard(
    mortal: servers.Server, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "gmsc.live")
    here, there = Feed(RedisWire(mortal.url)), Feed(RedisWire(mortal.url))
    mortal.process.kill()
    mortal.process.wait()
    slowest = max(_seconds_of(here.bell.ring) for _ in range(200))
    assert slowest < 0.05
    time.sleep(0.5)
    assert "doorbell away" in caplog.text
    again = servers.redis_server(urlsplit(mortal.url).port or 0)
    try:
        assert there.woke(within=5)
        here.woke(within=5)
        here.bell.ring()
        assert there.woke(within=5)
    finally:
        again.stop()


def _seconds_of(ring: object) -> float:
    began = time.monotonic()
    ring()  # type: ignore[operator]
    return time.monotonic() - began


def test_installations_that_share_a_redis_do_not_wake_each_other(redis_url: str) -> None:
    mine = Feed(RedisWire(redis_url))
    ids.install(ids.Keyring("o" * 40))
    theirs = Feed(RedisWire(redis_url))
    theirs.bell.ring()
    assert not mine.woke(within=0.3)


def test_one_process_on_sqlite_has_nobody_to_ring_for(tmp_path) -> None:
    assert doorbell(None, create_engine("sqlite://"), None) is None


def test_a_server_rings_for_every_commit_that_wrote_events(
    tmp_path, redis_url: str, sqlite_template, monkeypatch: pytest.MonkeyPatch
) -> None:
    announced.clear()
    app = wiring.create_app(config_of(sqlite_template.parent, redis_url=redis_url, parts=("web",)))
    monkeypatch.setattr(module, "Doorbell", made)
    wiring._hang_doorbell(app, app.extensions["config"], None)
    there = Feed(RedisWire(redis_url))
    for tell in announced:
        tell([])
    assert len(announced) == 1
    assert there.woke()
    announced.clear()
