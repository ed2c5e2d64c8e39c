"""D12: the disk is full: nothing more is promised (503), everything can still be read, and with room it goes on.

Three ways: the file system has no page left (a small one of our own, where that is allowed), under SQLite and under
PostgreSQL; and the system refuses a longer file to the process (RLIMIT_FSIZE), which SQLite meets as an I/O error.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bench.drills.hall import Hall, a_crowd, a_hall
from bench.drills.outcome import Figure, Outcome
from bench.drills.wire import NotConnected, Unanswered
from tests import servers
from tests.servers import NotHere

TAKERS, COUNTERS, SECONDS = 4, 2, 1.0
#: What a citizen may wait for a number once there is room, in seconds.
RECOVERY = 5.0
#: The small disk while there is room: more than the product wants to see free when it starts.
ROOMY = 2 << 30


def drill(seed: int, rounds: int = 5, ways: tuple[str, ...] = ("limit", "disk", "postgresql")) -> Outcome:
    """So many times each way that is allowed here."""
    totals = {"lost": 0, "violations": 0, "crashed": 0, "unread": 0, "not_refused": 0}
    refused, acked, back, found, tried = 0, 0, 0.0, list[str](), list[str]()
    for way in ways:
        try:
            with _PLACES[way]() as (hall, fill, free):
                tried.append(way)
                for n in range(rounds):
                    with a_crowd(hall, seed=seed + n, takers=TAKERS, counters=COUNTERS) as crowd:
                        time.sleep(0.3)
                        fill()
                        unread, said_503 = _while_full(hall)
                        free()
                        back = max(back, _back(hall))
                    totals["unread"] += unread
                    totals["not_refused"] += not (said_503 or crowd.met("503"))
                    totals["crashed"] += crowd.crashed
                    refused += crowd.met("503")
                seen = hall.audit()
        except NotHere as reason:
            found.append(str(reason))
            continue
        acked += seen.acked
        totals["lost"] += len(seen.lost)
        totals["violations"] += len(seen.violations)
        found += seen.lost + seen.violations
    figures: dict[str, Figure] = {"rounds": rounds, "ways": "+".join(tried), "acked": acked, "refused_503": refused}
    return Outcome("D12", seed, figures, totals, {"back_s": (back, RECOVERY)}, tuple(found))


def _back(hall: Hall) -> float:
    """The seconds until a number is given again."""
    kiosk, began = hall.wire("kiosk"), time.monotonic()
    while kiosk.post("/tickets", {"service": "S1", "channel": "kiosk"}).status != 201:
        time.sleep(0.02)
    return time.monotonic() - began


def _while_full(hall: Hall) -> tuple[int, bool]:
    """Reads that failed while there was no room, and whether a number was refused with 503."""
    wire, kiosk, unread, refused = hall.wire(), hall.wire("kiosk"), 0, False
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        unread += sum(wire.get(path).status != 200 for path in ("/boards/H1", "/lines/A", "/services"))
        try:
            refused |= kiosk.post("/tickets", {"service": "S1", "channel": "kiosk"}).status == 503
        except (NotConnected, Unanswered):
            unread += 1
    return unread, refused


_Place = Iterator[tuple[Hall, Callable[[], None], Callable[[], None]]]


@contextmanager
def _limited() -> _Place:
    """The process may not write behind the first page of any file."""
    with a_hall() as hall:
        _open(hall)

        def limit(most: int) -> None:
            resource.prlimit(hall.worker, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))

        yield hall, lambda: limit(4096), lambda: limit(resource.RLIM_INFINITY)


@contextmanager
def _small_disk() -> _Place:
    """The database on a file system of its own, which shrinks to what it holds and grows again."""
    with a_hall() as hall:
        disk = hall.folder / "disk"
        disk.mkdir()
        _mount(disk, "-t", "tmpfs", "-o", f"size={ROOMY}", "gmsc-drill")
        try:
            hall.env["DATABASE_URL"] = f"sqlite:///{disk / 'simulasi.db'}"
            shutil.copy(hall.folder / "simulasi.db", disk)
            _open(hall)
            yield hall, lambda: _shrink(disk), lambda: _mount(disk, "-o", f"remount,size={ROOMY}")
        finally:
            hall.stop()
            subprocess.run(["umount", "-l", str(disk)], check=False)


def _mount(disk: Path, *how: str) -> None:
    """Raises NotHere."""
    if subprocess.run(["mount", *how, str(disk)], capture_output=True).returncode:
        raise NotHere("no small disk: mounting is not allowed here")


def _shrink(disk: Path) -> None:
    """Leave no page free. What is written meanwhile may still fit; then the file system refuses to shrink: again."""
    for _ in range(50):
        held = os.statvfs(disk)
        used = (held.f_blocks - held.f_bfree) * held.f_frsize
        with suppress(NotHere):
            return _mount(disk, "-o", f"remount,size={used}")
    raise NotHere("the small disk did not shrink")


@contextmanager
def _small_disk_of_postgres() -> _Place:
    """All that PostgreSQL keeps, its log of changes included, on a file system of its own."""
    with tempfile.TemporaryDirectory(prefix="gmsc-drill-") as name:
        disk = Path(name)
        disk.chmod(0o755)
        _mount(disk, "-t", "tmpfs", "-o", f"size={ROOMY}", "gmsc-drill")
        try:
            with _temporary_files_in(disk):
                server = servers.postgres()
            try:
                with a_hall(postgres=server.url) as hall:
                    _open(hall)
                    yield hall, lambda: _shrink(disk), lambda: _mount(disk, "-o", f"remount,size={ROOMY}")
            finally:
                server.stop()
        finally:
            subprocess.run(["umount", "-l", str(disk)], check=False)


@contextmanager
def _temporary_files_in(folder: Path) -> Iterator[None]:
    before, tempfile.tempdir = tempfile.tempdir, str(folder)
    try:
        yield
    finally:
        tempfile.tempdir = before


_PLACES = {"limit": _limited, "disk": _small_disk, "postgresql": _small_disk_of_postgres}


def _open(hall: Hall) -> None:
    hall.start()
    hall.open_counters(COUNTERS)
