"""Each bench runs, answers only what it should, and prints JSON lines and a table."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from bench.report import Result, table
from queue_app.simulation.own_server import ROOT

FIGURES = {
    "take": {"rps", "p50_ms", "p99_ms", "noop_rps", "of_noop", "of_bare"},
    "call": {"rps", "p50_ms", "p99_ms", "noop_rps", "of_noop", "of_bare"},
    "push": {"p50_ms", "last_ms", "raw_last_ms", "last_by_raw", "lost"},
}


@pytest.mark.xdist_group("simulation")
@pytest.mark.parametrize("name", list(FIGURES))
def test_a_bench_measures_the_real_server_without_an_error(name: str) -> None:
    asked = ["--rounds", "1", "--seconds", "0.3", "--waiting", "60", "--database", "sqlite"]
    command = [sys.executable, "-m", "bench", name, *asked]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=280)
    assert done.returncode == 0, done.stdout + done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert [line["bench"] for line in lines] == ["machine", name, name, name]
    for line in lines[1:]:
        assert line.keys() >= FIGURES[name]
        assert line.get("errors", line.get("lost")) == 0


def test_an_unknown_bench_is_refused() -> None:
    done = subprocess.run([sys.executable, "-m", "bench", "fly"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 2
    assert "take, call, push" in done.stderr


def test_a_table_has_a_column_for_every_figure() -> None:
    told = table([Result("x", {"a": 1, "b": 0.5}), Result("x", {"a": 12345.678, "c": None})])
    assert told.splitlines() == ["a         b  c", "1      0.50", "12346"]
