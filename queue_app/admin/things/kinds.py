"""Every kind of thing by its word in addresses."""

from __future__ import annotations

from queue_app.admin.things.agencies import AGENCIES, HOURS
from queue_app.admin.things.counters import COUNTERS
from queue_app.admin.things.occasions import OCCASIONS
from queue_app.admin.things.places import HALLS, LINES
from queue_app.admin.things.services import SERVICES
from queue_app.admin.things.standards import STANDARDS
from queue_app.admin.things.thing import Thing

THINGS: dict[str, Thing] = {
    thing.slug: thing for thing in (AGENCIES, HOURS, SERVICES, STANDARDS, OCCASIONS, COUNTERS, HALLS, LINES)
}
