"""Read: what the last published period said, and one thing that became better because of it: for the page of thanks.

No door's: whoever thanks a respondent asks here. None until a period of the whole site has been published.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session

from survey.followup import improvements
from survey.instrument import instrument
from survey.periods import Period
from survey.publication import published


@dataclass(frozen=True, slots=True)
class LastPublished:
    """The published period with its index and n; `grade` and its word are empty where too few answered for a letter.
    `improved`: the newest follow-up that is done, in the words of its plan, or empty.
    """

    period: Period
    index: Decimal
    grade: str
    meaning: str
    n: int
    improved: str = ""


def last_published(session: Session, site_id: int) -> LastPublished | None:
    """The newest period in force of a site; None where none is."""
    for one in published(session, site_id):
        if one.index is None or one.n is None:
            continue
        grade = instrument(one.snapshot["result"]["instrument"]).grade(one.index)
        lettered = one.letter == grade.letter
        done = improvements(session, site_id=site_id, limit=1)
        return LastPublished(
            period=one.period,
            index=one.index,
            grade=grade.letter if lettered else "",
            meaning=grade.kinerja if lettered else "",
            n=one.n,
            improved=done[0].action if done else "",
        )
    return None
