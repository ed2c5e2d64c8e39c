"""A report in every form it is handed out in, and the points of a trend that were already printed."""

from __future__ import annotations

from collections.abc import Callable, Iterable

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


def printed(published: Iterable[Publication]) -> dict[str, Point]:
    """Period code → its index as it was published."""
    return {
        one.period.code: Point(
            one.period,
            one.n,
            one.index,
            one.letter,
            one.snapshot["result"]["instrument"],
            published=True,
            weights=one.snapshot["result"]["weights"],
        )
        for one in published
    }
