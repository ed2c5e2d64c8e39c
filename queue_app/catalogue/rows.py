"""Plain frozen rows of a site's catalogue: one shape for what files say and what the database holds.

Rows name each other by code, never by id, so that both sides compare field by field. Field names
are the column names of the files (`gmsc/README.md`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any, ClassVar

from queue_app.catalogue.directory import Hours
from queue_app.errors import N_, Invalid

#: How far a fact is confirmed. Only the last value of each set is a promise.
CERTAINTY = ("seen", "typical", "confirmed")
HOURS_CERTAINTY = ("seen", "assumed", "confirmed")
STANDARD_CERTAINTY = ("nasional", "daerah-lain", "umum-perlu-konfirmasi", "dikonfirmasi")

WEEKDAYS = ("senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu")


class Keyed:
    """A row that is known within its site by the values of its KEY fields."""

    __slots__ = ()
    KEY: ClassVar[tuple[str, ...]] = ("code",)

    @property
    def key(self) -> str:
        """The row's code within its site."""
        return key_of(type(self), {name: getattr(self, name) for name in self.KEY})


def key_of(row: type[Keyed], values: Mapping[str, object]) -> str:
    """The key of a row with these values: its code, or the values of its key fields with a slash between."""
    return "/".join(str(values[name]) for name in row.KEY if values.get(name))


@dataclass(frozen=True, slots=True)
class SiteRow(Keyed):
    """The site and the settings of its queue, as in models.SiteRecord."""

    code: str
    name: str
    short_name: str
    owner: str
    address: str
    tz_name: str
    late_after: int = 2
    priority_every: int = 3
    grace_minutes: int = 30
    remote_share: int = 60
    last_ticket_minutes: int = 30
    overrun_minutes: int = 60
    numbers_from: time = time(6)
    next_day_from: time = time(15)


@dataclass(frozen=True, slots=True)
class HallRow(Keyed):
    """A waiting hall."""

    code: str
    name: str
    floor: str


@dataclass(frozen=True, slots=True)
class LineRow(Keyed):
    """One prefix."""

    KEY: ClassVar[tuple[str, ...]] = ("prefix",)

    prefix: str
    name: str


@dataclass(frozen=True, slots=True)
class AgencyRow(Keyed):
    """A tenant with its weekly hours by weekday (0 = Monday; no entry is closed)."""

    code: str
    name: str
    short_name: str
    category: str
    certainty: str
    hours_certainty: str
    hours: Mapping[int, Hours]
    source_url: str = ""
    active: bool = True


@dataclass(frozen=True, slots=True)
class ServiceRow(Keyed):
    """One service; `quota` None is no limit, `popular` None is not popular."""

    code: str
    agency_code: str
    line: str
    hall: str
    name: str
    aliases: tuple[str, ...]
    nominal_minutes: int
    online_allowed: bool
    certainty: str
    quota: int | None = None
    popular: int | None = None
    source_url: str = ""
    active: bool = True


@dataclass(frozen=True, slots=True)
class StandardRow(Keyed):
    """The six published components of one service; `cases` is [{"if": …, "adds": […]}]."""

    KEY: ClassVar[tuple[str, ...]] = ("service_code",)

    service_code: str
    persyaratan: tuple[str, ...]
    prosedur: tuple[str, ...]
    jangka_waktu: str
    biaya: str
    produk: str
    pengaduan: str
    certainty: str
    unconfirmed: tuple[str, ...]
    source_url: str = ""
    cases: tuple[Mapping[str, Any], ...] = ()
    dasar_hukum: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CounterRow(Keyed):
    """A desk and the codes of the services it serves."""

    code: str
    number: int
    name: str
    hall: str
    agency_code: str
    services: tuple[str, ...]
    active: bool = True


@dataclass(frozen=True, slots=True)
class ClosureRow(Keyed):
    """A closed day of the whole site (`agency_code` empty) or of one agency."""

    KEY: ClassVar[tuple[str, ...]] = ("day", "agency_code")

    day: date
    agency_code: str
    reason: str


@dataclass(frozen=True, slots=True)
class OccasionRow(Keyed):
    """A moment of life and the services it brings, in the order in which they are done."""

    code: str
    name: str
    service_codes: tuple[str, ...]
    name_en: str = ""
    name_jv: str = ""
    active: bool = True


Row = SiteRow | HallRow | LineRow | AgencyRow | ServiceRow | StandardRow | CounterRow | ClosureRow | OccasionRow

#: Every table below a site, in the order in which rows may refer to each other.
TABLES = ("halls", "lines", "agencies", "services", "standards", "counters", "closures", "occasions")

ROW_OF: dict[str, type[Any]] = {
    "site": SiteRow,
    "halls": HallRow,
    "lines": LineRow,
    "agencies": AgencyRow,
    "services": ServiceRow,
    "standards": StandardRow,
    "counters": CounterRow,
    "closures": ClosureRow,
    "occasions": OccasionRow,
}


@dataclass(frozen=True)
class Catalogue:
    """Everything of one site, each table by key."""

    site: SiteRow
    halls: dict[str, HallRow] = field(default_factory=dict)
    lines: dict[str, LineRow] = field(default_factory=dict)
    agencies: dict[str, AgencyRow] = field(default_factory=dict)
    services: dict[str, ServiceRow] = field(default_factory=dict)
    standards: dict[str, StandardRow] = field(default_factory=dict)
    counters: dict[str, CounterRow] = field(default_factory=dict)
    closures: dict[str, ClosureRow] = field(default_factory=dict)
    occasions: dict[str, OccasionRow] = field(default_factory=dict)

    def table(self, name: str) -> Mapping[str, Row]:
        """One table by its name in TABLES."""
        rows: Mapping[str, Row] = getattr(self, name)
        return rows

    def services_of(self, agency_code: str) -> list[ServiceRow]:
        """The active services of an agency."""
        return [s for s in self.services.values() if s.agency_code == agency_code and s.active]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands in a file, so that a person finds it again."""

    file: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One thing that is wrong in a file; `sentence` is a msgid, `{named}` places are filled from `values`."""

    place: Place
    column: str | None
    sentence: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        where = self.place.file
        where += f", baris {self.place.line}" if self.place.line else ""
        where += f", kolom {self.column}" if self.column else ""
        return f"{where}: {self.sentence.format(**self.values)}"


class CatalogueInvalid(Invalid):
    """The files cannot be loaded; `problems` lists everything that is wrong, and nothing was changed."""

    sentence = N_("Berkas katalog belum dapat dipakai: {count} hal perlu diperbaiki.")

    def __init__(self, problems: Iterable[RowProblem]) -> None:
        self.problems = tuple(problems)
        errors = [{"field": p.column or p.place.file, "message": str(p)} for p in self.problems]
        super().__init__(errors, count=len(errors))

    @property
    def lines(self) -> list[str]:
        """File, line, column and sentence of each problem."""
        return [str(problem) for problem in self.problems]
