"""How the screens of a hall are set, and what they show while nobody is called: for its supervisor and admins."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from display import media
from display.door import display
from display.settings import ScreenSettings, settings_from, settings_typed
from display.voice.sentences import NAMES
from queue_app import clock
from queue_app.catalogue.directory import Directory, Hall, directory
from queue_app.errors import N_, Invalid, Unknown
from queue_app.people.device_models import PROBLEMS
from queue_app.people.device_state import DeviceState, device_states, set_device
from queue_app.people.scope import NotYourHall
from queue_app.transaction import reading, transaction
from queue_app.web.audience import audience, takes_up_to
from queue_app.web.forms import Filled, shown_again, typed
from queue_app.web.identity import actor
from queue_app.web.language import gettext as _

_EMPTY = Filled()


@dataclass(frozen=True, slots=True)
class Row:
    """One screen as the page shows it."""

    state: DeviceState
    settings: ScreenSettings
    problems: list[str]


def settings_page(filled: Filled = _EMPTY, *, board: str, device: int = 0) -> str:
    """The screens of a hall with their settings, and its media; `device` is the one whose form was refused."""
    with reading() as session:
        house, hall = _mine(session, board)
        rows = [Row(one, settings_from(one.settings, hall.code), _wrong(one)) for one in _screens(session, house, hall)]
    return render_template(
        "display/settings.html",
        hall=hall,
        rows=rows,
        media=media.media_of(hall),
        own=media.FOR_ALL,
        used=media.used(),
        room=media.MOST_OF_A_HOUSE,
        filled=filled,
        device=device,
        languages=NAMES,
        wrong_file=any(error["field"] == "file" for error in filled.errors),
    )


@display.get("/display/<board>/atur")
@audience("admin", "supervisor")
def settings_form(board: str) -> str:
    """Show them."""
    return settings_page(board=board)


@display.post("/display/<board>/atur/layar/<int:device>")
@audience("admin", "supervisor")
@shown_again(settings_page)
def set_screen(board: str, device: int) -> ResponseReturnValue:
    """Set one screen, let it prove that it can be heard, or let it start afresh; it follows within two seconds."""
    act = request.form.get("act", "set")
    with transaction() as session:
        house, hall = _mine(session, board)
        if device not in {one.device_id for one in _screens(session, house, hall)}:
            raise Unknown()
        if act in ("test", "reload"):
            wish: dict[str, object] = {act: clock.real_now().isoformat(timespec="seconds")}
        else:
            codes = {counter.code for counter in house.counters.values() if counter.hall.id == hall.id}
            wish = settings_typed(request.form, request.form.getlist("languages"), codes)
        set_device(session, house, device, wish, by=actor().label)
    flash(_(_DONE.get(act, _DONE["set"])))
    return redirect(url_for("display.settings_form", board=board), 303)


@display.post("/display/<board>/atur/media")
@audience("admin", "supervisor")
@takes_up_to(media.MOST_BYTES)
@shown_again(settings_page)
def add_medium(board: str) -> ResponseReturnValue:
    """Keep an uploaded picture, video or slide."""
    with reading() as session:
        _house, hall = _mine(session, board)
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise Invalid([{"field": "file", "message": N_("Pilih berkas yang akan ditampilkan.")}])
    name = media.keep(hall, sent)
    flash(_("%(name)s tampil di layar saat tidak ada panggilan.", name=name))
    return redirect(url_for("display.settings_form", board=board), 303)


@display.post("/display/<board>/atur/media/hapus")
@audience("admin", "supervisor")
def drop_medium(board: str) -> ResponseReturnValue:
    """Take one of them away."""
    with reading() as session:
        _house, hall = _mine(session, board)
    name = typed("name", 120)
    media.drop(hall, name)
    flash(_("%(name)s dihapus.", name=name))
    return redirect(url_for("display.settings_form", board=board), 303)


_DONE = {
    "set": N_("Tersimpan. Layar mengikuti dalam beberapa detik."),
    "test": N_("Layar diminta mengucapkan kalimat uji. Dengarkan di ruang tunggu."),
    "reload": N_("Layar diminta memuat ulang."),
}


def _mine(session: Session, board: str) -> tuple[Directory, Hall]:
    """The hall, of somebody who may set it. Raises Unknown, NotYourHall."""
    house = directory(session, actor().site_id)
    hall = house.hall(board)
    if actor().hall_id not in (None, hall.id):
        raise NotYourHall()
    return house, hall


def _screens(session: Session, house: Directory, hall: Hall) -> list[DeviceState]:
    return [one for one in device_states(session, house) if one.kind == "display" and one.hall in (None, hall.code)]


def _wrong(one: DeviceState) -> list[str]:
    return [_(PROBLEMS[problem.code]) for problem in one.problems]
