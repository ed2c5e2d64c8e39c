"""Read: the published standard of a service, with what is confirmed and what is not."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from queue_app.catalogue.directory import Service
from queue_app.catalogue.models import StandardRecord
from queue_app.errors import N_

#: The six components that must be published, in the order and words of PermenPANRB 15/2014.
COMPONENTS: dict[str, str] = {
    "persyaratan": N_("Persyaratan"),
    "prosedur": N_("Sistem, mekanisme, dan prosedur"),
    "jangka_waktu": N_("Jangka waktu penyelesaian"),
    "biaya": N_("Biaya/tarif"),
    "produk": N_("Produk pelayanan"),
    "pengaduan": N_("Penanganan pengaduan, saran, dan masukan"),
}

#: A standard from a weak source is a draft: nothing in it is a promise.
DRAFT = "umum-perlu-konfirmasi"

#: Cases that cannot both be true; a list made only of these is one question with one answer.
_EITHER_OR = frozenset({"hilang", "rusak"})


@dataclass(frozen=True, slots=True)
class Case:
    """A special case and what it adds to the requirements."""

    when: str
    adds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standard:
    """The six components of one service. Show a component as a promise only when `confirmed` says
    so.
    """

    service_code: str
    persyaratan: tuple[str, ...]
    prosedur: tuple[str, ...]
    jangka_waktu: str
    biaya: str
    produk: str
    pengaduan: str
    cases: tuple[Case, ...]
    dasar_hukum: tuple[str, ...]
    source_url: str
    certainty: str
    unconfirmed: frozenset[str]

    def confirmed(self, component: str) -> bool:
        """Whether a component (a key of COMPONENTS, `cases` or `dasar_hukum`) is settled for this
        mall.
        """
        return self.certainty != DRAFT and component not in self.unconfirmed

    def component(self, name: str) -> str | tuple[str, ...]:
        """One of the six components by its key in COMPONENTS."""
        value: str | tuple[str, ...] = getattr(self, name)
        return value

    @property
    def exclusive(self) -> bool:
        """Whether exactly one of the cases applies to everybody: without it the requirements are incomplete."""
        return len(self.cases) > 1 and {case.when for case in self.cases} <= _EITHER_OR

    def case_words(self, chosen: Collection[int]) -> list[str]:
        """What the cases with these numbers are called; a number that does not exist says nothing, and of cases that
        exclude one another only one counts.
        """
        words = [case.when for number, case in enumerate(self.cases) if number in chosen]
        return words[:1] if self.exclusive else words

    @property
    def outcomes(self) -> tuple[str, ...]:
        """What may be missing ("berkas kurang"): every requirement, those of the cases included,
        each once.
        """
        items = [*self.persyaratan, *(item for case in self.cases for item in case.adds)]
        return tuple(dict.fromkeys(items))


def standard_of(session: Session, service: Service) -> Standard | None:
    """The published standard of a service; None when the agency has not given one ("belum
    tersedia").
    """
    row = session.get(StandardRecord, service.id)
    if row is None:
        return None
    return Standard(
        service_code=service.code,
        persyaratan=tuple(row.persyaratan),
        prosedur=tuple(row.prosedur),
        jangka_waktu=row.jangka_waktu,
        biaya=row.biaya,
        produk=row.produk,
        pengaduan=row.pengaduan,
        cases=tuple(Case(case["if"], tuple(case["adds"])) for case in row.cases),
        dasar_hukum=tuple(row.dasar_hukum),
        source_url=row.source_url,
        certainty=row.certainty,
        unconfirmed=frozenset(row.unconfirmed),
    )


def outcomes(session: Session, service: Service) -> tuple[str, ...]:
    """The "berkas kurang" items of a service; empty without a standard."""
    standard = standard_of(session, service)
    return standard.outcomes if standard else ()
