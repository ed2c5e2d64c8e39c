"""Tokens for the simulated machines and people, made in the server's own database and ended afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from queue_app.catalogue.directory import directory
from queue_app.people.tokens import create_token, revoke_token, token_actor
from queue_app.simulation.hall import Bearers
from queue_app.transaction import reading, transaction

BY = "simulation"


@contextmanager
def bearers(site: str | None = None) -> Iterator[Bearers]:
    """A kiosk, a display, a supervisor and one clerk per counter of a site, for the length of the block."""
    made = _made(site)
    try:
        yield made
    finally:
        _end([made.kiosk, made.display, made.supervisor, *made.counters.values()])


def _made(site: str | None) -> Bearers:
    with transaction() as session:
        house = directory(session, site)

        def token(name: str, role: str, counter_id: int | None = None) -> str:
            return create_token(
                session,
                site_id=house.site.id,
                name=f"Simulasi {name}",
                role=role,
                by=BY,
                counter_id=counter_id,
            )

        return Bearers(
            kiosk=token("kiosk", "kiosk"),
            display=token("layar", "display"),
            supervisor=token("penyelia", "supervisor"),
            counters={c.code: token(c.name, "counter", c.id) for c in house.counters.values()},
        )


def _end(made: list[str]) -> None:
    with reading() as session:
        labels = [token_actor(session, bearer).label for bearer in made]
    with transaction() as session:
        for label in labels:
            revoke_token(session, int(label.partition(":")[2]), by=BY)
