"""Take and call-next over PostgreSQL, beside the raw transaction of two statements in the same PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from bench.asked import Asked
from bench.http_rates import calling, enough, measure, taking
from bench.pgbench import RawDatabase
from bench.place import Place, Places
from bench.report import Result
from tests.servers import NotHere

SENT = {"take": taking, "call": calling}


def database(places: Places, asked: Asked) -> Iterator[Result]:
    """Rounds of take, call and raw, interleaved, at each number of clients."""
    try:
        place = places.on("postgresql")
        assert place.postgres is not None
        raw = RawDatabase(place.postgres.url)
    except NotHere as reason:
        yield Result("database", {"not here": str(reason)})
        return
    for clients in asked.clients:
        yield from _beside(place, raw, clients, asked)


def _beside(place: Place, raw: RawDatabase, clients: int, asked: Asked) -> Iterator[Result]:
    rounds = []
    for _ in range(asked.rounds):
        place.fill(enough(asked))
        runs = {op: measure(place, sent(place, clients), asked.seconds) for op, sent in SENT.items()}
        rounds.append((runs, raw.per_second(clients, asked.seconds)))
    for op in SENT:
        figures = {
            "op": op,
            "clients": clients,
            "rps": median(runs[op].rps for runs, _ in rounds),
            "raw_per_second": median(tps for _, tps in rounds),
            "of_raw": median(runs[op].rps / tps for runs, tps in rounds),
            "cpu_us": median(runs[op].cpu_us for runs, _ in rounds),
            "database_cpu_us": median(runs[op].database_cpu_us for runs, _ in rounds),
            "errors": sum(runs[op].errors for runs, _ in rounds),
        }
        yield Result("database", figures)
