"""Which counters and halls an actor may touch or see: pure rules over frozen values.

The audience of a route says which roles may knock; these rules say which thing each of them may
use. `site_id` is the site the thing belongs to (`directory.site.id`): an actor never reaches into
another site.
"""

from __future__ import annotations

from queue_app.catalogue.directory import Counter, Hall
from queue_app.errors import N_, Forbidden
from queue_app.people.actor import Actor

#: Roles that read the whole site, whatever their own bounds.
_READS_ALL = ("manager", "admin", "auditor")


class NotPlaced(Forbidden):
    """A clerk without a counter: nothing is wrong with the request, an admin has to place the
    person first.
    """

    sentence = N_("Anda belum ditempatkan di loket. Hubungi admin untuk menentukan loket Anda.")


class NotYourCounter(Forbidden):
    """The counter belongs to somebody else's work."""

    sentence = N_("Loket ini di luar wewenang Anda.")


class NotYourHall(Forbidden):
    """The device or person is bound to another hall."""

    sentence = N_("Ruang tunggu ini di luar wewenang Anda.")


def may_use_counter(actor: Actor, counter: Counter, *, site_id: int) -> None:
    """Let the actor work at this counter, or raise Forbidden.

    A clerk works at the own counter only; a supervisor at those of the own agency and hall, of the
    whole site when bound to neither. Nobody else calls people: an admin sets up, a manager reads.
    """
    if actor.role == "counter" and actor.counter_id is None:
        raise NotPlaced()
    if not _works_at(actor, counter, site_id):
        raise NotYourCounter()


def may_see_counter(actor: Actor, counter: Counter, *, site_id: int) -> None:
    """Let the actor read this counter's state, or raise Forbidden."""
    if not sees_counter(actor, counter, site_id=site_id):
        raise NotYourCounter()


def sees_counter(actor: Actor, counter: Counter, *, site_id: int) -> bool:
    """Whether the actor may read this counter's state: who works there, and who reads the whole
    site.
    """
    if actor.role in _READS_ALL:
        return actor.site_id == site_id
    return _works_at(actor, counter, site_id)


def may_use_hall(actor: Actor, hall: Hall, *, site_id: int) -> None:
    """Let a kiosk, display or supervisor act for this hall, or raise Forbidden. Unbound: any hall
    of the site.
    """
    own = actor.hall_id is None or actor.hall_id == hall.id
    if actor.role not in ("kiosk", "display", "supervisor") or actor.site_id != site_id or not own:
        raise NotYourHall()


def _works_at(actor: Actor, counter: Counter, site_id: int) -> bool:
    if actor.site_id != site_id:
        return False
    if actor.role == "counter":
        return actor.counter_id == counter.id
    return actor.role == "supervisor" and _within_bounds(actor, counter)


def _within_bounds(actor: Actor, counter: Counter) -> bool:
    in_agency = actor.agency_id is None or actor.agency_id == counter.agency.id
    in_hall = actor.hall_id is None or actor.hall_id == counter.hall.id
    return in_agency and in_hall
