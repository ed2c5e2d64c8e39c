"""What the kiosk reads aloud, in the voice of the house: made on this server, without internet."""

from __future__ import annotations

from flask import Response, request, send_file
from flask.typing import ResponseReturnValue

from display import voice
from display.voice.reading import as_said
from display.voice.sentences import LANGUAGES
from kiosk.door import for_a_kiosk, kiosk, look
from queue_app.web.audience import PUBLIC, audience

#: Characters of one reading; a screen's title or a choice is never longer.
LONGEST = 300


@kiosk.get("/kiosk/suara")
@audience(PUBLIC)
@for_a_kiosk
def speech() -> ResponseReturnValue:
    """The WAV of `kata` in `bahasa`, else in the language of the visit; nothing to say is an empty answer.

    The Indonesian voice reads Javanese, which has none of its own, and the names of the catalogue on English screens.
    Raises NoVoice; the screen then lets its browser speak.
    """
    words = request.args.get("kata", "").strip()[:LONGEST]
    if not words:
        return Response(status=204, mimetype="audio/wav")
    wished = request.args.get("bahasa", "")
    language = wished if wished in LANGUAGES else look().language
    reader = language if language in voice.SYNTHETIC else "id"
    return send_file(voice.say(as_said(words, language), reader), mimetype="audio/wav")
