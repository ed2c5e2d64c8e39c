"""Who asks at the desks of the office: fixtures for the conftest of a door."""

from __future__ import annotations

import pytest

from tests.make import headers


@pytest.fixture
def manager(app, client):
    """Ask as a manager: `manager("/…")`, `manager("/…", {"field": "…"})` posts."""
    return asking(client, "manager")


@pytest.fixture
def auditor(app, client):
    """Ask as an auditor."""
    return asking(client, "auditor")


def asking(client, role):
    bearer = headers(role)

    def ask(path, form=None, **query):
        if form is None:
            return client.get(path, query_string=query, headers=bearer)
        return client.post(path, data=form, query_string=query, headers=bearer)

    return ask
