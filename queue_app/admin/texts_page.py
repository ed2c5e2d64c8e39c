"""`/admin/teks`: the legal texts of the mall, in versions with the day from which each is in force."""

from __future__ import annotations

from datetime import date

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from queue_app.admin.door import admin, my_house, my_site_id, today
from queue_app.catalogue import texts
from queue_app.errors import N_, Invalid, Unknown
from queue_app.people import roster
from queue_app.people.audit import audit
from queue_app.transaction import reading, transaction
from queue_app.web.audience import BIG_BODY, audience, takes_up_to
from queue_app.web.forms import Filled, shown_again, typed
from queue_app.web.identity import actor
from queue_app.web.language import gettext as _

_EMPTY = Filled()
#: Name → (title, what it is for). Where a text is missing, citizens read the product's own words or nothing.
TEXTS = {
    "pledge": (N_("Maklumat pelayanan"), N_("Janji penyelenggara kepada warga (PermenPANRB 15/2014).")),
    "privacy": (N_("Pemberitahuan privasi"), N_("Tambahan di halaman Privasi, dibaca sebelum nomor diambil.")),
    "rules": (N_("Tata tertib dan hak pengunjung"), N_("Yang berlaku di gedung, misalnya larangan merokok.")),
}
LONGEST = 8000


def texts_page(filled: Filled = _EMPTY, *, name: str = "pledge") -> str:
    """One text with its versions, and the way to the others."""
    if name not in TEXTS:
        raise Unknown()
    day = today(my_house())
    with reading() as session:
        known = texts.versions_of(session, my_site_id(), name, "id")
        now = texts.text_of(session, my_site_id(), name, "id", day=day)
        who = roster.names(session, my_site_id())
    return render_template(
        "admin/texts.html",
        filled=filled,
        texts=TEXTS,
        name=name,
        versions=known,
        in_force=now,
        who=who,
        values=filled.values if filled.errors else {"body": known[0].body if known else "", "effective_on": str(day)},
        day=day,
    )


@admin.get("/admin/teks")
@audience("admin")
def all_texts() -> str:
    """Show the first text."""
    return texts_page()


@admin.get("/admin/teks/<name>")
@audience("admin")
def text(name: str) -> str:
    """Show one text."""
    return texts_page(name=name)


@admin.post("/admin/teks/<name>")
@audience("admin")
@takes_up_to(BIG_BODY)
@shown_again(texts_page)
def change_text(name: str) -> ResponseReturnValue:
    """Write the next version of a text, in force from today or a later day."""
    if name not in TEXTS:
        raise Unknown()
    body = typed("body", LONGEST).replace("\r\n", "\n")
    day = _day(typed("effective_on", 10))
    with transaction() as session:
        me = actor().label
        texts.write_text(session, my_site_id(), name, "id", body, effective_on=day, by=me)
        data = {"effective_on": day.isoformat(), "length": len(body)}
        audit(session, by=me, action="text-changed", subject=f"text:{name}", data=data, site_id=my_site_id())
    flash(_("Teks disimpan sebagai versi baru."))
    return redirect(url_for("admin.text", name=name), 303)


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Invalid([{"field": "effective_on", "message": N_("Pilih tanggal mulai berlaku.")}]) from None
    if day < today(my_house()):
        raise Invalid(
            [
                {
                    "field": "effective_on",
                    "message": N_("Teks tidak dapat berlaku surut. Pilih hari ini atau sesudahnya."),
                }
            ]
        )
    return day
