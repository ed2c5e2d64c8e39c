"""From rows as files give them to one whole catalogue, and the checks that need several rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields, replace
from typing import Any

from queue_app.catalogue.directory import Hours
from queue_app.catalogue.rows import (
    ROW_OF,
    AgencyRow,
    Catalogue,
    CatalogueInvalid,
    CounterRow,
    HallRow,
    Place,
    Row,
    RowProblem,
    SiteRow,
)
from queue_app.catalogue.sheets import Given
from queue_app.errors import N_

Places = Mapping[tuple[str, str], Place]

_NOT_HERE = {
    "agencies": N_("instansi {code} tidak ada di katalog"),
    "halls": N_("ruang tunggu {code} tidak ada di katalog"),
    "lines": N_("huruf antrean {code} tidak ada di katalog"),
    "services": N_("layanan {code} tidak ada di katalog"),
}


def assemble(
    site: SiteRow,
    halls: dict[str, HallRow],
    given: Mapping[str, list[Given]],
    default_hours: dict[int, Hours],
) -> Catalogue:
    """A whole site from complete rows: agencies without found hours get the default, counters
    without a list serve all.
    """
    tables: dict[str, Any] = {name: {g.key: ROW_OF[name](**g.values) for g in rows} for name, rows in given.items()}
    tables["agencies"] = {key: _with_hours(agency, default_hours) for key, agency in tables["agencies"].items()}
    catalogue = Catalogue(site=site, halls=halls, **tables)
    return replace(catalogue, counters={c.key: _serving(c, catalogue) for c in catalogue.counters.values()})


def merge(before: Catalogue, sheet: str, rows: Iterable[Given]) -> Catalogue:
    """The site with the rows of one sheet added or changed; fields the sheet does not have stay as
    they are.

    A new service goes to the agency's counters that served everything before. Raises
    CatalogueInvalid.
    """
    rows = list(rows)
    table: dict[str, Any] = dict(before.table(sheet))
    problems: list[RowProblem] = []
    for given in rows:
        merged = _merged(before, sheet, given, problems)
        if merged is not None:
            table[given.key] = merged
    if problems:
        raise CatalogueInvalid(problems)
    changed: dict[str, Any] = {sheet: table}
    after = replace(before, **changed)
    if sheet == "services":
        after = replace(after, counters={c.key: _following(c, before, after) for c in before.counters.values()})
    elif sheet == "counters":
        after = replace(after, counters={c.key: _serving(c, after) for c in after.counters.values()})
    problems = check(after, {(sheet, given.key): given.place for given in rows})
    if problems:
        raise CatalogueInvalid(problems)
    return after


def check(catalogue: Catalogue, places: Places) -> list[RowProblem]:
    """Everything that refers to nothing, and counters that share a number in one hall."""
    problems: list[RowProblem] = []
    for table, key, field, code, target in _references(catalogue):
        if code not in catalogue.table(target):
            place = places.get((table, key), Place(table))
            problems.append(RowProblem(place, field, _NOT_HERE[target], {"code": code}))
    return problems + _shared_numbers(catalogue, places)


def _references(catalogue: Catalogue) -> Iterable[tuple[str, str, str, str, str]]:
    """(table, key, field, code, table that must have the code) of every reference."""
    for service in catalogue.services.values():
        yield "services", service.key, "agency_code", service.agency_code, "agencies"
        yield "services", service.key, "line", service.line, "lines"
        yield "services", service.key, "hall", service.hall, "halls"
    for standard in catalogue.standards.values():
        yield "standards", standard.key, "service_code", standard.service_code, "services"
    for counter in catalogue.counters.values():
        yield "counters", counter.key, "hall", counter.hall, "halls"
        yield "counters", counter.key, "agency_code", counter.agency_code, "agencies"
        for code in counter.services:
            yield "counters", counter.key, "services", code, "services"
    for closure in catalogue.closures.values():
        if closure.agency_code:
            yield "closures", closure.key, "agency_code", closure.agency_code, "agencies"
    yield from (
        ("occasions", one.key, "service_codes", code, "services")
        for one in catalogue.occasions.values()
        for code in one.service_codes
    )


def _shared_numbers(catalogue: Catalogue, places: Places) -> list[RowProblem]:
    first: dict[tuple[str, int], CounterRow] = {}
    problems = []
    for counter in catalogue.counters.values():
        if not counter.active:
            continue
        other = first.setdefault((counter.hall, counter.number), counter)
        if other is not counter:
            place = places.get(("counters", counter.key), Place("counters"))
            sentence = N_("nomor loket {number} sudah dipakai {other} di ruang yang sama")
            problems.append(RowProblem(place, "number", sentence, {"number": counter.number, "other": other.code}))
    return problems


def _with_hours(agency: AgencyRow, default_hours: dict[int, Hours]) -> AgencyRow:
    if agency.hours_certainty == "assumed" and not agency.hours:
        return replace(agency, hours=default_hours)
    return agency


def _serving(counter: CounterRow, catalogue: Catalogue) -> CounterRow:
    """A counter without a list serves all services of its agency."""
    services = counter.services or tuple(s.code for s in catalogue.services_of(counter.agency_code))
    return replace(counter, services=tuple(sorted(services)))


def _following(counter: CounterRow, before: Catalogue, after: Catalogue) -> CounterRow:
    """Keep the counter's list, without ended services, and with new ones if it served all of its
    agency.
    """
    active = {s.code for s in after.services.values() if s.active}
    served = set(counter.services) & active
    had = {s.code for s in before.services_of(counter.agency_code)}
    if counter.active and had <= set(counter.services):
        served |= {s.code for s in after.services_of(counter.agency_code)}
    return replace(counter, services=tuple(sorted(served)))


def _merged(before: Catalogue, sheet: str, given: Given, problems: list[RowProblem]) -> Row | None:
    existing: Any = before.table(sheet).get(given.key)
    values = _without_empty_week(given.values)
    if existing is not None:
        changed: Row = replace(existing, **values)
        return changed
    values = {**_inherited(before, sheet, values), **values}
    needed = [f.name for f in fields(ROW_OF[sheet]) if f.default is MISSING and f.default_factory is MISSING]
    missing = [name for name in needed if name not in values]
    problems += [RowProblem(given.place, name, N_("wajib ada untuk baris baru")) for name in missing]
    new: Row | None = None if missing else ROW_OF[sheet](**values)
    return new


def _without_empty_week(values: Mapping[str, Any]) -> dict[str, Any]:
    """Assumed hours that a sheet leaves empty are the default of the folder: a sheet keeps what is
    there.
    """
    silent = values.get("hours_certainty") == "assumed" and not values.get("hours")
    return {name: value for name, value in values.items() if name != "hours" or not silent}


def _inherited(before: Catalogue, sheet: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """What a new row takes over when its sheet does not say: line and hall of its agency, no hours,
    no list, the whole mall.
    """
    if sheet == "agencies":
        return {"hours": {}}
    if sheet == "counters":
        return {"services": ()}
    if sheet == "closures":
        return {"agency_code": ""}
    if sheet != "services":
        return {}
    siblings = before.services_of(values.get("agency_code", ""))
    lines, halls = {s.line for s in siblings}, {s.hall for s in siblings}
    inherited: dict[str, Any] = {"aliases": ()}
    inherited |= {"line": lines.pop()} if len(lines) == 1 else {}
    inherited |= {"hall": halls.pop()} if len(halls) == 1 else {}
    return inherited
