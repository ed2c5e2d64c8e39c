"""A thousand phones on their tickets' pages while the hall works: who is right how soon, and what it costs.

The house is the one of the catalogue with all counters open; people wait for every service. Then visitors come one
after the other at counters in turn: a number is taken, somebody is called, served, and leaves, each act after the pause
of a broadcast, so that none hides in another's. A day has the same acts, only slower: what a phone is sent in an hour
is put together from the beats, which come by the clock, and what one visitor of its line brings with it.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter as Tally
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from bench.asked import Asked
from bench.http_rates import post, quantile
from bench.outside import outside
from bench.place import Place, Places, a_place
from bench.processes import allow_open_files
from bench.report import Result
from queue_app.catalogue.reading import default_catalogue

#: Seconds between two acts: longer than what a line waits between two broadcasts (live/feed.py).
PAUSE = 0.35
#: Visitors that a counter serves in an hour: ten minutes each.
SERVED_AN_HOUR = 6
#: What may not be passed: seconds until the next ten are right and until all are, KB of the socket in an hour.
AIMS = {"next_ten_s": 1.0, "all_s": 15.0, "kb_hour": 30.0}
BESIDE = 200


def phones(_places: Places, asked: Asked) -> Iterator[Result]:
    """One row: everybody's phone watches ticket and line, as the page does."""
    allow_open_files(asked.phones + BESIDE)
    with a_place("sqlite", default_catalogue()) as place, outside("bench.crowd") as crowd:
        place.fill(asked.phones)
        there = _tickets(place)
        watched = {one["line"] for one in there}
        lines = {code: known for code, known in _lines_of_counters(place).items() if known[0] in watched}
        crowd.say({"port": place.port, "pause": PAUSE, "phones": there, "visits": _visits(place, asked.visits, lines)})
        ready = crowd.hear()
        before = place.cpu_seconds()
        crowd.say("go")
        seen = crowd.hear()
        used = place.cpu_seconds() - before
    yield Result("phones", {"phones": len(there), "ready_s": ready["seconds"], **_figures(seen, used, lines)})


def _tickets(place: Place) -> list[dict[str, str]]:
    """Everybody who waits: the handle, the number and the line."""
    file = place.env["DATABASE_URL"].removeprefix("sqlite:///")
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as database:
        rows = database.execute(
            "SELECT id, prefix, ordinal FROM tickets WHERE status = 'WAITING' ORDER BY key"
        ).fetchall()
    return [{"id": handle, "number": f"{prefix}{ordinal:03}", "line": prefix} for handle, prefix, ordinal in rows]


def _lines_of_counters(place: Place) -> dict[str, tuple[str, str]]:
    """Counter → (its line, a service that it serves)."""
    file = Path(place.env["DATABASE_URL"].removeprefix("sqlite:///"))
    asked = """SELECT c.code, l.prefix, s.code FROM counters c JOIN counter_services cs ON cs.counter_id = c.id
        JOIN services s ON s.id = cs.service_id JOIN lines l ON l.id = s.line_id ORDER BY s.id DESC"""
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as database:
        return {code: (prefix, service) for code, prefix, service in database.execute(asked)}


def _visits(place: Place, calls: int, lines: dict[str, tuple[str, str]]) -> list[dict[str, Any]]:
    """What is sent for each visitor: who takes a number, and what the clerk does."""
    counters = sorted(set(lines) & set(place.bearers))
    visits = []
    for n in range(calls):
        counter = counters[n % len(counters)]
        line, service = lines[counter]
        take = post(
            place.port, "/api/v1/tickets", json.dumps({"service": service, "channel": "kiosk"}), place.bearers["kiosk"]
        )
        url = f"/api/v1/counters/{counter}/"
        acts = {
            act: post(place.port, url + act, "{}", place.bearers[counter]) for act in ("call-next", "start", "finish")
        }
        visits.append({"line": line, "take": take, **acts})
    return visits


def _figures(seen: dict[str, Any], used: float, lines: dict[str, tuple[str, str]]) -> dict[str, Any]:
    """What a person would feel, what the server spent, and what the telephone company would count."""
    near = sorted(seen["near"])
    by_line = {line: _hourly(seen, line, lines) for line in seen["lines"]}
    watched = [by_line[line] for line in seen["watched"] if line in by_line]
    return {
        "visits": seen["visits"],
        "called_p99_ms": quantile(sorted(seen["called"]), 99),
        "next_ten_p50_ms": quantile(near, 50),
        "next_ten_worst_ms": near[-1],
        "told_last_ms": max(seen["told"]),
        "settled_s": seen["settled"],
        "cpu_percent": 100 * used / seen["seconds"],
        "cpu_ms_an_act": 1000 * used / (4 * seen["visits"]),
        "beats_kb_hour": seen["beat_bytes_second"] * 3600 / 1000,
        "line_frame": median(one["frame"] for one in seen["lines"].values()),
        "kb_hour_median": median(watched),
        "kb_hour_busiest": max(watched),
        "asks": seen["asks"],
        "ask_bytes": seen["ask_bytes"],
        "lost": seen["lost"],
        "errors": seen["dry"] + seen["late"] + seen["wrong"],
    }


def _hourly(seen: dict[str, Any], line: str, lines: dict[str, tuple[str, str]]) -> float:
    """KB that the socket of a phone of this line carries in an hour in which its counters are never idle."""
    counters = Tally(prefix for prefix, _ in lines.values())[line]
    visitor = seen["lines"][line]["bytes"] / seen["lines"][line]["visits"]
    return float(seen["beat_bytes_second"] * 3600 + visitor * counters * SERVED_AN_HOUR) / 1000
