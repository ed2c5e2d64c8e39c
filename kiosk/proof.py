"""A slip that is no number: what staff print to see that a printer works."""

from __future__ import annotations

from flask import current_app

from kiosk.paper import Fact, Paper
from queue_app import clock
from queue_app.catalogue.directory import Directory
from queue_app.web.language import clockzone, longdate
from queue_app.web.language import gettext as _


def proof_slip(house: Directory, name: str) -> Paper:
    """As large as a real one, so that one sees where the printer cuts; `name` is the kiosk's."""
    site = house.site
    return Paper(
        house=site.short_name,
        address=site.address,
        title=_("Halaman uji, bukan nomor antrean"),
        number="A000",
        service=name,
        facts=(Fact(_("Lebar"), _("Semua garis utuh?")), Fact(_("Kode QR"), _("Terbaca dengan ponsel?"))),
        url=f"{current_app.extensions['config'].public_url}/",
        scan=_("Pindai untuk membuka halaman antrean."),
        code_label=_("Kode"),
        code="0000-0000",
        missed=_("Kertas ini boleh dibuang."),
        help="",
        date=f"{longdate(clock.now())} {clockzone(clock.now())}",
    )
