"""What a client may watch: from the name that it sends ("counter:L4") to the scope, if this actor may see it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from queue_app.catalogue.directory import Directory
from queue_app.consequences import Scope
from queue_app.errors import N_, Forbidden, Invalid, Unauthorised, Unknown
from queue_app.line.ticket import find
from queue_app.people.actor import Actor
from queue_app.people.scope import may_see_counter

#: Kinds of scope that only staff may watch.
OF_STAFF = ("counter", "floor")
FLOOR_READERS = ("supervisor", "manager", "admin", "auditor")


def asked(message: object) -> tuple[str, str | None]:
    """The scope and the site that a message names. Raises Invalid or Unknown for what names none."""
    if not isinstance(message, dict) or not isinstance(message.get("scope"), str):
        raise Invalid(sentence=N_("Sebutkan scope."))
    name, site = message["scope"], message.get("site")
    if not isinstance(site, str | None) or not all(text.isprintable() for text in (name, site or "")):
        raise Unknown()
    return name, site


def authorised(session: Session, house: Directory, name: str, actor: Actor) -> Scope:
    """The scope that a name means, for somebody who may see it. Raises Unknown, Unauthorised or Forbidden."""
    kind, _, rest = name.partition(":")
    if kind in OF_STAFF:
        return _of_staff(house, kind, rest, actor)
    if kind == "ticket":
        held = find(session, id=rest)
        return Scope(kind, held.site_id, held.ref)
    if kind == "line":
        return Scope(kind, house.site.id, house.line(rest).prefix)
    if kind == "board":
        return Scope(kind, house.site.id, house.hall(rest).code)
    raise Unknown()


def _of_staff(house: Directory, kind: str, code: str, actor: Actor) -> Scope:
    if actor.kind == "citizen":
        raise Unauthorised()
    if kind == "counter":
        counter = house.counter(code)
        may_see_counter(actor, counter, site_id=house.site.id)
        return Scope(kind, house.site.id, counter.code)
    if code:
        raise Unknown()
    if actor.role not in FLOOR_READERS or actor.site_id != house.site.id:
        raise Forbidden()
    return Scope(kind, house.site.id, "")
