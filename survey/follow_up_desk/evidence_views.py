"""Files that show that an act was done, and those of a consultation: sent in by managers, saved by readers, never shown
by the browser itself.
"""

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
from survey import evidence, forum_files
from survey.follow_up_desk.choosing import house_here
from survey.follow_up_desk.door import follow_up_desk
from survey.follow_up_desk.forum_views import forum_page
from survey.follow_up_desk.views import act_page
from survey.proof import LARGEST

#: A file with its form around it.
_UPLOAD = LARGEST + 100_000


@follow_up_desk.post("/manajer/tindak-lanjut/<int:action_id>/berkas")
@audience("manager")
@takes_up_to(_UPLOAD)
@shown_again(act_page)
def keep_evidence(action_id: int) -> ResponseReturnValue:
    """Keep one file with an act. Raises ActionUnknown, Invalid."""
    site_id, me, (sent_name, body) = house_here().site.id, actor(), _sent()
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
    return _to_be_saved(found.name, found.kind, body)


@follow_up_desk.post("/manajer/tindak-lanjut/fkp/<int:forum_id>/berkas", defaults={"part": "berkas"})
@audience("manager")
@takes_up_to(_UPLOAD)
@shown_again(forum_page)
def keep_forum_file(forum_id: int, part: str) -> ResponseReturnValue:
    """Keep one file with a consultation, also when its minutes are final. Raises ForumUnknown, Invalid."""
    site_id, me, (sent_name, body) = house_here().site.id, actor(), _sent()
    what = request.form.get("what", "")
    with transaction() as session:
        name = forum_files.keep(session, forum_id, what, sent_name, body, site_id=site_id, at=clock.now())
        data = {"name": name, "size": len(body), "what": what}
        subject = f"forum:{forum_id}"
        audit(session, by=me.label, action="forum-file-added", subject=subject, data=data, site_id=site_id)
    flash(_("Berkas forum sudah disimpan."))
    return redirect(url_for("follow_up_desk.forum", forum_id=forum_id, _anchor=part), 303)


@follow_up_desk.post("/manajer/tindak-lanjut/fkp/berkas/<int:file_id>/tarik")
@audience("manager")
def withdraw_forum_file(file_id: int) -> ResponseReturnValue:
    """Take a file back from the public page; the house keeps it. Raises ForumFileUnknown."""
    site_id, me = house_here().site.id, actor()
    with transaction() as session:
        found = forum_files.withdraw(session, file_id, site_id=site_id, at=clock.now())
        data = {"name": found.name, "what": found.what}
        subject = f"forum:{found.forum_id}"
        audit(session, by=me.label, action="forum-file-withdrawn", subject=subject, data=data, site_id=site_id)
    flash(_("Berkas sudah ditarik dari halaman publik."))
    return redirect(url_for("follow_up_desk.forum", forum_id=found.forum_id, _anchor="berkas"), 303)


@follow_up_desk.get("/manajer/tindak-lanjut/fkp/berkas/<int:file_id>")
@audience(*READERS)
def forum_file(file_id: int) -> Response:
    """The file as it is kept, to be saved. Raises ForumFileUnknown."""
    house = house_here()
    with reading() as session:
        found, body = forum_files.original(session, file_id, site_id=house.site.id)
    return _to_be_saved(found.name, found.kind, body)


def _sent() -> tuple[str, bytes]:
    """Name and body of the file that was sent in; empty where none was."""
    sent = request.files.get("file")
    return ((sent.filename or ""), sent.read()) if sent else ("", b"")


def _to_be_saved(name: str, kind: str, body: bytes) -> Response:
    answer = Response(body, mimetype=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
