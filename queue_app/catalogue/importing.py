"""Apply a change set to the database. The caller commits; nothing that a ticket may refer to is
ever deleted.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from queue_app import clock
from queue_app.catalogue import models as m
from queue_app.catalogue import versions
from queue_app.catalogue.diff import Change, Changes, Kind
from queue_app.catalogue.directory import CHANGED
from queue_app.catalogue.held import site_record
from queue_app.catalogue.occasions import OccasionRecord
from queue_app.catalogue.rows import (
    TABLES,
    AgencyRow,
    ClosureRow,
    CounterRow,
    HallRow,
    LineRow,
    OccasionRow,
    Row,
    ServiceRow,
    SiteRow,
    StandardRow,
)


def apply(session: Session, changes: Changes, *, by: str) -> None:
    """Write the changes of one site, raise its catalogue version, and record who changed what.

    An ended agency, service or counter becomes inactive; an ended standard or closed day is
    removed. An empty change set writes nothing.
    """
    if not changes:
        return
    book = _Book(session, _write_site(session, changes))
    for table in TABLES:
        written = [(change, book.write(change)) for change in changes.of(table)]
        session.flush()
        book.look_again()
        for change, record in written:
            book.write_below(change, record)
        session.flush()
    book.keep_versions(changes, by=by)
    at, summary = clock.now(), changes.as_dict()
    session.add(m.CatalogueChangeRecord(site_id=book.site_id, at=at, by=by, summary=summary))
    session.flush()


def _write_site(session: Session, changes: Changes) -> int:
    """Create or update the site row and raise its version; answers its id."""
    rows = [change.row for change in changes.of("site")]
    site = site_record(session, changes.site_code)
    if site is None:
        site = m.SiteRecord(catalogue_version=0)
        session.add(site)
    for row in rows:
        _set(site, {name: getattr(row, name) for name in SiteRow.__slots__})
    site.catalogue_version += 1
    session.info[CHANGED] = True
    session.flush()
    return site.id


class _Book:
    """The site's records by code while they are being written."""

    def __init__(self, session: Session, site_id: int) -> None:
        self.session = session
        self.site_id = site_id
        self._ids: dict[Any, dict[str, int]] = {}

    def look_again(self) -> None:
        """New records have been flushed: ids looked up before are incomplete."""
        self._ids.clear()

    def write(self, change: Change) -> Any:
        """Add, change or end one record; ids of new records are known after the next flush."""
        if change.kind is Kind.ENDED and isinstance(change.row, StandardRow | ClosureRow):
            self.session.delete(self._existing(change.row))
            return None
        columns = self._columns(change.row)
        record = _RECORD_OF[type(change.row)]() if change.kind is Kind.ADDED else self._existing(change.row)
        _set(record, columns)
        if change.kind is Kind.ENDED:
            record.active = False
        self.session.add(record)
        return record

    def write_below(self, change: Change, record: Any) -> None:
        """Replace what hangs on a written record: the hours of an agency, the services of a
        counter.
        """
        changed = {f.field for f in change.fields}
        if isinstance(change.row, AgencyRow) and "hours" in changed:
            self._write_hours(record.id, change.row)
        if isinstance(change.row, CounterRow) and "services" in changed:
            self._write_services(record.id, change.row)

    def keep_versions(self, changes: Changes, *, by: str) -> None:
        """What standards said stays on record, with the day from which they said it."""
        written = [change.row for change in changes.of("standards") if change.kind is not Kind.ENDED]
        standards = [(self._id(m.ServiceRecord, r.service_code), r) for r in written if isinstance(r, StandardRow)]
        if standards:
            site = self.session.get_one(m.SiteRecord, self.site_id)
            versions.keep(self.session, site.id, standards, day=clock.business_day(site.tz_name), by=by)

    def _existing(self, row: Row) -> Any:
        match row:
            case StandardRow():
                return self.session.get_one(m.StandardRecord, self._id(m.ServiceRecord, row.service_code))
            case ClosureRow():
                return self.session.scalars(self._closures(row)).one()
            case _:
                record = _RECORD_OF[type(row)]
                return self.session.get_one(record, self._id(record, row.key))

    def _id(self, record: Any, code: str) -> int:
        """The id behind a code; each table is looked up once until `look_again`."""
        if record not in self._ids:
            key = record.prefix if record is m.LineRecord else record.code
            pairs = self.session.execute(select(key, record.id).where(record.site_id == self.site_id))
            self._ids[record] = {found: id_ for found, id_ in pairs}
        return self._ids[record][code]

    def _closures(self, row: ClosureRow) -> Any:
        agency_id = self._id(m.AgencyRecord, row.agency_code) if row.agency_code else None
        closure = m.ClosureRecord
        return select(closure).where(
            closure.site_id == self.site_id,
            closure.day == row.day,
            closure.agency_id.is_not_distinct_from(agency_id),
        )

    def _columns(self, row: Row) -> dict[str, Any]:
        """The row's database columns, with codes turned into ids."""
        below_a_site = type(row) is not StandardRow
        columns: dict[str, Any] = {"site_id": self.site_id} if below_a_site else {}
        for name in row.__slots__:
            value = getattr(row, name)
            if name in _REFERENCES:
                column, record = _REFERENCES[name]
                columns[column] = self._id(record, value) if value else None
            elif name not in _BELOW:
                columns[name] = list(value) if isinstance(value, tuple) else value
        return columns

    def _write_hours(self, agency_id: int, row: AgencyRow) -> None:
        self.session.execute(delete(m.OpeningHoursRecord).where(m.OpeningHoursRecord.agency_id == agency_id))
        for weekday, hours in row.hours.items():
            times = {name: getattr(hours, name) for name in hours.__slots__}
            self.session.add(m.OpeningHoursRecord(agency_id=agency_id, weekday=weekday, **times))

    def _write_services(self, counter_id: int, row: CounterRow) -> None:
        self.session.execute(delete(m.CounterServiceRecord).where(m.CounterServiceRecord.counter_id == counter_id))
        for code in row.services:
            pair = m.CounterServiceRecord(counter_id=counter_id, service_id=self._id(m.ServiceRecord, code))
            self.session.add(pair)


#: Fields that name another row by code: the id column and the table it points to.
_REFERENCES: dict[str, tuple[str, Any]] = {
    "line": ("line_id", m.LineRecord),
    "hall": ("hall_id", m.HallRecord),
    "agency_code": ("agency_id", m.AgencyRecord),
    "service_code": ("service_id", m.ServiceRecord),
}

#: Fields that have their own table; `write_below` writes them.
_BELOW = ("hours", "services")

_RECORD_OF: dict[type, Any] = {
    HallRow: m.HallRecord,
    LineRow: m.LineRecord,
    AgencyRow: m.AgencyRecord,
    ServiceRow: m.ServiceRecord,
    StandardRow: m.StandardRecord,
    CounterRow: m.CounterRecord,
    ClosureRow: m.ClosureRecord,
    OccasionRow: OccasionRecord,
}


def _set(record: Any, columns: dict[str, Any]) -> None:
    for name, value in columns.items():
        setattr(record, name, value)
