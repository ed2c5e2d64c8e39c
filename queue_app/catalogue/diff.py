"""What files would change: every added, changed and ended row, field by field, before anything is
written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, time
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from queue_app.catalogue.assembling import merge
from queue_app.catalogue.cells import hours_text
from queue_app.catalogue.directory import Hours
from queue_app.catalogue.held import held, site_record
from queue_app.catalogue.prefixes import PrefixWarning, prefix_warnings
from queue_app.catalogue.reading import CatalogueFiles
from queue_app.catalogue.rows import TABLES, WEEKDAYS, Catalogue, Row
from queue_app.errors import N_, Unknown

#: Tables whose missing rows are ended. Halls and lines stay: past tickets were called and numbered
#: there.
_ENDING = ("agencies", "services", "standards", "counters", "closures", "occasions")


class Kind(StrEnum):
    """What happens to a row."""

    ADDED = "added"
    CHANGED = "changed"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field; `before` is None on an added row, `after` is None on an ended one."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Change:
    """One row that is added, changed or ended, by its key within the site."""

    table: str
    key: str
    kind: Kind
    fields: tuple[FieldChange, ...]
    row: Row


@dataclass(frozen=True, slots=True)
class CatalogueWarning:
    """Something worth a look that does not stop an import; `sentence` is a msgid with `{named}`
    places.
    """

    sentence: str
    values: Mapping[str, object]

    def __str__(self) -> str:
        return self.sentence.format(**self.values)


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything an import would do to one site; false when files and database agree. `after` is the site as it
    would be then.
    """

    site_code: str
    new_site: bool
    rows: tuple[Change, ...]
    warnings: tuple[CatalogueWarning | PrefixWarning, ...]
    after: Catalogue = field(repr=False, compare=False)

    def __bool__(self) -> bool:
        return bool(self.rows)

    def of(self, table: str) -> Iterator[Change]:
        """The changes of one table."""
        return (change for change in self.rows if change.table == table)

    def counts(self) -> dict[str, dict[str, int]]:
        """How many rows per table and kind: {"services": {"added": 167}}."""
        counts: dict[str, dict[str, int]] = {}
        for change in self.rows:
            table = counts.setdefault(change.table, {})
            table[change.kind.value] = table.get(change.kind.value, 0) + 1
        return counts

    def as_dict(self) -> dict[str, Any]:
        """The change set as JSON-ready values: for `--json`, the admin's preview and the record of
        changes.
        """
        return {
            "site": self.site_code,
            "counts": self.counts(),
            "changes": [_change_as_dict(change) for change in self.rows],
            "warnings": [str(warning) for warning in self.warnings],
        }


def diff(session: Session, files: CatalogueFiles, *, site_code: str | None = None) -> Changes:
    """Compare files with the database; writes nothing.

    A folder names its own site. A single sheet goes to `site_code` or the installation's first
    site. Raises Unknown without such a site and CatalogueInvalid when rows of a sheet do not fit
    what is there.
    """
    if files.catalogue is not None:
        site = site_record(session, files.catalogue.site.code)
        before = held(session, site) if site else None
        return changes_between(before, files.catalogue, files.tables, ending=True)
    site = site_record(session, site_code)
    if site is None or files.sheet is None:
        raise Unknown(N_("Tempat layanan belum ada. Impor folder katalog lebih dahulu."))
    before = held(session, site)
    after = merge(before, files.sheet, files.rows)
    return changes_between(before, after, files.tables | {"counters"}, ending=False)


def changes_between(before: Catalogue | None, after: Catalogue, tables: frozenset[str], *, ending: bool) -> Changes:
    """What turns one state of a site into another, in these tables; `ending` also ends the rows that `after` lacks."""
    was_site = {} if before is None else {before.site.code: before.site}
    found = list(_compared("site", was_site, {after.site.code: after.site}, ending=False))
    for table in TABLES:
        if table in tables:
            was = {} if before is None else before.table(table)
            found += _compared(table, was, after.table(table), ending=ending and table in _ENDING)
    return Changes(after.site.code, before is None, tuple(found), tuple(_warnings(after)), after)


def _compared(table: str, before: Mapping[str, Row], after: Mapping[str, Row], *, ending: bool) -> Iterator[Change]:
    for key, row in after.items():
        was = before.get(key)
        if was is None:
            yield Change(table, key, Kind.ADDED, _differences(None, row), row)
        elif was != row:
            kind = Kind.ENDED if getattr(was, "active", False) and not getattr(row, "active", True) else Kind.CHANGED
            yield Change(table, key, kind, _differences(was, row), row)
    for key, was in before.items():
        if ending and key not in after and getattr(was, "active", True):
            yield Change(table, key, Kind.ENDED, (), was)


def _differences(before: Row | None, after: Row) -> tuple[FieldChange, ...]:
    names = [f.name for f in fields(after)]
    pairs = ((name, None if before is None else getattr(before, name), getattr(after, name)) for name in names)
    return tuple(FieldChange(name, was, now) for name, was, now in pairs if before is None or was != now)


def _warnings(after: Catalogue) -> Iterator[CatalogueWarning | PrefixWarning]:
    in_hall: dict[str, set[str]] = {}
    for service in after.services.values():
        if service.active:
            in_hall.setdefault(service.hall, set()).add(service.line)
    yield from prefix_warnings(in_hall)
    served = {code for counter in after.counters.values() if counter.active for code in counter.services}
    for agency in after.agencies.values():
        if agency.active and not agency.hours:
            yield CatalogueWarning(N_("{name} belum punya jam buka, jadi selalu tutup"), {"name": agency.short_name})
    for service in after.services.values():
        if service.active and service.code not in served:
            yield CatalogueWarning(N_("{code} tidak dilayani loket mana pun"), {"code": service.code})


def _change_as_dict(change: Change) -> dict[str, Any]:
    shown = {"table": change.table, "key": change.key, "kind": change.kind.value}
    if change.kind is Kind.ADDED:
        return shown
    return shown | {"fields": {f.field: [plain(f.before), plain(f.after)] for f in change.fields}}


def plain(value: Any) -> Any:
    """A field's value as JSON can carry it and a person reads it."""
    match value:
        case time():
            return f"{value:%H.%M}"
        case date():
            return value.isoformat()
        case Hours():
            return hours_text(value)
        case Mapping():
            return {WEEKDAYS[k] if isinstance(k, int) else k: plain(v) for k, v in value.items()}
        case tuple() | list():
            return [plain(item) for item in value]
        case _:
            return value
