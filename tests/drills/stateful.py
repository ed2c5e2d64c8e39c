"""D1 and D2: run the random life of the line with a seed, through the verbs or through HTTP, and say what came of it.

The seed decides everything, so that a failure can be played again. `run` is for whoever wants figures (bench), `d1` and
`d2` for tests.
"""

from __future__ import annotations

import time
from collections import Counter as Tally
from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from queue_app import clock, ids
from queue_app.transaction import database
from tests.drills.doors import Door, Http, Verbs
from tests.drills.line_machine import LineMachine


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a stateful drill did. `violation` is the first thing that was not as the model or the checker says."""

    drill: str
    seed: int
    database: str
    examples: int
    steps: int
    done: int
    refused: int
    seconds: float
    violation: str | None

    @property
    def figures(self) -> dict[str, int | float | str]:
        """What is to be read."""
        counted: dict[str, int | float | str] = {"database": self.database, "examples": self.examples}
        return counted | {"steps": self.steps, "done": self.done, "refused": self.refused}

    @property
    def found(self) -> tuple[str, ...]:
        """What was wrong, in words."""
        return () if self.violation is None else (self.violation,)

    def line(self) -> str:
        """The one line that a drill prints."""
        found = int(self.violation is not None)
        return (
            f"{self.drill} seed={self.seed} database={self.database} examples={self.examples} steps={self.steps} "
            f"done={self.done} refused={self.refused} violations={found} seconds={self.seconds:.1f}"
        )


def run(*, drill: str, app: Flask, seed: int, examples: int, steps: int, shrink: bool = True) -> Outcome:
    """One stateful drill: "D1" (the domain's verbs) or "D2" (the API, each POST sent twice under one key).

    `app` has its catalogue loaded and nothing else worth keeping: every example begins by emptying it. Needs no app
    context of the caller's. A violation is shrunk to the shortest life that shows it.
    """
    with app.app_context():
        outcome = {"D1": d1, "D2": d2}[drill](app, seed, examples=examples, steps=steps, shrink=shrink)
        database.session.remove()
    return outcome


def d1(app: Flask, number: int, *, examples: int, steps: int, shrink: bool = False) -> Outcome:
    """The domain's verbs. Within an app context."""
    return _run("D1", app, Verbs, number, examples, steps, shrink)


def d2(app: Flask, number: int, *, examples: int, steps: int, shrink: bool = False) -> Outcome:
    """The API, each POST sent twice under one key. Within an app context."""
    return _run("D2", app, Http, number, examples, steps, shrink)


def _run(
    drill: str, app: Flask, door: Callable[[Flask], Door], number: int, examples: int, steps: int, shrink: bool
) -> Outcome:
    tally: Tally[str] = Tally()
    members = {"app": app, "door_of": staticmethod(door), "tally": tally}
    machine = seed(number)(type(f"Line{drill}", (LineMachine,), members))
    chosen = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
        phases=[Phase.generate, *([Phase.shrink] if shrink else [])],
    )
    before, began, violation = clock.simulated(), time.perf_counter(), None
    ids.install(ids.Keyring(app.extensions["config"].secret_key))
    try:
        run_state_machine_as_test(machine, settings=chosen)
    except Exception as found:
        violation = f"{type(found).__name__}: {found}" + "".join(
            f"\n{note}" for note in getattr(found, "__notes__", ())
        )
    finally:
        clock.install(before)
    counts = (tally["examples"], tally["steps"], tally["done"], tally["refused"])
    database = app.extensions["config"].database_url.partition(":")[0].partition("+")[0]
    return Outcome(drill, number, database, *counts, time.perf_counter() - began, violation)
