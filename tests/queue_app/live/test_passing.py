"""What time alone changes reaches every screen, and whoever asks with an ETag, although nobody acts."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask

from queue_app import clock
from queue_app.catalogue.directory import directory
from queue_app.jobs import work
from queue_app.line import attendance, notices
from queue_app.line.events import Kind, read_after
from queue_app.live import rooms
from queue_app.live.feed import Feed
from queue_app.transaction import reading, transaction
from tests import make
from tests.queue_app.line.scene import at_counter, later, stop_clock, visitor
from tests.queue_app.live.conftest import Screen


@pytest.fixture
def told(app: Flask) -> None:
    """The day has begun, and this process knows it."""
    work._told.clear()
    work.tell_time()


def passed() -> list[list[str]]:
    """What time has changed so far, event by event."""
    with reading() as session:
        return [event.data["what"] for event in read_after(session, 0, 10_000) if event.kind is Kind.TIME_PASSED]


def notice(minutes: int) -> None:
    until = clock.now() + timedelta(minutes=minutes)
    with transaction() as session:
        notices.post_notice(session, directory(session), text="Lift mati", until=until, by="staff:1")


def etag(app: Flask, etag: str | None = None) -> tuple[int, str | None, Any]:
    answer = visitor(app).get("/api/v1/boards/H2", headers={"If-None-Match": etag} if etag else {})
    return answer.status_code, answer.headers.get("ETag"), answer.get_json(silent=True)


def test_while_nothing_changes_nothing_is_written(app: Flask, told: None) -> None:
    for _ in range(3):
        later(seconds=5)
        work.tell_time()
    assert passed() == [["day"]]


def test_a_notice_that_has_run_out_is_told_once_and_gone_for_who_asks_with_an_etag(app: Flask, told: None) -> None:
    notice(minutes=10)
    _, tag, board = etag(app)
    assert [n["text"] for n in board["notices"]] == ["Lift mati"]
    later(minutes=9)
    work.tell_time()
    assert etag(app, tag)[0] == 304
    later(minutes=1)
    for _ in range(2):
        work.tell_time()
    status, _, board = etag(app, tag)
    assert (status, board["notices"]) == (200, [])
    assert passed() == [["day"], ["notice"]]


def test_the_screens_of_a_hall_are_sent_what_time_changed(app: Flask, told: None) -> None:
    make.make_open_counter()
    at_counter(attendance.pause, reason="Istirahat", until=clock.now() + timedelta(minutes=5))
    live = app.extensions["live"]
    feed, screen = Feed(app, partial(rooms._emit, live), live.watched), Screen(app, make.make_bearer("supervisor"))
    scopes = ("board:H2", "line:A", "counter:L4", "floor")
    last = {scope: screen.watch(scope)["seq"] for scope in scopes}
    feed.catch_up()
    later(minutes=5)
    work.tell_time()
    feed.catch_up()
    came = {snapshot["scope"]: snapshot["seq"] for snapshot in screen.received()}
    assert set(came) == set(scopes)
    assert all(came[scope] > last[scope] for scope in scopes)
    assert passed()[-1] == ["pause"]


def test_a_new_day_is_told_and_the_hours_of_the_agencies(app: Flask, told: None) -> None:
    stop_clock(clock.now().replace(hour=16, minute=55))  # 23.55 WIB: numbers of the day are over
    work.tell_time()
    later(minutes=10)
    work.tell_time()
    assert passed() == [["day"], ["hours"], ["day"]]


def test_who_takes_over_tells_nothing_twice_and_leaves_nothing_out(app: Flask, told: None) -> None:
    notice(minutes=10)
    later(minutes=5)
    work._told.clear()
    work.tell_time()
    assert passed() == [["day"]]
    later(minutes=20)
    work._told.clear()
    work.tell_time()
    assert passed() == [["day"], ["notice"]]
