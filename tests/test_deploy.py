"""What `deploy/` ships is accepted by those who will read it, and says what the product needs it to say."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask

from config import KNOWN, PARTS, Config
from queue_app.db import engine_options
from queue_app.simulation.free_port import free_port
from queue_app.web.audience import BIG_BODY
from tests import programs, servers
from tests.deployed import DEPLOY, ROOT, nginx_configuration

COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
UNITS = DEPLOY / "systemd"
NGINX = (DEPLOY / "nginx" / "gmsc.conf").read_text()


def test_nginx_accepts_its_configuration(tmp_path: Path) -> None:
    try:
        program = programs.nginx_program()
    except servers.NotHere as reason:
        pytest.skip(str(reason))
    main = nginx_configuration(tmp_path, free_port())
    tried = subprocess.run([program, "-t", "-c", main], capture_output=True, text=True)
    assert (tried.returncode, "[warn]" in tried.stderr) == (0, False), tried.stderr


def test_nginx_lets_through_what_the_product_takes_and_never_writes_it_to_disk() -> None:
    (body,) = re.findall(r"client_max_body_size (\d+)k;", NGINX)
    (held,) = re.findall(r"client_body_buffer_size (\d+)k;", NGINX)
    assert int(body) * 1024 > BIG_BODY
    assert held == body


def test_nginx_lets_every_file_through_that_a_page_takes(sqlite_app: Flask) -> None:
    """And passes it on as it comes: what does not fit into its memory would lie on the disk."""
    wide = re.findall(r"location ~ (\S+) \{\s+client_max_body_size (\d+)m;(.*?)\}", NGINX, re.DOTALL)
    assert all("proxy_request_buffering off;" in rest for _, _, rest in wide)
    limits = {
        re.sub(r"<[^>]+>", "x", rule.rule): getattr(sqlite_app.view_functions[rule.endpoint], "body_limit", 0)
        for rule in sqlite_app.url_map.iter_rules()
    }
    files = {path: limit for path, limit in limits.items() if limit > BIG_BODY}
    assert len(files) > 5
    for path, limit in files.items():
        assert any(re.search(where, path) and int(most) * 2**20 >= limit for where, most, _ in wide), path


def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    verify = shutil.which("systemd-analyze")
    if verify is None:
        pytest.skip("no systemd-analyze: apt-get install systemd")
    units = tmp_path / "units"
    shutil.copytree(UNITS, units)
    for unit in units.glob("*.service"):
        unit.write_text(unit.read_text().replace("/opt/gmsc/.venv/bin/", f"{Path(sys.executable).parent}/"))
    names = ["gmsc.target", "gmsc.service", "gmsc-prepare.service", "gmsc-jobs.service"]
    started = [*names, "gmsc-web@1.service", "gmsc-live@1.service"]
    environment = {"SYSTEMD_UNIT_PATH": f"{units}:"}
    tried = subprocess.run([verify, "verify", *started], capture_output=True, text=True, env=environment)
    assert (tried.returncode, tried.stderr) == (0, "")


@pytest.mark.parametrize("part", PARTS)
def test_each_part_has_a_unit_and_two_containers_where_it_answers_people(part: str) -> None:
    (unit,) = UNITS.glob(f"gmsc-{part}*.service")
    assert f"Environment=PARTS={part}\n" in unit.read_text()
    containers = [
        name for name, service in SERVICES.items() if dict(service).get("environment", {}).get("PARTS") == part
    ]
    assert len(containers) == (1 if part == "jobs" else 2)
    for name in containers:
        assert part == "jobs" or f"unix:/run/gmsc/{name}.sock" in SERVICES[name]["command"]
        assert part == "jobs" or f"server unix:/run/gmsc/{name}.sock" in NGINX


def test_no_container_may_more_than_it_must() -> None:
    for name, service in SERVICES.items():
        assert service["init"] is True, name
        assert service["read_only"] is True, name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["cap_drop"] == ["ALL"], name
        assert not service["user"].startswith(("0", "root")), name
        assert service["healthcheck"].get("test") or name == "prepare", name


def test_compose_gives_settings_that_the_product_accepts() -> None:
    env = dict(SERVICES["web-1"]["environment"]) | {
        "SECRET_KEY": "s" * 64,
        "PUBLIC_URL": "https://antrean.example.go.id",
    }
    env["DATABASE_URL"] = re.sub(r"\$\{.*?\}", "password", env["DATABASE_URL"])
    assert set(env) <= set(KNOWN)
    config = Config.from_env(env)
    assert (config.production, config.parts, config.trusted_proxies) == (True, ("web",), 1)
    processes = [service for service in SERVICES.values() if "PARTS" in dict(service).get("environment", {})]
    assert config.server_processes == len(processes)


def test_postgresql_has_room_for_every_process() -> None:
    (most,) = [int(word.partition("=")[2]) for word in SERVICES["postgres"]["command"] if "max_connections" in word]
    connections = int(dict(SERVICES["web-1"]["environment"])["DATABASE_CONNECTIONS"])
    options = engine_options("postgresql+psycopg://", connections)
    each = options["pool_size"] + options["max_overflow"] + 3
    assert most > 5 * each


def test_the_image_holds_all_that_the_product_needs(tmp_path: Path) -> None:
    copied = re.findall(r"^COPY (.+) \S+$", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE)
    let_through = {line[1:] for line in (DEPLOY / "Dockerfile.dockerignore").read_text().split() if line[0] == "!"}
    names = {name for line in copied for name in line.split()}
    assert names == let_through
    for name in names:
        whole = ROOT / name
        shutil.copytree(whole, tmp_path / name) if whole.is_dir() else shutil.copy(whole, tmp_path)
    script = (
        "from queue_app import create_app; from queue_app.catalogue import reading as files; "
        "app = create_app(); files.read_catalogue(files.default_catalogue()); "
        "print(app.test_client().get('/akun/mulai/x').status_code, app.extensions['migrate'].directory)"
    )
    env = {"DATA_DIR": str(tmp_path / "data"), "MODE": "local"}
    said = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, env=env, capture_output=True, text=True)
    assert str(tmp_path / "migrations") in said.stdout, said.stderr


def composed(folder: Path, text: str) -> subprocess.CompletedProcess[str]:
    """What compose says of a file like ours, in a copy of its folder."""
    try:
        command, first_kind = programs.compose_command()
    except servers.NotHere as reason:
        pytest.skip(str(reason))
    shutil.copytree(DEPLOY, folder)
    (folder / "compose.yaml").write_text(text.replace("\nname: gmsc\n", "\n") if first_kind else text)
    env = {"PATH": "/usr/bin:/bin", "SECRET_KEY": "s" * 64, "POSTGRES_PASSWORD": "p", "PUBLIC_URL": "https://a.example"}
    asked = [*command, "-f", str(folder / "compose.yaml"), "config", "-q"]
    return subprocess.run(asked, env=env, capture_output=True, text=True)


def test_compose_accepts_its_file_and_would_not_accept_any(tmp_path: Path) -> None:
    text = (DEPLOY / "compose.yaml").read_text()
    tried = composed(tmp_path / "ours", text)
    assert tried.returncode == 0, tried.stderr
    assert composed(tmp_path / "slip", text.replace("stop_grace_period:", "stop_grace:")).returncode != 0
