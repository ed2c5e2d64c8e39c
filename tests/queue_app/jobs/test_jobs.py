"""The timetable: one leader runs it, what it runs may run twice, and nothing it drops is needed any more."""

from __future__ import annotations

import dataclasses
import gc
import time
from pathlib import Path

import pytest
from apscheduler.schedulers.base import STATE_PAUSED
from flask import Flask

from config import Config
from queue_app.app import begin_leaving
from queue_app.idempotency import idempotent_answers
from queue_app.jobs import schedule, work
from queue_app.jobs.leader import FileLeader, PostgresLeader, leader
from queue_app.jobs.schedule import Job, start_jobs, stop_jobs, timetable
from queue_app.transaction import database
from queue_app.web.measures import measures
from queue_app.web.stopping import Stopping
from tests import make
from tests.queue_app.line.scene import later, rows, visitor


def settings(app: Flask, **changed: object) -> Config:
    return dataclasses.replace(app.extensions["config"], **changed)


def test_the_timetable_is_what_runs(app: Flask) -> None:
    names = [job.name for job in timetable(settings(app, backup_dir=Path("backups")))]
    assert names[:3] == ["tell time", "close days", "apply planned changes"]
    assert names[3:7] == ["forget old", "mix answers", "sum usual hours", "check"]
    assert names[7:] == ["send messages", "tell who is near", "remind of surveys", "back up"]
    assert "back up" not in [job.name for job in timetable(settings(app, backup_dir=None))]
    assert "send messages" not in [job.name for job in timetable(settings(app, message_channel="off"))]


@pytest.mark.parametrize("job", ["close_days", "forget_old", "mix_answers"])
def test_a_job_on_an_empty_house_does_nothing_and_may_run_twice(app: Flask, job: str) -> None:
    getattr(work, job)()
    getattr(work, job)()


def test_kept_answers_are_forgotten_after_two_days(app: Flask) -> None:
    body = {"service": make.SERVICE, "channel": "remote"}
    visitor(app).post("/api/v1/tickets", json=body, headers={"Idempotency-Key": "a"})
    later(days=1, hours=23)
    work.forget_old()
    assert len(rows(idempotent_answers)) == 2, "the answer for the address, and what leads the new device to it"
    later(hours=1, seconds=1)
    work.forget_old()
    assert rows(idempotent_answers) == []


def test_one_of_two_leads_until_it_dies(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        engine = database.engine
    first, second = leader(engine, tmp_path), leader(engine, tmp_path)
    assert [first.leads(), second.leads(), first.leads(), second.leads()] == [True, False, True, False]
    if isinstance(first, FileLeader):
        assert first._held is not None
        first._held.close()
    else:
        assert isinstance(first, PostgresLeader)
        assert first._connection is not None
        first._connection.invalidate()
        first._connection.close()
    assert any(second.leads() or time.sleep(0.02) for _ in range(3000))


def test_only_the_leader_runs_a_job_and_a_job_that_stumbles_is_told_and_tried_again(
    app: Flask, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    ran: list[str] = []

    def stumble() -> None:
        ran.append("ran")
        raise RuntimeError("stumbled")

    job = Job("stumbling", 1, stumble)
    lead, follow = FileLeader(tmp_path / "lock"), FileLeader(tmp_path / "lock")
    for led in (lead, follow, lead):
        schedule._run(app, led, job)
    assert ran == ["ran", "ran"]
    assert caplog.text.count("job stumbling stumbled") == 2


def test_every_job_of_the_timetable_is_started_and_product_time_sets_its_pace(app: Flask, tmp_path: Path) -> None:
    config = settings(app, data_dir=tmp_path, clock_speed=30.0, backup_dir=None)
    scheduler = start_jobs(app, config)
    try:
        seconds = {job.id: job.trigger.interval.total_seconds() for job in scheduler.get_jobs()}
        assert {job.misfire_grace_time for job in scheduler.get_jobs()} == {None}, "late is better than not at all"
        assert any(measures.leads or gc.collect() < 0 or time.sleep(0.05) for _ in range(600)), "the only process leads"
    finally:
        scheduler.shutdown(wait=False)
    slow = {
        "close days": 2,
        "forget old": 120,
        "mix answers": 120,
        "sum usual hours": 120,
        "check": 20,
        "remind of surveys": 120,
    }
    quick = {"tell time": 1, "send messages": 1, "tell who is near": 1, "apply planned changes": 2}
    assert seconds == quick | slow


def test_a_process_that_leaves_begins_no_further_job(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[float] = []
    job = Job("often", 1, lambda: ran.append(time.monotonic()))
    monkeypatch.setattr(schedule, "timetable", lambda _config: (job,))
    scheduler = start_jobs(app, settings(app, data_dir=tmp_path))
    try:
        assert any(ran or gc.collect() < 0 or time.sleep(0.05) for _ in range(600)), (
            "who starts jobs leads, sooner or later"
        )
        stop_jobs(app)
        time.sleep(0.2)  # what ran is finished
        before = len(ran)
        time.sleep(2.2)
        assert len(ran) == before
    finally:
        scheduler.shutdown(wait=False)


def test_leaving_stops_the_timetable(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("queue_app.app.stopping", Stopping())
    scheduler = start_jobs(app, settings(app, data_dir=tmp_path))
    try:
        begin_leaving(app)
        assert scheduler.state == STATE_PAUSED
    finally:
        scheduler.shutdown(wait=False)
