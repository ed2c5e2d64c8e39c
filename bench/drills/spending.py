"""D18, messages: twenty thousand tries to make the house send paid messages in one day, from many hands at once, after
numbers of their own: the budget of the site passes and not one message more; the day after it passes again.
"""

from __future__ import annotations

import random
import tempfile
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

from flask import Flask

from bench.drills.outcome import Outcome
from queue_app import clock, create_app
from queue_app.catalogue.directory import directory
from queue_app.notify import limits
from queue_app.transaction import database, reading, transaction
from tests.conftest import config_of, filled

TRIES, BUDGET, HANDS, NUMBERS = 20_000, 500, 8, 4_000


def drill(seed: int, rounds: int = TRIES, budget: int = BUDGET) -> Outcome:
    """So many tries."""
    with tempfile.TemporaryDirectory(prefix="gmsc-spending-") as folder:
        config = config_of(Path(folder))
        filled(config)
        app = create_app(config)
        today = date(2026, 11, 23)
        passed, counted = _spend(app, random.Random(seed), rounds, budget, today)
        again, _ = _spend(app, random.Random(seed), budget, budget, today + timedelta(days=1))
        with app.app_context():
            database.engine.dispose()
    figures = {"tries": rounds, "budget": budget, "passed": passed, "refused": rounds - passed, "next_day": again}
    over, short = max(0, passed - budget), max(0, min(budget, rounds) - passed)
    return Outcome("D18-messages", seed, figures, {"over": over, "short": short, "miscounted": abs(counted - passed)})


def _spend(app: Flask, dice: random.Random, tries: int, budget: int, day: date) -> tuple[int, int]:
    """How many of the tries may go, and how many the house says it spent."""
    wanted = [f"number{dice.randrange(NUMBERS)}" for _ in range(tries)]
    with ThreadPoolExecutor(HANDS) as pool:
        passed = sum(pool.map(lambda n: _try(app, wanted[n], n, budget, day), range(tries)))
    with app.app_context(), reading() as session:
        return passed, limits.used(session, directory(session).site.id, day)


def _try(app: Flask, number: str, n: int, budget: int, day: date) -> bool:
    with app.app_context(), transaction() as session:
        site, at = directory(session).site, clock.now() + timedelta(seconds=10 * n)
        return limits.may_cost(session, site.id, day, number, budget, at=at) is None
