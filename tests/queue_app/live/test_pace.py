"""How soon the feed looks and how often it sends: a call at once, everything else in company, and the last always."""

from __future__ import annotations

import pytest
from flask import Flask

from queue_app.line import calling
from queue_app.line.events import Event
from queue_app.live import feed as feed_module
from queue_app.live.feed import Feed
from queue_app.pool import _FIRST
from queue_app.transaction import announced
from tests import make
from tests.queue_app.line.scene import at_counter
from tests.queue_app.live.wall import Wall


def paced(app: Flask, wall: Wall, spacing: dict[str, float], turn: float = float("inf")) -> Feed:
    made = Feed(app, wall.emit, wall.watched, spacing, turn)
    made.catch_up()
    return made


def test_under_load_a_scope_is_sent_at_once_then_held_back_and_its_last_state_always_comes(app: Flask) -> None:
    wall = Wall("line")
    made = paced(app, wall, {"line": 3600.0})
    for _ in range(20):
        make.make_ticket()
        made.catch_up()
    assert wall.kinds_shown() == ["line"]
    assert made._patience() <= feed_module.TIMER_SECONDS
    made._due.clear()  # its time has come
    assert made._patience() == 0
    assert made.catch_up() == 0
    [(_, last)] = wall.shown
    assert last == made._seq
    assert made.catch_up() == 0
    assert len(wall.shown) == 1


def test_a_call_is_not_held_back_by_what_may_wait(app: Flask) -> None:
    make.make_open_counter()
    wall = Wall("board", "line")
    made = paced(app, wall, {"line": 3600.0})
    for _ in range(3):
        make.make_ticket()
        at_counter(calling.call_next)
        at_counter(calling.miss)
        made.catch_up()
    assert wall.kinds_shown() == ["board", "line", "board", "board"]


def test_a_thousand_phones_hold_up_no_board(app: Flask) -> None:
    wall = Wall("board", "ticket")
    made = paced(app, wall, {}, turn=-1)  # a turn that is always over
    make.make_open_counter()
    for _ in range(3):
        make.make_ticket()
    made.catch_up()
    assert "ticket" not in wall.kinds_shown()
    at_counter(calling.call_next)
    made.catch_up()
    assert wall.kinds_shown() == ["board"]
    assert made._patience() == 0, "the phones are owed at once"
    made._turn = float("inf")
    made.catch_up()
    assert wall.kinds_shown() == ["ticket"] * 3


def test_a_call_ends_the_rest_of_the_feed_and_a_number_that_is_taken_waits_for_company(app: Flask) -> None:
    make.make_open_counter()
    made, news = Feed(app, lambda *_: None, lambda _: True), list[list[Event]]()
    announced.append(news.append)
    make.make_ticket()
    at_counter(calling.call_next)
    announced.clear()
    [taken, called] = news
    made.ring(taken)
    assert (made._bell.is_set(), made._called.is_set()) == (True, False)
    made.ring(called)
    assert made._called.is_set()
    made._called.clear()
    made.ring()
    assert made._called.is_set(), "what is not known may be a call"
    for set_by_another_process in (False, True):
        made._called.clear()
        made.wake(set_by_another_process)
        assert made._called.is_set() == set_by_another_process


def test_a_call_is_looked_at_at_once_unless_another_one_just_was(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    slept, now = list[float](), [1000.0]
    monkeypatch.setattr(feed_module, "monotonic", lambda: now[0])
    monkeypatch.setattr(feed_module, "sleep", slept.append)
    made = Feed(app, lambda *_: None, lambda _: True)

    def held_back(after: float, called: bool) -> list[float]:
        now[0] += after
        made.wake(called)
        made._called.wait = lambda seconds: made._called.is_set()  # type: ignore[method-assign]
        slept.clear()
        made._rest()
        made._look()
        return list(slept)

    assert held_back(after=0.0, called=True) == []
    assert held_back(after=0.005, called=True) == [pytest.approx(0.015)]
    assert held_back(after=0.02, called=True) == []
    assert held_back(after=5.0, called=False) == []
    assert held_back(after=0.005, called=True) == [], "what was shown for a number taken is no call"


def test_the_feed_stands_before_all_who_wait_for_a_connection(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    made, first = Feed(app, lambda *_: None, lambda _: True), list[bool]()

    def look() -> None:
        first.append(_FIRST.get())
        raise SystemExit

    monkeypatch.setattr(made, "_look", look)
    made.wake(called=True)
    with pytest.raises(SystemExit):
        made.run()
    assert (first, _FIRST.get()) == ([True], False)
