"""In these tests time stands perfectly still until a test moves it, so that instants can be compared."""

from __future__ import annotations

import pytest
from flask import Flask

from queue_app.line.ticket import Ticket
from tests import make
from tests.conftest import MONDAY
from tests.queue_app.line.scene import later, stop_clock


@pytest.fixture
def app(app: Flask) -> Flask:
    """The application on Monday 09.00 WIB exactly."""
    stop_clock(MONDAY)
    return app


@pytest.fixture
def first(app: Flask) -> Ticket:
    """A001, with A002 and A003 behind it, a minute before the counter L4 opened."""
    tickets = [make.make_ticket() for _ in range(3)]
    later(minutes=1)
    make.make_open_counter()
    return tickets[0]
