"""A number in three touches: what the last question shows, and the number itself, once however often it is touched."""

from __future__ import annotations

from collections.abc import Callable

from flask import redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kiosk.door import device
from kiosk.printing import printer_of_device
from queue_app import ids
from queue_app.catalogue.directory import directory
from queue_app.errors import Refused
from queue_app.idempotency import Answer, Request, once
from queue_app.line import issuing
from queue_app.line.issuing import Wish
from queue_app.line.slips import prepare_slip
from queue_app.people.actor import Actor
from queue_app.people.device_state import id_of
from queue_app.web.language import language

#: What a person may say of themselves, with the icon of each. Nobody asks for proof at the machine.
PRIORITIES = (("lansia", "lansia"), ("disabilitas", "kursi-roda"), ("hamil", "hamil"), ("balita", "balita"))
_LONGEST_KEY = 64


def take(session: Session, kiosk: Actor, service: str, priority: str | None) -> int:
    """Give a number and prepare its slip; answers with the slip's id. Raises Unknown, and what `issue` does."""
    house = directory(session, kiosk.site_id)
    wish = Wish(channel="kiosk", priority=priority, language=language())
    ticket = issuing.issue(session, house, house.service(service), wish, by=kiosk.label)
    return prepare_slip(session, ticket, device_id=id_of(kiosk), way=printer_of_device(session, kiosk).way).id


def lead_once(act: Callable[[Session], str]) -> ResponseReturnValue:
    """Do `act` in one transaction and lead to the address it answers; the same touch again leads there too.

    The key is that of the question on the screen. A refusal is not kept: the same question may be answered later.
    """
    kiosk = device()
    key = request.form.get("idempotency_key", "")[:_LONGEST_KEY] or ids.handle()
    wish = "&".join(f"{name}={request.form.get(name, '')}" for name in ("service", "priority"))
    asked = Request(kiosk.site_id or 0, kiosk.label, request.path, key, wish.encode())
    answer = once(asked, lambda session: Answer(303, act(session)), _say_no)
    return redirect(answer.body, answer.status)


def _say_no(refusal: Refused) -> Answer:
    raise refusal
