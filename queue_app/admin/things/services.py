"""Services: what citizens come for, how it is queued."""

from __future__ import annotations

from collections.abc import Sequence

from queue_app.admin.things import choices
from queue_app.admin.things.agencies import CODE_TAKEN
from queue_app.admin.things.thing import Cells, Field, Listed, Thing
from queue_app.catalogue.codes import suggest_code
from queue_app.catalogue.editing import Edit, require_new
from queue_app.catalogue.rows import Catalogue
from queue_app.errors import N_

TABS = (("layanan", N_("Antrean")), ("standar", N_("Standar pelayanan")))


def listed(catalogue: Catalogue) -> list[Listed]:
    """Every service with how it is queued, and what is missing."""
    rows = sorted(catalogue.services.values(), key=lambda row: (row.agency_code, row.name.casefold()))
    return [
        Listed(
            row.code,
            row.name,
            f"{row.code}, huruf {row.line}, {row.nominal_minutes} menit",
            row.active,
            "" if row.code in catalogue.standards else N_("Tanpa standar"),
            catalogue.agencies[row.agency_code].short_name,
        )
        for row in rows
    ]


def added(catalogue: Catalogue, cells: Cells) -> Sequence[Edit]:
    """A new service; line and hall are those of its agency where the form leaves them."""
    cells = {name: cell for name, cell in cells.items() if cell or name not in ("line", "hall", "code")}
    agency = cells["agency_code"]
    cells.setdefault("code", suggest_code(cells["name"], catalogue.services, after=agency))
    require_new(catalogue, "services", cells["code"], column="code", sentence=CODE_TAKEN)
    cells.setdefault("line", line_of(catalogue, agency))
    cells.setdefault("hall", hall_of(catalogue, agency))
    return [Edit("services", {"certainty": "confirmed", "active": "ya", **cells})]


def line_of(catalogue: Catalogue, agency_code: str) -> str:
    """The letter of an agency: its services', else the one that bears its name, else none."""
    found = [s.line for s in catalogue.services_of(agency_code)]
    agency = catalogue.agencies.get(agency_code)
    found += [line.prefix for line in catalogue.lines.values() if agency and line.name == agency.short_name]
    return found[0] if found else ""


def hall_of(catalogue: Catalogue, agency_code: str) -> str:
    """Where an agency sits: as its services, its counters, else the first hall."""
    found = [s.hall for s in catalogue.services_of(agency_code)]
    found += [c.hall for c in catalogue.counters.values() if c.agency_code == agency_code and c.active]
    return next(iter([*found, *catalogue.halls]), "")


SERVICES = Thing(
    slug="layanan",
    table="services",
    title=N_("Layanan"),
    one=N_("Layanan baru"),
    fields=(
        Field("agency_code", N_("Instansi"), kind="select", choices=choices.agencies),
        Field("name", N_("Nama layanan"), N_("Yang dibaca warga, misalnya Cetak ulang KTP-el hilang.")),
        Field(
            "aliases",
            N_("Kata warga"),
            N_("Cara warga menyebutnya, dipisah titik koma: ktp hilang; ktp ilang."),
            optional=True,
        ),
        Field(
            "nominal_minutes", N_("Lama pelayanan (menit)"), N_("Rata-rata satu orang di loket."), "number", start="10"
        ),
        Field("line", N_("Huruf antrean"), kind="select", choices=choices.lines, optional=True),
        Field("hall", N_("Ruang tunggu"), kind="select", choices=choices.halls, optional=True),
        Field("quota", N_("Kuota sehari"), N_("Kosongkan bila tidak dibatasi."), "number", optional=True),
        Field("online_allowed", N_("Nomor boleh diambil dari rumah"), kind="yes", start="ya"),
        Field(
            "popular",
            N_("Urutan di daftar populer"),
            N_("1 paling atas. Kosongkan: tidak ditampilkan di sana."),
            "number",
            optional=True,
            folded=True,
        ),
        Field("code", N_("Kode"), N_("Kosongkan: dibuat dari nama."), optional=True, folded=True),
        *choices.SOURCED,
    ),
    listed=listed,
    added=added,
    only_new=("code",),
    only_old=("certainty", "source_url"),
    ends=True,
    tabs=TABS,
    group_name=N_("Instansi"),
)
