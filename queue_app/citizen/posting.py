"""Forms that change something: done once however often they are sent, then on to a page
(POST/redirect/GET).
"""

from __future__ import annotations

from collections.abc import Callable

from flask import redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from queue_app import ids
from queue_app.catalogue.directory import directory
from queue_app.errors import Refused
from queue_app.idempotency import Answer, Request, once
from queue_app.transaction import reading
from queue_app.web import encode
from queue_app.web.cookies import has_device, owner_of

_KEY = "idempotency_key"
_LONGEST_KEY = 64


def new_key() -> str:
    """A key for a form that is about to be shown."""
    return ids.handle()


def lead_once(act: Callable[[Session], str]) -> ResponseReturnValue:
    """Do `act` in one transaction and lead to the address it answers.

    A second tap, or a form sent again after a lost answer, leads to the same address. A refusal is
    not kept: it travels on, and the same form may succeed later. Raises KeyReused.
    """
    answer = once(_asked(), lambda session: Answer(303, act(session)), _refuse_again)
    return redirect(answer.body, answer.status)


def _asked() -> Request:
    with reading() as session:
        site_id = directory(session).site.id
    key = _key()
    fields = sorted(pair for pair in request.form.items(multi=True) if pair[0] != "csrf_token")
    return Request(site_id, owner_of(key), f"{request.method} {request.path}", key, encode.dumps(fields).encode())


def _key() -> str:
    """The form's key. Ours are long; a short one of a client without a device might be anybody's, and is none."""
    key = request.form.get(_KEY, "")[:_LONGEST_KEY]
    if not key or (owner_of(key) and not has_device()):
        return ids.handle()
    return key


def _refuse_again(refusal: Refused) -> Answer:
    raise refusal
