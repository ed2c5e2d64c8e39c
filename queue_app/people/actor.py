"""Who acts. Every verb records `Actor.label` as `by`; every door asks the audience guard for the
actor.
"""

from __future__ import annotations

from dataclasses import dataclass

from queue_app.errors import N_

#: Roles of people and of bearer tokens (CONTRACT §6).
STAFF_ROLES = ("counter", "supervisor", "manager", "survey", "admin", "auditor", "integrator")
DEVICE_ROLES = ("kiosk", "display")
ROLES = (*STAFF_ROLES, *DEVICE_ROLES)

#: What a role is called on screens.
ROLE_NAMES = {
    "counter": N_("Petugas loket"),
    "supervisor": N_("Penyelia"),
    "manager": N_("Manajer"),
    "survey": N_("Tim SKM"),
    "admin": N_("Admin"),
    "auditor": N_("Auditor"),
    "integrator": N_("Integrator"),
    "kiosk": N_("Kiosk"),
    "display": N_("Layar panggilan"),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, a token, a citizen or the product itself, as the rules need it.

    `kind` is staff, token, citizen or system. `label` ("staff:12", "token:7", "citizen", "system")
    goes into events and audit; `name` is for screens of staff only. An empty `counter_id`,
    `hall_id` or `agency_id` is no such bound.
    """

    kind: str
    role: str
    label: str
    name: str = ""
    site_id: int | None = None
    counter_id: int | None = None
    hall_id: int | None = None
    agency_id: int | None = None
    staff_id: int | None = None


#: Anybody without a credential. There is one citizen: the product does not know who it is.
CITIZEN = Actor(kind="citizen", role="citizen", label="citizen")

#: The product itself: jobs and commands of the operator.
SYSTEM = Actor(kind="system", role="system", label="system")
