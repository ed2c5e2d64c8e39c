"""What a board shows while nobody is called, for its screens."""

from __future__ import annotations

from flask import send_file, url_for
from flask.typing import ResponseReturnValue

from display import media
from display.door import display
from queue_app.catalogue.directory import directory
from queue_app.transaction import reading
from queue_app.web.audience import PUBLIC, audience
from queue_app.web.encode import dumps


@display.get("/display/<board>/media.json")
@audience(PUBLIC)
def media_list(board: str) -> ResponseReturnValue:
    """What this hall shows, in order: [{kind, title, words, address}]."""
    with reading() as session:
        hall = directory(session).hall(board)
    shown = [one.told(url_for("display.medium", board=hall.code, name=one.name)) for one in media.media_of(hall)]
    return dumps(shown), {"Content-Type": "application/json"}


@display.get("/display/<board>/media/<name>")
@audience(PUBLIC)
def medium(board: str, name: str) -> ResponseReturnValue:
    """One of them. Raises Unknown."""
    with reading() as session:
        hall = directory(session).hall(board)
    one = media.one_of(hall, name)
    kind = media.KINDS[one.file.suffix.lower()][1]
    sent = send_file(one.file, mimetype=kind, conditional=True)
    sent.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return sent
