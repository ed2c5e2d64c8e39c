"""What a report says: the chapters and tables of the 2025 layout (skm.md 1.6), as one frozen object.

Every number comes from `reading.numbers`; here they only get their place and their words. The unsur stand in the
printed order that the house sets, else in the instrument's.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from survey.report import analysis, annex, front, introduction, outcome
from survey.report.parts import Report
from survey.report.reading import Asked, Numbers, Point, numbers
from survey.report.snapshot import snapshot


def compose(session: Session, asked: Asked, printed: Mapping[str, Point] | None = None) -> Report:
    """Read the numbers of a period and say them. `printed`: earlier publications of the scope, by period code.

    Raises MixedInstruments.
    """
    return told(asked, numbers(session, asked, printed or {}))


def told(asked: Asked, found: Numbers) -> Report:
    """The report of these numbers."""
    chapters = (
        introduction.chapter(asked, found),
        analysis.chapter(asked, found),
        outcome.follow_up(asked, found),
        outcome.conclusion(asked, found),
        annex.questionnaire(asked, found),
        annex.method(asked, found),
    )
    title = front.period_words(asked.period)
    return Report(
        cover=front.cover(asked, found),
        chapters=chapters,
        running_head=f"Laporan SKM, {title}",
        locked=front.locked(found),
        snapshot=snapshot(asked, found),
    )
