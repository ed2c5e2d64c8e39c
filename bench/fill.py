"""`python -m bench.fill N`: let exactly N present tickets wait, in a database to throw away."""

from __future__ import annotations

import sys

from sqlalchemy import func, select, text

from queue_app import create_app, product_time
from queue_app.catalogue.directory import directory
from queue_app.line import attendance, issuing
from queue_app.line.attendance import today
from queue_app.line.issuing import Wish
from queue_app.line.ticket import tickets
from queue_app.transaction import transaction

_SURPLUS = """
UPDATE tickets SET status = 'CANCELLED' WHERE status = 'WAITING' AND key NOT IN
(SELECT key FROM tickets WHERE status = 'WAITING' AND arrived_at IS NOT NULL ORDER BY key LIMIT :wanted)
"""


def fill(wanted: int) -> None:
    """Take back what is being handled and what waits beyond need (newest first); issue what is missing."""
    with transaction() as session:
        session.execute(text("UPDATE tickets SET status = 'CANCELLED' WHERE status IN ('CALLED', 'SERVING')"))
        session.execute(text("UPDATE counter_states SET last_step = NULL"))
        session.execute(text(_SURPLUS), {"wanted": wanted})
    with transaction() as session:
        house = directory(session)
        services = list(house.services.values())
        waiting = select(func.count()).where(tickets.c.status == "WAITING", tickets.c.day == today(house))
        for n in range(wanted - (session.scalar(waiting) or 0)):
            issuing.issue(session, house, services[n % len(services)], Wish(channel="kiosk"), by="bench")
        session.info["events"].clear()  # nobody is to be told of these
        assert session.scalar(waiting) == wanted


def open_all() -> None:
    """Open every counter for everything it serves."""
    with transaction() as session:
        house = directory(session)
        for counter in house.counters.values():
            attendance.open_counter(session, house, counter, by="bench")


if __name__ == "__main__":
    app = create_app()
    with app.app_context():
        product_time.agree(app.extensions["config"])
        open_all()
        fill(int(sys.argv[1]))
