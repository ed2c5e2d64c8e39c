"""From pressing "call next" to the last screen: the product's sockets beside a raw broadcaster.

The product's time holds the whole way: request, transaction and commit, the event read back, the board built
and encoded, one frame to every screen. The broadcaster sends as many bytes to as many connections with
nothing behind it: the bound of this machine. Rounds of both are interleaved.
"""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from bench.asked import Asked
from bench.place import Place, Places
from bench.processes import allow_open_files
from bench.report import Result
from bench.screens import Raw, Seen, at_product, at_raw, called, figures, raw_broadcaster, watching
from tests.servers import NotHere

#: Files a process needs beside its sockets.
BESIDE = 500


def push(places: Places, asked: Asked) -> Iterator[Result]:
    """Call to screen at each number of sockets."""
    for database in asked.databases[:1]:
        with raw_broadcaster() as raw:
            for sockets in asked.screens:
                beside = _beside(places.on(database), raw, sockets, asked)
                yield Result("push", {"database": database, "sockets": sockets, **beside})


def sockets(places: Places, asked: Asked) -> Iterator[Result]:
    """Thousands of sockets in one process: the same, and what each of them takes of its memory."""
    wanted = asked.many + BESIDE
    if (allowed := allow_open_files(wanted)) < wanted:
        yield Result("sockets", {"sockets": asked.many, "not here": f"a process may open {allowed} files (ulimit -Hn)"})
        return
    try:
        place = places.on(asked.database, "many")
    except NotHere as reason:
        yield Result("sockets", {"not here": str(reason)})
        return
    with raw_broadcaster() as raw:
        held = _memory(place, raw, asked)
        yield Result("sockets", {"sockets": asked.many, **held, **_beside(place, raw, asked.many, asked)})


def storm(places: Places, asked: Asked) -> Iterator[Result]:
    """Everybody connects at once, as after a restart: how long until all of them watch."""
    place = places.on(asked.database)
    for sockets in asked.storm:
        allow_open_files(sockets + BESIDE)
        with raw_broadcaster() as raw:
            yield Result("storm", {"sockets": sockets, **_storm(place, raw, sockets, asked)})


def _beside(place: Place, raw: Raw, sockets: int, asked: Asked) -> dict[str, float | int]:
    product, bound = list[Seen](), list[Seen]()
    for _ in range(asked.rounds):
        place.fill(asked.waiting)
        with watching(at_product(place, sockets, asked.calls)) as (screens, _):
            product.append(called(screens))
        with watching(at_raw(raw, sockets, asked.calls, product[-1].frame_bytes)) as (screens, _):
            bound.append(called(screens))
    return figures(product, bound)


def _memory(place: Place, raw: Raw, asked: Asked) -> dict[str, float | int]:
    """kB a socket, of the first time so many are there: what a process once had it keeps."""
    with watching(at_product(place, min(asked.many, 50), 0)):
        pass  # what the first socket ever brings with it belongs to no socket
    before, raw_before = place.resident_kb(), raw.resident_kb()
    with watching(at_product(place, asked.many, 0)):
        ours = place.resident_kb() - before
    with watching(at_raw(raw, asked.many, 0, 1)):
        bound = raw.resident_kb() - raw_before
    return {"worker_mb": before / 1024, "rss_kb_each": ours / asked.many, "raw_rss_kb_each": bound / asked.many}


def _storm(place: Place, raw: Raw, sockets: int, asked: Asked) -> dict[str, float | int]:
    ours, bound, cpu = list[list[float]](), list[list[float]](), list[float]()
    for _ in range(asked.rounds):
        before = place.cpu_seconds()
        with watching(at_product(place, sockets, 0, storm=True)) as (_, ready):
            ours.append(ready)
            cpu.append((place.cpu_seconds() - before) * 1000 / sockets)
        with watching(at_raw(raw, sockets, 0, 1, storm=True)) as (_, ready):
            bound.append(ready)
    last, raw_last = median(ready[-1] for ready in ours), median(ready[-1] for ready in bound)
    return {
        "half_ms": median(ready[len(ready) // 2] for ready in ours),
        "last_ms": last,
        "per_second": sockets / last * 1000,
        "cpu_ms_each": median(cpu),
        "raw_last_ms": raw_last,
        "last_by_raw": last / raw_last,
        "lost": 0,
    }
