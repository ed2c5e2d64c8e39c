"""`/admin/formulir/…`: the forms of one service that citizens fill in before they come: add one, withdraw one."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from queue_app.admin.door import admin, my_house, my_site_id, today
from queue_app.catalogue.forms import LARGEST, MOST, add_form, forms_of, withdraw_form
from queue_app.people.audit import audit
from queue_app.transaction import reading, transaction
from queue_app.web.audience import audience, takes_up_to
from queue_app.web.forms import Filled, shown_again, typed
from queue_app.web.identity import actor
from queue_app.web.language import gettext as _

_EMPTY = Filled()
#: A file with its form around it.
_UPLOAD = LARGEST + 100_000


def forms_page(filled: Filled = _EMPTY, *, code: str) -> str:
    """What the service offers, and the way to add to it. Raises Unknown."""
    house = my_house()
    service = house.service(code)
    with reading() as session:
        offered = forms_of(session, service.id)
    return render_template(
        "admin/forms.html", service=service, forms=offered, full=len(offered) >= MOST, filled=filled, day=today(house)
    )


@admin.get("/admin/formulir/<code>")
@audience("admin")
def service_forms(code: str) -> str:
    """Show the forms of a service."""
    return forms_page(code=code)


@admin.post("/admin/formulir/<code>")
@audience("admin")
@takes_up_to(_UPLOAD)
@shown_again(forms_page)
def add_service_form(code: str) -> ResponseReturnValue:
    """Offer one more file, at once. Raises Invalid naming `title` or `file`."""
    service, sent, me = my_house().service(code), request.files.get("file"), actor().label
    title, body = typed("title"), sent.read() if sent else b""
    name = ((sent and sent.filename) or "")[-120:]
    with transaction() as session:
        made = add_form(session, my_site_id(), service.id, title=title, name=name, body=body, by=me)
        data = {"title": title, "file": made.name, "size": made.size}
        subject = f"service:{service.code}"
        audit(session, by=me, action="form-added", subject=subject, data=data, site_id=my_site_id())
    flash(_("Formulir sudah dapat diunduh warga."))
    return redirect(url_for("admin.service_forms", code=code), 303)


@admin.post("/admin/formulir/<code>/<int:form_id>/tarik")
@audience("admin")
def withdraw_service_form(code: str, form_id: int) -> ResponseReturnValue:
    """Offer a file no more; it stays on record. Raises Unknown."""
    service, me = my_house().service(code), actor().label
    with transaction() as session:
        title = withdraw_form(session, service.id, form_id)
        subject, data = f"service:{service.code}", {"title": title}
        audit(session, by=me, action="form-withdrawn", subject=subject, data=data, site_id=my_site_id())
    flash(_("Formulir tidak ditawarkan lagi."))
    return redirect(url_for("admin.service_forms", code=code), 303)
