"""Answers of a period that is over, and what is published of them."""

from __future__ import annotations

from typing import Any

from queue_app.transaction import reading
from survey import publication
from tests.survey.respondent.make import make_scores
from tests.survey.results_desk.make import BEFORE, make_visits

PERIOD = "2026-S1"


def make_answers_of_a_semester() -> None:
    """Eleven answers about three services of two agencies, with nine different means."""
    make_visits(5, make_scores(4, waktu=2, sarpras=3), day=BEFORE)
    make_visits(3, make_scores(3, biaya=4, pengaduan=2), day=BEFORE)
    make_visits(3, make_scores(3, kompetensi=4, prosedur=1), service="BPN-CEK", day=BEFORE)
    make_visits(5, make_scores(3, perilaku=4), service="BPN-ROYA", day=BEFORE)


def the_one() -> publication.Publication:
    """The only report in force."""
    with reading() as session:
        (one,) = publication.every_in_force(session, 1)
    return one


def all_of_them() -> list[publication.Publication]:
    """Everything ever published, newest first."""
    with reading() as session:
        return publication.every(session, 1)


def numbers_in(value: Any) -> str:
    """A value of a report as a cell shows it."""
    return "" if value is None else str(value)
