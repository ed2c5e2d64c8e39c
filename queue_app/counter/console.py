"""The console of one counter as a page, as the part of it that changes (`?bagian=utama`), or as what became of its last
call (`?bagian=gema`).
"""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for

from queue_app import clock, ids
from queue_app.counter import panels, today, wording
from queue_app.counter.echo import echo
from queue_app.counter.workplace import Workplace, counters_of, workplace
from queue_app.line.staff_view import counter_shape
from queue_app.transaction import reading
from queue_app.web.forms import Filled

PART, ECHO = "utama", "gema"
_NOTHING = Filled()


def page(code: str, *, panel: str = "", filled: Filled = _NOTHING) -> str:
    """The counter as it is now, with one panel open or none; `filled` is what a refused form said."""
    part = request.args.get("bagian", "")
    with reading() as session:
        place = workplace(session, code)
        if part == ECHO:
            return render_template(
                "counter/_echo.html", echo=echo(place, counter_shape(session, place.house, place.counter))
            )
        context = _context(place, panel, filled)
    return render_template("counter/_main.html" if part == PART else "counter/console.html", **context)


def in_part() -> bool:
    """Whether the console's script asks, which wants only what changes."""
    return request.args.get("bagian") == PART


def address(code: str) -> str:
    """Where an act comes back to: the page, or its part when the script asked."""
    return url_for("counter.console", code=code, bagian=PART if in_part() else None)


def _context(place: Workplace, panel: str, filled: Filled) -> dict[str, Any]:
    shape = counter_shape(place.session, place.house, place.counter)
    current = shape["current"]
    claims = today.claims(place)
    claimed = {c["ref"] for c in claims}
    simulated = clock.simulated()
    return {
        "c": shape,
        "counter": place.counter,
        "service": place.house.services.get(current["service"]) if current else None,
        "state": wording.state_of(current) if current else None,
        "primary": wording.primary(shape),
        "cases": panels.chosen(place, shape),
        "papers": panels.papers(place, shape),
        "present": [t for t in shape["waiting"] if t["present"]],
        "absent": [t for t in shape["waiting"] if not t["present"]],
        "missed": [t for t in shape["missed"] if t["ref"] not in claimed],
        "claims": claims,
        "figures": today.figures(place, shape),
        "undo": today.undoable(place, shape),
        "echo": echo(place, shape),
        "starts_at": today.starts_at(place, shape),
        "began_by_itself": today.began_by_itself(place, shape),
        "dock": "dok" in request.args,
        "panel": panels.opened(place, shape, panel),
        "several": len(counters_of(place.house, place.actor)) > 1,
        "wording": wording,
        "minutes_since": today.minutes_since,
        "filled": filled,
        "key": ids.handle(),
        "speed": simulated.speed if simulated else 1.0,
    }
