"""Every invariant of the survey that can be read back from its rows (I7 of trust.md §4.1): reads only.

The two ends are only compared by count: which answer came from which token nobody can tell, this
check included.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from queue_app.violations import Violation
from survey.imports import ImportedAnswerRecord, ImportedRecord, ImportRecord
from survey.instrument import instrument
from survey.responses import AnswerRecord, ResponseRecord
from survey.tokens import RightRecord, SpentRecord


def survey_violations(session: Session) -> Iterator[Violation]:
    """Every violation of the survey."""
    yield from _spent_without_right(session)
    yield from _answers_without_token(session)
    yield from _incomplete_answers(session)
    yield from _incomplete_imports(session)


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


def _incomplete_imports(session: Session) -> Iterator[Violation]:
    """Imported answers have no right and need none: each import holds as many forms as it says, of its own site,
    answered in its own unsur.
    """
    forms = select(ImportedRecord.import_id, ImportedRecord.site_id, func.count()).group_by(
        ImportedRecord.import_id, ImportedRecord.site_id
    )
    held = {(number, site): n for number, site, n in session.execute(forms)}
    stated = {(one.id, one.site_id): one.n for one in session.scalars(select(ImportRecord))}
    for key in sorted(held.keys() | stated.keys()):
        if held.get(key, 0) != stated.get(key, 0):
            detail = f"import {key[0]} holds {held.get(key, 0)} forms, {stated.get(key, 0)} were brought in"
            yield Violation("I7", detail, f"site {key[1]}")
    query = (
        select(ImportRecord.id, ImportRecord.site_id, ImportRecord.instrument, ImportedAnswerRecord.unsur)
        .join(ImportedRecord, ImportedRecord.import_id == ImportRecord.id)
        .join(ImportedAnswerRecord, ImportedAnswerRecord.response_id == ImportedRecord.id)
        .distinct()
    )
    for number, site, code, unsur in session.execute(query):
        if unsur not in instrument(code).keys:
            yield Violation(
                "I7", f"import {number} answers {unsur}, which its questionnaire does not ask", f"site {site}"
            )


def _by_site(session: Session, record: type[SpentRecord] | type[ResponseRecord]) -> dict[int, int]:
    query = select(record.site_id, func.count()).group_by(record.site_id)
    return {site: n for site, n in session.execute(query)}
