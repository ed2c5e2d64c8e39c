"""The browser, and a manager who reads, for the tests of this door."""

from __future__ import annotations

import pytest

from tests.make import headers
from tests.survey.respondent.browsing import address, browse

__all__ = ["address", "browse", "read"]


@pytest.fixture
def read(app, client):
    """Read the desk as a manager: `read(period="2026-S2")`."""
    bearer = headers("manager")
    return lambda path="/manajer/skm", **query: client.get(path, query_string=query, headers=bearer)
