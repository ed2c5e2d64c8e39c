"""Where each role starts its day: the first of its pages that this installation has, else its own account page."""

from __future__ import annotations

from flask import current_app
from werkzeug.exceptions import HTTPException

from queue_app.errors import N_
from queue_app.web.audience import audience_of

ACCOUNT = "/akun/"
_HOMES = {
    "counter": ("/loket/",),
    "supervisor": ("/loket/",),
    "manager": ("/manajer/",),
    "auditor": ("/manajer/",),
    "survey": ("/isian/",),
    "admin": ("/admin/", "/manajer/"),
}


#: What an account of each role is for, as the end of a sentence.
PURPOSES = {
    "counter": N_("memanggil dan melayani nomor di satu loket"),
    "supervisor": N_("mengawasi loket, membukanya, dan menjawab laporan warga"),
    "manager": N_("membaca hasil survei dan menindaklanjutinya"),
    "survey": N_("mengelola survei kepuasan masyarakat"),
    "admin": N_("menyiapkan tempat ini: katalog, petugas, dan layar, tanpa melayani nomor atau membaca jawaban survei"),
    "auditor": N_("membaca hasil dan catatan tanpa mengubahnya"),
    "integrator": N_("menghubungkan program lain lewat API"),
}


def home_of(role: str) -> str:
    """Address of the page with which this role starts."""
    return next((path for path in _HOMES.get(role, ()) if _is_for(path, role)), ACCOUNT)


def _is_for(path: str, role: str) -> bool:
    try:
        endpoint, _ = current_app.url_map.bind("").match(path)
    except HTTPException:
        return False
    return role in (audience_of(current_app, endpoint) or ())
