"""The big installation of `deploy/`, really running: what systemd would start, behind the nginx that is shipped.

The commands come from the units and the configuration from `deploy/nginx`; only paths, ports and the certificate are
this machine's. PostgreSQL is the tests' own, Redis a private one that a test may kill.
"""

from __future__ import annotations

import functools
import ipaddress
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from queue_app.simulation.free_port import free_port
from tests import programs, servers

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
PARTS = ("web@1", "web@2", "live@1", "live@2", "jobs", "jobs@other")
START_SECONDS = 120


@dataclass
class Deployed:
    """Where everything is. `address` maps a part to its own port on this machine, past nginx."""

    folder: Path
    url: str
    env: dict[str, str]
    redis: servers.Server
    address: dict[str, str] = field(default_factory=dict)
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def log(self, part: str) -> str:
        """What a part, or nginx, has said so far."""
        return (self.folder / f"{part}.log").read_text(errors="replace")

    def kill(self, part: str) -> None:
        """Kill a part outright: the parent and its worker."""
        os.killpg(self.processes[part].pid, signal.SIGKILL)
        self.processes[part].wait(60)

    def stop(self, part: str) -> int:
        """Ask a part to end, as its service manager does (SIGTERM); how it ended."""
        self.processes[part].terminate()
        return self.processes[part].wait(START_SECONDS)

    def start_again(self, part: str) -> None:
        """Start a part that has ended, at the same socket; over when it answers."""
        _start_part(self, part)
        _wait(self, part, self.address[part])

    def kill_redis(self) -> None:
        """Kill Redis outright."""
        self.redis.process.kill()
        self.redis.process.wait(60)

    def restart_redis(self) -> None:
        """Start it again where it was, empty."""
        self.redis = servers.redis_server(urlsplit(self.redis.url).port or 0)

    def start(self, name: str, command: list[str], **env: str) -> None:
        """Start a process that ends with the tests, whatever becomes of them."""
        with (self.folder / f"{name}.log").open("ab") as output:
            self.processes[name] = subprocess.Popen(
                command,
                cwd=self.folder,
                env={**os.environ, **self.env, **env, "PYTHONPATH": str(ROOT)},
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=functools.partial(servers._end_with_parent, servers._libc(), signal.SIGTERM),
            )


@contextmanager
def deployed(
    folder: Path, env: dict[str, str], parts: tuple[str, ...] = PARTS, *, tls: bool = True
) -> Iterator[Deployed]:
    """Everything of `deploy/` on a prepared database, until the block ends; without `tls` nginx speaks plainly, for
    measuring beside a process that does. Raises NotHere.
    """
    programs.nginx_program()
    port = free_port()
    with ExitStack() as stack:
        redis = servers.redis_server()
        settings = {**env, "REDIS_URL": redis.url, "PUBLIC_URL": f"http{'s' if tls else ''}://127.0.0.1:{port}"}
        made = Deployed(folder, settings["PUBLIC_URL"], settings, redis)
        stack.callback(lambda: made.redis.stop())
        stack.callback(_end, made.processes)
        for part in parts:
            _start_part(made, part)
        made.start("nginx", nginx_command(nginx_configuration(folder, port, tls=tls)))
        for part in parts:
            _wait(made, part, made.address[part])
        _wait(made, "nginx", made.url)
        yield made


def nginx_command(configuration: Path) -> list[str]:
    """What starts nginx in the foreground, as whom we are. Raises NotHere."""
    as_we_are = ["-g", f"daemon off;{' user root;' if os.geteuid() == 0 else ''}"]
    return [str(programs.nginx_program()), "-c", str(configuration), *as_we_are]


def nginx_configuration(folder: Path, port: int, *, tls: bool = True) -> Path:
    """The shipped configuration with this machine's paths, a certificate of an hour, and `port` instead of 443."""
    for file in (DEPLOY / "nginx").iterdir():
        shutil.copy(file, folder)
    _certificate(folder)
    sites, main = folder / "gmsc.conf", folder / "nginx.conf"
    here = {
        "/run/gmsc/": f"{folder}/",
        "/etc/nginx/certs/": f"{folder}/",
        "/var/log/nginx/": f"{folder}/",
        "listen 443 ssl http2": f"listen 127.0.0.1:{port}{' ssl http2' if tls else ''}",
        "listen 80;": f"listen 127.0.0.1:{free_port()};",
    }
    sites.write_text(functools.reduce(lambda text, pair: text.replace(*pair), here.items(), sites.read_text()))
    main.write_text(
        main.read_text().replace("/tmp/", f"{folder}/").replace("rlimit_nofile 65536", "rlimit_nofile 1024")
    )
    return main


def unit_command(part: str, folder: Path) -> tuple[list[str], dict[str, str]]:
    """What systemd runs for a part (`web@1`, `jobs`): the command with our own gunicorn, and the unit's settings."""
    name, _, instance = part.partition("@")
    template = "@" if name != "jobs" else ""
    unit = (DEPLOY / "systemd" / f"gmsc-{name}{template}.service").read_text()
    (command,) = re.findall(r"^ExecStart=\S+/bin/gunicorn (.*)$", unit, re.MULTILINE)
    (settings,) = re.findall(r"^Environment=(.*)$", unit, re.MULTILINE)
    here = command.replace("%i", instance).replace("/run/gmsc/", f"{folder}/")
    here = re.sub(r"127\.0\.0\.1:\d+", f"127.0.0.1:{free_port()}", here)
    configured = ["-c", str(ROOT / "gunicorn.conf.py"), *here.split()]
    return [sys.executable, "-m", "gunicorn", *configured], dict(pair.split("=") for pair in settings.split())


def _start_part(made: Deployed, part: str) -> None:
    command, settings = unit_command(part, made.folder)
    made.address[part] = "http://" + next(word for word in command if word.startswith("127.0.0.1:"))
    made.start(part, command, **settings)


def _wait(made: Deployed, name: str, url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert made.processes[name].poll() is None, made.log(name)
        try:
            if requests.get(f"{url}/healthz", timeout=60, verify=False).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.05)
    raise AssertionError(f"{name} does not answer:\n{made.log(name)[-2000:]}")


def _end(processes: dict[str, subprocess.Popen[bytes]]) -> None:
    for process in processes.values():
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
    for process in processes.values():
        process.wait(60)


def _certificate(folder: Path) -> None:
    """A certificate for 127.0.0.1 and its key, as gmsc.crt and gmsc.key."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(x509.random_serial_number()).add_extension(here, critical=False)
    made = made.not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(hours=1))
    (folder / "gmsc.crt").write_bytes(made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption(), serialization.PrivateFormat.PKCS8
    (folder / "gmsc.key").write_bytes(key.private_bytes(serialization.Encoding.PEM, plain[1], plain[0]))
