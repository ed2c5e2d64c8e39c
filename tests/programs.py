"""Programs that the tests of `deploy/` ask whether what it ships is right: the machine's own, there are no wheels."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from tests.servers import NotHere


def nginx_program() -> Path:
    """nginx of the machine (there is no wheel of it). Raises NotHere."""
    found = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if found is None:
        raise NotHere("no nginx: `apt-get install nginx`, or run the tests once as root")
    return Path(found)


def docker_compose() -> Path:
    """docker with its compose plugin, or docker-compose by itself; no engine needs to run. Raises NotHere."""
    found = shutil.which("docker")
    if found and not subprocess.run([found, "compose", "version"], capture_output=True, check=False).returncode:
        return Path(found)
    alone = shutil.which("docker-compose")
    if alone is None:
        raise NotHere("no docker compose: deploy/compose.yaml is only read as YAML")
    return Path(alone)


def compose_command() -> tuple[list[str], bool]:
    """How compose is called, and whether it is of the first kind, which knows no `name:`. Raises NotHere."""
    program = docker_compose()
    command = [str(program), "compose"] if program.name == "docker" else [str(program)]
    told = subprocess.run([*command, "version", "--short"], capture_output=True, text=True, check=True)
    return command, told.stdout.strip().startswith("1.")
