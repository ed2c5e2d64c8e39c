"""Read: what the calls of today mean for those who wait: how far was called, how near a priority call is, how many
counters are open. Read for every number that is taken or looked at, so in one short question and one pass.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from queue_app.catalogue.directory import Directory
from queue_app.line.attendance import CLOSED, FRESH, OPEN, counter_states, serves, today
from queue_app.ready import Ready, among


@dataclass(frozen=True, slots=True)
class Callers:
    """The counters that serve the same services today.

    `open` says how many are open now. `since_priority` is the number of calls since the last priority call of that
    one which is nearest to the next, None when all have closed. `called_place` is the highest place called in order.
    """

    services: frozenset[int]
    open: int
    since_priority: int | None
    called_place: int


def callers(session: Session, directory: Directory, services: frozenset[int] | None) -> list[Callers]:
    """The counters of today that can serve any of these services (None: of all). One that has not opened is none."""
    able = _able(directory, services)
    rows = _of_today(able).all(session, {"day": today(directory)}) if able else ()
    same: defaultdict[frozenset[int], list[Any]] = defaultdict(list)
    for row in rows:
        counter = directory.counter_by_id[row[0]]
        same[counter.service_ids if row[1] is None else serves(counter, row[1])].append(row)
    return [_together(of, held) for of, held in same.items()]


def calls_since_priority(at_work: Iterable[Callers], services: frozenset[int]) -> int:
    """How many calls lie behind the last priority call, at that counter of today's which is nearest to the next one.

    Counts the counters that serve any of `services` and have not closed; FRESH when there is none.
    """
    mine = (c.since_priority for c in at_work if c.since_priority is not None and not services.isdisjoint(c.services))
    return max(mine, default=FRESH)


@lru_cache(maxsize=512)
def _able(directory: Directory, services: frozenset[int] | None) -> tuple[int, ...]:
    counters = directory.counter_by_id.values()
    return tuple(c.id for c in counters if services is None or not services.isdisjoint(c.service_ids))


def _together(services: frozenset[int], rows: list[Any]) -> Callers:
    return Callers(
        services,
        sum([status == OPEN for _, _, status, _, _ in rows]),
        max([since for _, _, status, since, _ in rows if status != CLOSED], default=None),
        max([called for *_, called in rows]),
    )


@lru_cache(maxsize=512)
def _of_today(counter_ids: tuple[int, ...]) -> Ready:
    c = counter_states.c
    query = select(c.counter_id, c.service_ids, c.status, c.since_priority, c.called_place)
    return Ready(query.where(among("counter_id", counter_ids), c.day == bindparam("day")))
