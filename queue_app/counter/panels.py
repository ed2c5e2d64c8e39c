"""What opens in the middle of the console: one form at a time, by key or by link, also without scripts (`?buka=…`).

A panel that does not fit the counter's state does not open. Each answers with what its template needs.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import request

from queue_app import clock
from queue_app.catalogue.directory import Service
from queue_app.catalogue.search import search
from queue_app.catalogue.standards import standard_of
from queue_app.counter import today
from queue_app.counter.known import colleagues
from queue_app.counter.wording import (
    CALL_REASONS,
    PAUSE_MINUTES,
    PAUSE_REASONS,
    PRIORITY_WORDS,
    state_of,
)
from queue_app.counter.workplace import Workplace
from queue_app.errors import Unknown
from queue_app.line import cases
from queue_app.line.attendance import state_of as counter_state
from queue_app.line.auto_start import auto_start_of
from queue_app.line.desk import of_today
from queue_app.line.queue_view import local
from queue_app.line.shapes import CounterShape
from queue_app.line.staff_view import staff_ticket
from queue_app.line.ticket import Ticket
from queue_app.web.language import gettext as _

Panel = dict[str, Any]

#: What an address may ask of a panel.
_ASKED = ("q", "nomor", "ref")

#: How many services a search offers.
_OFFERED = 12


def opened(place: Workplace, shape: CounterShape, name: str) -> Panel | None:
    """The panel with this name, or None when there is none or it has nothing to do now.

    `view` is the query that opens it again as it is; `subject` changes when it must not be kept as it is.
    """
    make = _PANELS.get(name)
    panel = make(place, shape) if make else None
    if panel is None:
        return None
    asked = {key: request.values[key] for key in _ASKED if key in request.values}
    return {"name": name, "view": "?" + urlencode({"buka": name, **asked}), "subject": "", **panel}


class Paper(NamedTuple):
    """One thing to bring; `only_if` names the special case that asks for it, empty for what this person has to bring.

    `aside`: another case was chosen, so it is offered only where somebody looks for more.
    """

    text: str
    only_if: str
    aside: bool = False


def chosen(place: Workplace, shape: CounterShape) -> list[str]:
    """The special cases that the current person said apply, as their own list of papers has them."""
    current = shape["current"]
    return cases.of_ref(place.session, place.house.site.id, current["ref"]) if current else []


def papers(place: Workplace, shape: CounterShape) -> list[Paper]:
    """What the current service asks of this person, each once; empty without a published standard."""
    service = place.house.services.get(shape["current"]["service"]) if shape["current"] else None
    standard = standard_of(place.session, service) if service else None
    if standard is None:
        return []
    said = chosen(place, shape)
    due = [Paper(text, "") for text in standard.persyaratan]
    due += [Paper(text, "") for case in standard.cases if case.when in said for text in case.adds]
    rest = [Paper(t, case.when, bool(said)) for case in standard.cases if case.when not in said for t in case.adds]
    return list({paper.text: paper for paper in reversed([*due, *rest])}.values())[::-1]


def _transfer(place: Workplace, shape: CounterShape) -> Panel | None:
    current = shape["current"]
    if current is None:
        return None
    query = request.values.get("q", "").strip()[:100]
    found = [hit.service for hit in search(place.house, query)] if query else _neighbours(place)
    offered = [s for s in found if s.code != current["service"]]
    return {"query": query, "services": offered[:_OFFERED], "subject": current["ref"]}


def _neighbours(place: Workplace) -> list[Service]:
    """Without a search: the own agency's services, the popular first."""
    own = [s for s in place.house.services.values() if s.agency.id == place.counter.agency.id]
    return sorted(own, key=lambda s: s.popular or 1000)


def _pause(_place: Workplace, shape: CounterShape) -> Panel | None:
    if not shape["open"]:
        return None
    now = clock.now()
    returns = [(m, now + timedelta(minutes=m) if m else None) for m in PAUSE_MINUTES]
    return {"reasons": [_(r) for r in PAUSE_REASONS], "returns": returns}


def _walk_in(place: Workplace, shape: CounterShape) -> Panel | None:
    if not shape["open"] or shape["current"] is not None:
        return None
    state = counter_state(place.session, place.house, place.counter)
    served = [place.house.service_by_id[s] for s in state.serves(place.counter)]
    services = sorted(served, key=lambda s: (s.popular or 1000, s.name))
    return {"services": services, "priorities": {k: _(w) for k, w in PRIORITY_WORDS.items()}}


def _number(place: Workplace, shape: CounterShape) -> Panel | None:
    asked = request.values.get("nomor", "").strip()[:12]
    if not asked:
        return None
    ticket = _found(place, shape, asked)
    if ticket is None:
        return {"asked": asked.upper(), "ticket": None}
    shown = staff_ticket(place.house, ticket)
    return {
        "asked": shown["number"],
        "ticket": shown,
        "state": state_of(shown),
        "ours": shown["service"] in shape["services"],
        "where": place.house.counters.get(shown["counter"] or ""),
        "reasons": [_(r) for r in CALL_REASONS],
        "subject": f"{shown['ref']}{shown['status']}{shown['present']}{bool(shape['current'])}",
    }


def _found(place: Workplace, shape: CounterShape, asked: str) -> Ticket | None:
    """Today's ticket with this number. Digits alone, as from a number pad, mean the lines of this counter."""
    services = [place.house.services[code] for code in shape["services"] if code in place.house.services]
    own = sorted({service.line.prefix for service in services}) if asked.isdecimal() else [""]
    for prefix in own:
        try:
            return of_today(place.session, place.house, prefix + asked)
        except Unknown:
            continue
    return None


def _incomplete(place: Workplace, shape: CounterShape) -> Panel | None:
    """What is missing: what was not ticked as there. A special case counts only when somebody says so."""
    current = shape["current"]
    if current is None or current["status"] != "SERVING":
        return None
    wanted, there = papers(place, shape), request.values.getlist("ada")
    missing = [p.text for p in wanted if there and not p.only_if and p.text not in there]
    return {
        "papers": wanted,
        "missing": request.form.getlist("missing") or missing,
        "subject": current["ref"],
    }


def _claim(place: Workplace, _shape: CounterShape) -> Panel | None:
    ref = request.values.get("ref", "")
    found = next((c for c in today.claims(place) if c["ref"] == ref), None)
    if found is None or place.actor.role != "supervisor":
        return None
    return {"ticket": found, "state": state_of(found), "subject": ref}


def _close(_place: Workplace, shape: CounterShape) -> Panel | None:
    closed = not (shape["open"] or shape["paused"])
    return None if closed or shape["current"] is not None else {}


def _choose_services(place: Workplace, shape: CounterShape) -> Panel | None:
    if shape["paused"]:
        return None
    able = [place.house.service_by_id[s] for s in place.counter.service_ids]
    return {"services": sorted(able, key=lambda s: s.name), "chosen": set(shape["services"])}


def _help(place: Workplace, _shape: CounterShape) -> Panel:
    return {"as_of": local(place.house, clock.now())}


def _settings(place: Workplace, _shape: CounterShape) -> Panel:
    seconds = auto_start_of(place.session, place.counter)
    return {"seconds": "" if seconds is None else str(seconds), "colleagues": colleagues(place)}


_PANELS: dict[str, Callable[[Workplace, CounterShape], Panel | None]] = {
    "alihkan": _transfer,
    "jeda": _pause,
    "tanpa-tiket": _walk_in,
    "nomor": _number,
    "berkas": _incomplete,
    "klaim": _claim,
    "tutup": _close,
    "layanan": _choose_services,
    "bantuan": _help,
    "setelan": _settings,
}
