"""Ready means that a number can be given now; whatever stands in the way is named."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from config import Config
from queue_app import clock, create_app, health
from queue_app.catalogue.directory import forget
from queue_app.schema import newest_revision
from queue_app.transaction import announced, database, reading, transaction
from queue_app.upkeep import upkeep
from queue_app.web.stopping import Stopping
from tests import servers


@pytest.fixture
def app(config: Config) -> Iterator[Flask]:
    """An installation of this test's own, to break."""
    made = create_app(config)
    announced.clear()
    yield made
    with made.app_context():
        database.session.remove()
        database.engine.dispose()
    forget()


def asked(app: Flask) -> tuple[int, dict[str, Any]]:
    answer = app.test_client().get("/readyz")
    return answer.status_code, answer.json


def test_a_sound_installation_is_ready_and_asking_leaves_no_trace(app: Flask) -> None:
    status, body = asked(app)
    assert body.pop("schema") == {"database": newest(app), "process": newest(app)}
    assert (status, body) == (200, {"ready": True, "reasons": [], "degraded": []})
    with app.app_context(), reading() as session:
        assert session.execute(select(func.count()).select_from(upkeep)).scalar_one() == 0


def newest(app: Flask) -> str | None:
    with app.app_context():
        return newest_revision()


def an_older_schema(app: Flask, _: pytest.MonkeyPatch) -> None:
    with app.app_context(), transaction() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0000'"))


def a_full_disk(_: Flask, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(shutil, "disk_usage", lambda folder: shutil._ntuple_diskusage(1 << 40, 0, health.FREE_BYTES))


def a_database_that_is_away(app: Flask, _: pytest.MonkeyPatch) -> None:
    with app.app_context(), transaction() as session:
        session.execute(text("DROP TABLE upkeep"))


def a_slow_database(_: Flask, patch: pytest.MonkeyPatch) -> None:
    ticks = iter([10.0, 10.0 + health.WRITE_SECONDS])
    patch.setattr(health, "monotonic", lambda: next(ticks))


def a_process_that_ends(_: Flask, patch: pytest.MonkeyPatch) -> None:
    ending = Stopping()
    ending.begin()
    patch.setattr(health, "stopping", ending)


BROKEN: dict[str, Callable[[Flask, pytest.MonkeyPatch], None]] = {
    "migrations": an_older_schema,
    "disk": a_full_disk,
    "database": a_database_that_is_away,
    "database, slow": a_slow_database,
    "stopping": a_process_that_ends,
}


@pytest.mark.parametrize("fault", BROKEN)
def test_what_stands_in_the_way_is_named(app: Flask, monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    BROKEN[fault](app, monkeypatch)
    status, body = asked(app)
    assert (status, body["ready"], body["reasons"]) == (503, False, [fault.partition(",")[0]])
    assert app.test_client().get("/healthz").status_code == 200


def test_a_clock_that_differs_from_the_databases_is_named_where_there_are_two(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = clock.real_now
    monkeypatch.setattr(clock, "real_now", lambda: real() + timedelta(seconds=health.SKEW_SECONDS + 1))
    one_machine = app.extensions["config"].sqlite
    assert asked(app)[1]["reasons"] == ([] if one_machine else ["clock"])


def test_without_its_redis_the_house_is_degraded_and_goes_on(app: Flask, config: Config) -> None:
    redis = servers.redis_server()
    app.extensions["config"] = dataclasses.replace(config, redis_url=redis.url)
    try:
        assert asked(app)[1]["degraded"] == []
    finally:
        redis.stop()
    status, body = asked(app)
    assert (status, body["ready"], body["reasons"], body["degraded"]) == (200, True, [], ["redis"])
