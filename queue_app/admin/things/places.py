"""Waiting halls (each has a board) and the letters of numbers."""

from __future__ import annotations

from collections.abc import Sequence

from queue_app.admin.things.agencies import CODE_TAKEN, PREFIX_TAKEN
from queue_app.admin.things.thing import Cells, Field, Listed, Thing
from queue_app.catalogue.editing import Edit, require_new
from queue_app.catalogue.rows import Catalogue
from queue_app.errors import N_


def _halls(catalogue: Catalogue) -> list[Listed]:
    return [Listed(row.code, row.name, f"{row.code}, lantai {row.floor}") for row in catalogue.halls.values()]


def _lines(catalogue: Catalogue) -> list[Listed]:
    used: dict[str, int] = {}
    for service in catalogue.services.values():
        used[service.line] = used.get(service.line, 0) + service.active
    rows = sorted(catalogue.lines.values(), key=lambda row: (len(row.prefix), row.prefix))
    return [Listed(row.prefix, f"{row.prefix} – {row.name}", f"{used.get(row.prefix, 0)} layanan") for row in rows]


def hall_added(catalogue: Catalogue, cells: Cells) -> Sequence[Edit]:
    """A new waiting hall; its code names its board."""
    cells = {**cells, "code": cells["code"] or _free_hall(catalogue)}
    require_new(catalogue, "halls", cells["code"], column="code", sentence=CODE_TAKEN)
    return [Edit("halls", cells)]


def _line_added(catalogue: Catalogue, cells: Cells) -> Sequence[Edit]:
    cells = {**cells, "prefix": cells["prefix"].upper()}
    require_new(catalogue, "lines", cells["prefix"], column="prefix", sentence=PREFIX_TAKEN)
    return [Edit("lines", cells)]


def _free_hall(catalogue: Catalogue) -> str:
    number = 1
    while f"H{number}" in catalogue.halls:
        number += 1
    return f"H{number}"


HALLS = Thing(
    slug="ruang",
    table="halls",
    title=N_("Ruang tunggu"),
    one=N_("Ruang tunggu baru"),
    fields=(
        Field("name", N_("Nama ruang"), N_("Misalnya Ruang Layanan Lantai 2.")),
        Field("floor", N_("Lantai"), N_("Seperti tertulis di lift, misalnya 2.")),
        Field("code", N_("Kode"), N_("Menjadi alamat layarnya. Kosongkan: H1, H2, …"), optional=True, folded=True),
    ),
    listed=_halls,
    added=hall_added,
    only_new=("code",),
)

LINES = Thing(
    slug="huruf",
    table="lines",
    title=N_("Huruf antrean"),
    one=N_("Huruf baru"),
    fields=(
        Field("prefix", N_("Huruf"), N_("Satu atau dua huruf besar di depan nomor, misalnya A.")),
        Field("name", N_("Untuk"), N_("Biasanya nama singkat instansi.")),
    ),
    listed=_lines,
    added=_line_added,
    only_new=("prefix",),
)
