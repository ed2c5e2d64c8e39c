"""D12: the disk is full: nothing more is promised (503), everything can still be read, and with room it goes on.

Two ways: the file system has no page left (a small one of our own, where that is allowed), and the system refuses a
longer file to the process (RLIMIT_FSIZE), which SQLite meets as an I/O error instead.
"""

from __future__ import annotations

import resource
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.drills.hall import Hall, a_crowd, a_hall
from bench.drills.outcome import Figure, Outcome
from bench.drills.wire import NotConnected, Unanswered
from tests.servers import NotHere

TAKERS, COUNTERS, SECONDS = 4, 2, 1.0
#: The small disk: more than the product wants to see free at its start (64 MB).
DISK_MB = 96


def drill(seed: int, rounds: int = 5, ways: tuple[str, ...] = ("limit", "disk")) -> Outcome:
    """So many times each way that is allowed here."""
    totals = {"lost": 0, "violations": 0, "crashed": 0, "unread": 0, "not_refused": 0}
    refused, acked, found, tried = 0, 0, list[str](), list[str]()
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
                        time.sleep(0.5)
                    totals["unread"] += unread
                    totals["not_refused"] += 0 if said_503 else 1
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
    return Outcome("D12", seed, figures, totals, found=tuple(found))


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
    """The database on a file system of its own, and ballast that takes what is left."""
    with a_hall() as hall:
        disk = hall.folder / "disk"
        disk.mkdir()
        if subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "gmsc-drill", str(disk)], capture_output=True
        ).returncode:
            raise NotHere("no small disk: mounting is not allowed here")
        try:
            hall.env["DATABASE_URL"] = f"sqlite:///{disk / 'simulasi.db'}"
            (disk / "simulasi.db").write_bytes((hall.folder / "simulasi.db").read_bytes())
            _open(hall)
            ballast = disk / "ballast"
            yield hall, lambda: _fill(ballast), lambda: ballast.unlink()
        finally:
            hall.stop()
            subprocess.run(["umount", "-l", str(disk)], check=False)


def _fill(ballast: Path) -> None:
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 20, 4096):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue


_PLACES = {"limit": _limited, "disk": _small_disk}


def _open(hall: Hall) -> None:
    hall.start()
    hall.open_counters(COUNTERS)
