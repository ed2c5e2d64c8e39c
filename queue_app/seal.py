"""Floor: text that only this installation can read again, for one purpose: phone numbers, the secrets of second steps,
addresses of push services. The key is the house's (`ids.Keyring`); what another purpose sealed cannot be opened.
"""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken

from queue_app import ids

__all__ = ["InvalidToken", "seal", "unseal"]


def seal(purpose: str, text: str) -> str:
    """`text` so that only this installation can read it, for one purpose."""
    return _box(purpose).encrypt(text.encode()).decode()


def unseal(purpose: str, sealed: str) -> str:
    """What was sealed for this purpose. Raises InvalidToken when it was not, or by another installation."""
    return _box(purpose).decrypt(sealed.encode()).decode()


def _box(purpose: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(ids.keyring().key(purpose)))
