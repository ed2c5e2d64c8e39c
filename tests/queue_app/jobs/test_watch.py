"""The house looks after itself: a backup when one is due, every invariant once a night, both told afterwards."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from config import Config
from queue_app import clock, create_app, upkeep
from queue_app.catalogue.directory import forget
from queue_app.clock import Clock
from queue_app.jobs import watch
from queue_app.transaction import announced, database, reading, transaction
from tests import make, servers
from tests.conftest import MONDAY, still

EVERY = timedelta(minutes=15)


@pytest.fixture
def app(config: Config, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """An installation of this test's own, whose settings a command that it starts finds too."""
    monkeypatch.chdir(Path(__file__).parents[3])
    for name in ("data_dir", "database_url", "secret_key"):
        monkeypatch.setenv(name.upper(), str(getattr(config, name)))
    if not config.sqlite:
        monkeypatch.setenv("PATH", f"{servers.postgres_programs()}{os.pathsep}{os.environ['PATH']}")
    made = create_app(config)
    clock.install(still(MONDAY))
    announced.clear()
    with made.app_context():
        yield made
        database.session.remove()
        database.engine.dispose()
    forget()
    clock.install(None)


def last(task: str) -> upkeep.Done | None:
    with reading() as session:
        return upkeep.last(session, task)


def long_ago(task: str, age: timedelta) -> None:
    with transaction() as session:
        upkeep.note(session, task, clock.real_now() - age, {"violations": 7})


@pytest.mark.parametrize("config", ["sqlite"], indirect=True)
def test_the_check_tells_what_it_found_for_metrics_and_in_the_log(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    make.make_ticket()
    with transaction() as session:
        session.execute(text("UPDATE line_days SET last_ordinal = 5"))
    watch.check_nightly()
    found = last(upkeep.CHECK)
    assert found is not None
    assert found.found["violations"] == 1
    assert found.found["checked"]["tickets"] == 1
    assert "invariant I1 broken" in caplog.text


def test_a_check_that_cannot_run_is_not_taken_for_a_clean_one(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "CHECK", (sys.executable, "-c", "raise SystemExit(78)"))
    with pytest.raises(RuntimeError, match="78"):
        watch.check_nightly()
    assert last(upkeep.CHECK) is None


@pytest.mark.parametrize(
    ("local_hour", "hours_ago", "due"),
    [(2, 19, False), (2, 21, True), (9, 21, False), (9, 27, True), (0, 21, False), (9, None, True)],
)
def test_a_check_is_due_at_night_or_when_the_night_was_missed(
    app: Flask, local_hour: int, hours_ago: int | None, due: bool
) -> None:
    clock.install(still(datetime(2026, 11, 23, local_hour, 30, tzinfo=clock.zone("Asia/Jakarta")).astimezone(UTC)))
    if hours_ago is not None:
        long_ago(upkeep.CHECK, timedelta(hours=hours_ago))
    assert watch._check_is_due() is due


def test_a_backup_is_made_when_the_last_is_too_old_also_after_a_restart(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, began = tmp_path / "backups", clock.real_now()
    made = []
    for later in (timedelta(0), timedelta(minutes=5), EVERY, EVERY + timedelta(minutes=5)):
        monkeypatch.setattr(clock, "real_now", lambda later=later: began + later)
        watch.back_up(folder, EVERY, 7)
        made.append(len(list(folder.glob("*.backup"))))
    assert made == [1, 1, 2, 2]


def test_a_simulated_clock_does_not_hurry_upkeep(app: Flask) -> None:
    long_ago(upkeep.BACKUP, timedelta(minutes=1))
    clock.install(Clock(MONDAY, clock.real_now(), 1000.0))
    assert upkeep.age(last(upkeep.BACKUP)) < 120
