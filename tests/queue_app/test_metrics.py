"""What a machine that watches can read, and who may."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from queue_app import clock, upkeep
from queue_app.catalogue.directory import directory
from queue_app.line import calling, events
from queue_app.live.feed import Feed
from queue_app.transaction import announced, database, transaction
from queue_app.web import measures as module
from queue_app.web.measures import Measures
from tests import make
from tests.conftest import MONDAY
from tests.queue_app.line.scene import later, stop_clock


@pytest.fixture
def counted(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Measures]:
    """Fresh measures of this process, counting as a server's do."""
    stop_clock(MONDAY)
    fresh = Measures()
    for place in ("queue_app.metrics.measures", "queue_app.live.feed.measures"):
        monkeypatch.setattr(place, fresh)
    announced.append(fresh.count)
    yield fresh
    announced.remove(fresh.count)


def scraped(app: Flask, **asked: Any) -> dict[str, float]:
    answer = app.test_client().get("/metrics", **asked)
    assert answer.status_code == 200, answer.data
    assert answer.content_type.startswith("text/plain; version=0.0.4")
    pairs = (line.rsplit(" ", 1) for line in answer.text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, value in pairs}


def test_an_empty_house_says_that_nothing_was_ever_checked_or_backed_up(app: Flask, counted: Measures) -> None:
    told = scraped(app)
    assert told["gmsc_backup_age_seconds"] == told["gmsc_invariant_check_age_seconds"] == float("inf")
    assert "gmsc_invariant_failures" not in told
    assert told['gmsc_waiting{site="gmsc"}'] == told['gmsc_oldest_waiting_seconds{site="gmsc"}'] == 0
    assert (told["gmsc_takes_total"], told["gmsc_sockets"], told["gmsc_outbox_lag_seconds"]) == (0, 0, 0)


def test_the_hall_is_told_as_it_is(app: Flask, counted: Measures) -> None:
    make.make_open_counter()
    make.make_ticket()
    make.make_ticket(present=False)
    later(minutes=3)
    make.make_ticket(phone="+6281234567890", consent="2026-11")
    told = scraped(app)
    assert told['gmsc_waiting{site="gmsc"}'] == 3
    assert told['gmsc_oldest_waiting_seconds{site="gmsc"}'] == pytest.approx(180, abs=1)
    assert told["gmsc_takes_total"] == 3
    later(minutes=2)
    assert scraped(app)["gmsc_outbox_lag_seconds"] == pytest.approx(120, abs=1)
    make.do(calling.call_next)
    make.do(calling.recall)
    told = scraped(app)
    assert told['gmsc_waiting{site="gmsc"}'] == 2
    assert told["gmsc_calls_total"] == 2


def test_the_feed_says_how_far_behind_it_is_and_how_long_calls_took(app: Flask, counted: Measures) -> None:
    feed = Feed(app, lambda scope, current: None, lambda scope: True)
    feed.catch_up()
    feed.catch_up()
    make.make_open_counter()
    make.make_ticket()
    make.do(calling.call_next)
    assert scraped(app)["gmsc_feed_lag_events"] == 3
    later(seconds=2)
    feed.catch_up()
    told = scraped(app)
    assert told["gmsc_feed_lag_events"] == 0
    assert told['gmsc_call_to_screen_seconds{quantile="0.95"}'] == pytest.approx(2, abs=0.1)
    assert told["gmsc_call_to_screen_seconds_count"] == 1


def test_one_process_says_that_it_runs_the_timetable(app: Flask, counted: Measures) -> None:
    assert "gmsc_leads" not in scraped(app), "a part that does not stand for it says nothing"
    for leads in (True, False):
        counted.leads = leads
        assert scraped(app)["gmsc_leads"] == leads


def test_percentiles_look_at_the_last_minutes_only(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(MONDAY)
    moment = [1000.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: moment[0])
    m = Measures()
    with transaction() as session:
        event = events.record(
            session,
            events.Kind.CALLED,
            site_id=directory(session).site.id,
            day=MONDAY.date(),
            at=MONDAY,
            by="test",
        )
        session.rollback()
    for seconds in range(1, 101):
        m.calls_shown([dataclasses.replace(event, at=clock.now() - timedelta(seconds=seconds))])
    assert m.percentile(0.95) == 96
    assert m.percentile(0.5) == 51
    moment[0] += module.WINDOW_SECONDS + 1
    assert m.percentile(0.95) is None
    assert m.shown == 100


def test_the_last_check_and_the_last_backup_are_told_by_every_process(app: Flask, counted: Measures) -> None:
    hour_ago = clock.real_now() - timedelta(hours=1)
    with transaction() as session:
        upkeep.note(session, upkeep.CHECK, hour_ago, {"violations": 3})
        upkeep.note(session, upkeep.BACKUP, hour_ago, {})
    told = scraped(app)
    assert told["gmsc_invariant_failures"] == 3
    assert told["gmsc_backup_age_seconds"] == pytest.approx(3600, abs=60)


def test_a_part_without_screens_tells_the_rest(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(app.extensions, "live")
    told = scraped(app)
    assert "gmsc_sockets" not in told
    assert "gmsc_outbox_dead" in told


def test_every_line_is_in_the_text_format(app: Flask) -> None:
    for line in app.test_client().get("/metrics").text.splitlines():
        kind = r"# TYPE gmsc_[a-z_]+ (gauge|counter|summary)"
        sample = r"gmsc_[a-z_]+(\{[a-z]+=\"[^\"]+\"\})? (\+Inf|[0-9.e+-]+)"
        assert re.fullmatch(rf"# HELP gmsc_[a-z_]+ .+|{kind}|{sample}", line), line


FROM = {
    "this machine": ({"REMOTE_ADDR": "127.0.0.1"}, {}, 200),
    "this machine, IPv6": ({"REMOTE_ADDR": "::1"}, {}, 200),
    "the hall": ({"REMOTE_ADDR": "10.0.0.9"}, {}, 403),
    "the watcher": ({"REMOTE_ADDR": "10.9.0.7"}, {}, 200),
    "a proxy on this machine": ({"REMOTE_ADDR": "127.0.0.1"}, {"X-Forwarded-For": "8.8.8.8"}, 403),
}


@pytest.mark.parametrize("caller", FROM)
def test_only_this_machine_and_the_allowed_may_read(app: Flask, caller: str, monkeypatch: pytest.MonkeyPatch) -> None:
    environ, headers, status = FROM[caller]
    allowing = dataclasses.replace(app.extensions["config"], metrics_allow=("10.9.0.0/24",))
    monkeypatch.setitem(app.extensions, "config", allowing)
    answer = app.test_client().get("/metrics", environ_base=environ, headers=headers)
    assert answer.status_code == status
    database.session.remove()
