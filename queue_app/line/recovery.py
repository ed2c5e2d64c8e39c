"""The 8 characters on a slip with which a citizen finds the ticket again: derived from the handle, stored nowhere."""

from __future__ import annotations

from queue_app import ids


def recovery_code(handle: str) -> str:
    """The code of the ticket with this handle, as it is printed."""
    return ids.keyring().code("recovery", handle, 8)


def recovery_digest(code: str) -> str:
    """What the ticket keeps of its code."""
    return ids.keyring().digest("recovery-code", code)
