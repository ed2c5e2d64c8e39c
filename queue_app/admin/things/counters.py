"""Counters: the desks, their numbers on the board, and what each serves."""

from __future__ import annotations

from collections.abc import Sequence

from queue_app.admin.things import choices
from queue_app.admin.things.agencies import CODE_TAKEN
from queue_app.admin.things.services import hall_of
from queue_app.admin.things.thing import Cells, Field, Listed, Thing
from queue_app.catalogue.editing import Edit, require_new
from queue_app.catalogue.rows import Catalogue, CounterRow
from queue_app.errors import N_


def _listed(catalogue: Catalogue) -> list[Listed]:
    rows = sorted(catalogue.counters.values(), key=lambda row: (row.hall, row.number))
    return [
        Listed(row.code, row.name, f"{row.code}, {_serves(catalogue, row)}", row.active, "", _agency(catalogue, row))
        for row in rows
    ]


def _agency(catalogue: Catalogue, row: CounterRow) -> str:
    return catalogue.agencies[row.agency_code].short_name


def _serves(catalogue: Catalogue, row: CounterRow) -> str:
    whole = {s.code for s in catalogue.services_of(row.agency_code)}
    all_ = "semua, " if whole and whole <= set(row.services) else ""
    return f"lantai {catalogue.halls[row.hall].floor}, {all_}{len(row.services)} layanan"


def added(catalogue: Catalogue, cells: Cells) -> Sequence[Edit]:
    """A new counter: named and coded by its number, in the hall of its agency, serving all of it, unless said."""
    cells = {name: cell for name, cell in cells.items() if cell or name in ("number", "agency_code")}
    number = cells["number"]
    cells.setdefault("name", f"Loket {number}")
    cells.setdefault("hall", hall_of(catalogue, cells["agency_code"]))
    cells.setdefault("code", _free_code(catalogue, number))
    require_new(catalogue, "counters", cells["code"], column="code", sentence=CODE_TAKEN)
    return [Edit("counters", {"services": "", "active": "ya", **cells})]


def next_number(catalogue: Catalogue) -> int:
    """The first number above all counters."""
    return max((row.number for row in catalogue.counters.values() if row.active), default=0) + 1


def _free_code(catalogue: Catalogue, number: str) -> str:
    code, again = f"L{number}", 1
    while code in catalogue.counters:
        again += 1
        code = f"L{number}-{again}"
    return code


COUNTERS = Thing(
    slug="loket",
    table="counters",
    title=N_("Loket"),
    one=N_("Loket baru"),
    fields=(
        Field(
            "number",
            N_("Nomor loket"),
            N_("Sesuai papan di ruangan. Nomor inilah yang disebut di pengeras suara."),
            "number",
        ),
        Field("name", N_("Nama pada layar"), N_("Misalnya Loket 5."), optional=True),
        Field("agency_code", N_("Instansi"), kind="select", choices=choices.agencies),
        Field("hall", N_("Ruang tunggu"), kind="select", choices=choices.halls, optional=True),
        Field(
            "services",
            N_("Melayani"),
            N_("Tidak ada yang dipilih: semua layanan instansinya."),
            "many",
            choices.services,
            optional=True,
        ),
        Field("code", N_("Kode"), N_("Kosongkan: L dan nomornya."), optional=True, folded=True),
    ),
    listed=_listed,
    added=added,
    only_new=("code",),
    ends=True,
    group_name=N_("Instansi"),
)
