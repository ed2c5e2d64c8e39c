"""The database read back after a step of the drill, and held against the model and the checker."""

from __future__ import annotations

from itertools import zip_longest

from sqlalchemy import select
from sqlalchemy.orm import Session

from queue_app.catalogue.directory import Directory
from queue_app.check import quick
from queue_app.consequences import Scope
from queue_app.line.attendance import states
from queue_app.line.events import read_after
from queue_app.line.ticket import Ticket, find_all, tickets
from queue_app.live.snapshots import holders_view, snapshot
from survey.tokens import RightRecord
from tests.drills.counter_acts import Model
from tests.drills.numbers_model import Number


def agree(session: Session, house: Directory, model: Model) -> list[Ticket]:
    """Every ticket, event, counter and right is as the model has it, and no invariant is broken; the tickets."""
    held = find_all(session, order=[tickets.c.key])
    rows, expected = [_row(house, t) for t in held], [n.row for n in model.numbers]
    assert rows == expected, f"rows, product and model: {_pairs(rows, expected)}"
    happened = [(e.kind.value, e.number) for e in read_after(session, 0, 100_000)]
    assert happened == model.told, f"events, product and model: {happened[-3:]} {model.told[-3:]}"
    _counters_agree(session, house, model)
    given = set(session.scalars(select(RightRecord.subject).where(RightRecord.withdrawn_at.is_(None))))
    served = {t.ref for t, n in zip(held, model.numbers, strict=True) if n.status == "SERVED"}
    assert given == served, "the right to answer is not exactly with those who were served"
    found = quick(session)
    assert found == [], f"the checker: {found}"
    return held


def looked(
    session: Session, house: Directory, model: Model, desk: str, number: Number | None, held: list[Ticket]
) -> None:
    """What screens show: the order of the line, who is next at a counter, how many are ahead of a holder."""
    site = house.site.id
    line = snapshot(session, Scope("line", site, "A"))
    assert line["order"] == model.shown("A"), f"line A, product and model: {line['order']} {model.shown('A')}"
    console, chosen = snapshot(session, Scope("counter", site, desk)), model.next_at(model.desks[desk])
    if model.desks[desk].status == "OPEN":
        told = (console["next"] or {}).get("number")
        assert told == (chosen.text if chosen else None), (
            f"next at {desk}, product and model: {told} {chosen and chosen.text}"
        )
    if number is not None:
        seen, ahead = holders_view(session, house, held[number.key]), model.ahead(number)
        counted = (seen["ahead"], seen["present_ahead"]), (len(ahead), sum(n.present for n in ahead))
        assert counted[0] == counted[1], f"ahead of {number.text}, product and model: {counted}"


def _pairs(rows: list[tuple[object, ...]], expected: list[tuple[object, ...]]) -> list[object]:
    return [pair for pair in zip_longest(rows, expected) if pair[0] != pair[1]]


def _row(house: Directory, t: Ticket) -> tuple[object, ...]:
    counter = house.counter_by_id[t.counter_id].code if t.counter_id else None
    services = house.service_by_id[t.issued_service_id].code, house.service_by_id[t.service_id].code
    return (
        t.number,
        t.day,
        *services,
        t.status.value,
        counter,
        t.present,
        t.place,
        t.recalls,
        t.claimed_at is not None,
        t.version,
    )


def _counters_agree(session: Session, house: Directory, model: Model) -> None:
    held = states(session, house)
    for code, desk in model.desks.items():
        state = held[house.counter(code).id]
        told = (state.status, state.since_priority, state.called_place)
        held_to = (desk.status, desk.since, desk.highest)
        assert told == held_to, f"counter {code}, product and model: {told} {held_to}"
