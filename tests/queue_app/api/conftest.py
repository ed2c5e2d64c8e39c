"""In these tests time stands perfectly still until a test moves it, so that instants can be compared."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.conftest import MONDAY
from tests.queue_app.line.scene import stop_clock


@pytest.fixture
def app(app: Flask) -> Flask:
    """The application on Monday 09.00 WIB exactly."""
    stop_clock(MONDAY)
    return app
