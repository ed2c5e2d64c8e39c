"""What the database holds of a site, as the same plain rows that files are read into."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from queue_app.catalogue import models as m
from queue_app.catalogue.directory import Hours
from queue_app.catalogue.occasions import OccasionRecord
from queue_app.catalogue.rows import (
    AgencyRow,
    Catalogue,
    ClosureRow,
    CounterRow,
    HallRow,
    LineRow,
    OccasionRow,
    ServiceRow,
    SiteRow,
    StandardRow,
)


def site_record(session: Session, code: str | None = None) -> m.SiteRecord | None:
    """The site with this code, or the installation's first."""
    query = select(m.SiteRecord).order_by(m.SiteRecord.id).limit(1)
    return session.scalars(query if code is None else query.where(m.SiteRecord.code == code)).first()


def held(session: Session, site: m.SiteRecord) -> Catalogue:
    """Everything of the site, ended rows included."""
    halls = {r.id: HallRow(r.code, r.name, r.floor) for r in _of(session, m.HallRecord, site)}
    lines = {r.id: LineRow(r.prefix, r.name) for r in _of(session, m.LineRecord, site)}
    agencies = {r.id: _agency(r, _week(session, r.id)) for r in _of(session, m.AgencyRecord, site)}
    services = {
        r.id: _service(r, agencies[r.agency_id].code, lines[r.line_id].prefix, halls[r.hall_id].code)
        for r in _of(session, m.ServiceRecord, site)
    }
    counters = [
        _counter(r, halls[r.hall_id].code, agencies[r.agency_id].code, _served(session, r.id, services))
        for r in _of(session, m.CounterRecord, site)
    ]
    closures = [
        ClosureRow(r.day, agencies[r.agency_id].code if r.agency_id else "", r.reason)
        for r in _of(session, m.ClosureRecord, site)
    ]
    return Catalogue(
        site=SiteRow(**{name: getattr(site, name) for name in SiteRow.__slots__}),
        halls=_by_key(halls.values()),
        lines=_by_key(lines.values()),
        agencies=_by_key(agencies.values()),
        services=_by_key(services.values()),
        standards=_by_key(_standards(session, services)),
        counters=_by_key(counters),
        closures=_by_key(closures),
        occasions=_by_key(_occasion(r) for r in _of(session, OccasionRecord, site)),
    )


def _of(session: Session, record: Any, site: m.SiteRecord) -> list[Any]:
    return list(session.scalars(select(record).where(record.site_id == site.id).order_by(record.id)))


def _by_key(rows: Iterable[Any]) -> dict[str, Any]:
    return {row.key: row for row in rows}


def _week(session: Session, agency_id: int) -> dict[int, Hours]:
    query = select(m.OpeningHoursRecord).where(m.OpeningHoursRecord.agency_id == agency_id)
    return {h.weekday: Hours(h.opens, h.closes, h.break_from, h.break_to) for h in session.scalars(query)}


def _served(session: Session, counter_id: int, services: dict[int, ServiceRow]) -> tuple[str, ...]:
    """Codes of the active services of a counter; pairs with ended ones are asleep until the service
    returns.
    """
    pairs = select(m.CounterServiceRecord.service_id).where(m.CounterServiceRecord.counter_id == counter_id)
    served = (services[service_id] for service_id in session.scalars(pairs))
    return tuple(sorted(s.code for s in served if s.active))


def _agency(r: m.AgencyRecord, week: dict[int, Hours]) -> AgencyRow:
    return AgencyRow(
        code=r.code,
        name=r.name,
        short_name=r.short_name,
        category=r.category,
        certainty=r.certainty,
        hours_certainty=r.hours_certainty,
        hours=week,
        source_url=r.source_url,
        active=r.active,
    )


def _service(r: m.ServiceRecord, agency: str, line: str, hall: str) -> ServiceRow:
    return ServiceRow(
        code=r.code,
        agency_code=agency,
        line=line,
        hall=hall,
        name=r.name,
        aliases=tuple(r.aliases),
        nominal_minutes=r.nominal_minutes,
        online_allowed=r.online_allowed,
        certainty=r.certainty,
        quota=r.quota,
        popular=r.popular,
        source_url=r.source_url,
        active=r.active,
    )


def _counter(r: m.CounterRecord, hall: str, agency: str, services: tuple[str, ...]) -> CounterRow:
    return CounterRow(r.code, r.number, r.name, hall, agency, services, r.active)


def _occasion(r: OccasionRecord) -> OccasionRow:
    return OccasionRow(r.code, r.name, tuple(r.service_codes), r.name_en, r.name_jv, r.active)


def _standards(session: Session, services: dict[int, ServiceRow]) -> list[StandardRow]:
    query = select(m.StandardRecord).where(m.StandardRecord.service_id.in_(services))
    return [_standard(r, services[r.service_id].code) for r in session.scalars(query)]


def _standard(r: m.StandardRecord, service_code: str) -> StandardRow:
    return StandardRow(
        service_code=service_code,
        persyaratan=tuple(r.persyaratan),
        prosedur=tuple(r.prosedur),
        jangka_waktu=r.jangka_waktu,
        biaya=r.biaya,
        produk=r.produk,
        pengaduan=r.pengaduan,
        certainty=r.certainty,
        unconfirmed=tuple(r.unconfirmed),
        source_url=r.source_url,
        cases=tuple(r.cases),
        dasar_hukum=tuple(r.dasar_hukum),
    )
