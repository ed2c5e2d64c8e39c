"""Takes the order of arrival out of what is stored, every night.

SQLite keeps these tables in the order of their random keys: nothing to do there. PostgreSQL keeps
rows in the order they came, and marks each with the number of its transaction (`xmin`): the spent
token and the answers stored with it share that number, a join nobody declared. Writing yesterday's
rows anew, shuffled, in one transaction gives all of them one number and a random order (trust.md
3.4). May run twice; a missed night is made up by the next.
"""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

#: Nights a run reaches back, so that one that failed is healed by those after it.
REACH_DAYS = 14

#: What is written anew: answers of past days, and spent tokens whose right was open in those days.
_REWRITES = (
    ("survey_responses", "day >= :since AND day < :before"),
    (
        "survey_answers",
        "response_id IN (SELECT id FROM survey_responses WHERE day >= :since AND day < :before)",
    ),
    ("survey_suggestions", "week >= :since AND week < :before"),
    ("survey_spent", "digest IN (SELECT digest FROM survey_rights WHERE expires_at >= :since)"),
)


def mix(session: Session, *, before: date) -> None:
    """Shuffle what was stored on business days before today (`before`), in one transaction."""
    if session.get_bind().dialect.name != "postgresql":
        return
    span = {"since": before - timedelta(days=REACH_DAYS), "before": before}
    for table, chosen in _REWRITES:
        session.execute(
            text(
                f"WITH taken AS (DELETE FROM {table} WHERE {chosen} RETURNING *) "
                f"INSERT INTO {table} SELECT * FROM taken ORDER BY random()"
            ),
            span,
        )
