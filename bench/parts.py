"""Many processes beside one: two `web`, two `live` and `jobs` behind nginx, over PostgreSQL and Redis, as in `deploy/`.

nginx speaks plainly here: the one process has nobody who would encrypt for it. Half of the parts, with one `web`, say
what being apart costs and what a second interpreter on the same cores does. Each stands on a PostgreSQL of its own and
all are measured in turn.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from bench.asked import Asked
from bench.http_rates import WARM, Cycles, Run, calling, enough, run_of, taking
from bench.outside import Outside, outside
from bench.place import Place, Places, a_stage, have, let_feeds_read
from bench.processes import cpu_seconds, family
from bench.report import Result
from tests.deployed import Deployed, deployed
from tests.servers import NotHere

PARTS = ("web@1", "web@2", "live@1", "live@2", "jobs")
HALF = ("web@1", "live@1", "jobs")


@dataclass(frozen=True, slots=True)
class Installation:
    """Where requests go, whose bearers, who fills it, which of its servers follow the events, and whose processor time
    counts: its own, and its proxy's.
    """

    port: int
    bearers: dict[str, str]
    stagehand: Outside
    feeds: tuple[str, ...]
    product: tuple[int, ...]
    proxy: tuple[int, ...] = ()


def parts(places: Places, asked: Asked) -> Iterator[Result]:
    """Take and call at each number of clients, in turns."""
    with ExitStack() as stack:
        try:
            one = _one(places.on("postgresql"))
            half, many = _apart(stack, HALF), _apart(stack, PARTS)
        except NotHere as reason:
            yield Result("parts", {"not here": str(reason)})
            return
        for op, sent in (("take", taking), ("call", calling)):
            for clients in asked.clients:
                yield Result("parts", {"op": op, "clients": clients, **_beside(one, half, many, sent, clients, asked)})


def _one(place: Place) -> Installation:
    feed = f"http://127.0.0.1:{place.port}"
    return Installation(place.port, place.bearers, place.stagehand, (feed,), (place.worker,))


def _apart(stack: ExitStack, parts: tuple[str, ...]) -> Installation:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="gmsc-parts-")))
    env, bearers, stagehand, _ = stack.enter_context(a_stage("postgresql"))
    made: Deployed = stack.enter_context(deployed(folder, env, parts, tls=False))
    product = [made.processes[part].pid for part in parts]
    proxy = family([made.processes["nginx"].pid])
    feeds = tuple(made.address[part] for part in parts if part.startswith("live"))
    return Installation(urlsplit(made.url).port or 80, bearers, stagehand, feeds, tuple(family(product)), tuple(proxy))


def _beside(
    one: Installation, half: Installation, many: Installation, sent: Cycles, clients: int, asked: Asked
) -> dict[str, float | int]:
    rounds = [[_measure(there, sent, clients, asked) for there in (one, half, many)] for _ in range(asked.rounds)]
    single, halved, several = ([each[n] for each in rounds] for n in range(3))
    return {
        "one_rps": median(run.rps for run, _ in single),
        "parts_rps": median(run.rps for run, _ in several),
        "parts_by_one": median(b.rps / a.rps for (a, _), _, (b, _) in rounds),
        "one_cpu_us": median(run.cpu_us for run, _ in single),
        "parts_cpu_us": median(run.cpu_us for run, _ in several),
        "cpu_by_one": median(b.cpu_us / max(a.cpu_us, 1) for (a, _), _, (b, _) in rounds),
        "half_rps": median(run.rps for run, _ in halved),
        "half_cpu_by_one": median(b.cpu_us / max(a.cpu_us, 1) for (a, _), (b, _), _ in rounds),
        "nginx_cpu_us": median(proxy for _, proxy in several),
        "one_p99_ms": median(run.p99 for run, _ in single),
        "parts_p99_ms": median(run.p99 for run, _ in several),
        "errors": sum(run.errors for each in rounds for run, _ in each),
    }


def _measure(there: Installation, sent: Cycles, clients: int, asked: Asked) -> tuple[Run, float]:
    """What the clients saw with the product's CPU for a request, and the proxy's."""
    have(there.stagehand, waiting=enough(asked))
    let_feeds_read(*there.feeds)
    before = [_used(some) for some in (there.product, there.proxy)]
    with outside("bench.load") as load:
        load.say({"port": there.port, "warm": WARM, "seconds": asked.seconds, "clients": sent(there, clients)})
        seen = load.hear()
    answered = max(seen["rps"] * (asked.seconds + WARM), 1)
    product, proxy = (
        (_used(some) - was) * 1e6 / answered for some, was in zip((there.product, there.proxy), before, strict=True)
    )
    return run_of(seen, product), proxy


def _used(processes: tuple[int, ...]) -> float:
    return sum(cpu_seconds(process) for process in processes)
