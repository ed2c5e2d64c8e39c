"""Somebody who knows nothing but the document asks everything it allows and forbids, and follows its links."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from schemathesis import openapi

from bench.drills.described import Explored, explore
from queue_app.check import check
from queue_app.transaction import reading
from tests import make
from tests.queue_app.api.hall import BOUNDS, Hall

SEED = 20261123


@pytest.fixture
def explored(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Explored:
    """A short walk through the whole document, over a hall with something in every state."""
    Hall(app)
    bearers = {role: make.make_bearer(role, **bounds) for role, bounds in BOUNDS.items()}
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)

    def load(config: Any) -> Any:
        return openapi.from_wsgi("/api/v1/openapi.json", app.wsgi_app, config=config)

    places = {"counters": make.COUNTER, "boards": "H2", "services": make.SERVICE, "lines": "A"}
    return explore(load, bearers, seed=SEED, examples=2, walks=6, every_value=False, places=places)


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_what_the_document_allows_and_forbids_is_answered_as_it_says(explored: Explored) -> None:
    print(explored.requests, dict(explored.phases), dict(explored.statuses))
    assert explored.failures == [], "\n".join(explored.failures[:20])
    assert explored.phases.keys() == {"fuzzing", "stateful"}
    assert explored.statuses[200] > 10
    assert explored.statuses[422] > 10
    with reading() as session:
        assert check(session) == []
