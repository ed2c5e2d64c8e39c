"""The rows of docs/PERFORMANCE.md, as the page has them: pasted, not typed."""

from __future__ import annotations

from collections.abc import Sequence

from bench.report import Result

#: Column of the page → figure of a result; a figure that ends with `%` is said in percent.
Columns = dict[str, str]

_RATES: Columns = {
    "database": "database",
    "clients": "clients",
    "per second": "rps",
    "p50 ms": "p50_ms",
    "p99 ms": "p99_ms",
    "p99/p50": "p99_by_p50",
    "server CPU µs": "cpu_us",
    "database CPU µs": "database_cpu_us",
    "no-op per second": "noop_rps",
    "no-op p99/p50": "noop_p99_by_p50",
    "no-op CPU µs": "noop_cpu_us",
    "of the no-op": "of_noop%",
    "of bare": "of_bare%",
}
COLUMNS: dict[str, Columns] = {
    "take": _RATES,
    "call": _RATES,
    "read": _RATES,
    "day": {
        "visitors": "visitors",
        "times as fast": "speed",
        "requests": "requests",
        "per second": "per_second",
        "p50 ms": "p50_ms",
        "p99 ms": "p99_ms",
        "server CPU µs": "cpu_us",
        "/healthz p50 ms": "alive_p50_ms",
        "/healthz p99 ms": "alive_p99_ms",
        "wrong": "errors",
    },
    "growth": {
        "database": "database",
        "verb": "op",
        "empty, per second": "empty_rps",
        "grown, per second": "grown_rps",
        "kept": "kept",
        "CPU µs empty": "empty_cpu_us",
        "CPU µs grown": "grown_cpu_us",
    },
    "disk": {
        "a flush takes, ms": "flush_ms",
        "clients": "clients",
        "numbers a second": "rps",
        "one commit each, at most": "one_commit_each_rps",
        "by that": "by_one_commit_each",
        "p50 ms": "p50_ms",
        "p99 ms": "p99_ms",
        "a board, p50 ms": "board_p50_ms",
        "a board, p99 ms": "board_p99_ms",
    },
    "parts": {
        "verb": "op",
        "clients": "clients",
        "one process, per second": "one_rps",
        "parts, per second": "parts_rps",
        "parts by one": "parts_by_one",
        "CPU µs of one": "one_cpu_us",
        "CPU µs of parts": "parts_cpu_us",
        "by one": "cpu_by_one",
        "half of them, per second": "half_rps",
        "CPU of half by one": "half_cpu_by_one",
        "nginx CPU µs": "nginx_cpu_us",
        "p99 ms of one": "one_p99_ms",
        "p99 ms of parts": "parts_p99_ms",
    },
}


def markdown(results: Sequence[Result]) -> str:
    """A table of the page for results of one bench; of one without columns of its own, with a column for each figure.
    What could not be measured here has no row.
    """
    there = [result for result in results if "not here" not in result.figures]
    if not there:
        return ""
    own = dict.fromkeys(name for result in there for name in result.figures)
    columns = COLUMNS.get(there[0].bench) or {name: name for name in own}
    rows = [[_cell(result, figure) for figure in columns.values()] for result in there]
    aligned = ["---" if isinstance(there[0].figures.get(figure), str) else "---:" for figure in columns.values()]
    said = [f"| {' | '.join(cells)} |" for cells in [list(columns), *rows]]
    return "\n".join([said[0], f"|{'|'.join(aligned)}|", *said[1:]])


def _cell(result: Result, figure: str) -> str:
    """Three digits that mean something, as the page has them."""
    value = result.figures.get(figure.removesuffix("%"))
    if not isinstance(value, float):
        return "" if value is None else str(value)
    if figure.endswith("%"):
        return f"{100 * value:.0f} %" if value >= 0.1 else f"{100 * value:.1f} %"
    if abs(value) >= 100:
        return f"{value:.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"
