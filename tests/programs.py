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
    """docker with its compose plugin; no engine needs to run. Raises NotHere."""
    found = shutil.which("docker")
    if found is None or subprocess.run([found, "compose", "version"], capture_output=True, check=False).returncode:
        raise NotHere("no docker compose: deploy/compose.yaml is only read as YAML")
    return Path(found)
