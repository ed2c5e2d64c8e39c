"""D12, short: SQLite has no page left: numbers are refused with 503, everything is shown, and with room it goes on."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from queue_app.line.ticket import tickets
from queue_app.transaction import database, reading
from tests import make
from tests.drills.moments import sound
from tests.queue_app.line.scene import visitor

#: More numbers than fit into what is left of pages that are already there.
MANY = 400


class Disk:
    """How many pages the file may have; none: as many as it wants."""

    most: int | None = None

    def limit(self, connection: Any, _record: object) -> None:
        if self.most is not None:
            connection.execute(f"PRAGMA max_page_count={self.most}")

    def becomes(self, most: int | None) -> None:
        self.most = most
        database.session.remove()
        database.engine.dispose()


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_a_full_disk_promises_nothing_and_shows_everything_and_with_room_it_goes_on(app: Flask) -> None:
    kiosk, device, disk = visitor(app), make.headers("kiosk"), Disk()
    body = {"service": make.SERVICE, "channel": "kiosk"}

    def take() -> Any:
        return kiosk.post("/api/v1/tickets", json=body, headers=device)

    with database.engine.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("VACUUM")
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    event.listen(database.engine, "connect", disk.limit)
    try:
        disk.becomes(pages)
        given = []
        while (answer := take()).status_code == 201 and len(given) < MANY:
            given.append(answer.json["ref"])
        assert (answer.status_code, answer.json["type"]) == (503, "unavailable")
        assert [take().status_code for _ in range(3)] == [503] * 3
        assert kiosk.get("/api/v1/boards/H2").status_code == 200
        assert kiosk.get("/readyz").json["reasons"] in ([], ["database"])
        disk.becomes(None)
        given.append(take().json["ref"])
    finally:
        event.remove(database.engine, "connect", disk.limit)
        disk.becomes(None)
    with reading() as session:
        assert sorted(session.scalars(select(tickets.c.ref))) == sorted(given)
    sound()
