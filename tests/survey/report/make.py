"""Answers of a period that is over, and what is published of them."""

from __future__ import annotations

from queue_app.transaction import reading
from survey import periods, publication
from survey.instrument import instrument
from survey.report.content import compose, told
from survey.report.letterhead import Letterhead
from survey.report.parts import Report
from survey.report.reading import Asked, Mall, Numbers, Point
from survey.results import Breakdown, Result
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


def make_report(**letterhead: str) -> Report:
    """The report of the semester, without a mall around it: the numbers are read from the tables."""
    if letterhead:
        return told(_asked(**letterhead), _NUMBERS)
    make_answers_of_a_semester()
    with reading() as session:
        return compose(session, _asked())


def _asked(**letterhead: str) -> Asked:
    served = {"DKC-KTP-HILANG": 8, "BPN-CEK": 3, "BPN-ROYA": 5}
    services = {code: (code, code.partition("-")[0]) for code in served}
    return Asked(
        site_id=1,
        period=periods.parse(PERIOD),
        agency=None,
        mall=Mall("Mal Pelayanan Publik", "MPP", "Pemerintah Kota", "Jalan 1", {}, {}, services),
        letterhead=Letterhead(**letterhead),
        served=lambda start, _end: served if start.year == 2026 else {},
    )


_SKM = instrument("permenpanrb-14-2017")
_NONE = Result(None, 0, 0, False, None, None, {}, (), _SKM.code, "exact", ("site",))
_POINTS = tuple(Point(periods.parse(f"202{n}"), None, None, "", "") for n in range(5))
#: Nothing that may be shown: enough for what depends on words alone.
_NUMBERS = Numbers(_SKM, _NONE, Breakdown((), ()), (), _POINTS)
