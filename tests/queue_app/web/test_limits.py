"""Limits slow a caller down, per caller and view, and can be turned off."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import Engine

from tests.queue_app.people.make import writing
from tests.queue_app.web.conftest import make_app, make_config


@pytest.fixture
def slow(engine: Engine, tmp_path) -> Flask:
    return make_app(engine, make_config(tmp_path, RATE_LIMITS="on"))


def statuses(app: Flask, times: int, path: str = "/limited", **more: object) -> list[int]:
    client = app.test_client()
    return [client.get(path, **more).status_code for _ in range(times)]


def test_a_view_with_a_limit_of_its_own_says_when_it_is_too_many(slow: Flask) -> None:
    assert statuses(slow, 4) == [200, 200, 200, 429]
    answer = slow.test_client().get("/limited", headers={"Accept": "application/json"})
    assert answer.get_json()["type"] == "too-many"
    assert answer.headers["Retry-After"] == "30"


def test_another_address_and_another_view_are_not_held_up(slow: Flask) -> None:
    statuses(slow, 4)
    assert statuses(slow, 1, environ_base={"REMOTE_ADDR": "192.0.2.9"}) == [200]
    assert statuses(slow, 1, "/publik/") == [200]


def test_a_secret_is_guessed_only_so_often_from_wherever_and_holds_nobody_else_up(slow: Flask) -> None:
    places = [{"environ_base": {"REMOTE_ADDR": f"192.0.2.{n}"}} for n in range(4)]
    assert [statuses(slow, 1, "/limited/a", **place) for place in places] == [[200], [200], [200], [429]]
    assert statuses(slow, 1, "/limited/b", **places[3]) == [200]


def test_tokens_behind_one_address_are_counted_apart(slow: Flask, engine: Engine) -> None:
    from queue_app.people.tokens import create_token

    with writing(engine) as session:
        shown = [create_token(session, site_id=1, name="Kiosk", role="kiosk", by="system") for _ in range(2)]
    one, other = ({"Authorization": f"Bearer {bearer}"} for bearer in shown)
    assert statuses(slow, 4, headers=one)[-1] == 429
    assert statuses(slow, 1, headers=other) == [200]


def test_the_ordinary_limit_is_generous_and_static_files_have_none(slow: Flask) -> None:
    assert set(statuses(slow, 300, "/api/v1/public")) == {200}
    assert set(statuses(slow, 50, "/static/css/tokens.css")) == {200}


def test_limits_can_be_turned_off(tiny: Flask) -> None:
    assert statuses(tiny, 6) == [200] * 6


def test_apps_do_not_share_their_counts(slow: Flask, engine: Engine, tmp_path) -> None:
    statuses(slow, 4)
    assert statuses(make_app(engine, make_config(tmp_path, RATE_LIMITS="on")), 1) == [200]


def test_a_redis_that_is_away_is_counted_in_memory(engine: Engine, tmp_path) -> None:
    app = make_app(engine, make_config(tmp_path, RATE_LIMITS="on", REDIS_URL="redis://127.0.0.1:1/0"))
    assert statuses(app, 5) == [200, 200, 200, 429, 429]


def test_counts_in_redis_hold_for_every_process(engine: Engine, tmp_path, redis_url: str) -> None:
    both = [make_app(engine, make_config(tmp_path, RATE_LIMITS="on", REDIS_URL=redis_url)) for _ in range(2)]
    assert statuses(both[0], 2) + statuses(both[1], 2) == [200, 200, 200, 429]
