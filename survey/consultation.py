"""Hold a public consultation: agenda, invitations and attendance, what was said, what is promised, minutes.

Until its minutes are closed everything can be put right; afterwards nothing changes. Promises become
acts of the follow-up plan in one transaction, each once.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from queue_app.errors import N_, Refused, Unknown
from survey import followup
from survey.action import ActionRecord
from survey.forum import (
    KINDS,
    Commitment,
    CommitmentRecord,
    Forum,
    ForumRecord,
    Guest,
    GuestRecord,
    Held,
    InputRecord,
    Said,
)
from survey.forum_forms import read_forum, read_part
from survey.periods import parse
from survey.questionnaire import Instrument

_PARTS: dict[str, Any] = {"guest": GuestRecord, "input": InputRecord, "commitment": CommitmentRecord}


class ForumUnknown(Unknown):
    """No such consultation, or part of one, in this site."""

    sentence = N_("Forum konsultasi publik ini tidak ditemukan.")


class ForumClosed(Refused):
    """The minutes are final."""

    sentence = N_("Berita acara forum ini sudah dikunci dan tidak dapat diubah.")


class NotHeldYet(Refused):
    """Minutes are closed after the day, with somebody who came."""

    sentence = N_("Berita acara dapat dikunci setelah forum berlangsung dan kehadiran diisi.")


class AlreadyAnAction(Refused):
    """The promise is an act of the plan already; it is changed there."""

    sentence = N_("Komitmen ini sudah menjadi tindakan. Ubah tindakannya di rencana tindak lanjut.")


def forums(
    session: Session, *, site_id: int, period: str | None = None, agency: str | None = None, any_agency: bool = False
) -> list[Forum]:
    """The consultations of a site, newest first; of one period; of one agency (None: of the whole site)."""
    query = select(ForumRecord).where(ForumRecord.site_id == site_id)
    if period is not None:
        query = query.where(ForumRecord.period == parse(period).code)
    if not any_agency:
        query = query.where(ForumRecord.agency_code == agency)
    rows = session.scalars(query.order_by(ForumRecord.held_on.desc(), ForumRecord.id.desc()))
    return [_whole(session, row) for row in rows.all()]


def published(session: Session, *, site_id: int, agency: str | None = None, limit: int = 10) -> list[Held]:
    """The consultations whose minutes are final, newest first: everybody may read them (PermenPANRB 16/2017). Of every
    agency of the site, or of one.
    """
    row, guest = ForumRecord, GuestRecord
    query = select(row).where(row.site_id == site_id, row.closed_at.is_not(None))
    if agency is not None:
        query = query.where(row.agency_code == agency)
    rows = session.scalars(query.order_by(row.held_on.desc(), row.id.desc()).limit(limit)).all()
    came = select(guest.forum_id, guest.kind, func.sum(guest.present)).where(guest.forum_id.in_([r.id for r in rows]))
    present: dict[int, dict[str, int]] = {}
    for forum_id, kind, n in session.execute(came.group_by(guest.forum_id, guest.kind)):
        if n:
            present.setdefault(forum_id, {})[kind] = n
    found = ((r, present.get(r.id, {})) for r in rows)
    return [
        Held(r.id, r.period, r.agency_code, r.held_on, r.place, sum(n.values()), tuple(k for k in KINDS if k in n))
        for r, n in found
    ]


def minutes_of(session: Session, forum_id: int, *, site_id: int) -> Forum:
    """A consultation whose minutes are final; raises ForumUnknown, also while they are not."""
    found = find(session, forum_id, site_id=site_id)
    if found.closed_at is None:
        raise ForumUnknown
    return found


def find(session: Session, forum_id: int, *, site_id: int) -> Forum:
    """One consultation of the site; raises ForumUnknown."""
    return _whole(session, _row(session, forum_id, site_id))


def begin(
    session: Session,
    given: Mapping[str, str],
    *,
    site_id: int,
    period: str,
    agency: str | None,
    by: str,
    at: datetime,
) -> int:
    """Record a consultation from its form; returns its id. Raises Invalid, UnknownPeriod."""
    row = ForumRecord(
        site_id=site_id,
        period=parse(period).code,
        agency_code=agency,
        created_at=at,
        created_by=by,
        **read_forum(given),
    )
    session.add(row)
    session.flush()
    return row.id


def change(session: Session, forum_id: int, given: Mapping[str, str], *, site_id: int) -> None:
    """Write day, place and agenda anew. Raises Invalid, ForumUnknown, ForumClosed."""
    _open_row(session, forum_id, site_id)
    session.execute(update(ForumRecord).where(ForumRecord.id == forum_id).values(**read_forum(given)))


def put(
    session: Session, forum_id: int, part: str, given: Mapping[str, str], *, site_id: int, used: Instrument
) -> None:
    """Add a guest, an input or a commitment (`part`) from its form. Raises Invalid, ForumUnknown, ForumClosed."""
    _open_row(session, forum_id, site_id)
    session.add(_PARTS[part](site_id=site_id, forum_id=forum_id, **read_part(part, given, used)))
    session.flush()


def take_out(session: Session, forum_id: int, part: str, part_id: int, *, site_id: int) -> None:
    """Take a guest, an input or a commitment out again. Raises ForumUnknown, ForumClosed, AlreadyAnAction."""
    _open_row(session, forum_id, site_id)
    if part == "commitment" and _action_of(session, part_id) is not None:
        raise AlreadyAnAction
    record = _PARTS[part]
    found = session.scalar(select(record.id).where(record.id == part_id, record.forum_id == forum_id))
    if found is None:
        raise ForumUnknown
    session.execute(delete(record).where(record.id == part_id))


def close(session: Session, forum_id: int, *, site_id: int, by: str, at: datetime, today: date) -> None:
    """Make the minutes final. Raises ForumUnknown, ForumClosed, NotHeldYet."""
    row = _open_row(session, forum_id, site_id)
    if row.held_on > today or _whole(session, row).present == 0:
        raise NotHeldYet
    session.execute(update(ForumRecord).where(ForumRecord.id == forum_id).values(closed_at=at, closed_by=by))


def adopt(
    session: Session, forum_id: int, *, site_id: int, by: str, by_name: str = "", at: datetime, today: date
) -> int:
    """Make every commitment that is not one yet an act of the plan of its period; returns how many."""
    forum = find(session, forum_id, site_id=site_id)
    waiting = [one for one in forum.commitments if one.action_id is None]
    for one in waiting:
        columns = {
            "unsur": one.unsur,
            "action": one.body,
            "owner": one.owner,
            "deadline": one.deadline,
            "status": "planned",
            "evidence": None,
            "link": None,
            "reason": None,
        }
        followup.add(
            session,
            columns,
            site_id=site_id,
            period=forum.period,
            agency=forum.agency,
            by=by,
            by_name=by_name,
            at=at,
            today=today,
            commitment_id=one.id,
        )
    return len(waiting)


def _row(session: Session, forum_id: int, site_id: int) -> ForumRecord:
    found = session.scalar(
        select(ForumRecord)
        .where(ForumRecord.id == forum_id, ForumRecord.site_id == site_id)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise ForumUnknown
    return found


def _open_row(session: Session, forum_id: int, site_id: int) -> ForumRecord:
    row = _row(session, forum_id, site_id)
    if row.closed_at is not None:
        raise ForumClosed
    return row


def _action_of(session: Session, commitment_id: int) -> int | None:
    return session.scalar(select(ActionRecord.id).where(ActionRecord.commitment_id == commitment_id))


def _whole(session: Session, row: ForumRecord) -> Forum:
    def parts(record: Any) -> list[Any]:
        return list(session.scalars(select(record).where(record.forum_id == row.id).order_by(record.id)))

    promised = parts(CommitmentRecord)
    return Forum(
        id=row.id,
        period=row.period,
        agency=row.agency_code,
        held_on=row.held_on,
        hours=row.hours,
        place=row.place,
        mode=row.mode,
        chair=row.chair,
        agenda=tuple(row.agenda),
        closed_at=row.closed_at,
        guests=tuple(Guest(g.id, g.kind, g.organisation, g.present, g.signatory or "") for g in parts(GuestRecord)),
        inputs=tuple(Said(i.id, i.kind, i.body, i.answer or "") for i in parts(InputRecord)),
        commitments=tuple(
            Commitment(c.id, c.unsur, c.body, c.owner, c.deadline, _action_of(session, c.id)) for c in promised
        ),
    )
