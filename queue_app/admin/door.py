"""The door `/admin/`: its blueprint, who stands in it, and the list of its pages."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, g

from queue_app import clock
from queue_app.catalogue.directory import Directory, directory
from queue_app.errors import N_
from queue_app.transaction import reading
from queue_app.web.identity import actor

admin = Blueprint(
    "admin", __name__, template_folder="templates", static_folder="static", static_url_path="/static/admin"
)

#: The pages of the door: (address below /admin/, words, icon). The first that an address begins with is the open one.
PAGES = (
    ("", N_("Ringkasan"), "grafik"),
    ("persiapan", N_("Persiapan pertama"), "tugas"),
    ("katalog/instansi", N_("Instansi"), "gedung"),
    ("katalog/layanan", N_("Layanan"), "daftar"),
    ("katalog/peristiwa", N_("Peristiwa"), "keluarga"),
    ("katalog/loket", N_("Loket"), "petugas"),
    ("katalog/ruang", N_("Ruang tunggu"), "lokasi"),
    ("katalog/huruf", N_("Huruf antrean"), "tiket"),
    ("kalender", N_("Kalender"), "kalender"),
    ("petugas", N_("Petugas"), "orang-banyak"),
    ("perangkat", N_("Layar & kiosk"), "layar"),
    ("suara", N_("Suara panggilan"), "suara"),
    ("pesan", N_("Pesan"), "pesan"),
    ("teks", N_("Teks resmi"), "dokumen"),
    ("aturan", N_("Aturan antrean"), "pengaturan"),
    ("impor", N_("Impor berkas"), "unduh"),
    ("catatan", N_("Catatan perubahan"), "jam"),
    ("kepastian", N_("Kepastian data"), "cek-dok"),
)


def my_site_id() -> int:
    """The site of the admin who asks; an admin always has one."""
    site_id = actor().site_id
    assert site_id is not None, "every admin belongs to a site"
    return site_id


def my_house() -> Directory:
    """The admin's own site as the hall knows it now."""
    with reading() as session:
        house = directory(session, my_site_id())
    g.tz_name = house.site.tz_name
    return house


def today(house: Directory) -> date:
    """The business day that is running."""
    return clock.business_day(house.site.tz_name)


@admin.context_processor
def _pages() -> dict[str, object]:
    return {"admin_pages": PAGES}
