"""The timetable, readable as a table. Every process keeps it; only the leader acts on it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask

from config import Config
from queue_app.jobs import work
from queue_app.jobs.leader import FileLeader, PostgresLeader, leader
from queue_app.notify.channels import CHANNELS
from queue_app.transaction import database

log = logging.getLogger("gmsc.jobs")


@dataclass(frozen=True, slots=True)
class Job:
    """`seconds` of product time between two runs; at least one real second."""

    name: str
    seconds: float
    run: Callable[[], None]


def timetable(config: Config) -> tuple[Job, ...]:
    """What runs, and how often."""
    jobs = (
        Job("close days", 60, work.close_days),
        Job("forget old", 3600, work.forget_old),
        Job("mix answers", 3600, work.mix_answers),
    )
    if config.message_channel == "off":
        return jobs
    send = partial(work.send_messages, CHANNELS[config.message_channel], config.public_url)
    return (*jobs, Job("send messages", 5, send))


def start_jobs(app: Flask, config: Config) -> BackgroundScheduler:
    """Start the timetable in this process."""
    with app.app_context():
        led = leader(database.engine, config.data_dir)
    scheduler = BackgroundScheduler(timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1})
    for job in timetable(config):
        every = max(job.seconds / config.clock_speed, 1)
        scheduler.add_job(_run, "interval", seconds=every, args=[app, led, job], id=job.name)
    scheduler.start()
    return scheduler


def _run(app: Flask, led: FileLeader | PostgresLeader, job: Job) -> None:
    if not led.leads():
        return
    with app.app_context():
        try:
            job.run()
        except Exception:
            log.exception("job %s stumbled; it runs again at its next time", job.name)
