"""A report in every form it is handed out in, and the points of a trend that were already printed."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from survey.ikm import EXACT, Tally, score
from survey.instrument import instrument
from survey.publication import Files
from survey.publication_record import Publication
from survey.report.document import report_docx
from survey.report.parts import Report
from survey.report.pdf import report_pdf
from survey.report.reading import Point
from survey.report.workbook import report_xlsx

#: A draft of each kind, by its suffix.
MAKERS: dict[str, Callable[[Report], bytes]] = {"pdf": report_pdf, "xlsx": report_xlsx, "docx": report_docx}


def files_of(report: Report, qr_svg: str = "", address: str = "") -> Files:
    """PDF, workbook and document of one report. Pure computing: no database, no request."""
    return Files(report_pdf(report, qr_svg, address), report_xlsx(report), report_docx(report))


def printed(published: Iterable[Publication], weights: str = EXACT) -> dict[str, Point]:
    """Period code → its index as it was published; in another print mode from the sums that were published with it, so
    that one line is of one mode. No index where its questionnaire does not know the mode.
    """
    return {one.period.code: _point(one, weights) for one in published}


def _point(one: Publication, weights: str) -> Point:
    used = instrument(one.snapshot["result"]["instrument"])
    if one.snapshot["result"]["weights"] == weights:
        return Point(one.period, one.n, one.index, one.letter, used.code, published=True, weights=weights)
    tallies = {unsur["key"]: Tally(unsur["n"], unsur["sum"]) for unsur in one.snapshot["unsur"] if unsur["n"]}
    if weights not in used.weights or len(tallies) < len(used.unsur):
        return Point(one.period, one.n, None, "", used.code, weights=weights)
    made = score(used, tallies, weights)
    return Point(one.period, one.n, made.index, made.grade if one.letter else "", used.code, weights=weights)
