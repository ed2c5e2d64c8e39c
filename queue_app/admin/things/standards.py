"""The service standard: six components that must be published, with special cases and what is confirmed."""

from __future__ import annotations

from queue_app.admin.things.choices import named
from queue_app.admin.things.services import TABS, listed
from queue_app.admin.things.thing import Field, Thing
from queue_app.catalogue.certainty import CERTAINTY_NAMES
from queue_app.catalogue.rows import STANDARD_CERTAINTY
from queue_app.catalogue.standards import COMPONENTS
from queue_app.errors import N_

_UNSURE = {**COMPONENTS, "cases": N_("Keadaan khusus"), "dasar_hukum": N_("Dasar hukum")}

STANDARDS = Thing(
    slug="standar",
    table="standards",
    title=N_("Standar pelayanan"),
    one="",
    fields=(
        Field("persyaratan", COMPONENTS["persyaratan"], N_("Satu berkas per baris."), "area"),
        Field(
            "cases",
            N_("Keadaan khusus"),
            N_("Satu per baris, misalnya hilang: Surat kehilangan dari kepolisian; Fotokopi KTP."),
            "area",
            optional=True,
        ),
        Field("prosedur", COMPONENTS["prosedur"], N_("Satu langkah per baris."), "area"),
        Field("jangka_waktu", COMPONENTS["jangka_waktu"], N_("Misalnya 1 hari kerja.")),
        Field("biaya", COMPONENTS["biaya"], N_("Misalnya Gratis, atau Rp50.000.")),
        Field("produk", COMPONENTS["produk"], N_("Yang diterima warga, misalnya KTP-el.")),
        Field("pengaduan", COMPONENTS["pengaduan"], N_("Ke mana warga mengadu.")),
        Field("dasar_hukum", N_("Dasar hukum"), N_("Satu aturan per baris."), "area", optional=True, folded=True),
        Field(
            "source_url", N_("Sumber"), N_("Alamat web tempat standar ini tertulis."), "url", optional=True, folded=True
        ),
        Field(
            "unconfirmed",
            N_("Belum dikonfirmasi"),
            N_("Bagian yang tidak ditampilkan sebagai janji."),
            "many",
            named(_UNSURE, _UNSURE),
            optional=True,
        ),
        Field(
            "certainty",
            N_("Kepastian"),
            kind="select",
            choices=named(STANDARD_CERTAINTY, CERTAINTY_NAMES),
            start="dikonfirmasi",
        ),
    ),
    listed=listed,
    tabs=TABS,
    group_name=N_("Instansi"),
)
