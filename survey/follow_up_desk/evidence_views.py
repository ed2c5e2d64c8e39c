"""Files that show that an act was done: sent in by managers, saved by readers, never shown by the browser itself."""

from __future__ import annotations

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from queue_app import clock
from queue_app.people.audit import audit
from queue_app.transaction import reading, transaction
from queue_app.web.audience import READERS, audience, takes_up_to
from queue_app.web.forms import shown_again
from queue_app.web.identity import actor
from queue_app.web.language import gettext as _
from survey import evidence
from survey.follow_up_desk.choosing import house_here
from survey.follow_up_desk.door import follow_up_desk
from survey.follow_up_desk.views import act_page

#: A file with its form around it.
_UPLOAD = evidence.LARGEST + 100_000


@follow_up_desk.post("/manajer/tindak-lanjut/<int:action_id>/berkas")
@audience("manager")
@takes_up_to(_UPLOAD)
@shown_again(act_page)
def keep_evidence(action_id: int) -> ResponseReturnValue:
    """Keep one file with an act. Raises ActionUnknown, Invalid."""
    site_id, me, sent = house_here().site.id, actor(), request.files.get("file")
    body = sent.read() if sent else b""
    sent_name = (sent and sent.filename) or ""
    with transaction() as session:
        name = evidence.keep(
            session, action_id, sent_name, body, site_id=site_id, by=me.label, by_name=me.name, at=clock.now()
        )
        data = {"name": name, "size": len(body)}
        subject = f"action:{action_id}"
        audit(session, by=me.label, action="evidence-added", subject=subject, data=data, site_id=site_id)
    flash(_("Berkas bukti sudah disimpan."))
    return redirect(url_for("follow_up_desk.act", action_id=action_id, _anchor="berkas"), 303)


@follow_up_desk.get("/manajer/tindak-lanjut/berkas/<int:evidence_id>")
@audience(*READERS)
def evidence_file(evidence_id: int) -> Response:
    """The file as it was sent in, to be saved. Raises EvidenceUnknown."""
    house = house_here()
    with reading() as session:
        found, body = evidence.original(session, evidence_id, site_id=house.site.id)
    answer = Response(body, mimetype=found.kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.name}"'
    return answer
