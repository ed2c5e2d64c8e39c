"""Slips that are no number: what staff print to see that a printer works, and how the slip of a service will look."""

from __future__ import annotations

from flask import current_app

from kiosk.paper import Fact, Paper, desks
from queue_app import clock
from queue_app.catalogue.directory import Directory, Service
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


def specimen_of(house: Directory, service: Service) -> Paper:
    """The slip of a service as people will get it, with an invented number: for who sets the service up."""
    place = Fact(_("Tunggu di"), _("Lantai %(floor)s", floor=service.hall.floor), desks(house, service.id))
    return Paper(
        house=house.site.short_name,
        address=house.site.address,
        title=_("Contoh, bukan nomor antrean"),
        number=f"{service.line.prefix}012",
        service=service.name,
        facts=(
            place,
            Fact(_("Perkiraan dipanggil"), "10.20–10.40"),
            Fact(_("Di depan Anda"), _("%(n)s orang", n=7)),
            Fact(_("Diambil"), clockzone(clock.now())),
        ),
        url=f"{current_app.extensions['config'].public_url}/",
        scan=_("Pindai untuk melihat giliran dan syarat, dan untuk menilai pelayanan setelah selesai."),
        code_label=_("Kode tiket"),
        code="0000-0000",
        missed=_(
            "Terlewat? Temui petugas dalam %(minutes)s menit. Nomor Anda masih berlaku.",
            minutes=house.site.grace_minutes,
        ),
        help=_("Tanpa ponsel: tanya petugas untuk syarat, ganti hari, batal, atau pengaduan."),
        date=longdate(clock.now()),
    )
