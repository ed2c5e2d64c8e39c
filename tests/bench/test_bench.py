"""The benches run, answer only what they should, print JSON lines and tables: in their shortest form, on one server.

Left to `run.py bench` itself: what needs PostgreSQL (`database`, `parts`) and the simulated day, whose parts are tested
where they live.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from bench.asked import FULL, QUICK, asked
from bench.markdown import COLUMNS, markdown
from bench.report import Result, table
from queue_app.simulation.own_server import ROOT

FIGURES = {
    "take": {"rps", "p50_ms", "p99_ms", "cpu_us", "noop_rps", "of_noop", "of_bare"},
    "call": {"rps", "p50_ms", "p99_ms", "cpu_us", "noop_rps", "of_noop", "of_bare"},
    "read": {"rps", "p50_ms", "cpu_us", "noop_rps"},
    "push": {"p50_ms", "last_ms", "raw_last_ms", "last_by_raw", "lost"},
    "mixed": {"push_by_idle", "take_by_idle", "read_push_by_idle", "read_take_by_idle", "lost"},
    "growth": {"empty_rps", "grown_rps", "kept", "empty_cpu_us", "grown_cpu_us"},
    "disk": {"flush_ms", "rps", "p50_ms", "p99_ms", "board_p99_ms"},
    "storm": {"last_ms", "per_second", "cpu_ms_each", "raw_last_ms", "lost"},
    "voice": {"flash_p95_ms", "heard_p95_ms", "from_press_heard_p95_ms", "lost"},
    "phones": {"called_p99_ms", "next_ten_worst_ms", "told_last_ms", "cpu_percent", "kb_hour_median", "lost"},
    "survey": {"page", "answers", "seconds", "worst_seconds", "cpu_seconds", "kb"},
    "sockets": {"rss_kb_each", "raw_rss_kb_each", "last_ms", "last_by_raw", "lost"},
}


@pytest.fixture(scope="module")
def printed() -> list[dict[str, Any]]:
    """What one run of all of them says."""
    command = [sys.executable, "-m", "bench", *FIGURES, "--quick"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=560)
    assert done.returncode == 0, done.stdout + done.stderr
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


@pytest.mark.long
def test_the_machine_is_named_first(printed: list[dict[str, Any]]) -> None:
    assert [line["bench"] for line in printed].index("machine") == 0


@pytest.mark.long
@pytest.mark.parametrize("name", list(FIGURES))
def test_a_bench_measures_the_real_server_without_an_error(printed: list[dict[str, Any]], name: str) -> None:
    lines = [line for line in printed if line["bench"] == name]
    assert lines
    for line in lines:
        assert line.keys() >= FIGURES[name]
        assert line.get("errors", 0) + line.get("lost", 0) == 0
        assert all(line[figure] > 0 for figure in FIGURES[name] if figure.endswith(("_rps", "_by_raw", "_each")))


def test_an_unknown_bench_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        asked(["fly"], ["take", "call"])
    assert "take, call" in capsys.readouterr().err


def test_what_is_asked_for_stands_over_the_form() -> None:
    names, sizes = asked(["call", "--quick", "--clients", "1,8", "--database", "postgresql"], ["take", "call"])
    assert (names, sizes.clients, sizes.databases, sizes.usual) == (["call"], (1, 8), ("postgresql",), 8)
    assert sizes.seconds == QUICK.seconds
    assert asked([], ["take", "call"]) == (["take", "call"], FULL)


def test_the_rows_of_the_page_come_from_the_bench_with_what_the_processor_did() -> None:
    took = {"database": "sqlite", "clients": 8, "rps": 264.4, "cpu_us": 3574.2, "of_noop": 0.33, "of_bare": 0.054}
    said = markdown([Result("read", took), Result("read", {"database": "postgresql", "not here": "no server"})])
    head, line, row = said.splitlines()
    assert head.count("|") == line.count("|") == row.count("|") == len(COLUMNS["read"]) + 1
    assert row.startswith("| sqlite | 8 | 264 |")
    assert "| 3574 |" in row
    assert row.endswith("| 33 % | 5.4 % |")
    assert {"server CPU µs", "/healthz p99 ms"} <= COLUMNS["day"].keys()
    assert markdown([Result("x", {"a": 1, "b": "c"})]).splitlines() == ["| a | b |", "|---:|---|", "| 1 | c |"]
    assert markdown([Result("parts", {"not here": "no nginx"})]) == ""


def test_a_table_has_a_column_for_every_figure() -> None:
    told = table([Result("x", {"a": 1, "b": 0.5}), Result("x", {"a": 12345.678, "c": None})])
    assert told.splitlines() == ["a         b  c", "1      0.50", "12346"]
