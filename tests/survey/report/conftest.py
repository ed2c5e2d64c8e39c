"""A manager, a period that is over with its answers, and its report."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.make import headers
from tests.survey.report.make import PERIOD, make_answers_of_a_semester


@pytest.fixture
def manager(app) -> dict[str, str]:
    return headers("manager")


@pytest.fixture
def publish(client, manager) -> Callable[..., Any]:
    """Publish the report of the first semester of 2026, of which there are answers."""
    make_answers_of_a_semester()

    def act(**said: str) -> Any:
        form = {"period": PERIOD, "agency": "", "number": "", "reason": "", "replacing": "", **said}
        return client.post("/manajer/laporan/terbitkan", data=form, headers=manager)

    return act
