"""How far each fact of a catalogue is confirmed, for those who keep it: what is there, from where, and what still
awaits a confirmation. Citizens never see an unconfirmed part as a promise; admins see which parts these are.

Four facts have a certainty: an agency, its hours, a service, and the standard of a service (`rows.CERTAINTY` …).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from queue_app.catalogue.rows import (
    CERTAINTY,
    HOURS_CERTAINTY,
    STANDARD_CERTAINTY,
    AgencyRow,
    Catalogue,
    ServiceRow,
    StandardRow,
)
from queue_app.catalogue.standards import COMPONENTS, DRAFT
from queue_app.errors import N_

#: A service of which no standard is published.
MISSING = "belum-ada"

#: Fact → the certainties that it may have; only "confirmed" and "dikonfirmasi" are a promise.
FACTS: dict[str, tuple[str, ...]] = {
    "agencies": CERTAINTY,
    "hours": HOURS_CERTAINTY,
    "services": CERTAINTY,
    "standards": (MISSING, *STANDARD_CERTAINTY),
}
FACT_NAMES = {
    "agencies": N_("Instansi"),
    "hours": N_("Jam buka"),
    "services": N_("Layanan"),
    "standards": N_("Standar pelayanan"),
}
CERTAINTY_NAMES = {
    "seen": N_("Disebut sumber"),
    "typical": N_("Lazim di tempat lain"),
    "assumed": N_("Anggapan"),
    "confirmed": N_("Dikonfirmasi"),
    MISSING: N_("Belum ada"),
    "nasional": N_("Aturan nasional"),
    "daerah-lain": N_("Dari daerah lain"),
    DRAFT: N_("Rancangan umum"),
    "dikonfirmasi": N_("Dikonfirmasi"),
}
#: What of an entry may await a confirmation, as it is called in a list.
WAITING_NAMES = {
    "agencies": N_("instansi"),
    "hours": N_("jam buka"),
    "services": N_("layanan"),
    "standards": N_("standar pelayanan"),
    "cases": N_("kasus khusus"),
    "dasar_hukum": N_("dasar hukum"),
    **COMPONENTS,
}
_PROMISES = ("confirmed", "dikonfirmasi")


@dataclass(frozen=True, slots=True)
class Entry:
    """An agency or a service with the certainty of its two facts: fact → certainty, fact → where that was read.

    `awaiting` holds keys of WAITING_NAMES.
    """

    code: str
    name: str
    agency: str
    certainty: dict[str, str]
    sources: dict[str, str]
    awaiting: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Certainty:
    """The active agencies and services of a site, and how many of each fact have which certainty."""

    agencies: tuple[Entry, ...]
    services: tuple[Entry, ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        return self.agencies + self.services

    @property
    def awaiting(self) -> int:
        """How many agencies and services have something that awaits a confirmation."""
        return sum(bool(entry.awaiting) for entry in self.entries)

    def counts(self) -> dict[str, dict[str, int]]:
        """fact → certainty → how many, those that do not occur included."""
        found = {fact: dict.fromkeys(values, 0) for fact, values in FACTS.items()}
        for entry in self.entries:
            for fact, value in entry.certainty.items():
                found[fact][value] += 1
        return found

    def awaiting_counts(self) -> dict[str, int]:
        """What awaits → in how many entries, in the order of WAITING_NAMES."""
        found = {key: sum(key in entry.awaiting for entry in self.entries) for key in WAITING_NAMES}
        return {key: n for key, n in found.items() if n}


def certainty_of(catalogue: Catalogue) -> Certainty:
    """How certain a site's catalogue is, as it stands in the database or in files."""
    agencies = [_agency(row) for row in catalogue.agencies.values() if row.active]
    services = [
        _service(row, catalogue.agencies[row.agency_code], catalogue.standards.get(row.code))
        for row in catalogue.services.values()
        if row.active and catalogue.agencies[row.agency_code].active
    ]
    return Certainty(tuple(agencies), tuple(services))


def _agency(row: AgencyRow) -> Entry:
    certainty = {"agencies": row.certainty, "hours": row.hours_certainty}
    awaiting = tuple(fact for fact, value in certainty.items() if value not in _PROMISES)
    return Entry(row.code, row.name, row.short_name, certainty, {"agencies": row.source_url}, awaiting)


def _service(row: ServiceRow, agency: AgencyRow, standard: StandardRow | None) -> Entry:
    certainty = {"services": row.certainty, "standards": standard.certainty if standard else MISSING}
    sources = {"services": row.source_url, "standards": standard.source_url if standard else ""}
    awaiting = [] if row.certainty in _PROMISES else ["services"]
    awaiting += _awaiting(standard) if standard else ["standards"]
    return Entry(row.code, row.name, agency.short_name, certainty, sources, tuple(awaiting))


def _awaiting(standard: StandardRow) -> Iterator[str]:
    """The parts that `Standard.confirmed` would not let through: all six of a draft."""
    for part in (*COMPONENTS, "cases", "dasar_hukum"):
        if part in standard.unconfirmed or (standard.certainty == DRAFT and part in COMPONENTS):
            yield part
