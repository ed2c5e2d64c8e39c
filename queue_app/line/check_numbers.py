"""Check numbers, quotas and counts against the rows they were drawn from (I1 and I13 of trust.md §4.1)."""

from __future__ import annotations

from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from queue_app.line.day_log import DayLog
from queue_app.line.events import Kind
from queue_app.line.numbers import line_days, service_days
from queue_app.line.ticket import Status, Ticket
from queue_app.violations import Violation


def number_violations(session: Session, log: DayLog) -> Iterator[Violation]:
    """I1: the numbers of each line run 1..n without gap or repetition, and n is what was drawn."""
    drawn = _drawn(session, log)
    given: dict[str, list[int]] = defaultdict(list)
    for ticket in log.tickets.values():
        given[ticket.prefix].append(ticket.ordinal)
    for prefix in sorted(drawn.keys() | given.keys()):
        numbers, last = sorted(given[prefix]), drawn.get(prefix, 0)
        twice = [n for n, times in Tally(numbers).items() if times > 1]
        missing = sorted(set(range(1, last + 1)) - set(numbers))
        if twice:
            yield log.violation("I1", f"given more than once: {twice[:5]}", prefix)
        if missing:
            yield log.violation("I1", f"missing below {last}: {missing[:5]}", prefix)
        if numbers and numbers[-1] > last:
            yield log.violation("I1", f"number {numbers[-1]} was given, {last} drawn", prefix)


def count_violations(log: DayLog) -> Iterator[Violation]:
    """I13: what was issued is what waits, is being handled or has ended."""
    issued = sum(event.kind is Kind.ISSUED for event in log.events)
    by_status = Tally(ticket.status for ticket in log.tickets.values())
    total = sum(by_status[status] for status in Status)
    if issued != total:
        yield log.violation("I13", f"{issued} issued, {total} in all states together")


def quota_violations(session: Session, log: DayLog) -> Iterator[Violation]:
    """What a day's quota says is taken is what was issued and not given back.

    A number given back while it was held or missed is counted or not, depending on whether the quota
    was set before or after; both are right.
    """
    issued: dict[int, list[Ticket]] = defaultdict(list)
    for ticket in log.tickets.values():
        issued[ticket.issued_service_id].append(ticket)
    lowered = {e.service_id for e in log.events if e.kind is Kind.QUOTA_SET}
    s = service_days.c
    query = select(service_days).where(s.site_id == log.house.site.id, s.day == log.day)
    for row in session.execute(query):
        mine = issued[row.service_id]
        code = log.house.service_by_id[row.service_id].code
        remote = [ticket for ticket in mine if ticket.channel == "remote"]
        for taken, held, what in (
            (row.taken, mine, "taken"),
            (row.taken_remote, remote, "taken from home"),
        ):
            least, most = _taken(log, held)
            if not least <= taken <= most:
                yield log.violation("quota", f"{taken} {what}, {least} to {most} issued", code)
        if row.taken > row.quota and row.service_id not in lowered:
            yield log.violation("quota", f"{row.taken} taken of {row.quota}", code)


def _taken(log: DayLog, issued: list[Ticket]) -> tuple[int, int]:
    """How many of these numbers use the quota: at least, at most."""
    cancelled = [ticket for ticket in issued if ticket.status is Status.CANCELLED]
    returned = sum(_returned(log, ticket) for ticket in cancelled)
    return len(issued) - len(cancelled), len(issued) - returned


def _returned(log: DayLog, ticket: Ticket) -> bool:
    """Whether the number was given up while waiting, which gives it back to the quota."""
    return any(
        event.kind in (Kind.CANCELLED, Kind.CHANGED) and event.from_status == Status.WAITING
        for event in log.events_of.get(ticket.key, [])
    )


def _drawn(session: Session, log: DayLog) -> dict[str, int]:
    prefix = {line.id: line.prefix for line in log.house.lines.values()}
    d = line_days.c
    query = select(d.line_id, d.last_ordinal).where(d.site_id == log.house.site.id, d.day == log.day)
    return {prefix[line]: last for line, last in session.execute(query)}
