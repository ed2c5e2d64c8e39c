"""What `python3 run.py test` runs, in order, and what it says in its last lines.

Every step runs even when an earlier one failed; the exit code is 0 only when all of them passed. A
part that cannot run on this machine is named at the end with the reason.

Real browsers and servers on a machine that is out of breath now and then answer too late for a test. When few tests
failed they are run once more, alone, and the last lines name them: passed only alone. A race that was lost once is
lost: tests of races get no second run.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests import browser, programs, servers

#: What pytest writes about the last run.
LAST_FAILED = Path(".pytest_cache") / "v" / "cache" / "lastfailed"
#: More than this many is no coincidence.
FEW = 5
#: Files whose tests race on purpose.
RACES = ("test_races.py", "test_at_once.py", "test_stateful.py")


@dataclass(frozen=True)
class Outcome:
    """One step: its name, exit code and duration in seconds; `again`: what passed only when it was run alone."""

    name: str
    status: int
    seconds: float
    again: tuple[str, ...] = ()


def main(pytest_arguments: Sequence[str]) -> int:
    """Run all steps; return the exit code."""
    started = time.monotonic()
    browser.prepare()
    prepared = Outcome("machine prepared", 0, time.monotonic() - started)
    steps = {
        "ruff check": ["ruff", "check"],
        "ruff format": ["ruff", "format", "--check"],
        "mypy --strict": ["mypy"],
        # The tests of a file stay on one worker, where they share what is heavy. Four workers for two cores: browsers
        # and servers of their own make many of them wait.
        "pytest": ["pytest", "-n", "4", "--dist", "loadfile", "--no-loadscope-reorder", *pytest_arguments],
    }
    LAST_FAILED.unlink(missing_ok=True)
    with compiling():
        outcomes = [prepared, *(_run(name, command) for name, command in steps.items() if name != "pytest")]
    outcomes += [second_run(_run("pytest", steps["pytest"]), pytest_arguments)]
    return report(outcomes, parts(), time.monotonic() - started, pytest_arguments)


@contextmanager
def compiling() -> Iterator[None]:
    """Meanwhile one process compiles all tests, whose assertions pytest rewrites; else each worker would by itself."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-qq", "-p", "no:cacheprovider"]
    with subprocess.Popen(command, env=_settings(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL):
        yield


def _run(name: str, command: list[str]) -> Outcome:
    started = time.monotonic()
    print(f"\n== {name}", flush=True)
    status = subprocess.run([sys.executable, "-m", *command], env=_settings(), check=False).returncode
    return Outcome(name, status, time.monotonic() - started)


def _settings() -> dict[str, str]:
    """The environment of every step. What is compiled is kept, for the next of a hundred servers that tests start."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, **browser.driver_settings()}


def second_run(first: Outcome, pytest_arguments: Sequence[str]) -> Outcome:
    """What became of the tests: `first`, or where only a few failed that do not race, what they did alone."""
    failed = _last_failed() if first.status == 1 else ()
    if not 0 < len(failed) <= FEW or any(race in name for name in failed for race in RACES):
        return first
    alone = _run("pytest, again and alone", ["pytest", *(a for a in pytest_arguments if a.startswith("--")), *failed])
    seconds = first.seconds + alone.seconds
    return Outcome(first.name, alone.status, seconds, () if alone.status else failed)


def _last_failed() -> tuple[str, ...]:
    try:
        return tuple(json.loads(LAST_FAILED.read_text()))
    except OSError:
        return ()


def parts() -> dict[str, str]:
    """The servers and the browser that tests use: each with its version, or why it is not here."""
    finders: dict[str, Callable[[], Path]] = {
        "PostgreSQL": lambda: servers.postgres_programs() / "postgres",
        "Redis": servers.redis_program,
        "nginx": programs.nginx_program,
        "docker compose": programs.docker_compose,
        "Chromium": browser.chromium,
    }
    return {name: _version(find) for name, find in finders.items()}


def _version(find: Callable[[], Path]) -> str:
    try:
        program = find()
    except servers.NotHere as reason:
        return f"NOT HERE: {reason}"
    how = "-v" if program.name == "nginx" else "--version"
    asked = subprocess.run([program, how], capture_output=True, text=True, check=False)
    return f"{(asked.stdout or asked.stderr).strip()} ({program})"


def report(outcomes: Sequence[Outcome], used: dict[str, str], seconds: float, asked: Sequence[str] = ()) -> int:
    """Print the last lines; return the exit code."""
    print()
    for step in outcomes:
        print(f"{'failed' if step.status else 'passed'}  {step.name:17} {step.seconds:7.1f} s")
    absent = {name: said for name, said in used.items() if said.startswith("NOT HERE")}
    for name, said in used.items():
        if name not in absent:
            print(f"with    {name:17} {said}")
    for option, what in (("--long", "the long tests"), ("--every-database", "the doors on PostgreSQL")):
        if option not in asked:
            print(f"not run unless asked: {what} ({option})")
    for name, said in absent.items():
        print(f"NOT RUN here: tests that need {name}: {said.removeprefix('NOT HERE: ')}")
    for name in (name for step in outcomes for name in step.again):
        print(f"PASSED ONLY ALONE, in a second run: {name}")
    failed = [step.name for step in outcomes if step.status]
    print(f"{'FAILED: ' + ', '.join(failed) if failed else 'PASSED'} in {seconds:.0f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
