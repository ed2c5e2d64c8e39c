"""`/admin/pesan`: the words of each message in each language, with a preview and its length."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from queue_app.admin import message_words as wording
from queue_app.admin.door import admin, my_house, my_site_id, today
from queue_app.catalogue import texts
from queue_app.errors import Invalid, Unknown
from queue_app.notify import gsm
from queue_app.notify.templates import TEMPLATES
from queue_app.people.audit import audit
from queue_app.transaction import reading, transaction
from queue_app.web.audience import audience
from queue_app.web.forms import Filled, shown_again, typed
from queue_app.web.identity import actor
from queue_app.web.language import gettext as _

_EMPTY = Filled()
LANGUAGE_NAMES = {"id": "Indonesia", "en": "English", "jv": "Basa Jawa"}


def messages_page(filled: Filled = _EMPTY, *, template: str = "", language: str = "") -> str:
    """Every message with its words; the form that was sent comes back with what was typed, and its preview."""
    house = my_house()
    with reading() as session:
        own = texts.texts_in_force(session, my_site_id(), wording.NAME, day=today(house))
    shown = {
        (one, lang): _words(own, one, lang, filled if (one, lang) == (template, language) else _EMPTY)
        for one in TEMPLATES
        for lang in texts.LANGUAGES
    }
    return render_template(
        "admin/messages.html",
        filled=filled,
        open=(template, language),
        templates=wording.TITLES,
        languages=LANGUAGE_NAMES,
        words=shown,
        places={one: wording.places_of(one) for one in TEMPLATES},
        longest=wording.LONGEST,
    )


def _words(own: dict[tuple[str, str], str], template: str, language: str, filled: Filled) -> dict[str, object]:
    """What stands in one form: the words, whether they are the mall's own, how they look and how long they are."""
    mine = own.get((f"{wording.NAME}{template}", language))
    body = filled.values.get("body") or mine or (TEMPLATES[template] if language == "id" else "")
    try:
        shown = wording.preview(template, body) if body else ""
    except Invalid:
        shown = ""
    return {"body": body, "own": mine is not None, "preview": shown, "length": gsm.length(shown)}


@admin.get("/admin/pesan")
@audience("admin")
def messages() -> str:
    """Show every message."""
    return messages_page()


@admin.post("/admin/pesan/<template>/<language>")
@audience("admin")
@shown_again(messages_page)
def change_message(template: str, language: str) -> ResponseReturnValue:
    """Write a message in the mall's own words, from now on; empty gives the product's words back."""
    if template not in TEMPLATES or language not in texts.LANGUAGES:
        raise Unknown()
    body = " ".join(typed("body", 500).split())
    if body:
        wording.preview(template, body)
    _write(f"{wording.NAME}{template}", language, "" if body == TEMPLATES[template] else body)
    flash(_("Pesan disimpan dan sudah berlaku."))
    return redirect(url_for("admin.messages", _anchor=f"{template}-{language}"), 303)


def _write(name: str, language: str, body: str) -> None:
    house = my_house()
    with transaction() as session:
        texts.write_text(session, my_site_id(), name, language, body, effective_on=today(house), by=actor().label)
        subject = f"text:{name}:{language}"
        audit(
            session, by=actor().label, action="text-changed", subject=subject, data={"body": body}, site_id=my_site_id()
        )
