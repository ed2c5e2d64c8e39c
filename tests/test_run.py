"""The launcher: what it says, what it passes on, and that it serves and stops cleanly."""

from __future__ import annotations

import ast
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

import run
from queue_app.simulation.free_port import free_port

ROOT = Path(__file__).resolve().parent.parent
SOURCE = (ROOT / "run.py").read_text(encoding="utf-8")


def launch(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "run.py"), *arguments]
    environment = {**os.environ, **settings}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)


def test_help_names_every_command() -> None:
    shown = launch("--help")
    assert shown.returncode == 0
    for command in ("run.py ", "run.py demo", "run.py test", "run.py bench", "run.py lock"):
        assert f"python3 {command}" in shown.stdout


def test_an_unknown_command_is_refused_with_the_list() -> None:
    refused = launch("layani")
    assert refused.returncode == 1
    assert "layani" in refused.stderr
    assert "run.py test" in refused.stderr


def test_an_older_python_can_read_the_launcher_and_is_told() -> None:
    tree = ast.parse(SOURCE, feature_version=(3, 7))
    check = next(node for node in tree.body if isinstance(node, ast.If))
    assert ast.unparse(check.test) == "sys.version_info < (3, 11)"
    assert not any(isinstance(node, ast.FunctionDef) and node.lineno < check.lineno for node in tree.body)


def test_the_launcher_needs_nothing_installed() -> None:
    imports = [node for node in ast.walk(ast.parse(SOURCE)) if isinstance(node, ast.Import)]
    froms = [node for node in ast.walk(ast.parse(SOURCE)) if isinstance(node, ast.ImportFrom)]
    names = [alias.name for node in imports for alias in node.names]
    names += [str(node.module) for node in froms]
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names


def test_a_wrong_setting_stops_the_start_with_one_line_and_its_own_exit_code(
    tmp_path: Path,
) -> None:
    stopped = launch(PORT="delapan ribu", DATA_DIR=str(tmp_path))
    assert stopped.returncode == 78
    assert "PORT" in stopped.stderr
    assert "Traceback" not in stopped.stderr


def test_a_taken_port_is_said_in_one_line() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(SystemExit, match=f"PORT {port}"):
            run.refuse_taken("127.0.0.1", port)
    run.refuse_taken("127.0.0.1", port)


def test_who_is_not_root_is_told_how_to_add_venv(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(SystemExit, match="apt-get install python3-venv"):
        run.add_ensurepip()


def test_uv_hears_what_pip_was_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "https://mirror.invalid/simple")
    monkeypatch.delenv("UV_DEFAULT_INDEX", raising=False)
    assert run.uv_settings()["UV_DEFAULT_INDEX"] == "https://mirror.invalid/simple"


def test_a_setting_of_uv_itself_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "https://mirror.invalid/simple")
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://own.invalid/simple")
    assert run.uv_settings()["UV_DEFAULT_INDEX"] == "https://own.invalid/simple"


def test_it_serves_stops_on_ctrl_c_without_a_traceback_and_starts_again(tmp_path: Path) -> None:
    settings = {"DATA_DIR": str(tmp_path / "data"), "PORT": str(free_port()), "HOST": "127.0.0.1"}
    first = serve_once(settings, tmp_path / "first")
    assert "services: 167 added" in first
    second = serve_once(settings, tmp_path / "second")
    assert "added" not in second
    for output in (first, second):
        assert f"Layar      http://127.0.0.1:{settings['PORT']}/display/H2" in output
        assert "/akun/mulai/" in output
        assert "Traceback" not in output


def test_a_server_never_starts_on_a_database_that_nobody_brought_up_to_date(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "gunicorn", "-b", f"127.0.0.1:{free_port()}", "queue_app.app:serving()"]
    settings = {**os.environ, "DATA_DIR": str(tmp_path)}
    refused = subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True, timeout=300)
    assert refused.returncode == 78
    assert "prepare" in refused.stderr
    assert "Traceback" not in refused.stderr


def serve_once(settings: dict[str, str], log: Path, wait: float = 300) -> str:
    """Start, wait until the start page answers, press Ctrl-C; return what was printed."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "run.py")],
            env={**os.environ, **settings},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    started = time.monotonic()
    try:
        while not answers(f"http://127.0.0.1:{settings['PORT']}/"):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() - started < wait, log.read_text()
            time.sleep(0.05)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the worker as well
        assert process.wait(60) == 0, log.read_text()
    finally:
        process.kill()
    return log.read_text()


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=60) as response:
            return bool(response.status == 200)
    except OSError:
        return False
