"""Machinery: `check` reads everything back and reports each invariant that does not hold (trust.md §4.1).

The line and the survey each know their own; here stands what binds them together (served ⇔ right to
answer) and what machinery itself wrote (kept answers, messages). Nothing is changed.
"""

from __future__ import annotations

import json
from collections import Counter as Tally
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

import survey.check
from queue_app import clock
from queue_app.catalogue.directory import directory, site_codes
from queue_app.check_schema import schema_violations
from queue_app.db import ClockAnchor
from queue_app.idempotency import KEPT_ELSEWHERE, idempotent_answers
from queue_app.line.check import Checked, line_violations
from queue_app.line.contacts import KEPT_DAYS, contacts
from queue_app.line.events import Kind, ticket_events
from queue_app.line.ticket import Status, tickets
from queue_app.notify.outbox import ATTEMPTS, FAILED, SENDING, SENT, messages
from queue_app.notify.templates import TEMPLATES
from queue_app.violations import INVARIANTS, Violation
from survey.tokens import RightRecord, SpentRecord

#: How long two transactions may run side by side on PostgreSQL, in real time.
OVERLAP = timedelta(seconds=2)
#: What SQLite calls the two settings under which a commit is on the disk.
_FULL, _EXTRA = 2, 3
#: What a message may say of a ticket, and each further one of its own; anything else could be a secret.
_TOLD = frozenset({"number", "counter", "floor"})
_TOLD_BY = {
    "leave": _TOLD | {"low", "high"},
    "near": _TOLD | {"ahead"},
    "disturbance": _TOLD | {"text"},
    "survey-reminder": _TOLD | {"until"},
}


@dataclass(frozen=True, slots=True)
class Report:
    """What was found, and how much was looked at."""

    violations: list[Violation]
    checked: dict[str, int]

    def as_dict(self) -> dict[str, object]:
        """For `--json`."""
        told = [asdict(one) | {"name": one.name} for one in self.violations]
        broken = {one.invariant: INVARIANTS[one.invariant].when_broken for one in self.violations}
        return {"violations": told, "means": broken, "checked": self.checked}


def check(session: Session) -> list[Violation]:
    """Every invariant that does not hold; none in a sound database."""
    return report(session).violations


def report(session: Session, *, phone_days: int = KEPT_DAYS) -> Report:
    """As `check`, with how much was looked at. Give a session that has not read anything yet.

    `phone_days` is how long this installation keeps phone numbers.
    """
    _see_one_moment(session)
    checked = Checked()
    found = [
        *_database_violations(session),
        *schema_violations(session),
        *line_violations(session, checked, overlap=_overlap(session)),
        *survey.check.survey_violations(session),
        *_right_violations(session),
        *_kept_answer_violations(session),
        *_message_violations(session),
        *_old_phone_violations(session, phone_days),
    ]
    return Report(found, asdict(checked) | survey.check.counts(session))


def quick(session: Session, *, overlap: timedelta = timedelta(0)) -> list[Violation]:
    """What every single act must leave true: the line and the rights. For drills, which look after each step.

    `overlap` as in `line_violations`; none, because a drill acts one step at a time.
    """
    line = line_violations(session, Checked(), overlap=overlap, screens=False)
    return [*line, *_right_violations(session)]


#: What was looked at, as an operator calls it.
LOOKED_AT = {
    "days": "hari",
    "tickets": "tiket",
    "events": "peristiwa",
    "judged_calls": "panggilan dinilai",
    "rights": "hak survei",
    "spent": "hak terpakai",
    "responses": "jawaban survei",
}


def looked_at(checked: Mapping[str, int]) -> str:
    """15 tiket, 55 peristiwa, …: what a report rests on."""
    return ", ".join(f"{n} {LOOKED_AT.get(name, name)}" for name, n in checked.items())


def summary(found: Report) -> str:
    """The report for a person: one line per violation, or one that says all is well."""
    seen = looked_at(found.checked)
    if not found.violations:
        return f"Tidak ada pelanggaran. Diperiksa: {seen}."
    lines = [f"{v.invariant}\t{v.where} {v.ref or ''}\t{v.detail}" for v in found.violations]
    by_invariant = Tally(v.invariant for v in found.violations)
    means = [f"{key} ({INVARIANTS[key].name}): {INVARIANTS[key].when_broken}" for key in sorted(by_invariant)]
    total = ", ".join(f"{name} {n}" for name, n in sorted(by_invariant.items()))
    return "\n".join([*lines, *means, f"{len(lines)} pelanggaran ({total}). Diperiksa: {seen}."])


def _see_one_moment(session: Session) -> None:
    """PostgreSQL shows each statement its own moment unless told otherwise; SQLite never does."""
    if session.get_bind().dialect.name == "postgresql" and not session.in_transaction():
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def _overlap(session: Session) -> timedelta:
    """`OVERLAP` in product time; none where there is one writer."""
    if session.get_bind().dialect.name == "sqlite":
        return timedelta(0)
    speed = session.scalar(select(ClockAnchor.speed))
    return OVERLAP * float(speed or 1)


def _database_violations(session: Session) -> Iterator[Violation]:
    """SQLite vouches for its own file and for the references in it; PostgreSQL does so all the time."""
    if session.get_bind().dialect.name != "sqlite":
        return
    said = session.scalar(text("PRAGMA quick_check(1)"))
    if said != "ok":
        yield Violation("database", str(said), "")
    if session.scalar(text("PRAGMA synchronous")) not in (_FULL, _EXTRA):
        yield Violation("database", "synchronous is not FULL: a power cut loses what was acknowledged", "")
    for row in session.execute(text("PRAGMA foreign_key_check")):
        yield Violation("database", f"a row refers to a missing one of {row[2]}", str(row[0]))


def _right_violations(session: Session) -> Iterator[Violation]:
    """I7: exactly the served have the right to answer, for their service and day."""
    standing = {
        row.subject: row
        for row in session.execute(
            select(RightRecord.subject, RightRecord.service_code, RightRecord.day).where(
                RightRecord.withdrawn_at.is_(None)
            )
        )
    }
    for code in site_codes(session):
        house, t = directory(session, code), tickets.c
        served = select(t.ref, t.day, t.service_id, t.prefix, t.ordinal).where(
            t.site_id == house.site.id, t.status == Status.SERVED
        )
        for row in session.execute(served):
            where = f"{code} {row.day} {row.prefix}{row.ordinal:03d}"
            right = standing.pop(row.ref, None)
            if right is None:
                yield Violation("I7", "served without the right to answer", where, row.ref)
            elif (right.service_code, right.day) != (house.service_by_id[row.service_id].code, row.day):
                yield Violation("I7", "the right is for another service or day", where, row.ref)
    for subject in standing:
        yield Violation("I7", "the right to answer without having been served", "", subject)
    yield from _chain_violations(session)


def _chain_violations(session: Session) -> Iterator[Violation]:
    """I7 as anybody can count it: redeemed <= granted <= served <= called <= issued, for each site and day."""
    e, t, right = ticket_events.c, tickets.c, RightRecord
    at_counter = (Kind.CALLED, Kind.UNHELD, Kind.WALKED_IN)
    redeemed = select(right.site_id, right.day, func.count()).join(SpentRecord, SpentRecord.digest == right.digest)
    chain = (
        ("redeemed", redeemed.group_by(right.site_id, right.day)),
        ("granted", _per_day(right.site_id, right.day).where(right.withdrawn_at.is_(None))),
        ("served", _per_day(t.site_id, t.day).where(t.status == Status.SERVED)),
        ("called", _per_day(e.site_id, e.day, e.ticket_key.distinct()).where(e.kind.in_(at_counter))),
        ("issued", _per_day(t.site_id, t.day)),
    )
    counted = [(name, {(s, d): n for s, d, n in session.execute(query)}) for name, query in chain]
    for (less, few), (more, many) in pairwise(counted):
        for (site, day), n in few.items():
            if n > many.get((site, day), 0):
                yield Violation("I7", f"{n} {less}, {many.get((site, day), 0)} {more}", f"site {site} {day}")


def _per_day(site: Any, day: Any, what: Any = None) -> Any:
    counted = func.count() if what is None else func.count(what)
    return select(site, day, counted).group_by(site, day)


def _kept_answer_violations(session: Session) -> Iterator[Violation]:
    """I3 and I2: each key has its whole answer, and a number it was answered with exists, once.

    A row that leads to another owner's is no answer of its own, and must lead to one.
    """
    i = idempotent_answers.c
    acknowledged: Tally[str] = Tally()
    keys = set(session.scalars(select(i.key_digest).where(i.status != KEPT_ELSEWHERE)))
    for status, body in session.execute(select(i.status, i.body)):
        if status < 200 or (status not in (204, 303) and not body):  # a form may lead back without a word
            yield Violation("I3", f"a key is kept without its answer (status {status})", "")
        elif status == 201 and "ref" in (said := json.loads(body)):
            acknowledged[str(said["ref"])] += 1
        elif status == KEPT_ELSEWHERE and body not in keys:
            yield Violation("I3", "a key leads to an answer that is not kept", "")
    yield from _acknowledged_violations(session, acknowledged)


def _acknowledged_violations(session: Session, acknowledged: Tally[str]) -> Iterator[Violation]:
    known = set(session.scalars(select(tickets.c.ref)))
    for ref, times in acknowledged.items():
        if ref not in known:
            yield Violation("I2", "an acknowledged ticket does not exist", "", ref)
        if times > 1:
            yield Violation("I3", f"{times} keys were answered with one ticket", "", ref)


def _message_violations(session: Session) -> Iterator[Violation]:
    """Messages say what their templates need and no more, about their own ticket, a few times at most."""
    m, t = messages.c, tickets.c
    query = select(messages, t.prefix, t.ordinal, t.site_id.label("ticket_site")).join(tickets, t.key == m.ticket_key)
    for row in session.execute(query):
        where, told = f"message {row.id}", set(row.parameters)
        number = f"{row.prefix}{row.ordinal:03d}"
        if row.template not in TEMPLATES or not told <= _TOLD_BY.get(row.template, _TOLD):
            yield Violation("outbox", f"{row.template} with {sorted(told)}", where)
        if row.parameters.get("number") != number or row.ticket_site != row.site_id:
            yield Violation("outbox", f"is not about its own ticket {number}", where)
        tried = row.attempts >= (1 if row.state in (SENDING, SENT, FAILED) else 0)
        if not tried or row.attempts > ATTEMPTS:
            yield Violation("outbox", f"{row.state} after {row.attempts} attempts", where)


def _old_phone_violations(session: Session, days: int) -> Iterator[Violation]:
    """I12: no phone number is older than the retention time; the job that forgets has a day for it."""
    for code in site_codes(session):
        site = directory(session, code).site
        latest = clock.business_day(site.tz_name) - timedelta(days=days + 1)
        kept = select(func.count()).select_from(contacts).join(tickets, tickets.c.key == contacts.c.ticket_key)
        old = session.scalar(kept.where(tickets.c.site_id == site.id, tickets.c.day < latest))
        if old:
            yield Violation("I12", f"{old} phone numbers kept more than {days} days", code)
