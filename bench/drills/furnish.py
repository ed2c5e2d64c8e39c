"""`python -m bench.drills.furnish CATALOGUE`: make a hall's database; prints the bearers of its machines as JSON."""

from __future__ import annotations

import json
import sys

from flask import Flask

from queue_app import create_app
from queue_app.catalogue.directory import directory
from queue_app.people.tokens import create_token
from queue_app.transaction import transaction

#: Machines and people of the whole site; counters have their own.
ROLES = ("kiosk", "display", "supervisor", "manager", "admin")


def furnish(app: Flask, catalogue: str) -> dict[str, str]:
    """Schema, catalogue and tokens: role or counter code → bearer."""
    runner = app.test_cli_runner()
    runner.invoke(args=["db", "upgrade"], catch_exceptions=False)
    runner.invoke(args=["seed", "--catalogue", catalogue], catch_exceptions=False)
    with app.app_context(), transaction() as session:
        house = directory(session)

        def token(name: str, role: str, counter_id: int | None = None) -> str:
            more = {"name": name, "role": role, "by": "drill", "counter_id": counter_id}
            return create_token(session, site_id=house.site.id, **more)  # type: ignore[arg-type]

        counters = {code: token(code, "counter", counter.id) for code, counter in house.counters.items()}
        return {role: token(role, role) for role in ROLES} | counters


if __name__ == "__main__":
    print(json.dumps(furnish(create_app(), sys.argv[1])))
