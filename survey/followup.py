"""The follow-up plan: what is done about the lowest unsur of a period, by which office, until when
(PermenPANRB 14/2017; skm.md 1.6).

`plan` is what the report prints and the desk shows, `improvements` what the public page and the thanks
page tell ("Anda bilang, kami kerjakan"). Every change is kept with who made it; nothing is deleted:
an act that is not wanted any more is cancelled with a reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import CursorResult, insert, select, update
from sqlalchemy.orm import Session

from queue_app.errors import N_, Refused, Unknown
from survey.action import OPEN, Action, ActionChangeRecord, ActionRecord, shown
from survey.periods import parse

__all__ = ["Action", "Change", "Improvement", "add", "change", "find", "history", "improvements", "overdue", "plan"]


class ActionUnknown(Unknown):
    """No such act in this site."""

    sentence = N_("Tindakan ini tidak ditemukan.")


class ChangedMeanwhile(Refused):
    """Somebody else changed the act after this form was opened."""

    sentence = N_("Tindakan ini baru saja diubah orang lain. Periksa isinya, lalu simpan kembali.")


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of an act's history: field → (before, after) as texts; empty for its beginning."""

    at: datetime
    by: str
    by_name: str
    changes: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Improvement:
    """One finished act, as the public reads it."""

    unsur: str
    action: str
    owner: str
    done_on: date
    period: str
    agency: str | None
    evidence: str
    link: str


def plan(session: Session, *, site_id: int, period: str, agency: str | None = None) -> list[Action]:
    """The acts of one plan, earliest deadline first. `agency` None: the plan of the whole site.

    Raises UnknownPeriod.
    """
    row = ActionRecord
    query = (
        select(row)
        .where(row.site_id == site_id, row.period == parse(period).code, row.agency_code == agency)
        .order_by(row.deadline, row.id)
    )
    return [shown(one) for one in session.scalars(query)]


def find(session: Session, action_id: int, *, site_id: int) -> Action:
    """One act of the site; raises ActionUnknown."""
    return shown(_row(session, action_id, site_id))


def history(session: Session, action_id: int, *, site_id: int) -> list[Change]:
    """What happened to an act, newest first."""
    row = ActionChangeRecord
    query = select(row).where(row.action_id == action_id, row.site_id == site_id).order_by(row.id.desc())
    return [
        Change(one.at, one.by, one.by_name, {name: (pair[0], pair[1]) for name, pair in one.changes.items()})
        for one in session.scalars(query)
    ]


def improvements(session: Session, *, site_id: int, agency: str | None = None, limit: int = 10) -> list[Improvement]:
    """What was done about what people said, newest first; of every plan of the site, or of one agency."""
    row = ActionRecord
    query = select(row).where(row.site_id == site_id, row.status == "done")
    if agency is not None:
        query = query.where(row.agency_code == agency)
    query = query.order_by(row.done_on.desc(), row.id.desc()).limit(limit)
    return [
        Improvement(
            one.unsur,
            one.action,
            one.owner,
            one.done_on,
            one.period,
            one.agency_code,
            one.evidence or "",
            one.link or "",
        )
        for one in session.scalars(query)
        if one.done_on is not None
    ]


def overdue(session: Session, *, site_id: int, today: date) -> list[Action]:
    """Acts of every plan of the site past their deadline, neither done nor cancelled, oldest first."""
    row = ActionRecord
    query = select(row).where(row.site_id == site_id, row.status.in_(OPEN), row.deadline < today)
    return [shown(one) for one in session.scalars(query.order_by(row.deadline, row.id))]


def add(
    session: Session,
    columns: Mapping[str, Any],
    *,
    site_id: int,
    period: str,
    agency: str | None,
    by: str,
    by_name: str = "",
    at: datetime,
    today: date,
    commitment_id: int | None = None,
) -> int:
    """Put an act (`action.read`) into a plan; returns its id. The same act sent twice (a double click) is one.

    Raises UnknownPeriod.
    """
    for known in plan(session, site_id=site_id, period=period, agency=agency):
        if commitment_id is None and (known.unsur, known.action, known.owner, known.deadline) == (
            columns["unsur"],
            columns["action"],
            columns["owner"],
            columns["deadline"],
        ):
            return known.id
    row = ActionRecord(
        site_id=site_id,
        period=parse(period).code,
        agency_code=agency,
        version=1,
        done_on=today if columns["status"] == "done" else None,
        commitment_id=commitment_id,
        **columns,
    )
    session.add(row)
    session.flush()
    note(session, row.id, site_id=site_id, changes={}, by=by, by_name=by_name, at=at)
    return row.id


def change(
    session: Session,
    action_id: int,
    columns: Mapping[str, Any],
    *,
    site_id: int,
    version: int,
    by: str,
    by_name: str = "",
    at: datetime,
    today: date,
) -> Mapping[str, tuple[str, str]]:
    """Write an act anew, as `action.read` gave it; returns what changed (nothing: nothing is written).

    `version` is the one the form was opened with. Raises ActionUnknown, ChangedMeanwhile.
    """
    row = _row(session, action_id, site_id)
    changed = _differences(row, columns)
    if row.version != version:
        raise ChangedMeanwhile
    if not changed:
        return {}
    done_on = (row.done_on or today) if columns["status"] == "done" else None
    written = cast(
        CursorResult[Any],
        session.execute(
            update(ActionRecord)
            .where(ActionRecord.id == action_id, ActionRecord.version == version)
            .values(**columns, done_on=done_on, version=version + 1)
        ),
    )
    if written.rowcount != 1:
        raise ChangedMeanwhile
    note(session, action_id, site_id=site_id, changes=changed, by=by, by_name=by_name, at=at)
    return changed


def _row(session: Session, action_id: int, site_id: int) -> ActionRecord:
    found = session.scalar(select(ActionRecord).where(ActionRecord.id == action_id, ActionRecord.site_id == site_id))
    if found is None:
        raise ActionUnknown
    return found


def _differences(row: ActionRecord, columns: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Field → (before, after) as texts, of what is not the same."""
    pairs = {name: (_said(getattr(row, name)), _said(value)) for name, value in columns.items()}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _said(value: object) -> str:
    return "" if value is None else str(value)


def note(
    session: Session,
    action_id: int,
    *,
    site_id: int,
    changes: Mapping[str, tuple[str, str]],
    by: str,
    by_name: str,
    at: datetime,
) -> None:
    """Write into the history of an act what was changed in it: field → (before, after)."""
    kept = {name: list(pair) for name, pair in changes.items()}
    session.execute(
        insert(ActionChangeRecord).values(
            site_id=site_id, action_id=action_id, at=at, by=by, by_name=by_name, changes=kept
        )
    )
