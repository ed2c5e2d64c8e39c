"""People who may sign in to a demo: one of each role, with passwords made anew at each start and told once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from queue_app import clock
from queue_app.catalogue.directory import Counter, directory
from queue_app.ids import CROCKFORD
from queue_app.people import staff
from queue_app.people.passwords import new_password
from queue_app.transaction import transaction

BY = "demo"

#: (name, role); the clerk is placed at a counter that no simulated clerk works at.
PEOPLE = (
    ("Ayu Petugas", "counter"),
    ("Bima Penyelia", "supervisor"),
    ("Citra Manajer", "manager"),
    ("Dewi Admin", "admin"),
    ("Eko Auditor", "auditor"),
)


@dataclass(frozen=True, slots=True)
class Login:
    """What somebody types to sign in."""

    role: str
    name: str
    login: str
    password: str


def make_logins(clerks_counter: Counter) -> list[Login]:
    """Add everybody and give each a password; nothing of it is kept but its hash."""
    return [_made(name, role, clerks_counter) for name, role in PEOPLE]


def _made(name: str, role: str, counter: Counter) -> Login:
    login, password, at = name.split()[0].lower(), _password(), clock.real_now()
    kept = new_password(password, password, login=login, name=name)
    place = counter.id if role == "counter" else None
    with transaction() as session:
        site_id = directory(session).site.id
        _, link = staff.add_staff(
            session,
            site_id=site_id,
            name=name,
            login=login,
            role=role,
            at=at,
            by=BY,
            counter_id=place,
        )
        staff.set_password(session, link, kept, at=at)
    return Login(role, name, login, password)


def _password() -> str:
    """Four groups of letters and digits that nobody mistakes for one another: 80 bits."""
    groups = ("".join(secrets.choice(CROCKFORD) for _ in range(4)) for _ in range(4))
    return "-".join(groups).lower()
