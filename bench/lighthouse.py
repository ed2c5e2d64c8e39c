"""Lighthouse as its makers preset it for a phone (150 ms, 1.6 Mbit/s, a quarter of the processor), over five pages.

The tool is the npm package, fetched by `npx` into npm's own cache at the first use; node and npm must be there. `mend`
names what cost points in the last round.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from bench.asked import Asked
from bench.phone import addresses, house
from bench.place import Places
from bench.report import Result
from tests import browser
from tests.servers import NotHere

#: The newest that runs on node 20.
PACKAGE = "lighthouse@12.8.2"
#: What may not be missed, of 100 (ux.md §2.1).
AIMS = {"performance": 95, "accessibility": 100, "best-practices": 100}
PATIENCE = 240
_SEEN = ("largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift")


class NoLighthouse(Exception):
    """The tool cannot be run; the message says what would help."""


def lighthouse(_places: Places, asked: Asked) -> Iterator[Result]:
    """The median of so many rounds for each page."""
    try:
        program = _program()
        chromium = browser.chromium()
    except (NoLighthouse, NotHere) as reason:
        yield Result("lighthouse", {"not here": str(reason)})
        return
    with house() as server:
        for name, address in addresses(server).items():
            rounds = [_judged(program, chromium, server.url + address) for _ in range(asked.rounds)]
            yield Result("lighthouse", {"page": name, **_figures(rounds)})


def _program() -> list[str]:
    """How the tool is started. Raises NoLighthouse."""
    npx = shutil.which("npx")
    if npx is None or shutil.which("node") is None:
        raise NoLighthouse("no node: `apt-get install nodejs npm`")
    program = [npx, "--yes", PACKAGE]
    tried = subprocess.run([*program, "--version"], capture_output=True, text=True, timeout=PATIENCE, check=False)
    if tried.returncode:
        raise NoLighthouse(f"npx cannot fetch {PACKAGE}: {tried.stderr.strip()[-200:]}")
    return program


def _judged(program: list[str], chromium: Path, url: str) -> dict[str, Any]:
    """One round: the report as the tool writes it. Raises RuntimeError when there is none."""
    with tempfile.TemporaryDirectory(prefix="gmsc-lighthouse-") as folder:
        report = Path(folder) / "report.json"
        flags = " ".join(("--headless=new", *browser.ARGUMENTS))
        options = ["--quiet", "--output=json", f"--output-path={report}", f"--chrome-flags={flags}"]
        command = [*program, url, *options, f"--only-categories={','.join(AIMS)}"]
        env = os.environ | {"CHROME_PATH": str(chromium)}
        done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=PATIENCE, check=False)
        if done.returncode or not report.exists():
            raise RuntimeError(f"lighthouse: {done.stderr[-1000:]}")
        return dict(json.loads(report.read_text()))


def _figures(rounds: list[dict[str, Any]]) -> dict[str, Any]:
    """The three marks, what a person would notice, and what costs points."""
    marks = {name: round(median(100 * one["categories"][name]["score"] for one in rounds)) for name in AIMS}
    lcp, blocked, shift = (median(one["audits"][name]["numericValue"] for one in rounds) for name in _SEEN)
    return {
        **marks,
        "lcp_ms": lcp,
        "blocking_ms": blocked,
        "shift": shift,
        "below": sum(marks[name] < least for name, least in AIMS.items()),
        "mend": " ".join(_costly(rounds[-1])),
        "errors": 0,
    }


def _costly(report: dict[str, Any]) -> list[str]:
    """The audits that count and were not passed."""
    asked = [one for name in AIMS for one in report["categories"][name]["auditRefs"] if one["weight"]]
    scores = {one["id"]: report["audits"][one["id"]]["score"] for one in asked}
    return [name for name, score in scores.items() if score is not None and score < 0.9]
