"""Who has signed in on this PC before and may work at the counter: the choice when a shared PC changes hands."""

from __future__ import annotations

from typing import NamedTuple

from queue_app.counter.workplace import Workplace
from queue_app.errors import Refused
from queue_app.people.scope import may_use_counter
from queue_app.people.sign_in import staff_actor
from queue_app.people.staff import find_staff
from queue_app.web import cookies


class Colleague(NamedTuple):
    """Somebody who signed in on this PC before and may work at this counter."""

    login: str
    name: str


def colleagues(place: Workplace) -> list[Colleague]:
    """Who may take over here, as far as this PC has met them; never the person who is signed in."""
    found = []
    for staff_id in cookies.known_staff():
        if staff_id == place.actor.staff_id:
            continue
        try:
            row = find_staff(place.session, staff_id)
            may_use_counter(staff_actor(row), place.counter, site_id=place.house.site.id)
        except Refused:
            continue
        found.append(Colleague(row.login, row.name))
    return found
