"""The feed: each event reaches every screen it touches, once, in spite of what breaks in between."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
from flask import Flask

from queue_app.consequences import Scope
from queue_app.line import calling
from queue_app.live import feed as feed_module
from queue_app.live import rooms
from queue_app.live.feed import Feed
from queue_app.transaction import announced
from tests import make
from tests.queue_app.line.scene import at_counter
from tests.queue_app.live.wall import Wall, follow


def test_a_feed_begins_with_what_happens_next(app: Flask) -> None:
    make.make_ticket()
    wall = Wall()
    made = follow(app, wall)
    assert (made.catch_up(), wall.shown) == (0, [])
    make.make_ticket()
    assert made.catch_up() == 1
    assert wall.shown


def test_the_hall_and_who_is_called_see_it_first(app: Flask) -> None:
    make.make_open_counter()
    make.make_ticket()
    wall = Wall()
    made = follow(app, wall)
    at_counter(calling.call_next)
    made.catch_up()
    kinds = wall.kinds_shown()
    assert kinds[:2] == ["board", "ticket"]
    assert kinds[-2:] == ["line", "floor"]


def test_what_nobody_watches_is_not_built(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[str] = []
    build = feed_module.snapshot
    monkeypatch.setattr(feed_module, "snapshot", lambda s, scope: built.append(scope.kind) or build(s, scope))
    wall = Wall("line")
    made = follow(app, wall)
    make.make_ticket()
    made.catch_up()
    assert built == ["line"]


def test_each_scope_is_built_once_however_many_events_touched_it(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[Scope] = []
    build = feed_module.snapshot
    monkeypatch.setattr(feed_module, "snapshot", lambda s, scope: built.append(scope) or build(s, scope))
    made = follow(app, Wall())
    for _ in range(5):
        make.make_ticket()
    assert made.catch_up() == 5
    assert len(built) == len(set(built))
    assert sum(scope.kind == "ticket" for scope in built) == 5


def test_the_seq_of_a_scope_only_grows(app: Flask) -> None:
    make.make_open_counter()
    wall = Wall()
    made, last = follow(app, wall), dict[Scope, int]()
    for _ in range(4):
        make.make_ticket()
        at_counter(calling.call_next)
        at_counter(calling.miss)
        made.catch_up()
        for scope, seq in wall.shown:
            assert seq > last.get(scope, -1)
            last[scope] = seq
        wall.shown.clear()


def test_a_screen_that_cannot_be_built_holds_no_other_back_and_gets_it_later(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    wall, build = Wall("board", "line", "floor"), feed_module.snapshot
    made = follow(app, wall)

    def broken(session: Any, scope: Scope) -> Any:
        if scope.kind == "line":
            raise RuntimeError("a broken line")
        return build(session, scope)

    make.make_open_counter()
    with monkeypatch.context() as patch:
        patch.setattr(feed_module, "snapshot", broken)
        made.catch_up()
    assert sorted(wall.kinds_shown()) == ["board", "floor"]
    assert "a broken line" in caplog.text
    assert made.catch_up() == 0
    assert wall.kinds_shown() == ["line"]


def test_a_feed_that_cannot_read_goes_on_from_the_same_event(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    wall = Wall("line")
    made = follow(app, wall)
    make.make_ticket()

    def away(*_: object) -> None:
        raise RuntimeError("the database is away")

    with monkeypatch.context() as patch:
        patch.setattr(feed_module.events, "read_after", away)
        with pytest.raises(RuntimeError):
            made.catch_up()
    assert made.catch_up() == 1
    assert wall.kinds_shown() == ["line"]


def test_more_events_than_a_batch_are_all_read(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_module, "BATCH", 3)
    made = follow(app, Wall("line"))
    for _ in range(8):
        make.make_ticket()
    assert [made.catch_up() for _ in range(4)] == [3, 3, 2, 0]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_the_doorbell_wakes_the_feed_at_once_and_without_it_the_timer_does(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    wall = Wall("line")
    made = follow(app, wall)
    came = threading.Event()
    made._emit = lambda *_: came.set()
    monkeypatch.setattr(feed_module, "TIMER_SECONDS", 30)
    thread = threading.Thread(target=made.run, daemon=True)
    thread.start()
    announced.append(made.ring)
    make.make_ticket()
    assert came.wait(60)
    announced.clear()
    came.clear()
    monkeypatch.setattr(feed_module, "TIMER_SECONDS", 0.05)
    made.ring()
    time.sleep(0.1)
    make.make_ticket()
    assert came.wait(60)
    stop(made, thread)


def stop(made: Feed, thread: threading.Thread) -> None:
    """End a feed that runs for ever: the next look raises what no feed survives."""

    def end() -> int:
        raise SystemExit

    made.catch_up = end  # type: ignore[method-assign]
    made.ring()
    thread.join(60)
    assert not thread.is_alive()


def test_a_process_that_starts_misses_nothing_from_then_on(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    make.make_ticket()
    monkeypatch.setattr(rooms.socketio, "start_background_task", lambda *_: None)
    made = rooms.start_feed(app)
    assert announced == [made.ring]
    make.make_ticket()
    assert made.catch_up() == 1


# --- under load --------------------------------------------------------------------------------------------------


def test_scopes_that_nobody_watches_any_more_are_forgotten(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    wall = Wall("ticket")
    monkeypatch.setattr(feed_module, "REMEMBERED", 5)
    made = follow(app, wall)
    for _ in range(5):
        make.make_ticket()
    made.catch_up()
    assert len(made._sent) == 5
    wall.kinds = ("line",)
    make.make_ticket()
    made.catch_up()
    assert {scope.kind for scope in made._sent} == {"line"}
    assert {scope.kind for scope in made._due} == {"line"}


def test_a_feed_says_that_it_follows_only_while_it_does(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    made, scope = Feed(app, lambda *_: None, lambda _: True), Scope("board", 1, "H2")
    assert not made.follows(scope)
    made.catch_up()
    assert made.follows(scope)
    monkeypatch.setattr(feed_module, "LATE_SECONDS", 0)
    assert not made.follows(scope)
