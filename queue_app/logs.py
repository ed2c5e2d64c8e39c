"""Log lines for the operator: text to read, or one JSON object a line for a collector (LOG_FORMAT).

What is secret in an address is cut out of every line, whoever wrote it: a library may log the address it failed at.
"""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime

from queue_app.web.request_log import request_id

#: Addresses that end in a handle, a token or a link.
_SECRET = re.compile(r"(/(?:tiket|s|akun/mulai|api/v1/tickets|api/v1/survey)/)[\w-]{8,}")


class TextLines(logging.Formatter):
    """Lines to read; line breaks in a message are written out, so that they cannot forge a second line."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:
        """The line itself; a trace follows it on lines of its own."""
        return super().formatMessage(record).replace("\r", "\\r").replace("\n", "\\n")

    def format(self, record: logging.LogRecord) -> str:
        """The record as text."""
        return without_secrets(super().format(record))


class JsonLines(logging.Formatter):
    """One JSON object a line; line breaks in a message cannot forge a second entry."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON, with the id of the request it belongs to and the fields it was given."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if (request := request_id()) is not None:
            line["request"] = request
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return without_secrets(json.dumps(line, ensure_ascii=False))


def without_secrets(line: str) -> str:
    """The line with the secret part of every address cut out."""
    return _SECRET.sub(r"\1…", line)


def install_logs(style: str) -> None:
    """Send everything from `info` up to stderr, also what gunicorn says; libraries that chat are kept to warnings."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines() if style == "json" else TextLines())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    server = logging.getLogger("gunicorn.error")
    if server.handlers:  # it serves
        server.handlers, server.propagate = [handler], False
    for chatty in ("apscheduler", "alembic", "engineio", "socketio"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
