"""Read: how many gave which score to an unsur, and how many answers were marked as unusual.

Both add up over respondents, so they are shown exactly where the index of the same respondents is shown.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence

from sqlalchemy import ColumnElement, String, cast, func, select
from sqlalchemy.orm import Session

from survey.responses import AnswerRecord, ResponseRecord


def scores(session: Session, conditions: Sequence[ColumnElement[bool]]) -> dict[str, Counter[int]]:
    """unsur → score → respondents; `conditions` as `groups.window` gives them."""
    a, r = AnswerRecord, ResponseRecord
    query = select(a.unsur, a.score, func.count()).join(r, a.response_id == r.id).where(*conditions)
    found: dict[str, Counter[int]] = {}
    for unsur, score, n in session.execute(query.group_by(a.unsur, a.score)):
        found.setdefault(unsur, Counter())[score] = n
    return found


def marks(session: Session, conditions: Sequence[ColumnElement[bool]]) -> Counter[str]:
    """Coarse mark → answers that bear it. Nothing is excluded by a mark."""
    flags = cast(ResponseRecord.flags, String)
    found: Counter[str] = Counter()
    for text, n in session.execute(select(flags, func.count()).where(*conditions).group_by(flags)):
        found.update(dict.fromkeys(json.loads(text), n))
    return found
