"""The demo: a hall that lives at once, logins that are new each time, and a clean end on Ctrl-C."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

from queue_app.simulation.free_port import free_port
from queue_app.simulation.own_server import ROOT

PATIENCE = 120
PASSWORD = re.compile(r"[0-9a-z]{4}(-[0-9a-z]{4}){3}")


@contextmanager
def demo(folder: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    env = {**os.environ, "DATA_DIR": str(folder), "PORT": str(port)}
    command = [sys.executable, "-m", "flask", "--app", "queue_app", "demo", "--speed", "60"]
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            process.wait(120)


def told_until(process: subprocess.Popen[str], word: str) -> str:
    assert process.stdout is not None
    told = ""
    for line in process.stdout:
        told += line
        if word in line:
            return told
    raise AssertionError(told)


def calls_on_the_board(port: int) -> int:
    with urlopen(f"http://127.0.0.1:{port}/api/v1/boards/H2") as answer:
        return len(json.loads(answer.read())["calls"])


@pytest.mark.long
def test_a_demo_calls_people_at_once_and_ends_when_asked(tmp_path: Path) -> None:
    port = free_port()
    with demo(tmp_path, port) as process:
        told = told_until(process, "simulated day")
        deadline = time.monotonic() + PATIENCE
        while not calls_on_the_board(port) and time.monotonic() < deadline:
            time.sleep(0.2)
        assert calls_on_the_board(port)
        process.send_signal(signal.SIGINT)
        assert process.wait(120) == 0
    for page in ("/", "/display/H2", "/loket/", "/manajer/", "/masuk"):
        assert f"http://127.0.0.1:{port}{page}" in told
    passwords = [found.group() for found in PASSWORD.finditer(told)]
    assert len(set(passwords)) == 5
    with socket.socket() as nobody:
        assert nobody.connect_ex(("127.0.0.1", port)) != 0
    assert not any(word.encode() in (tmp_path / "demo" / "simulasi.db").read_bytes() for word in passwords)
