"""Somebody holds what everybody needs, and does not go on: whoever waits is told so, and the house recovers."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from config import Config
from queue_app import clock, create_app
from queue_app.catalogue.directory import forget
from queue_app.db import CONNECTIONS
from queue_app.transaction import database
from tests.conftest import MONDAY, still
from tests.make import SERVICE


@pytest.mark.parametrize("config", ["postgresql"], indirect=True)
def test_who_waits_too_long_for_a_number_is_asked_to_try_again(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("queue_app.db.LOCKED_SECONDS", 1)
    app = create_app(config)
    clock.install(still(MONDAY))
    forget()
    wanted = {"service": SERVICE, "channel": "remote"}
    with app.app_context(), database.engine.begin() as stuck:
        stuck.execute(text("SET idle_in_transaction_session_timeout = '60s'"))  # nor does this test wait for ever
        stuck.execute(text("LOCK TABLE line_days IN EXCLUSIVE MODE"))
        for _ in range(CONNECTIONS + 1):  # none of them keeps its connection
            told = app.test_client().post("/api/v1/tickets", json=wanted)
            assert (told.status_code, told.content_type) == (503, "application/problem+json")
            assert int(told.headers["Retry-After"]) > 0
        assert app.test_client().get("/api/v1/services").status_code == 200
    assert app.test_client().post("/api/v1/tickets", json=wanted).status_code == 201
    with app.app_context():
        database.engine.dispose()
    forget()
    clock.install(None)
