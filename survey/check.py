"""Every invariant of the survey that can be read back from its rows (I7 of trust.md §4.1): reads only.

The two ends are only compared by count: which answer came from which token nobody can tell, this
check included.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from queue_app.violations import Violation
from survey.instrument import instrument
from survey.responses import AnswerRecord, ResponseRecord
from survey.tokens import RightRecord, SpentRecord


def survey_violations(session: Session) -> Iterator[Violation]:
    """Every violation of the survey."""
    yield from _spent_without_right(session)
    yield from _answers_without_token(session)
    yield from _incomplete_answers(session)


def counts(session: Session) -> dict[str, int]:
    """Rights given and not withdrawn, tokens spent, responses stored."""
    standing = RightRecord.withdrawn_at.is_(None)
    return {
        "rights": session.scalar(select(func.count()).select_from(RightRecord).where(standing)) or 0,
        "spent": session.scalar(select(func.count()).select_from(SpentRecord)) or 0,
        "responses": session.scalar(select(func.count()).select_from(ResponseRecord)) or 0,
    }


def _spent_without_right(session: Session) -> Iterator[Violation]:
    """A spent token had a right, and the right stands: a used one cannot be withdrawn."""
    joined = select(SpentRecord.site_id, RightRecord.digest, RightRecord.withdrawn_at).outerjoin(
        RightRecord, RightRecord.digest == SpentRecord.digest
    )
    for row in session.execute(joined):
        if row.digest is None:
            yield Violation("I7", "a token was spent that no visit gave", f"site {row.site_id}")
        elif row.withdrawn_at is not None:
            yield Violation("I7", "a spent token's right was withdrawn", f"site {row.site_id}")


def _answers_without_token(session: Session) -> Iterator[Violation]:
    """As many responses as spent tokens, in each site."""
    spent, stored = (_by_site(session, record) for record in (SpentRecord, ResponseRecord))
    for site in sorted(spent.keys() | stored.keys()):
        if spent.get(site, 0) != stored.get(site, 0):
            detail = f"{stored.get(site, 0)} responses for {spent.get(site, 0)} spent tokens"
            yield Violation("I7", detail, f"site {site}")


def _incomplete_answers(session: Session) -> Iterator[Violation]:
    """Each response answers every unsur of its instrument, and no other."""
    given: dict[str, set[str]] = {}
    for response, unsur in session.execute(select(AnswerRecord.response_id, AnswerRecord.unsur)):
        given.setdefault(response, set()).add(unsur)
    query = select(ResponseRecord.id, ResponseRecord.instrument, ResponseRecord.site_id)
    for row in session.execute(query):
        if given.get(row.id, set()) != set(instrument(row.instrument).keys):
            yield Violation("I7", "a response lacks answers, or has others", f"site {row.site_id}")


def _by_site(session: Session, record: type[SpentRecord] | type[ResponseRecord]) -> dict[int, int]:
    query = select(record.site_id, func.count()).group_by(record.site_id)
    return {site: n for site, n in session.execute(query)}
