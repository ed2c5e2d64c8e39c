"""Where somebody works: the counter an address names, checked against who asks."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from queue_app.catalogue.directory import Counter, Directory, directory
from queue_app.line.ticket import Ticket, find
from queue_app.people.actor import Actor
from queue_app.people.scope import may_use_counter, sees_counter
from queue_app.web.identity import actor


@dataclass(frozen=True, slots=True)
class Workplace:
    """One counter, who works at it now, and the session in which this request reads or writes."""

    session: Session
    house: Directory
    counter: Counter
    actor: Actor

    @property
    def by(self) -> str:
        return self.actor.label

    def ticket(self, ref: str) -> Ticket:
        """A ticket of this house by its public reference. Raises Unknown."""
        return find(self.session, ref=ref, site_id=self.house.site.id)


def workplace(session: Session, code: str) -> Workplace:
    """The counter with this code for the actor of this request. Raises Unknown, NotPlaced, NotYourCounter."""
    who = actor()
    house = directory(session, who.site_id)
    counter = house.counter(code)
    may_use_counter(who, counter, site_id=house.site.id)
    return Workplace(session, house, counter, who)


def counters_of(house: Directory, who: Actor) -> list[Counter]:
    """The counters at which this person may work, in the order of the hall."""
    mine = [c for c in house.counters.values() if sees_counter(who, c, site_id=house.site.id)]
    return sorted(mine, key=lambda c: (c.hall.code, c.number))
