"""One process is everything unless it is told its part; a part does its own and nothing else, and none breaks."""

from __future__ import annotations

import dataclasses
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask

from config import PARTS, Config, ConfigError
from queue_app import app as wiring
from queue_app import clock, create_app, product_time
from queue_app.transaction import database
from tests.conftest import config_of

PRODUCTION = {"MODE": "production", "SECRET_KEY": "p" * 40, "PUBLIC_URL": "https://antrean.example.go.id"}
POSTGRES = {"DATABASE_URL": "postgresql+psycopg://gmsc@127.0.0.1/gmsc"}


def settings(folder: Path, **given: str) -> Config:
    return Config.from_env({"DATA_DIR": str(folder), **given})


def test_a_process_is_everything_unless_it_is_told_its_part(tmp_path: Path) -> None:
    assert settings(tmp_path).parts == PARTS == ("web", "live", "jobs")
    assert settings(tmp_path, PARTS="jobs, web").parts == ("web", "jobs")
    with pytest.raises(ConfigError, match="PARTS harus berisi sebagian dari web, live, jobs"):
        settings(tmp_path, PARTS="web,socket")


@pytest.mark.parametrize("more", [{"PARTS": "web"}, {"SERVER_PROCESSES": "2"}])
def test_production_refuses_sqlite_for_more_than_one_process(tmp_path: Path, more: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match="SQLite hanya melayani satu proses"):
        settings(tmp_path, **PRODUCTION, **more)
    settings(tmp_path, **PRODUCTION, **POSTGRES, **more)
    settings(tmp_path, **PRODUCTION)


def test_a_second_server_on_one_sqlite_file_is_refused_however_it_was_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    config, first = settings(tmp_path, **PRODUCTION), list[object]()
    monkeypatch.setattr(wiring, "_sole_servers", first)
    monkeypatch.setattr(wiring, "sleep", lambda _: None)
    wiring._be_the_only_server(config)
    with pytest.raises(SystemExit) as refused:
        wiring._be_the_only_server(config)
    assert refused.value.code == 78
    assert capsys.readouterr().err.count("\n") == 1
    first.clear()  # the first one ends
    wiring._be_the_only_server(config)


@pytest.fixture
def part(request: pytest.FixtureRequest, sqlite_template: Path) -> Flask:
    """An application with the parts that the test names."""
    config = config_of(sqlite_template.parent)
    return create_app(dataclasses.replace(config, parts=tuple(request.param.split(","))))


HANDSHAKE = "/socket.io/?EIO=4&transport=websocket"


@pytest.mark.parametrize(
    ("part", "pages", "sockets"),
    [("web", True, False), ("live", False, True), ("jobs", False, False), ("web,live,jobs", True, True)],
    indirect=["part"],
)
def test_each_part_answers_what_is_its_own_and_a_plain_404_to_the_rest(part: Flask, pages: bool, sockets: bool) -> None:
    client = part.test_client()
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200
    measured = client.get("/metrics")
    assert (measured.status_code, "gmsc_sockets 0" in measured.text) == (200, sockets)
    for path in ("/", "/api/v1/boards/H2", "/display/H2"):
        for accept in ("text/html", "application/json"):
            answer = client.get(path, headers={"Accept": accept})
            assert answer.status_code == (200 if pages else 404), path
            assert "trace" not in answer.text.lower()
    refused = client.get(HANDSHAKE)  # a handshake that brings no websocket: Socket.IO says 400, nobody there says 404
    assert refused.status_code == (400 if sockets else 404)


def test_processes_that_start_at_once_agree_on_simulated_time(config: Config) -> None:
    simulated = dataclasses.replace(config, clock_start=clock.real_now(), clock_speed=10.0)
    apps = [create_app(simulated) for _ in range(6)]

    def agree(app: Flask) -> clock.Clock | None:
        with app.app_context():
            product_time.agree(simulated, serving=True)
            held = product_time._held()
            database.session.remove()
            database.engine.dispose()
            return held

    try:
        with ThreadPoolExecutor(6) as pool:
            anchors = set(pool.map(agree, apps))
    finally:
        clock.install(None)
    assert len(anchors) == 1
