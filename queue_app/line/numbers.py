"""Numbers and quotas: drawn from counter rows in the ticket's own transaction, never from max + 1.

A rolled-back issue leaves no gap, because the counter row rolls back with it.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from types import ModuleType
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Insert,
    Integer,
    PrimaryKeyConstraint,
    Table,
    bindparam,
    exists,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from queue_app.catalogue.directory import Directory, Service, Site
from queue_app.db import Record
from queue_app.line.refusals import Full
from queue_app.line.ticket import SPACING, Status, Ticket, tickets
from queue_app.ready import Ready

line_days = Table(
    "line_days",
    Record.metadata,
    Column("site_id", Integer, ForeignKey("sites.id"), nullable=False),
    Column("line_id", Integer, ForeignKey("lines.id"), nullable=False),
    Column("day", Date, nullable=False),
    Column("last_ordinal", Integer, nullable=False),
    PrimaryKeyConstraint("site_id", "line_id", "day"),
)

service_days = Table(
    "service_days",
    Record.metadata,
    Column("site_id", Integer, ForeignKey("sites.id"), nullable=False),
    Column("service_id", Integer, ForeignKey("services.id"), nullable=False),
    Column("day", Date, nullable=False),
    Column("quota", Integer, nullable=False),
    Column("taken", Integer, nullable=False),
    Column("taken_remote", Integer, nullable=False),
    PrimaryKeyConstraint("site_id", "service_id", "day"),
    CheckConstraint("taken >= 0 AND taken_remote >= 0 AND taken_remote <= taken", name="taken"),
    CheckConstraint("quota >= 0", name="quota"),
)


_others = tickets.alias("others")
#: The place of a new ticket: behind everybody of `place_site` and `place_day`. Two tickets that
#: are committed at once on PostgreSQL may share a place; `key` then decides.
NATURAL_PLACE = (
    select(func.coalesce(func.max(_others.c.place), 0) + SPACING)
    .where(_others.c.site_id == bindparam("place_site"), _others.c.day == bindparam("place_day"))
    .scalar_subquery()
)


#: The number that this transaction drew last from the line `of_line` of `place_site` and `place_day`: nobody else can
#: draw before it ends.
DRAWN = (
    select(line_days.c.last_ordinal)
    .where(line_days.c.site_id == bindparam("place_site"), line_days.c.line_id == bindparam("of_line"))
    .where(line_days.c.day == bindparam("place_day"))
    .scalar_subquery()
)


#: Whether a day has a quota of its own for a service, as a column of another question (site_id, service_id, day).
HAS_QUOTA = exists().where(
    service_days.c.site_id == bindparam("site_id"),
    service_days.c.service_id == bindparam("service_id"),
    service_days.c.day == bindparam("day"),
)


def dialect_of(session: Session) -> ModuleType:
    """The SQLAlchemy dialect at hand, whose INSERT can say ON CONFLICT."""
    return sqlite if session.get_bind().dialect.name == "sqlite" else postgresql


def upsert(session: Session, table: Table, **values: Any) -> Any:
    """INSERT that can say ON CONFLICT, in the dialect at hand."""
    return dialect_of(session).insert(table).values(**values)


def draw_ordinal(session: Session, site: Site, line_id: int, day: date) -> int:
    """The next number of a line and day, from 1 without gaps."""
    draw, of_line = drawing(session, site, line_id, day)
    [drawn] = draw.one(session, of_line)
    return int(drawn)


def drawing(session: Session, site: Site, line_id: int, day: date) -> tuple[Ready, dict[str, Any]]:
    """What `draw_ordinal` sends, for who sends more with it: from then on DRAWN is the number."""
    return _draw(dialect_of(session)), {"site_id": site.id, "line_id": line_id, "day": day}


@lru_cache
def _draw(dialect: ModuleType) -> Ready:
    first = {"last_ordinal": literal(1)}
    insert = dialect.insert(line_days).values(**first).returning(line_days.c.last_ordinal)
    keys = ["site_id", "line_id", "day"]
    drawn = insert.on_conflict_do_update(index_elements=keys, set_={"last_ordinal": line_days.c.last_ordinal + 1})
    return Ready(drawn, *keys)


def remote_quota(site: Site, quota: int) -> int:
    """How many numbers of a quota may be taken from home; the rest stays for those who come."""
    return quota * site.remote_share // 100


def take_quota(session: Session, site: Site, service: Service, day: date, channel: str) -> None:
    """Use one number of the day's quota. Raises Full when the quota or its share from home is used up."""
    if service.quota is None and not _has_row(session, site, service, day):
        return
    remote = int(channel == "remote")
    row = _ensure_row(session, site, service, day, service.quota)
    guard = [_is_row(site, service, day), service_days.c.taken < service_days.c.quota]
    if remote:
        guard.append(service_days.c.taken_remote < remote_quota(site, row.quota))
    statement = update(service_days).where(*guard)
    statement = statement.values(
        taken=service_days.c.taken + 1, taken_remote=service_days.c.taken_remote + remote
    ).returning(service_days.c.taken)
    if session.execute(statement).first() is None:
        raise Full()


def release_quota(session: Session, site: Site, service: Service, day: date, channel: str) -> None:
    """Give one number of the day's quota back, when a waiting ticket is cancelled.

    A number that was never counted (it was being issued while the quota was first set) gives nothing back.
    """
    taken, taken_remote = service_days.c.taken, service_days.c.taken_remote
    remote = int(channel == "remote")
    counted = (taken > 0, taken_remote >= remote, taken_remote - remote < taken)
    statement = update(service_days).where(_is_row(site, service, day), *counted)
    session.execute(statement.values(taken=taken - 1, taken_remote=taken_remote - remote))


def give_back(session: Session, directory: Directory, ticket: Ticket) -> None:
    """Release the quota of a waiting ticket that is given up; a missed or held one has used its own."""
    service = directory.service_by_id.get(ticket.issued_service_id)
    if ticket.status is Status.WAITING and service is not None:
        release_quota(session, directory.site, service, ticket.day, ticket.channel)


def hold_quotas(session: Session, site: Site, wanted: list[tuple[Service, date]]) -> None:
    """Lock the quota rows of several services in one order for all, so that two exchanges never wait for each other."""
    rows = or_(*(_is_row(site, service, day) for service, day in wanted))
    query = select(service_days.c.service_id).where(rows).order_by(service_days.c.service_id, service_days.c.day)
    session.execute(query.with_for_update()).all()


def set_quota(session: Session, site: Site, service: Service, day: date, quota: int) -> None:
    """Set the quota of one day."""
    _ensure_row(session, site, service, day, quota)
    session.execute(update(service_days).where(_is_row(site, service, day)).values(quota=quota))


def quotas_left(session: Session, site: Site, day: date, services: list[Service]) -> dict[int, tuple[int, int]]:
    """service id → (numbers left, numbers left from home), for services that have a quota that day."""
    query = select(service_days).where(service_days.c.site_id == site.id, service_days.c.day == day)
    rows = {row.service_id: row for row in session.execute(query)}
    left: dict[int, tuple[int, int]] = {}
    for service in services:
        row = rows.get(service.id)
        if row is not None:
            total = max(row.quota - row.taken, 0)
            left[service.id] = (total, min(total, max(remote_quota(site, row.quota) - row.taken_remote, 0)))
        elif service.quota is not None:
            left[service.id] = (service.quota, remote_quota(site, service.quota))
    return left


def quotas(session: Session, site: Site, day: date, services: list[Service]) -> dict[int, int]:
    """service id → numbers given in all, for services that have a quota that day."""
    s = service_days.c
    query = select(s.service_id, s.quota).where(s.site_id == site.id, s.day == day)
    kept: dict[int, int] = {row.service_id: row.quota for row in session.execute(query)}
    usual = {service.id: service.quota for service in services if service.quota is not None}
    return {service.id: n for service in services if (n := kept.get(service.id, usual.get(service.id))) is not None}


def _is_row(site: Site, service: Service, day: date) -> Any:
    s = service_days.c
    return (s.site_id == site.id) & (s.service_id == service.id) & (s.day == day)


def _has_row(session: Session, site: Site, service: Service, day: date) -> bool:
    where = {"site_id": site.id, "service_id": service.id, "day": day}
    return bool(session.scalar(select(HAS_QUOTA), where))


def _ensure_row(session: Session, site: Site, service: Service, day: date, quota: int | None) -> Any:
    """The day's row, made with what was already issued that day when a quota is set later."""
    if quota is not None:
        issued = select(func.count()).where(
            tickets.c.site_id == site.id,
            tickets.c.day == day,
            tickets.c.issued_service_id == service.id,
            tickets.c.status != "CANCELLED",
        )
        values = {
            "site_id": site.id,
            "service_id": service.id,
            "day": day,
            "quota": quota,
            "taken": issued.scalar_subquery(),
            "taken_remote": issued.where(tickets.c.channel == "remote").scalar_subquery(),
        }
        statement: Insert = upsert(session, service_days, **values).on_conflict_do_nothing()
        session.execute(statement)
    return session.execute(select(service_days).where(_is_row(site, service, day)).with_for_update()).one()
