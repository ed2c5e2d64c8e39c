"""Read: what the screens of the hall reported of the last call, so that a clerk knows whether it came through."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from queue_app import clock
from queue_app.counter.workplace import Workplace
from queue_app.line.acks import Reported, bearer_of, last_call
from queue_app.line.queue_view import local
from queue_app.line.shapes import CounterShape
from queue_app.people.tokens import names_of

#: Without a word from any screen for so long, a call counts as not shown (ux.md §3.3, 12).
SILENT_AFTER = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Echo:
    """One call: which screen said it and when, the names of those that showed it and how many they are (several may
    have one name); `silent`: none reported anything in time.
    """

    event: int
    number: str
    at: datetime
    heard_on: str
    heard_at: datetime | None
    shown_on: tuple[str, ...]
    screens: int
    shown_at: datetime | None
    silent: bool


def echo(place: Workplace, shape: CounterShape) -> Echo | None:
    """How the call of the current ticket came through; None while nobody is at the counter or nobody was called."""
    current = shape["current"]
    call = last_call(place.session, place.counter, current["ref"]) if current else None
    if current is None or call is None:
        return None
    names = names_of(place.session, [bearer_of(one.display) for one in call.reported])
    heard = next((one for one in call.reported if one.heard_at), None)
    shown = [one for one in call.reported if one.shown_at or one.heard_at]
    return Echo(
        event=call.event,
        number=current["number"],
        at=local(place.house, call.at),
        heard_on=_name(names, heard),
        heard_at=local(place.house, heard.heard_at) if heard and heard.heard_at else None,
        shown_on=tuple(dict.fromkeys(_name(names, one) for one in shown)),
        screens=len(shown),
        shown_at=min((local(place.house, one.shown_at) for one in shown if one.shown_at), default=None),
        silent=not shown and clock.now() - call.at >= SILENT_AFTER,
    )


def _name(names: dict[str, str], one: Reported | None) -> str:
    return names.get(bearer_of(one.display), one.display) if one else ""
