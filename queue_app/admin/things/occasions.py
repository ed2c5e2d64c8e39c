"""Moments of life: what citizens see on the first page, and the services behind each."""

from __future__ import annotations

from collections.abc import Sequence

from queue_app.admin.things.agencies import CODE_TAKEN
from queue_app.admin.things.thing import Cells, Field, Listed, Thing
from queue_app.catalogue.codes import suggest_code
from queue_app.catalogue.editing import Edit, require_new
from queue_app.catalogue.rows import Catalogue
from queue_app.errors import N_


def _listed(catalogue: Catalogue) -> list[Listed]:
    return [
        Listed(row.code, row.name, f"{len(row.service_codes)} layanan", row.active)
        for row in catalogue.occasions.values()
    ]


def added(catalogue: Catalogue, cells: Cells) -> Sequence[Edit]:
    """A new occasion, coded by its name unless said."""
    cells = {name: cell for name, cell in cells.items() if cell or name != "code"}
    cells.setdefault("code", suggest_code(cells["name"], catalogue.occasions))
    require_new(catalogue, "occasions", cells["code"], column="code", sentence=CODE_TAKEN)
    return [Edit("occasions", {"active": "ya", **cells})]


OCCASIONS = Thing(
    slug="peristiwa",
    table="occasions",
    title=N_("Peristiwa"),
    one=N_("Peristiwa baru"),
    fields=(
        Field("name", N_("Nama peristiwa"), N_("Yang dibaca warga di halaman depan, misalnya Anak lahir.")),
        Field(
            "service_codes",
            N_("Kode layanan"),
            N_("Menurut urutan mengurusnya, dipisah titik koma: DKC-LAHIR; DKC-KK-UBAH."),
        ),
        Field("name_en", N_("Nama dalam bahasa Inggris"), optional=True),
        Field("name_jv", N_("Nama dalam bahasa Jawa"), optional=True),
        Field("code", N_("Kode"), N_("Kosongkan: dibuat dari nama."), optional=True, folded=True),
    ),
    listed=_listed,
    added=added,
    only_new=("code",),
    ends=True,
)
