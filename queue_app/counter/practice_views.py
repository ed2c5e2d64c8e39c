"""`/loket/latihan`: the console with pretended people. It looks and answers as the real one, and touches none of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request, session
from flask.typing import ResponseReturnValue

from queue_app import clock, ids
from queue_app.catalogue.directory import directory
from queue_app.counter import panels, today, wording
from queue_app.counter.acting import counter
from queue_app.counter.console import PART, address
from queue_app.counter.echo import Echo
from queue_app.counter.lessons import hint
from queue_app.counter.practice import Act, Practice, begin
from queue_app.counter.practice_verbs import after
from queue_app.counter.workplace import Workplace, counters_of
from queue_app.errors import Refused
from queue_app.line.attendance import PAUSED
from queue_app.line.queue_view import local
from queue_app.line.shapes import CounterShape
from queue_app.people.scope import NotPlaced
from queue_app.transaction import reading
from queue_app.web.audience import CALLERS, audience
from queue_app.web.forms import Filled, kept
from queue_app.web.identity import actor
from queue_app.web.language import gettext as _
from queue_app.web.problems import problem_body

CODE = "latihan"
#: What is kept of a lesson, in the signed cookie of the browser; a longer one begins anew.
_KEPT, _MOST = "latihan", 90
_FIELDS = ("ref", "reason", "other", "minutes", "service", "priority", "note", "outcome")
#: Panels that look into the real hall, or change real settings.
_NOT_HERE = ("klaim", "setelan", "layanan")


@counter.get("/loket/latihan")
@audience(*CALLERS)
def practice() -> str:
    """The practice console; an answer of `?bagian=utama` is its changing part."""
    return _page(request.args.get("buka", ""))


@counter.post("/loket/latihan/<verb>")
@audience(*CALLERS)
def practise(verb: str) -> ResponseReturnValue:
    """One press in practice; "ulang" begins anew."""
    if verb == "ulang":
        session.pop(_KEPT, None)
        return redirect(address(CODE), 303)
    began, acts = _remembered()
    form: dict[str, Any] = {name: request.form[name][:200] for name in _FIELDS if request.form.get(name)}
    form["reason"] = form.pop("other", None) or form.get("reason")
    missing = [item[:200] for item in (*request.form.getlist("missing"), request.form.get("other", "")) if item]
    act = Act(verb, int((clock.real_now() - began).total_seconds()), form | {"missing": missing[:4]})
    try:
        with reading() as found:
            state = _fold(_place(found), began, acts)
        after(state, act)
    except Refused as no:
        problem: dict[str, Any] = problem_body(no)
        errors = problem.get("errors") or [{"field": "", "message": problem["detail"]}]
        return _page(request.form.get("buka", ""), Filled(errors, kept())), no.status
    _remember(began, [*acts, act])
    if verb == "recall" and state.current is not None:
        flash(_("%(number)s dipanggil ulang", number=state.current["number"]))
    return redirect(address(CODE), 303)


def _page(panel: str, filled: Filled | None = None) -> str:
    began, acts = _remembered()
    with reading() as found:
        place = _place(found)
        context = _context(place, _fold(place, began, acts), acts, panel, filled or Filled())
    part = request.args.get("bagian") == PART
    return render_template("counter/_main.html" if part else "counter/console.html", **context)


def _place(found: Any) -> Workplace:
    """A counter like the clerk's own, under another name. Raises NotPlaced for who works nowhere."""
    house = directory(found, actor().site_id)
    mine = counters_of(house, actor())
    if not mine:
        raise NotPlaced()
    return Workplace(found, house, replace(mine[0], code=CODE, name=_("Loket latihan")), actor())


def _fold(place: Workplace, began: datetime, acts: list[Act]) -> Practice:
    own = sorted((place.house.service_by_id[s] for s in place.counter.service_ids), key=lambda s: s.popular or 1000)
    state = begin(place.house, own[:4], local(place.house, began))
    for act in acts:
        after(state, act)
    return state


def _remembered() -> tuple[datetime, list[Act]]:
    kept_ = session.get(_KEPT)
    if not isinstance(kept_, dict) or len(kept_.get("acts", ())) >= _MOST:
        return clock.real_now().replace(microsecond=0), []
    return datetime.fromisoformat(kept_["began"]), [Act(v, s, f) for v, s, f in kept_["acts"]]


def _remember(began: datetime, acts: list[Act]) -> None:
    session[_KEPT] = {
        "began": began.isoformat(),
        "acts": [[a.verb, a.second, {k: v for k, v in a.form.items() if v}] for a in acts],
    }


def _context(place: Workplace, state: Practice, acts: list[Act], panel: str, filled: Filled) -> dict[str, Any]:
    now = local(place.house, clock.real_now())
    shape, served = _shape(place, state, now), [t for t in state.tickets if t["status"] == "SERVED"]
    current, undo = shape["current"], state.undoable(now)
    here = [t for t in shape["waiting"] if t["present"]]
    return {
        "practice": hint(acts),
        "c": shape,
        "counter": place.counter,
        "service": place.house.services.get(current["service"]) if current else None,
        "state": wording.state_of(current) if current else None,
        "primary": wording.primary(shape),
        "cases": [],
        "papers": panels.papers(place, shape),
        "present": here,
        "absent": [t for t in shape["waiting"] if not t["present"]],
        "missed": shape["missed"],
        "claims": [],
        "figures": today.Figures(len(shape["waiting"]), _longest(here, now), None, len(served), _incomplete(served)),
        "undo": today.Undoable(wording.step_words(undo[0], undo[1]), undo[2]) if undo else None,
        "echo": _echo(place, shape),
        "starts_at": None,
        "began_by_itself": False,
        "dock": "dok" in request.args,
        "panel": _panel(place, state, shape, panel),
        "several": False,
        "wording": wording,
        "minutes_since": lambda at: max(0, int((now - at).total_seconds() // 60)),
        "filled": filled,
        "key": ids.handle(),
        "speed": 1.0,
    }


def _shape(place: Workplace, state: Practice, now: datetime) -> CounterShape:
    here, away = state.waiting(present=True), state.waiting(present=False)
    undo = state.undoable(now)
    return CounterShape(
        code=CODE,
        number=place.counter.number,
        name=place.counter.name,
        floor=place.counter.hall.floor,
        board=place.counter.hall.code,
        agency=place.counter.agency.code,
        open=state.status == "OPEN",
        paused=state.status == PAUSED,
        reason=state.reason,
        until=state.until,
        services=[service.code for service in state.services],
        current=state.current,
        next=here[0] if here else None,
        waiting=[*here, *away],
        waiting_total=len(here) + len(away),
        held=[t for t in state.tickets if t["status"] == "HELD"],
        missed=[t for t in state.tickets if t["status"] == "NO_SHOW"],
        undo_until=undo[2] if undo else None,
        seq=state.calls,
        as_of=now,
    )


def _panel(place: Workplace, state: Practice, shape: CounterShape, name: str) -> panels.Panel | None:
    if name in _NOT_HERE:
        return None
    return _number(state, shape) if name == "nomor" else panels.opened(place, shape, name)


def _number(state: Practice, shape: CounterShape) -> panels.Panel | None:
    """As the panel of the console, among the pretended numbers only."""
    asked = request.values.get("nomor", "").replace(" ", "").upper()[:12]
    if not asked:
        return None
    found = next((t for t in state.tickets if t["number"] in (asked, f"A{asked:0>3}")), None)
    panel: panels.Panel = {
        "name": "nomor",
        "view": f"?{urlencode({'buka': 'nomor', 'nomor': asked})}",
        "subject": asked,
    }
    if found is None:
        return panel | {"asked": asked, "ticket": None}
    return panel | {
        "asked": found["number"],
        "ticket": found,
        "state": wording.state_of(found),
        "ours": True,
        "where": None,
        "reasons": [_(reason) for reason in wording.CALL_REASONS],
        "subject": f"{found['ref']}{found['status']}{found['present']}{bool(shape['current'])}",
    }


def _echo(place: Workplace, shape: CounterShape) -> Echo | None:
    current = shape["current"]
    if current is None or current["called_at"] is None:
        return None
    at = current["called_at"]
    return Echo(0, current["number"], at, _("TV latihan"), at, (_("TV latihan"),), 1, at, silent=False)


def _longest(here: list[Any], now: datetime) -> int | None:
    return max((int((now - t["arrived_at"]).total_seconds() // 60) for t in here), default=None)


def _incomplete(served: list[Any]) -> int:
    return sum(t["outcome"] == "berkas-kurang" for t in served)
