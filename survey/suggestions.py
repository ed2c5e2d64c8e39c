"""What respondents wrote in their own words, for those who are to act on it: read, marked as read, sorted by tags.

By week and agency only, never beside scores, a service or a time, and in no order within a week: nobody is to guess who
wrote it. The caller shows them only where the answers themselves may be shown, and an agency only where its own are.
Reading and sorting is what can be done to them: the words stay as they were written.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, ForeignKey, delete, exists, func, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from queue_app.db import Record
from queue_app.errors import N_, Invalid, Unknown
from survey.responses import SuggestionRecord

#: The newest that a page lists.
SHOWN = 100
#: Tags that one suggestion may have, and letters of a tag.
TAGS_MOST, TAG_LONGEST = 5, 30

BAD_TAGS = N_("Isi paling banyak 5 tanda, masing-masing paling banyak 30 huruf.")


class SuggestionUnknown(Unknown):
    """No suggestion of this site has this key."""

    sentence = N_("Saran ini tidak ditemukan.")


class SuggestionReadRecord(Record):
    """Somebody of the office has read it; no time, no name: the audit trail has them."""

    __tablename__ = "survey_suggestions_read"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy reads it from the class
    suggestion_id: Mapped[str] = mapped_column(ForeignKey("survey_suggestions.id"), primary_key=True)
    site_id: Mapped[int]


class SuggestionTagRecord(Record):
    """What it is about, in the office's words ("kursi", "parkir"), small letters."""

    __tablename__ = "survey_suggestion_tags"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy reads it from the class
    suggestion_id: Mapped[str] = mapped_column(ForeignKey("survey_suggestions.id"), primary_key=True)
    tag: Mapped[str] = mapped_column(primary_key=True)
    site_id: Mapped[int]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One suggestion; `week` is the Monday of the week in which it came."""

    week: date
    agency: str
    body: str
    id: str = ""
    read: bool = False
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which suggestions of a range of days (both included): of an agency or service, unread ones only, with a tag."""

    date_from: date
    date_to: date
    agency: str | None = None
    service: str | None = None
    unread: bool = False
    tag: str | None = None


def suggestions(
    session: Session,
    *,
    site_id: int,
    agency: str | None = None,
    service: str | None = None,
    date_from: date,
    date_to: date,
) -> list[Suggestion]:
    """Those of the weeks that touch a range of days (both included), newest week first, at most SHOWN."""
    return wanted(session, site_id, Wanted(date_from, date_to, agency, service))


def wanted(session: Session, site_id: int, which: Wanted) -> list[Suggestion]:
    """Those asked for, unread first, then newest week first, at most SHOWN."""
    s, read = SuggestionRecord, _was_read()
    query = select(s.id, s.week, s.agency_code, s.body, read).where(*_conditions(site_id, which))
    rows = list(session.execute(query.order_by(read, s.week.desc(), s.id).limit(SHOWN)))
    tags: dict[str, list[str]] = {}
    t = SuggestionTagRecord
    own = select(t.suggestion_id, t.tag).where(t.suggestion_id.in_([row.id for row in rows])).order_by(t.tag)
    for key, tag in session.execute(own):
        tags.setdefault(key, []).append(tag)
    return [
        Suggestion(week, agency, body, key, bool(was), tuple(tags.get(key, ())))
        for key, week, agency, body, was in rows
    ]


def counts(session: Session, site_id: int, which: Wanted) -> tuple[int, int, Counter[str]]:
    """(all, unread, how many bear each tag) of a range and agency or service, whatever the tag asked for."""
    whole = Wanted(which.date_from, which.date_to, which.agency, which.service)
    s, t = SuggestionRecord, SuggestionTagRecord
    where = _conditions(site_id, whole)
    everything = session.scalar(select(func.count()).select_from(s).where(*where)) or 0
    unread = session.scalar(select(func.count()).select_from(s).where(*where, ~_was_read())) or 0
    tagged = select(t.tag, func.count()).join(s, s.id == t.suggestion_id).where(*where).group_by(t.tag)
    return everything, unread, Counter({tag: n for tag, n in session.execute(tagged)})


def sort(session: Session, site_id: int, key: str, *, read: bool, tags: str) -> tuple[str, ...]:
    """Mark a suggestion as read (or not) and give it these tags, separated by commas, instead of those it had.

    Returns the tags. Raises SuggestionUnknown, Invalid (`tags`).
    """
    s = SuggestionRecord
    own = select(s.id).where(s.id == key, s.site_id == site_id).with_for_update()
    if session.scalar(own) is None:
        raise SuggestionUnknown
    wanted_tags = tidy(tags)
    for record in (SuggestionReadRecord, SuggestionTagRecord):
        session.execute(delete(record).where(record.suggestion_id == key))
    if read:
        session.execute(insert(SuggestionReadRecord).values(suggestion_id=key, site_id=site_id))
    for tag in wanted_tags:
        session.execute(insert(SuggestionTagRecord).values(suggestion_id=key, tag=tag, site_id=site_id))
    return wanted_tags


def tidy(text: str) -> tuple[str, ...]:
    """Tags as they are kept: small letters, single spaces, each once, in order. Raises Invalid (`tags`)."""
    found = tuple(dict.fromkeys(tag for part in text.split(",") if (tag := " ".join(part.lower().split()))))
    if len(found) > TAGS_MOST or any(len(tag) > TAG_LONGEST for tag in found):
        raise Invalid([{"field": "tags", "message": BAD_TAGS}])
    return found


def _conditions(site_id: int, which: Wanted) -> list[ColumnElement[bool]]:
    s, t = SuggestionRecord, SuggestionTagRecord
    first = which.date_from - timedelta(days=which.date_from.weekday())
    found = [s.site_id == site_id, s.week >= first, s.week <= which.date_to]
    if which.agency is not None:
        found.append(s.agency_code == which.agency)
    if which.service is not None:
        found.append(s.service_code == which.service)
    if which.unread:
        found.append(~_was_read())
    if which.tag is not None:
        found.append(exists().where(t.suggestion_id == s.id, t.tag == which.tag))
    return found


def _was_read() -> ColumnElement[bool]:
    return exists().where(SuggestionReadRecord.suggestion_id == SuggestionRecord.id)
