"""Agencies: who the tenants are, and when they are open."""

from __future__ import annotations

from collections.abc import Sequence

from queue_app.admin.things.choices import SOURCED, named
from queue_app.admin.things.thing import Cells, Field, Listed, Thing
from queue_app.catalogue.certainty import CERTAINTY_NAMES
from queue_app.catalogue.codes import suggest_code
from queue_app.catalogue.editing import Edit, require_new
from queue_app.catalogue.rows import HOURS_CERTAINTY, WEEKDAYS, Catalogue
from queue_app.errors import N_

CODE_TAKEN = N_("Kode ini sudah dipakai.")
PREFIX_TAKEN = N_("Huruf ini sudah dipakai. Pilih huruf lain.")
#: What most offices keep; a new agency starts with it and may change it at once.
USUAL_WEEK = {day: "08.00-15.00" for day in WEEKDAYS[:4]} | {"jumat": "08.00-14.30 jeda 11.30-13.00"}

_CODE = Field(
    "code",
    N_("Kode"),
    N_("Huruf besar, angka, dan tanda hubung. Kosongkan: dibuat dari nama singkat."),
    optional=True,
    folded=True,
)


def _listed(catalogue: Catalogue) -> list[Listed]:
    rows = sorted(catalogue.agencies.values(), key=lambda row: row.short_name.casefold())
    return [
        Listed(
            row.code,
            row.short_name,
            f"{row.code}, {len(catalogue.services_of(row.code))} layanan",
            row.active,
            "" if row.hours else N_("Tanpa jam buka"),
        )
        for row in rows
    ]


def added(catalogue: Catalogue, cells: Cells) -> Sequence[Edit]:
    """A new agency with its own letter and the usual week."""
    cells = dict(cells)
    prefix = cells.pop("prefix", "").upper()
    cells["code"] = cells.get("code") or suggest_code(cells["short_name"], catalogue.agencies)
    require_new(catalogue, "agencies", cells["code"], column="code", sentence=CODE_TAKEN)
    fixed = {"certainty": "confirmed", "hours_certainty": "confirmed", "active": "ya"}
    edits = [Edit("agencies", {"category": "lainnya", **USUAL_WEEK, **fixed, **_without_blanks(cells)})]
    if prefix:
        require_new(catalogue, "lines", prefix, column="prefix", sentence=PREFIX_TAKEN)
        edits.insert(0, Edit("lines", {"prefix": prefix, "name": cells["short_name"]}))
    return edits


def _without_blanks(cells: Cells) -> Cells:
    return {name: cell for name, cell in cells.items() if cell or name in ("name", "short_name")}


_TABS = (("instansi", N_("Data")), ("jam", N_("Jam buka")))

AGENCIES = Thing(
    slug="instansi",
    table="agencies",
    title=N_("Instansi"),
    one=N_("Instansi baru"),
    fields=(
        Field("name", N_("Nama lengkap"), N_("Seperti pada papan nama, misalnya Dinas Perhubungan Kota Mojokerto.")),
        Field("short_name", N_("Nama singkat"), N_("Yang dibaca warga di layar dan ponsel.")),
        Field(
            "prefix", N_("Huruf antrean"), N_("Satu atau dua huruf besar di depan nomor, misalnya A."), optional=True
        ),
        Field("category", N_("Kelompok"), N_("Misalnya adminduk, perizinan, pajak."), start="lainnya", folded=True),
        _CODE,
        *SOURCED,
    ),
    listed=_listed,
    added=added,
    only_new=("prefix", "code"),
    only_old=("certainty", "source_url"),
    ends=True,
    tabs=_TABS,
)

HOURS = Thing(
    slug="jam",
    table="agencies",
    title=N_("Jam buka"),
    one="",
    fields=(
        Field(
            "week",
            N_("Jam buka mingguan"),
            N_("Kosongkan hari yang tutup. Jeda menghentikan panggilan, bukan pengambilan nomor."),
            "week",
        ),
        Field(
            "hours_certainty",
            N_("Kepastian jam"),
            kind="select",
            choices=named([c for c in HOURS_CERTAINTY if c != "assumed"], CERTAINTY_NAMES),
            start="confirmed",
        ),
    ),
    listed=_listed,
    tabs=_TABS,
)
