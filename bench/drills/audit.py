"""`python -m bench.drills.audit [ACKS]`: the product's own checker, and every promise of the ACKS file looked up.

ACKS is what a crowd outside wrote down as answered: one JSON object a line (`crowd.py`). Prints one JSON object:
`violations` (the checker's), `lost` (promised and not there), `acked` and `taken` (promises
read, those of numbers among them), `tickets` and `checked`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from bench.drills import shifted
from queue_app import create_app, product_time
from queue_app.check import report
from queue_app.line.events import ticket_events
from queue_app.line.ticket import Status, tickets
from queue_app.transaction import reading
from survey.responses import ResponseRecord
from survey.tokens import RightRecord

Ack = dict[str, Any]


def audit(session: Session, acks: list[Ack]) -> dict[str, Any]:
    """Violations and broken promises of the database that `session` has not read yet."""
    found = report(session)
    lost = [sentence for kind, look in _LOOKS.items() for sentence in look(session, _of_kind(acks, kind))]
    return {
        "violations": [f"{v.invariant} {v.where} {v.detail}" for v in found.violations] + list(_damaged(session)),
        "lost": lost,
        "acked": len(acks),
        "taken": len(_of_kind(acks, "take")),
        "tickets": session.scalar(select(func.count()).select_from(tickets)),
        "checked": found.checked,
    }


def read_acks(path: Path) -> list[Ack]:
    """The promises of a file; a last line that was cut short promised nothing."""
    lines = path.read_text(encoding="ascii").splitlines() if path.exists() else []
    return [json.loads(line) for line in lines if line.endswith("}")]


def _of_kind(acks: list[Ack], kind: str) -> list[Ack]:
    return [ack for ack in acks if ack["act"] == kind]


def _damaged(session: Session) -> Iterator[str]:
    if session.get_bind().dialect.name == "sqlite":
        said = session.scalar(text("PRAGMA integrity_check(1)"))
        if said != "ok":
            yield f"integrity_check {said}"


def _taken(session: Session, acks: list[Ack]) -> Iterator[str]:
    t = tickets.c
    query = select(t.id, t.ref, t.prefix, t.ordinal, t.day)
    there = {row.id: row for row in session.execute(query)}
    holders: dict[tuple[str, str], str] = {}
    for ack in acks:
        row = there.get(ack["id"])
        if row is None:
            yield f"{ack['number']} {ack['ref']} was given and does not exist"
        elif (row.ref, f"{row.prefix}{row.ordinal:03d}", str(row.day)) != (ack["ref"], ack["number"], ack["day"]):
            yield f"{ack['number']} {ack['ref']} became {row.prefix}{row.ordinal:03d} of {row.day}"
        if holders.setdefault((ack["number"], ack["day"]), ack["id"]) != ack["id"]:
            yield f"{ack['number']} was given to two people"


def _called(session: Session, acks: list[Ack]) -> Iterator[str]:
    e = ticket_events.c
    told = {ref for (ref,) in session.execute(select(e.ref).where(e.kind == "called"))}
    yield from (f"the call of {ack['ref']} was never written" for ack in acks if ack["ref"] not in told)


def _served(session: Session, acks: list[Ack]) -> Iterator[str]:
    t = tickets.c
    served = {ref for (ref,) in session.execute(select(t.ref).where(t.status == Status.SERVED))}
    rights = set(session.scalars(select(RightRecord.subject)))
    for ack in acks:
        if ack["ref"] not in served:
            yield f"{ack['ref']} was served and is not"
        if ack["ref"] not in rights:
            yield f"{ack['ref']} was served and may not answer"


def _answered(session: Session, acks: list[Ack]) -> Iterator[str]:
    kept = session.scalar(select(func.count()).select_from(ResponseRecord)) or 0
    if kept < len(acks):
        yield f"{len(acks)} answers to the survey were received, {kept} are kept"


_LOOKS: dict[str, Callable[[Session, list[Ack]], Iterator[str]]] = {
    "take": _taken,
    "call": _called,
    "finish": _served,
    "answer": _answered,
}


def main(arguments: list[str]) -> None:
    """Audit the database of the environment."""
    shifted.follow()
    app = create_app()
    with app.app_context():
        product_time.agree(app.extensions["config"])
        with reading() as session:
            print(json.dumps(audit(session, read_acks(Path(arguments[0])) if arguments else [])))


if __name__ == "__main__":
    main(sys.argv[1:])
