"""`/admin/aturan`: the place and the rules of its queue, each explained where it is set."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from queue_app.admin.door import admin, my_house, my_site_id, today
from queue_app.admin.saving import my_catalogue, save
from queue_app.admin.things.thing import Field, cells_from
from queue_app.catalogue import planned
from queue_app.catalogue.editing import Edit, cells_of
from queue_app.errors import N_
from queue_app.transaction import reading
from queue_app.web.audience import audience
from queue_app.web.forms import Filled, shown_again

_EMPTY = Filled()

PLACE = (
    Field("name", N_("Nama lengkap tempat"), N_("Misalnya Mal Pelayanan Publik Gajah Mada.")),
    Field("short_name", N_("Nama singkat"), N_("Dibaca warga di atas setiap halaman dan di awal setiap pesan.")),
    Field("owner", N_("Pemilik"), N_("Misalnya Pemerintah Kota Mojokerto.")),
    Field("address", N_("Alamat"), N_("Agar warga menemukannya.")),
    Field("tz_name", N_("Zona waktu"), N_("Asia/Jakarta (WIB), Asia/Makassar (WITA), atau Asia/Jayapura (WIT).")),
)
QUEUE = (
    Field(
        "late_after",
        N_("Terlambat tiba: masuk setelah"),
        N_("Yang tiba setelah gilirannya lewat dipanggil sesudah sekian nomor. 0: langsung berikutnya. Lazim 2."),
        "number",
    ),
    Field(
        "priority_every",
        N_("Prioritas paling banyak satu dalam"),
        N_("Satu panggilan prioritas dalam sekian panggilan selama ada yang lain menunggu. Lazim 3."),
        "number",
    ),
    Field(
        "grace_minutes",
        N_("Waktu kembali setelah terlewat (menit)"),
        N_("Selama ini warga yang terlewat boleh mengantre lagi tanpa nomor baru. Lazim 30."),
        "number",
    ),
    Field(
        "remote_share",
        N_("Bagian nomor dari rumah (persen)"),
        N_("Sekian persen kuota boleh diambil dari rumah; sisanya untuk yang datang langsung. Lazim 60."),
        "number",
    ),
    Field(
        "last_ticket_minutes",
        N_("Nomor terakhir (menit sebelum tutup)"),
        N_("Setelah itu nomor baru tidak diberikan agar semua sempat dilayani. Lazim 30."),
        "number",
    ),
    Field(
        "overrun_minutes",
        N_("Kelonggaran setelah tutup (menit)"),
        N_("Yang masih menunggu kedaluwarsa setelah ini. Lazim 60."),
        "number",
    ),
    Field(
        "numbers_from",
        N_("Nomor hari ini dibuka pukul"),
        N_("Sejak kapan nomor hari itu dapat diambil. Lazim 06.00."),
        "time",
    ),
    Field(
        "next_day_from",
        N_("Nomor hari kerja berikutnya dibuka pukul"),
        N_("Pada hari kerja sebelumnya. Lazim 15.00."),
        "time",
    ),
)


def rules_page(filled: Filled = _EMPTY) -> str:
    """The form, as the rules are or as it was sent."""
    catalogue = my_catalogue()
    values = cells_from(request.form, (*PLACE, *QUEUE)) if filled.errors else cells_of("site", catalogue.site)
    with reading() as session:
        waiting = planned.pending(session, my_site_id())
    return render_template(
        "admin/rules.html",
        filled=filled,
        values=values,
        place=PLACE,
        queue=QUEUE,
        catalogue=catalogue,
        week={},
        planned=[one for one in waiting if one.touches("site", catalogue.site.code)],
        day=today(my_house()),
    )


@admin.get("/admin/aturan")
@audience("admin")
def rules() -> str:
    """Show the place and its rules."""
    return rules_page()


@admin.post("/admin/aturan")
@audience("admin")
@shown_again(rules_page)
def change_rules() -> ResponseReturnValue:
    """Change the place and its rules, now or on a later day."""
    cells = cells_from(request.form, (*PLACE, *QUEUE))
    save(lambda _catalogue: [Edit("site", cells)])
    return redirect(url_for("admin.rules"), 303)
