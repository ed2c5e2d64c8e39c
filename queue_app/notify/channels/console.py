"""The console channel: the operator sees in the log that a message would have gone out, with the number masked."""

from __future__ import annotations

import logging

log = logging.getLogger("gmsc.messages")


class Console:
    """Writes each message to the log."""

    def send(self, to: str, text: str) -> None:
        """Log the text; never the whole number."""
        log.info("to %s…%s: %s", to[:5], to[-3:], text)
