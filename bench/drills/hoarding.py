"""D21: programs hoard the numbers from home. A thousand of them ask ten thousand times, half with a phone's cookie and
half without, many behind the address of a whole district; fifty honest phones stand among them, some behind it, too.

The same morning is lived twice, with them and without. The numbers taken from home stay within their share of the
quota, every honest phone has its number, those who came to the hall have theirs and wait as long as they would have.
"""

from __future__ import annotations

import random
import shutil
import tempfile
from collections import Counter as Tally
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path
from statistics import mean
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from bench.drills.hoarded import FromHome, Morning, numbers_from_home
from bench.drills.outcome import Outcome
from queue_app import clock, create_app, ids
from queue_app.catalogue.directory import forget
from queue_app.transaction import database
from queue_app.web import challenges
from tests.conftest import MONDAY, config_of, filled, still
from tests.queue_app.line.scene import visitor

REQUESTS, HONEST, BITS = 10_000, 50, challenges.BITS
#: Programs of which one asks ten times; networks they come from, the first of which is a district's.
EACH, NETWORKS = 10, 40
#: What the waits of those in the hall may differ by.
PERCENT = 5.0


@dataclass(slots=True)
class Told:
    """What was lived: how phones and programs were answered, and how long those in the hall waited, in minutes."""

    phones: Tally[int] = field(default_factory=Tally)
    proved: int = 0
    programs: Tally[int] = field(default_factory=Tally)
    waits: list[int] = field(default_factory=list)
    refused_in_hall: int = 0
    home: FromHome = field(default_factory=lambda: FromHome(0, 0, 0, 0))

    @property
    def p95(self) -> float:
        """Of twenty, nineteen waited no longer."""
        return float(sorted(self.waits)[len(self.waits) * 95 // 100])


def drill(
    seed: int, rounds: int = REQUESTS, honest: int = HONEST, bits: int = BITS, template: Path | None = None
) -> Outcome:
    """So many requests of programs; `template`: a filled SQLite file to begin with, `bits`: how much work is asked."""
    with tempfile.TemporaryDirectory(prefix="gmsc-hoarding-") as name:
        folder = Path(name)
        if template is None:
            filled(config_of(folder))
            template = folder / "gmsc.db"
        undisturbed = _lived(template, folder / "calm", seed, 0, honest, bits)
        told = _lived(template, folder / "hoarded", seed, rounds, honest, bits)
    off = abs(mean(told.waits) - mean(undisturbed.waits)) / max(mean(undisturbed.waits), 1) * 100
    off95 = abs(told.p95 - undisturbed.p95) / max(undisturbed.p95, 1) * 100
    return Outcome(
        "D21",
        seed,
        {
            "programs": rounds // EACH,
            "requests": rounds,
            "slowed": told.programs[429],
            "taken_by_programs": told.programs[201],
            "from_home": told.home.taken,
            "small_from_home": told.home.of_small,
            "small_share": told.home.share_of_small,
            "honest": honest,
            "honest_proved": told.proved,
            "in_hall": len(told.waits),
            "wait_mean": mean(told.waits),
            "wait_mean_undisturbed": mean(undisturbed.waits),
            "wait_p95": told.p95,
            "wait_p95_undisturbed": undisturbed.p95,
        },
        {
            "over_share": told.home.over,
            "honest_without": honest - told.phones[201],
            "refused_in_hall": told.refused_in_hall,
            "waits_changed": sum(percent > PERCENT for percent in (off, off95)),
            "crashed": sum(n for status, n in told.programs.items() if status >= 500),
        },
    )


def _lived(template: Path, folder: Path, seed: int, requests: int, honest: int, bits: int) -> Told:
    """One morning on a copy of the house, whose limits are on."""
    folder.mkdir()
    shutil.copy(template, folder / "gmsc.db")
    config = config_of(folder, rate_limits=True)
    ids.install(ids.Keyring(config.secret_key))
    app, asked = create_app(config), challenges.BITS
    challenges.BITS = bits
    try:
        with app.app_context():
            clock.install(still(MONDAY))
            told = _morning(app, random.Random(seed), requests, honest)
            database.session.remove()
            database.engine.dispose()
    finally:
        challenges.BITS = asked
        clock.install(None)
        forget()
    return told


def _morning(app: Flask, dice: random.Random, requests: int, honest: int) -> Told:
    """Minute by minute: who comes, who takes a number from home, who is called, and what programs do meanwhile."""
    morning, told = Morning(app, dice, honest), Told()
    programs = [_Program(app, n) for n in range(requests // EACH)]
    todo = [program for program in programs for _ in range(EACH)]
    random.Random(dice.random()).shuffle(todo)
    per_minute = -(-len(todo) // morning.minutes) if todo else 0
    for minute in range(morning.minutes + morning.afterwards):
        clock.install(still(MONDAY + timedelta(minutes=minute)))
        burst, todo = todo[:per_minute], todo[per_minute:]
        for program in burst[: len(burst) // 2]:
            told.programs[program.ask(dice.choice(morning.wanted))] += 1
        for phone in morning.phones_at(minute):
            status, proved, ticket = take(_behind(app, phone.network), phone.service)
            told.phones[status] += 1
            told.proved += proved
            phone.ticket = ticket
        for program in burst[len(burst) // 2 :]:
            told.programs[program.ask(dice.choice(morning.wanted))] += 1
        morning.pass_minute(minute)
    told.waits, told.refused_in_hall = morning.waits, morning.refused
    told.home = numbers_from_home()
    return told


class _Program:
    """One of them: every second keeps its cookie, and a half stands behind the district's address."""

    def __init__(self, app: Flask, n: int) -> None:
        self._app, self._network = app, _network(0 if n % 2 else n % NETWORKS)
        self._client = _behind(app, self._network) if n % 4 < 2 else None

    def ask(self, service: str) -> int:
        """Take a number, and do no work for it; the answer's status."""
        client = self._client or _behind(self._app, self._network)
        return client.post("/api/v1/tickets", json={"service": service, "channel": "remote"}).status_code


def take(client: FlaskClient, service: str) -> tuple[int, bool, dict[str, Any] | None]:
    """A phone takes a number, and does the work if any is asked: status, whether it was, the ticket."""
    wish = {"service": service, "channel": "remote"}
    answer = client.post("/api/v1/tickets", json=wish)
    asked = answer.get_json().get("challenge") if answer.status_code == 429 else None
    if asked is None:
        return answer.status_code, False, answer.get_json()
    text = next(str(n) for n in count() if challenges.worked(asked["token"], str(n), asked["bits"]))
    answer = client.post("/api/v1/tickets", json=wish, headers={asked["header"]: f"{asked['token']} {text}"})
    return answer.status_code, True, answer.get_json()


def _behind(app: Flask, network: str) -> FlaskClient:
    client = visitor(app)
    client.environ_base["REMOTE_ADDR"] = network
    return client


def _network(n: int) -> str:
    return f"203.0.113.{n + 1}"
