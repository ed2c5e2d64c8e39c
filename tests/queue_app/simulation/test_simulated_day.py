"""A whole day through the public API of a real server: both accounts of it agree, and no invariant is broken."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from queue_app.simulation.own_server import ROOT
from tests.queue_app.simulation.make_plan import make_trace


def simulate(*arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "flask", "--app", "queue_app", "simulate", "--json", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, timeout=560)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@pytest.mark.long
def test_a_trace_is_replayed_in_an_office_of_its_own(tmp_path: Path) -> None:
    told = simulate("--trace", str(make_trace(tmp_path)), "--day", "0", "--speed", "400")
    assert told["differences"] == []
    assert told["violations"] == []
    assert told["seen"] == told["database"] | {name: told["seen"][name] for name in ("wait_p50", "wait_p90")}
    assert told["seen"]["tickets"] >= 20
    assert told["seen"]["served"] >= 8
    assert set(told["seen"]["by_channel"]) >= {"kiosk", "remote"}
    assert told["checked"]["judged_calls"] >= 8


def test_a_day_is_made_up_for_the_malls_own_catalogue(tmp_path: Path) -> None:
    told = simulate("--tickets", "60", "--seed", "5", "--speed", "1000")
    assert (told["differences"], told["violations"]) == ([], [])
    assert told["seen"]["tickets"] >= 40
    assert told["acts"]["open"] == 14
    assert told["seen"]["surveys"] == told["checked"]["responses"] == told["checked"]["spent"]
