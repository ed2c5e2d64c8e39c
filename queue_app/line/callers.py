"""Read: what the calls of today mean for those who wait: how far was called, how near a priority call is, how many
counters are open. Read for every number that is taken or looked at, so in one short question and one pass.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, select, text
from sqlalchemy.orm import Session

from queue_app.catalogue.directory import Directory
from queue_app.line.attendance import CLOSED, FRESH, OPEN, counter_states, serves, today


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
    counters = directory.counter_by_id
    able = tuple(c.id for c in counters.values() if services is None or not services.isdisjoint(c.service_ids))
    rows = session.execute(_of_today(able), {"day": today(directory)}).all() if able else ()
    same: dict[frozenset[int], list[Any]] = {}
    for row in rows:
        same.setdefault(serves(counters[row[0]], row[1]), []).append(row)
    return [_together(of, held) for of, held in same.items()]


def calls_since_priority(at_work: Iterable[Callers], services: frozenset[int]) -> int:
    """How many calls lie behind the last priority call, at that counter of today's which is nearest to the next one.

    Counts the counters that serve any of `services` and have not closed; FRESH when there is none.
    """
    mine = (c.since_priority for c in at_work if c.since_priority is not None and not services.isdisjoint(c.services))
    return max(mine, default=FRESH)


def _together(services: frozenset[int], rows: list[Any]) -> Callers:
    return Callers(
        services,
        sum([status == OPEN for _, _, status, _, _ in rows]),
        max([since for _, _, status, since, _ in rows if status != CLOSED], default=None),
        max([called for *_, called in rows]),
    )


@lru_cache(maxsize=512)
def _of_today(counter_ids: tuple[int, ...]) -> Select[Any]:
    """The numbers are written out: as a list of parameters they would be put together anew for every question."""
    c = counter_states.c
    wanted = text(f"counter_id IN ({', '.join(map(str, counter_ids))})")
    query = select(c.counter_id, c.service_ids, c.status, c.since_priority, c.called_place)
    return query.where(wanted, c.day == bindparam("day"))
