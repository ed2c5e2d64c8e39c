#!/usr/bin/env python3
"""The one command: makes `.venv` from the hashed locks, then serves, tests or measures GMSC.

Standard library only, because it runs before anything is installed. What follows the preparation
replaces this process (exec), so signals and exit codes are those of the server or the tests.
"""

import ast
import hashlib
import importlib.util
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NoReturn

if sys.version_info < (3, 11):  # noqa: UP036 - an older Python can read this far, and is told so
    sys.exit("GMSC memerlukan Python 3.11 atau lebih baru. / GMSC needs Python 3.11 or newer.")
if os.name == "nt":
    sys.exit("GMSC berjalan di Linux dan macOS; di Windows, pakai WSL. / On Windows, use WSL.")

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = str(VENV / "bin" / "python")
STAMP = VENV / "installed.json"  # {"home": where .venv was made, lock name: SHA-256 of what is in}
SERVING = "requirements.txt"
HAS_PIP = "import importlib.util as u, sys; sys.exit(u.find_spec('pip') is None)"
TESTING = "requirements-dev.txt"  # everything in SERVING and the tools of the tests

HELP = """\
python3 run.py                    pasang, siapkan basis data, layani / install, prepare, serve
python3 run.py demo [--speed N]   aula tiruan yang hidup, basis data sendiri / a living demo hall
python3 run.py test [PYTEST …]    lint, tipe, semua uji / lint, types, all tests
python3 run.py bench [NAME …]     tolok ukur dan latihan panjang / benchmarks and long drills

python3 run.py lock [--upgrade]   developers: compile both locks after editing pyproject.toml

Settings come from the environment or .env; .env.example lists them all."""
READ_ADDRESS = """\
from config import Config, ConfigError
try:
    config = Config.from_env()
except ConfigError as error:
    print(f"gmsc: {error}", file=__import__("sys").stderr)
    raise SystemExit(78)
print(config.host, config.port)
"""
NO_VENV = (
    "Modul venv Python tidak ada: jalankan `apt-get install python3-venv` sebagai root. / "
    "Python's venv module is missing: run `apt-get install python3-venv` as root."
)
NO_INSTALL = (
    "Pemasangan gagal (lihat di atas): periksa jaringan, lalu ulangi. / "
    "Installing failed (see above): check the network, then try again."
)


def main(args: list[str]) -> None:
    """Do what the command line asks."""
    os.chdir(ROOT)
    commands = {"serve": serve, "demo": demo, "test": test, "bench": bench, "lock": lock}
    name = args[0] if args else "serve"
    if name in ("-h", "--help", "help"):
        print(HELP)
    elif name in commands:
        commands[name](args[1:])
    else:
        sys.exit(f"run.py: perintah tidak dikenal / unknown command: {name}\n\n{HELP}")


def serve(_args: list[str]) -> None:
    """Bring the database up to date, print the addresses, and become the server."""
    install(SERVING)
    host, port = address()
    refuse_taken(host, port)
    allow_many_sockets()
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    first = ["--env", "PREPARE_FIRST=1"]  # to gunicorn.conf.py: one process prepares and serves
    become([PYTHON, "-m", "gunicorn", "-b", bind, *first, "queue_app.app:serving()"])


def demo(args: list[str]) -> None:
    """Become the demo hall, which has a database and simulated people of its own."""
    install(SERVING)
    allow_many_sockets()
    become([PYTHON, "-m", "flask", "--app", "queue_app", "demo", *args])


def test(args: list[str]) -> None:
    """Become the test gate; `args` go on to pytest."""
    install(TESTING)
    become([PYTHON, "-m", "tests.gate", *args])


def bench(args: list[str]) -> None:
    """Become the benchmarks that `args` name."""
    install(TESTING)
    allow_many_sockets()
    become([PYTHON, "-m", "bench", *args])


def lock(args: list[str]) -> None:
    """Compile both locks from pyproject.toml; `args` go on to `uv pip compile`.

    The testing lock is held to the serving one, so that what is tested is what is served.
    """
    make_venv()
    if not add_uv():
        sys.exit(NO_INSTALL)
    how = "--universal --python-version 3.11 --generate-hashes --no-emit-index-url --quiet".split()
    note = ["--custom-compile-command", "python3 run.py lock"]
    dev = ["--group", "pyproject.toml:dev", "--constraints", SERVING]
    for name, more in ((SERVING, []), (TESTING, dev)):
        files = ["pyproject.toml", "-o", name]
        must([*uv("compile"), *how, *note, *more, *args, *files], uv_settings())


def install(name: str) -> None:
    """Make `.venv` hold every pin of the lock `name`, checked by hash; done once per lock."""
    make_venv()
    done, digest = stamp(), digest_of(name)
    if done.get(name) == digest:
        return
    started = time.monotonic()
    print(f"Memasang / installing {name} …", flush=True)
    pinned = ["--quiet", "--require-hashes", "-r", name]
    quick = [*uv("install"), "--python", PYTHON, "--compile-bytecode", *pinned]
    if not (add_uv() and tried(quick, uv_settings())):
        must([PYTHON, "-m", "pip", "install", *pinned], told=NO_INSTALL)
    both = {SERVING: digest_of(SERVING), name: digest}  # TESTING holds all of SERVING
    STAMP.write_text(json.dumps({**done, "home": str(VENV), **both}))
    print(f"Terpasang / installed: {time.monotonic() - started:.0f} s", flush=True)


def digest_of(name: str) -> str:
    """SHA-256 of a lock."""
    return hashlib.sha256((ROOT / name).read_bytes()).hexdigest()


def stamp() -> dict[str, str]:
    """What `.venv` holds by our own record; empty when we did not make or finish it."""
    try:
        return dict(json.loads(STAMP.read_text()))
    except (OSError, ValueError):
        return {}


def make_venv() -> None:
    """Make `.venv`; make it anew when its Python has gone or the folder was moved."""
    moved = stamp().get("home", str(VENV)) not in (str(VENV), str(VENV.resolve()))
    if not moved and tried([PYTHON, "-c", HAS_PIP]):
        return
    if importlib.util.find_spec("ensurepip") is None:
        add_ensurepip()
    must([sys.executable, "-m", "venv", "--clear", str(VENV)], told=NO_VENV)


def add_ensurepip() -> None:
    """Debian keeps ensurepip in a package: root adds it, anybody else is told how."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        sys.exit(NO_VENV)
    settings = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    must(["apt-get", "update", "-qq"], settings, NO_VENV)
    must(["apt-get", "install", "-y", "-qq", "python3-venv"], settings, NO_VENV)


def uv(verb: str) -> list[str]:
    """The start of a `uv pip` command line."""
    return [str(VENV / "bin" / "uv"), "pip", verb]


def add_uv() -> bool:
    """Put the uv that the testing lock pins into `.venv`: it is much faster than pip.

    False where it cannot be had; then pip does the work.
    """
    if (VENV / "bin" / "uv").exists():
        return True
    _, found, rest = (ROOT / TESTING).read_text().partition("\nuv==")
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as pin:
        pin.write(f"uv=={rest.partition('    # via')[0]}")
        pin.flush()
        flags = ["--quiet", "--require-hashes", "--only-binary", ":all:", "-r", pin.name]
        return bool(found) and tried([PYTHON, "-m", "pip", "install", *flags])


def uv_settings() -> dict[str, str]:
    """The environment for uv, which reads none of pip's settings: index, certificates and proxy."""
    words = {"index-url": "UV_DEFAULT_INDEX", "cert": "SSL_CERT_FILE", "proxy": "ALL_PROXY"}
    listing = [PYTHON, "-m", "pip", "config", "list"]
    settings: dict[str, str] = {}
    for line in subprocess.run(listing, capture_output=True, text=True).stdout.splitlines():
        name, _, value = line.partition("=")
        word = words.get(name.rpartition(".")[2])
        if word:  # pip lists the strongest source first
            settings.setdefault(word, str(ast.literal_eval(value)))
    return {**settings, **os.environ}


def address() -> tuple[str, int]:
    """HOST and PORT as the product itself reads them; a wrong setting stops here, in one line."""
    asked = subprocess.run([PYTHON, "-c", READ_ADDRESS], text=True, stdout=subprocess.PIPE)
    if asked.returncode != 0:
        sys.exit(asked.returncode)
    host, port = asked.stdout.split()
    return host, int(port)


def refuse_taken(host: str, port: int) -> None:
    """Stop with one line when the address is taken or not ours, before gunicorn says it in ten."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            where = f"HOST {host}, PORT {port}"
            sys.exit(f"Tidak dapat melayani di / cannot serve on {where}: {error.strerror}")


def allow_many_sockets() -> None:
    """Raise the limit of open files, usually 1024: every phone and screen holds one."""
    import resource  # not on Windows, and the sentence above must be sayable there

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 16_384 if hard == resource.RLIM_INFINITY else min(16_384, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def tried(command: list[str], settings: dict[str, str] | None = None) -> bool:
    """Run a command; True when it succeeded, False also when there is no such program."""
    try:
        return subprocess.run(command, env=settings).returncode == 0
    except OSError:
        return False


def must(command: list[str], settings: dict[str, str] | None = None, told: str = "") -> None:
    """Run a command; when it fails, stop with its exit code after saying `told`."""
    status = subprocess.run(command, env=settings).returncode
    if status != 0:
        print(told, end="\n" if told else "", file=sys.stderr)
        sys.exit(status)


def become(command: list[str]) -> NoReturn:
    """Replace this process by `command`, so that signals and the exit code are its own."""
    sys.stdout.flush()
    os.execv(command[0], command)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit(130)
