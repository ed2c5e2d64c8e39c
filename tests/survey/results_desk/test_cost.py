"""What a page of the desk asks the database for: every score is read once, however many things are said of it."""

from __future__ import annotations

import pytest
from sqlalchemy import event

from queue_app.transaction import database
from tests.survey.results_desk.make import BEFORE, make_visits

pytestmark = pytest.mark.parametrize("app", ["sqlite"], indirect=True)


@pytest.fixture
def asked(app):
    """The statements that touch scores, as they are sent."""
    found: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        if "survey_answers" in statement:
            found.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield found
    event.remove(database.engine, "before_cursor_execute", note)


def test_the_desk_reads_the_scores_once_in_all(read, asked):
    make_visits(8)
    make_visits(8, service="BPN-CEK")
    make_visits(8, day=BEFORE)
    asked.clear()
    assert read().status_code == 200
    # Of eight periods, by agency and service, and how respondents differ now and before.
    assert len(asked) == 1
    asked.clear()
    assert read(agency="DKC").status_code == 200
    assert len(asked) == 1
