"""The voice of a hall: what is said of each call, and how installed screens report what they showed and said."""

from __future__ import annotations

from contextlib import suppress

from flask import request, send_file
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from display import media, voice
from display.door import SCREEN, display
from display.reports import Ack, Report, Screen
from display.settings import ScreenSettings, settings_from
from display.voice.inspect import TEST_SENTENCE
from display.voice.reading import as_said
from display.voice.sentences import LANGUAGES, sentence
from queue_app import clock
from queue_app.catalogue.directory import Directory, Hall, directory
from queue_app.errors import Unknown
from queue_app.line import acks, announced, hall_voice
from queue_app.line.acks import screen_label
from queue_app.line.notices import EMERGENCY, notice_of
from queue_app.line.queue_view import local
from queue_app.line.shapes import BoardCall
from queue_app.people.actor import Actor
from queue_app.people.device_state import id_of, report_state, settings_of
from queue_app.transaction import reading, transaction
from queue_app.web.audience import PUBLIC, audience
from queue_app.web.body import parsed
from queue_app.web.encode import dumps

_FOR_EVER = "public, max-age=31536000, immutable"


@display.get("/display/<board>/suara/<int:event>/<language>.wav")
@audience(PUBLIC)
def call_audio(board: str, event: int, language: str) -> ResponseReturnValue:
    """What is said of a call, made from the record that the board shows. The address names the voice (`v`), so that
    browsers keep it for ever. Raises Unknown, NoVoice.
    """
    with reading() as session:
        house = directory(session)
        call = announced.call_of(session, house, house.hall(board), event)
    if language not in LANGUAGES:
        raise Unknown()
    return _wav(sentence(call, language), language, board)


@display.get("/display/<board>/suara/uji.wav")
@audience(PUBLIC)
def test_audio(board: str) -> ResponseReturnValue:
    """A sentence by which a screen finds out whether it can be heard."""
    with reading() as session:
        directory(session).hall(board)
    return _wav(TEST_SENTENCE, "id", board)


@display.get("/display/<board>/suara/pengumuman/<int:notice>.wav")
@audience(PUBLIC)
def notice_audio(board: str, notice: int) -> ResponseReturnValue:
    """What is said of an emergency while it stands. Raises Unknown for one that is over or none, NoVoice."""
    with reading() as session:
        house = directory(session)
        house.hall(board)
        told = notice_of(session, house, notice)
    if told["kind"] != EMERGENCY:
        raise Unknown()
    return _wav(f"Perhatian. {as_said(told['text'], 'id')}", "id", board)


@display.post("/display/<board>/kabar")
@audience(PUBLIC)
def report(board: str) -> ResponseReturnValue:
    """Take a screen's report and tell it what it may: {at, speak, calls, voice}.

    `speak` is for how many seconds it may, counted from when it asked; `calls` are then those nobody has heard yet.
    Raises Unauthorised, Forbidden.
    """
    told = parsed(Report)
    with reading() as session:
        house = directory(session)
        hall = house.hall(board)
        screen = SCREEN.of_hall(session, house, hall)
        settings = settings_from(settings_of(session, id_of(screen)), hall.code)
        holder, now = f"{screen.label}/{told.page}", clock.real_now()
        speaks = hall_voice.speaks_now(session, hall, at=now)
        idle = not told.acks and not told.leaving and told.screen is None
        if idle and (speaks not in (None, holder) if told.speak else speaks != holder):
            return _answer(house, hall, 0, [], settings)
    with transaction() as session:
        seconds = _noted(session, house, hall, screen, told, holder)
    with reading() as session:
        calls = announced.unheard(session, house, hall) if seconds else []
    return _answer(house, hall, seconds, calls, settings)


def _noted(session: Session, house: Directory, hall: Hall, screen: Actor, told: Report, holder: str) -> float:
    """Keep what the screen told; the seconds for which it may speak."""
    glass = screen_label(screen.label, told.tv)
    for ack in told.acks:
        _acknowledge(session, house, hall, ack, by=glass)
    if told.screen is not None:
        _tell_how_it_is(session, screen, told.screen)
    if told.leaving or not told.speak:
        hall_voice.leave_voice(session, hall, holder=holder)
        return 0
    seconds = min(max(told.speak, hall_voice.SECONDS), hall_voice.MOST_SECONDS)
    site, now = house.site.id, clock.real_now()
    given = hall_voice.take_voice(session, hall, site_id=site, holder=holder, at=now, seconds=seconds)
    return seconds if given else 0


def _tell_how_it_is(session: Session, screen: Actor, how: Screen) -> None:
    """Staff hear of a screen that cannot be heard (`people.device_state`)."""
    problems = {"muted": how.sound == "muted", "no-voice": how.sound == "no-voice"}
    report_state(session, screen, about=how.model_dump(), problems=problems)


def _acknowledge(session: Session, house: Directory, hall: Hall, ack: Ack, *, by: str) -> None:
    with suppress(Unknown):  # a database that was put back to an earlier moment no longer knows this call
        acks.acknowledge(session, house, hall, ack.event, shown_at=ack.shown_at, heard_at=ack.heard_at, by=by)


def _answer(
    house: Directory, hall: Hall, seconds: float, calls: list[BoardCall], screen: ScreenSettings
) -> ResponseReturnValue:
    answer = {"at": local(house, clock.now()), "speak": seconds, "calls": calls}
    answer |= {"voice": screen.voice, "volume": screen.volume, "layout": screen.layout, "test": screen.test}
    answer |= {"media": media.version(hall) if screen.media else ""}
    return dumps(answer), {"Content-Type": "application/json", "Cache-Control": "no-store"}


def _wav(text: str, language: str, hall: str) -> ResponseReturnValue:
    file = send_file(voice.say(text, language, hall), mimetype="audio/wav", conditional=True)
    file.headers["Cache-Control"] = _FOR_EVER if request.args.get("v") else "no-cache"
    return file
