"""The catalogue's tables. Everything that names the mall is data here, nothing is code.

Rows are never deleted while tickets refer to them: `active` ends a service, counter or agency.
`certainty` says how far a fact is confirmed; admins see it, citizens never see an unconfirmed part as a promise.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from queue_app.db import Record


class SiteRecord(Record):
    """One service mall: its name, place, time zone and the settings of its queue."""

    __tablename__ = "sites"
    __table_args__ = (
        UniqueConstraint("code"),
        CheckConstraint("late_after >= 0", name="late_after"),
        CheckConstraint("priority_every >= 1", name="priority_every"),
        CheckConstraint("remote_share >= 0 AND remote_share <= 100", name="remote_share"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    name: Mapped[str]
    short_name: Mapped[str]
    owner: Mapped[str]
    address: Mapped[str]
    tz_name: Mapped[str]
    #: A late arrival re-enters after this many callable tickets.
    late_after: Mapped[int] = mapped_column(default=2)
    #: At most one priority call in this many calls of a counter while others wait.
    priority_every: Mapped[int] = mapped_column(default=3)
    #: Minutes after a missed call in which the citizen may rejoin.
    grace_minutes: Mapped[int] = mapped_column(default=30)
    #: Percent of a quota that may be taken from home.
    remote_share: Mapped[int] = mapped_column(default=60)
    #: Minutes before closing at which the last number is given.
    last_ticket_minutes: Mapped[int] = mapped_column(default=30)
    #: Minutes after closing until what is still open expires.
    overrun_minutes: Mapped[int] = mapped_column(default=60)
    #: From when numbers of the same day are given, and numbers of the next working day.
    numbers_from: Mapped[time] = mapped_column(default=time(6))
    next_day_from: Mapped[time] = mapped_column(default=time(15))
    #: Version of everything below this site; a change of the catalogue raises it.
    catalogue_version: Mapped[int] = mapped_column(default=1)


class HallRecord(Record):
    """A waiting hall; its board shows the calls of its counters."""

    __tablename__ = "halls"
    __table_args__ = (UniqueConstraint("site_id", "code"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    code: Mapped[str]
    name: Mapped[str]
    floor: Mapped[str]


class AgencyRecord(Record):
    """A tenant of the mall."""

    __tablename__ = "agencies"
    __table_args__ = (UniqueConstraint("site_id", "code"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    code: Mapped[str]
    name: Mapped[str]
    short_name: Mapped[str]
    category: Mapped[str]
    source_url: Mapped[str]
    certainty: Mapped[str]
    hours_certainty: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)


class LineRecord(Record):
    """One prefix and the services that share its numbers."""

    __tablename__ = "lines"
    __table_args__ = (
        UniqueConstraint("site_id", "prefix"),
        CheckConstraint("length(prefix) BETWEEN 1 AND 2", name="prefix"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    prefix: Mapped[str]
    name: Mapped[str]


class ServiceRecord(Record):
    """One thing a citizen can come for."""

    __tablename__ = "services"
    __table_args__ = (
        UniqueConstraint("site_id", "code"),
        CheckConstraint("nominal_minutes > 0", name="nominal_minutes"),
        CheckConstraint("quota IS NULL OR quota >= 0", name="quota"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id"))
    line_id: Mapped[int] = mapped_column(ForeignKey("lines.id"))
    hall_id: Mapped[int] = mapped_column(ForeignKey("halls.id"))
    code: Mapped[str]
    name: Mapped[str]
    aliases: Mapped[list[str]]
    nominal_minutes: Mapped[int]
    #: Numbers a day; empty is no limit.
    quota: Mapped[int | None]
    online_allowed: Mapped[bool]
    #: Place in the list of popular services of a mall that has no history yet; empty is not popular.
    popular: Mapped[int | None]
    source_url: Mapped[str]
    certainty: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)


class StandardRecord(Record):
    """The six published components of a service standard (PermenPANRB 15/2014), with its special cases.

    `cases` is [{"if": "hilang", "adds": ["…"]}]; `unconfirmed` names the components no source settles for this mall.
    """

    __tablename__ = "service_standards"
    service_id: Mapped[int] = mapped_column(ForeignKey("services.id"), primary_key=True)
    persyaratan: Mapped[list[str]]
    prosedur: Mapped[list[str]]
    jangka_waktu: Mapped[str]
    biaya: Mapped[str]
    produk: Mapped[str]
    pengaduan: Mapped[str]
    cases: Mapped[list[dict[str, Any]]]
    dasar_hukum: Mapped[list[str]]
    source_url: Mapped[str]
    certainty: Mapped[str]
    unconfirmed: Mapped[list[str]]


class CounterRecord(Record):
    """A desk (loket) in a hall. `number` is what the board shows and the voice says."""

    __tablename__ = "counters"
    __table_args__ = (UniqueConstraint("site_id", "code"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    hall_id: Mapped[int] = mapped_column(ForeignKey("halls.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id"))
    code: Mapped[str]
    number: Mapped[int]
    name: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)


class CounterServiceRecord(Record):
    """Which services a counter serves, of any line."""

    __tablename__ = "counter_services"
    counter_id: Mapped[int] = mapped_column(ForeignKey("counters.id"), primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("services.id"), primary_key=True)


class OpeningHoursRecord(Record):
    """Weekly pattern of an agency; `weekday` 0 is Monday. No row is closed. A break stops calls, not numbers."""

    __tablename__ = "opening_hours"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("opens < closes", name="order"),
    )
    agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id"), primary_key=True)
    weekday: Mapped[int] = mapped_column(primary_key=True)
    opens: Mapped[time]
    closes: Mapped[time]
    break_from: Mapped[time | None]
    break_to: Mapped[time | None]


class ClosureRecord(Record):
    """A day on which the site (agency empty) or one agency is closed, with the reason people read."""

    __tablename__ = "closures"
    __table_args__ = (UniqueConstraint("site_id", "day", "agency_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agencies.id"))
    day: Mapped[date]
    reason: Mapped[str]


class CatalogueChangeRecord(Record):
    """Who changed what in the catalogue, and when."""

    __tablename__ = "catalogue_changes"
    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    at: Mapped[datetime]
    by: Mapped[str]
    summary: Mapped[dict[str, Any]]
