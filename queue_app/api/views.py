"""The API's blueprint with all its operations, and the document that describes them."""

from __future__ import annotations

from flask import Response, current_app

from queue_app.api import counters, manage, screens, surveys, tickets
from queue_app.api.document import document
from queue_app.api.operation import api
from queue_app.web import encode
from queue_app.web.audience import PUBLIC, audience

#: Importing the modules declares their operations.
ROOMS = (counters, manage, screens, surveys, tickets)


@api.get("/openapi.json")
@audience(PUBLIC)
def openapi() -> Response:
    """The OpenAPI 3.1 document of this API."""
    described = document(current_app.extensions["config"].public_url)
    return Response(encode.dumps(described), content_type="application/json")


__all__ = ["api"]
