"""Read: what the last published period said, and one thing that became better because of it: for the page of thanks.

No door's: whoever thanks a respondent asks here. None until a period has been published.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class LastPublished:
    """`title` of the period in words ("Semester I 2026"), its index, grade letter, its word and n; `improved`: one
    follow-up that is done, in the words it was published with, or empty; `path`: where all of it can be read, or empty.
    """

    title: str
    index: Decimal
    grade: str
    meaning: str
    n: int
    improved: str = ""
    path: str = ""


def last_published(_session: Session, _site_id: int) -> LastPublished | None:
    """The newest published period of a site; None where none is."""
    return None
