"""The timetable, readable as a table. Every process keeps it; only the leader acts on it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask

from config import Config
from queue_app.jobs import nearing, reminding, sending, watch, work
from queue_app.jobs.leader import Leader, LeadLost, acting_for, leader
from queue_app.notify.channels import channels
from queue_app.transaction import database
from queue_app.web.measures import measures

log = logging.getLogger("gmsc.jobs")

#: Seconds between two tries to take the lead, and so between a leader's death and its successor.
TRY_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Job:
    """`seconds` of product time between two runs; at least one real second."""

    name: str
    seconds: float
    run: Callable[[], None]


def timetable(config: Config) -> tuple[Job, ...]:
    """What runs, and how often."""
    jobs: tuple[Job, ...] = (
        Job("tell time", 5, work.tell_time),
        Job("close days", 60, work.close_days),
        Job("apply planned changes", 60, work.apply_planned),
        Job("forget old", 3600, partial(work.forget_old, config.phone_days)),
        Job("mix answers", 3600, work.mix_answers),
        Job("sum usual hours", 3600, watch.sum_usual_hours),
        Job("check", 600, watch.check_nightly),
    )
    if config.message_channel != "off":
        send = partial(sending.send_messages, channels(config), config.public_url, config.messages_per_day)
        jobs += (Job("send messages", 5, send), Job("tell who is near", 15, nearing.tell_who_is_near))
        jobs += (Job("remind of surveys", 3600, reminding.remind_of_surveys),)
    if config.backup_dir is not None:
        every = timedelta(minutes=config.backup_minutes)
        jobs += (Job("back up", 60, partial(watch.back_up, config.backup_dir, every, config.phone_days)),)
    return jobs


def start_jobs(app: Flask, config: Config) -> BackgroundScheduler:
    """Start the timetable in this process, and its candidacy for the lead."""
    with app.app_context():
        led = leader(database.engine, config.data_dir)
    # a job whose moment a busy machine has missed is run late, and once: one that comes hourly would be lost otherwise
    patience = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    scheduler = BackgroundScheduler(timezone="UTC", job_defaults=patience)
    for job in timetable(config):
        every = max(job.seconds / config.clock_speed, 1)
        scheduler.add_job(_run, "interval", seconds=every, args=[app, led, job], id=job.name)
    scheduler.start()
    app.extensions["timetable"] = scheduler
    threading.Thread(target=_stand, args=[scheduler, led], name="lead", daemon=True).start()
    return scheduler


def stop_jobs(app: Flask) -> None:
    """Begin no further job in this process, for it is ending; the one that runs is finished."""
    scheduler: BackgroundScheduler | None = app.extensions.get("timetable")
    if scheduler is not None and scheduler.running:
        scheduler.pause()


def _stand(scheduler: BackgroundScheduler, led: Leader) -> None:
    """Try to lead, and notice having lost the lead, for as long as the timetable runs."""
    led_before = False
    while scheduler.running:
        leads = led.leads()
        if leads != led_before:
            log.info("this process runs the timetable now" if leads else "this process no longer runs the timetable")
        led_before = measures.leads = leads
        time.sleep(TRY_SECONDS)


def _run(app: Flask, led: Leader, job: Job) -> None:
    if not led.leads():
        return
    with app.app_context(), acting_for(led):
        try:
            job.run()
        except LeadLost:
            log.warning("job %s stopped half-way: another process leads now and finishes it", job.name)
        except Exception:
            log.exception("job %s stumbled; it runs again at its next time", job.name)
