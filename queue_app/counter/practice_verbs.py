"""What a clerk can do in practice: the verbs of the console, by the table of legal moves of the real line."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, cast

from queue_app.counter.practice import Act, Practice, pretended
from queue_app.errors import N_, Invalid, Unknown
from queue_app.line.attendance import CLOSED, OPEN, PAUSED
from queue_app.line.refusals import CounterBusy, CounterNotOpen, NothingToUndo, NotServing, TicketMovedOn
from queue_app.line.shapes import StaffTicket
from queue_app.line.ticket import TRANSITIONS, Status


def after(practice: Practice, act: Act) -> None:
    """Do one thing. Raises the refusal that the real counter would say; then nothing has changed."""
    do = _VERBS.get(act.verb)
    if do is None:
        raise Unknown()
    at = practice.began + timedelta(seconds=act.second)
    before, since = copy.deepcopy(practice.tickets), practice.since_priority
    do(practice, act.form, at)
    if act.verb in _STEPS:
        practice.last = (act.verb.replace("-", "_"), at, before, since)
    elif act.verb not in ("recall", "check-in"):
        practice.last = None


def _move(ticket: StaffTicket | None, verb: str, **values: Any) -> StaffTicket:
    """One legal move of the real table. Raises TicketMovedOn."""
    if ticket is None:
        raise TicketMovedOn(N_("Tidak ada tiket yang sedang dipanggil atau dilayani di loket ini."))
    allowed, to = TRANSITIONS[verb]
    if Status(ticket["status"]) not in allowed:
        raise TicketMovedOn(number=ticket["number"], state=ticket["status"])
    cast(dict[str, Any], ticket).update(status=to.value, **values)
    return ticket


def _free(p: Practice) -> None:
    if p.status != OPEN:
        raise CounterNotOpen()
    if p.current is not None:
        raise CounterBusy(number=p.current["number"], state=p.current["status"])


def _call_next(p: Practice, _form: Mapping[str, Any], at: datetime) -> None:
    _free(p)
    for head in p.waiting(present=True)[:1]:
        _move(head, "call_next", called_at=at, counter="latihan", recalls=0)
        p.since_priority = 0 if head["priority"] else p.since_priority + 1
        p.calls += 1


def _finish(p: Practice, form: Mapping[str, Any], at: datetime) -> None:
    current = p.current
    if current is None or current["status"] != "SERVING":
        raise NotServing()
    missing = list(form.get("missing") or [])
    if form.get("outcome") == "berkas-kurang" and not missing:
        raise Invalid([{"field": "outcome.missing", "message": N_("Pilih berkas yang kurang.")}])
    _move(current, "finish", ended_at=at, outcome="berkas-kurang" if missing else "done", missing=missing)


def _finish_and_call(p: Practice, form: Mapping[str, Any], at: datetime) -> None:
    _finish(p, form, at)
    _call_next(p, form, at)


def _call(p: Practice, form: Mapping[str, Any], at: datetime) -> None:
    _free(p)
    if not form.get("reason"):
        raise Invalid([{"field": "reason", "message": N_("Alasan perlu diisi, paling banyak 200 karakter.")}])
    _move(p.ticket(str(form.get("ref"))), "call", called_at=at, counter="latihan", recalls=0)


def _recall(p: Practice, _form: Mapping[str, Any], _at: datetime) -> None:
    again = _move(p.current, "recall")
    again["recalls"] += 1


def _transfer(p: Practice, form: Mapping[str, Any], _at: datetime) -> None:
    service = p.house.service(str(form.get("service")))
    gone = _move(p.current, "transfer", called_at=None, started_at=None, counter=None)
    cast(dict[str, Any], gone).update(service=service.code, service_name=service.name, note=form.get("note") or None)
    if service.code not in {one.code for one in p.services}:
        gone["status"] = "SENT"  # to a counter that this hall does not have


def _requeue(p: Practice, form: Mapping[str, Any], at: datetime) -> None:
    back = _move(p.ticket(str(form.get("ref"))), "requeue", counter=None)
    cast(dict[str, Any], back).update(arrived_at=back["arrived_at"] or at, present=True)
    p.tickets.append(p.tickets.pop(p.tickets.index(back)))


def _unhold(p: Practice, form: Mapping[str, Any], at: datetime) -> None:
    _free(p)
    _move(p.ticket(str(form.get("ref"))), "unhold", called_at=at, recalls=0)


def _check_in(p: Practice, form: Mapping[str, Any], at: datetime) -> None:
    _move(p.ticket(str(form.get("ref"))), "check_in", arrived_at=at, present=True)


def _walk_in(p: Practice, form: Mapping[str, Any], at: datetime) -> None:
    _free(p)
    service = p.house.service(str(form.get("service")))
    new = pretended(len(p.tickets) + 1, service, at, 0, form.get("priority") or None)
    p.tickets.append(_move(new, "walk_in", called_at=at, started_at=at, counter="latihan", channel="counter"))


def _undo(p: Practice, _form: Mapping[str, Any], at: datetime) -> None:
    if p.undoable(at) is None or p.last is None:
        raise NothingToUndo()
    _verb, _at, p.tickets, p.since_priority = p.last


def _stand(status: str, *allowed: str) -> Callable[[Practice, Mapping[str, Any], datetime], None]:
    def do(p: Practice, form: Mapping[str, Any], at: datetime) -> None:
        if p.status not in allowed:
            raise CounterNotOpen()
        if status == CLOSED:
            _free_to_close(p)
        minutes = int(form.get("minutes") or 0)
        p.status, p.reason = status, str(form.get("reason")) if status == PAUSED else None
        p.until = at + timedelta(minutes=minutes) if status == PAUSED and minutes else None

    return do


def _free_to_close(p: Practice) -> None:
    if p.current is not None:
        raise CounterBusy(number=p.current["number"], state=p.current["status"])


#: What can be taken back.
_STEPS = (
    "call-next",
    "finish-and-call-next",
    "finish",
    "call",
    "start",
    "hold",
    "unhold",
    "miss",
    "requeue",
    "transfer",
)
_VERBS: dict[str, Callable[[Practice, Mapping[str, Any], datetime], None]] = {
    "open": _stand(OPEN, OPEN, PAUSED, CLOSED),
    "pause": _stand(PAUSED, OPEN),
    "resume": _stand(OPEN, PAUSED),
    "close": _stand(CLOSED, OPEN, PAUSED),
    "call-next": _call_next,
    "finish-and-call-next": _finish_and_call,
    "finish": _finish,
    "recall": _recall,
    "start": lambda p, _form, at: cast(None, _move(p.current, "start", started_at=at)),
    "hold": lambda p, _form, _at: cast(None, _move(p.current, "hold")),
    "miss": lambda p, _form, at: cast(None, _move(p.current, "miss", missed_at=at)),
    "unhold": _unhold,
    "requeue": _requeue,
    "call": _call,
    "check-in": _check_in,
    "transfer": _transfer,
    "walk-in": _walk_in,
    "undo": _undo,
}
