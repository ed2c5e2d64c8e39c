"""`/admin/suara`: what each hall sounds like, heard here; which announcers' packs there are, and what each lacks."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from display import voice
from display.voice.choice import Installed, choose, chosen, installed
from display.voice.inspect import Inspected, inspected, sample
from display.voice.keeping import keep_choices
from display.voice.sentences import LANGUAGES, NAMES
from queue_app.admin.door import admin, my_house, my_site_id
from queue_app.catalogue.directory import Directory, Hall
from queue_app.errors import N_, Invalid, Unknown
from queue_app.people.audit import audit
from queue_app.slow import off_the_loop
from queue_app.transaction import transaction
from queue_app.web.audience import audience
from queue_app.web.forms import Filled, shown_again
from queue_app.web.identity import actor
from queue_app.web.language import gettext as _

_EMPTY = Filled()
#: Missing words and odd clips that are named; of more only the number is said.
NAMED = 12


@dataclass(frozen=True, slots=True)
class Speaks:
    """One language of a hall: who says it (a folder of packs, empty for the synthetic voice), what is heard here, and
    whether it can be.
    """

    language: str
    name: str
    pack: str
    sentence: str
    heard: bool


def voices_page(filled: Filled = _EMPTY, *, board: str = "", **_act: object) -> str:
    """Every hall with its voices and every pack with what it lacks; `board` is the hall whose form comes back."""
    house = my_house()
    packs = installed(voice.home())
    return render_template(
        "admin/voices.html",
        filled=filled,
        sent=board,
        halls=[(hall, [_speaks(house, hall, language) for language in LANGUAGES]) for hall in house.halls.values()],
        choices={code: [one for one in packs if one.pack and one.pack.language == code] for code in LANGUAGES},
        packs=[(one, _inspected(one, house)) for one in packs],
        names=NAMES,
        synthetic=voice.SYNTHETIC,
        most=NAMED,
        folder=voice.home() / "packs",
    )


@admin.get("/admin/suara")
@audience("admin")
def voices() -> str:
    """Show them."""
    return voices_page()


@admin.get("/admin/suara/<board>/<language>.wav")
@audience("admin")
def hear_voice(board: str, language: str) -> ResponseReturnValue:
    """A call as this hall hears it. Raises Unknown, NoVoice."""
    house = my_house()
    if language not in LANGUAGES:
        raise Unknown()
    hall = house.hall(board)
    return _heard(sample(house, hall, language), language, hall)


@admin.get("/admin/suara/loket/<code>.wav")
@audience("admin")
def hear_counter(code: str) -> ResponseReturnValue:
    """A call to this counter as its hall hears it, in Indonesian. Raises Unknown, NoVoice."""
    house = my_house()
    counter = house.counter(code)
    return _heard(sample(house, counter.hall, "id", counter), "id", counter.hall)


@admin.post("/admin/suara/<board>")
@audience("admin")
@shown_again(voices_page)
def choose_voice(board: str) -> ResponseReturnValue:
    """Let a hall speak with these packs from its next call on. Raises Unknown, Invalid for a pack that is none."""
    hall = my_house().hall(board)
    known = {(one.pack.language, one.name) for one in installed(voice.home()) if one.pack}
    wishes = {language: request.form.get(f"pack-{language}", "") for language in LANGUAGES}
    wrong = [language for language, name in wishes.items() if name and (language, name) not in known]
    if wrong:
        raise Invalid([{"field": f"pack-{one}", "message": N_("Paket suara ini tidak terpasang.")} for one in wrong])
    before = {language: chosen(voice.home(), hall.code, language) for language in LANGUAGES}
    if wishes != before:
        with transaction() as session:
            keep_choices(session, my_site_id(), hall.code, wishes)
            subject, me = f"hall:{hall.code}", actor().label
            audit(session, by=me, action="voice-chosen", subject=subject, data=wishes, site_id=my_site_id())
        choose(voice.home(), hall.code, wishes)
    flash(_("Suara %(hall)s disimpan, berlaku mulai panggilan berikutnya.", hall=hall.name))
    return redirect(url_for("admin.voices"), 303)


def _heard(sentence: str, language: str, hall: Hall) -> ResponseReturnValue:
    file = send_file(voice.say(sentence, language, hall.code), mimetype="audio/wav")
    file.headers["Cache-Control"] = "no-store"
    return file


def _speaks(house: Directory, hall: Hall, language: str) -> Speaks:
    name = chosen(voice.home(), hall.code, language)
    used = voice.pack_of(language, hall.code) is not None
    heard = used or language in voice.SYNTHETIC
    return Speaks(language, NAMES[language], name if used else "", sample(house, hall, language), heard)


def _inspected(one: Installed, house: Directory) -> Inspected | None:
    """What the checker says, in a thread of its own: it reads every sample of every clip. Kept until the pack or the
    catalogue changes.
    """
    if one.pack is None:
        return None
    state = (one.pack.version, house.site.id, house.version)
    if _kept.get(one.name, (None, None))[0] != state:
        _kept[one.name] = (state, off_the_loop(inspected, one.pack, house))
    return _kept[one.name][1]


#: Folder of packs → (its and the house's state, what was found).
_kept: dict[str, tuple[object, Inspected | None]] = {}
