"""`python -m bench.tokens`: one clerk's bearer for every counter, a line each: code, bearer."""

from __future__ import annotations

from queue_app import create_app
from queue_app.catalogue.directory import directory
from queue_app.people.tokens import create_token
from queue_app.transaction import transaction

if __name__ == "__main__":
    app = create_app()
    with app.app_context(), transaction() as session:
        house = directory(session)
        for code, counter in house.counters.items():
            site = {"site_id": house.site.id, "counter_id": counter.id}
            print(code, create_token(session, name=code, role="counter", by="bench", **site))
