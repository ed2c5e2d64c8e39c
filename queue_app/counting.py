"""Machinery: before figures of the survey are read, what may be counted by now begins to count (`survey.steps`).

New answers wait, and count in lots of five or more when somebody asks for figures. Nothing takes a step while nobody
looks; so whoever looks seldom sees everything that came in between at once.
"""

from __future__ import annotations

from queue_app.catalogue.directory import Directory
from queue_app.line.attendance import today
from queue_app.transaction import reading, transaction
from survey import steps


def count_answers(house: Directory) -> None:
    """Take the next step of the running quarter, where there is one. Writes nothing but which answers count."""
    day = today(house)
    with reading() as session:
        if not steps.due(session, house.site.id, day):
            return
    with transaction() as session:
        steps.take(session, house.site.id, day)
