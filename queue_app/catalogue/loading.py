"""From the tables of the catalogue to its frozen values (`house.py`)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from queue_app.catalogue import models as m
from queue_app.catalogue.house import Agency, Counter, Directory, Hall, Hours, Line, Service, Site
from queue_app.catalogue.occasions import occasions_of


def load(session: Session, site: m.SiteRecord) -> Directory:
    """Read everything of a site; some ten statements."""
    halls = {r.id: Hall(r.id, r.code, r.name, r.floor) for r in _rows(session, m.HallRecord, site.id)}
    lines = {r.id: Line(r.id, r.prefix, r.name) for r in _rows(session, m.LineRecord, site.id)}
    agencies = _agencies(session, site.id)
    services = {
        r.id: _service(r, agencies[r.agency_id], lines[r.line_id], halls[r.hall_id])
        for r in _rows(session, m.ServiceRecord, site.id)
    }
    active = frozenset(s.id for s in services.values() if s.active)
    counters = _counters(session, site.id, agencies, halls, active)
    offered = {s.code for s in services.values() if s.active}
    return Directory(
        site=Site(**{name: getattr(site, name) for name in Site.__slots__}),
        version=site.catalogue_version,
        halls={h.code: h for h in halls.values()},
        agencies={a.code: a for a in agencies.values() if a.active},
        lines={line.prefix: line for line in lines.values()},
        services={s.code: s for s in services.values() if s.active},
        counters={c.code: c for c in counters.values() if c.active},
        service_by_id=services,
        counter_by_id=counters,
        counters_of={s: tuple(c for c in counters.values() if s in c.service_ids) for s in services},
        occasions=occasions_of(session, site.id, offered),
    )


def _rows(session: Session, record: Any, site_id: int) -> list[Any]:
    query = select(record).where(record.site_id == site_id).order_by(record.id)
    return list(session.scalars(query.execution_options(populate_existing=True)))


def _agencies(session: Session, site_id: int) -> dict[int, Agency]:
    hours: dict[int, dict[int, Hours]] = {}
    for h in session.scalars(select(m.OpeningHoursRecord)):
        hours.setdefault(h.agency_id, {})[h.weekday] = Hours(h.opens, h.closes, h.break_from, h.break_to)
    closures = _rows(session, m.ClosureRecord, site_id)
    whole_site = {c.day: c.reason for c in closures if c.agency_id is None}
    return {
        r.id: Agency(
            id=r.id,
            code=r.code,
            name=r.name,
            short_name=r.short_name,
            category=r.category,
            certainty=r.certainty,
            hours_certainty=r.hours_certainty,
            active=r.active,
            hours=hours.get(r.id, {}),
            closures=whole_site | {c.day: c.reason for c in closures if c.agency_id == r.id},
        )
        for r in _rows(session, m.AgencyRecord, site_id)
    }


def _service(r: m.ServiceRecord, agency: Agency, line: Line, hall: Hall) -> Service:
    return Service(
        id=r.id,
        code=r.code,
        name=r.name,
        aliases=tuple(r.aliases),
        nominal_minutes=r.nominal_minutes,
        quota=r.quota,
        online_allowed=r.online_allowed,
        popular=r.popular,
        certainty=r.certainty,
        agency=agency,
        line=line,
        hall=hall,
        active=r.active and agency.active,
    )


def _counters(
    session: Session, site_id: int, agencies: dict[int, Agency], halls: dict[int, Hall], services: frozenset[int]
) -> dict[int, Counter]:
    served: dict[int, set[int]] = {}
    for pair in session.scalars(select(m.CounterServiceRecord)):
        served.setdefault(pair.counter_id, set()).add(pair.service_id)
    return {
        r.id: Counter(
            id=r.id,
            code=r.code,
            number=r.number,
            name=r.name,
            hall=halls[r.hall_id],
            agency=agencies[r.agency_id],
            service_ids=frozenset(served.get(r.id, ())) & services,
            active=r.active and agencies[r.agency_id].active,
        )
        for r in _rows(session, m.CounterRecord, site_id)
    }
