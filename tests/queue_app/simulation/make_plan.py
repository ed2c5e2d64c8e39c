"""A small trace on disk and a small house in memory."""

from __future__ import annotations

import csv
import gzip
import json
from datetime import UTC
from pathlib import Path
from typing import Any

from queue_app.simulation.house import House, Offer

OPEN, CLOSE = 8 * 3600, 10 * 3600


def make_trace(folder: Path, people: int = 24) -> Path:
    """Two services, two counters, an hour and a half of people every three minutes.

    Of every eight: one from home who comes, one from home who is never seen, one who is called and
    absent, one with priority, one who cancels; the rest are served.
    """
    folder.mkdir(parents=True, exist_ok=True)
    services = [{"id": f"S{n}", "name": f"Layanan {n}", "nominal_s": 300, "quota": None} for n in (1, 2)]
    counters = [{"id": f"C{n}", "skills": ["S1", "S2"], "lunch": None} for n in (1, 2)]
    times = {"trace": "T", "open": OPEN, "last_ticket": CLOSE - 1800, "close": CLOSE, "grace_s": 90}
    said = {**times, "services": services, "counters": counters, "policy": "-"}
    (folder / "config.json").write_text(json.dumps(said))
    rows = [row for n in range(people) for row in _life(n)] + _counters()
    with gzip.open(folder / "events.csv.gz", "wt", newline="") as file:
        writer = csv.writer(file)
        writer.writerow("day t ev ticket service cls chan counter arg".split())
        writer.writerows(sorted(rows, key=lambda row: row[1]))
    return folder


def _life(n: int) -> list[tuple[Any, ...]]:
    t, kind, service = OPEN - 600 + n * 180, n % 8, f"S{n % 2 + 1}"
    who = (n, service, "P" if kind == 3 else "N", "R" if kind in (0, 1) else "W")
    rows = [(0, t, "issue", *who, "", t + 1800 if kind in (0, 1) else "")]
    if kind == 0:
        rows.append((0, t + 300, "checkin", *who, "", ""))
    if kind == 1:
        return [*rows, (0, CLOSE, "cancel", *who, "", "X")]
    if kind == 4:
        return [*rows, (0, t + 60, "cancel", *who, "", "")]
    rows.append((0, t + 600, "call", *who, "C1", ""))
    if kind == 2:
        return [*rows, (0, t + 690, "noshow", *who, "C1", "")]
    return [*rows, (0, t + 630, "start", *who, "C1", ""), (0, t + 800, "end", *who, "C1", "")]


def _counters() -> list[tuple[Any, ...]]:
    blank = ("", "", "", "")
    rows: list[tuple[Any, ...]] = []
    for counter in ("C1", "C2"):
        rows += [(0, OPEN, "open", *blank, counter, ""), (0, CLOSE, "close", *blank, counter, "")]
    return [*rows, (0, 32400, "pause", *blank, "C1", "L"), (0, 32700, "resume", *blank, "C1", "")]


def make_house(groups: dict[str, int], each: int = 4, **changed: Any) -> House:
    """A house in which each group has so many counters and its own services (the last not from home)."""
    offers, counters = {}, {}
    for group, desks in groups.items():
        own = [f"{group}-{n}" for n in range(each)]
        for code in own:
            offers[code] = Offer(code, 8 * 3600, 14 * 3600, online=code != own[-1])
        counters |= {f"{group}{n}": frozenset(own) for n in range(desks)}
    said = {"site": "uji", "zone": UTC, "services": offers, "counters": counters, "boards": ("H2",)}
    return House(**{**said, **changed})
