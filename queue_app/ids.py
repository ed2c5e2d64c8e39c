"""Floor: handles, codes and keyed digests.

Two handles per ticket: `id` (128 random bits, the holder's) and `ref` (what staff, boards and events use).
Codes that a person types are Crockford base32: look-alikes are forgiven. Secrets that must be recognised but
not known are kept as keyed digests (HMAC-SHA256) and compared in constant time.
"""

from __future__ import annotations

import base64
import hmac
import secrets

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
#: What ten bits are, the lower five first.
_PAIRS = [low + high for high in CROCKFORD for low in CROCKFORD]
_FORGIVEN = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V", "-": None, " ": None, "\u2013": None})


class Keyring:
    """Derives keyed digests and repeatable codes from the installation's one secret."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()
        self._keys: dict[str, bytes] = {}  # purposes are words of the code: a dozen

    def _mac(self, purpose: str, value: str) -> bytes:
        key = self._keys.get(purpose)
        if key is None:
            key = self._keys[purpose] = hmac.digest(self._secret, b"gmsc:" + purpose.encode(), "sha256")
        return hmac.digest(key, value.encode(), "sha256")

    def digest(self, purpose: str, value: str) -> str:
        """Keyed digest of `value` for one purpose: 64 hex digits; digests of different purposes never match."""
        return self._mac(purpose, value).hex()

    def handle(self, purpose: str, value: str) -> str:
        """A handle as `handle()` makes them, that only this installation can derive again."""
        return base64.urlsafe_b64encode(self._mac(purpose, value)[:16]).rstrip(b"=").decode()

    def code(self, purpose: str, value: str, length: int) -> str:
        """A Crockford code of `length` characters (5 bits each) that only this installation can derive again."""
        return _crockford(int.from_bytes(self._mac(purpose, value), "big"), length)

    def key(self, purpose: str) -> bytes:
        """32 bytes of key material for a library (sealing phone numbers, signing cookies)."""
        return self._mac("key", purpose)


_installed: Keyring | None = None


def install(keyring: Keyring) -> None:
    """Make `keyring` the one of this process."""
    global _installed
    _installed = keyring


def keyring() -> Keyring:
    """The installation's keyring."""
    if _installed is None:
        raise RuntimeError("no keyring installed: create_app installs it")
    return _installed


def handle() -> str:
    """A new unguessable handle: 128 random bits, 22 URL-safe characters."""
    return secrets.token_urlsafe(16)


def reference() -> str:
    """A new public reference: 10 Crockford characters; unique, never a secret."""
    return _crockford(secrets.randbits(50), 10)


def bearer() -> str:
    """A new bearer token: 256 random bits."""
    return secrets.token_urlsafe(32)


def normalise(code: str) -> str:
    """What a person typed, as Crockford: upper case, no separators, O→0, I and L→1, U→V."""
    return code.upper().translate(_FORGIVEN)


def same(a: str, b: str) -> bool:
    """Compare two secrets or digests in constant time."""
    return hmac.compare_digest(a.encode(), b.encode())


def _crockford(number: int, length: int) -> str:
    """The last `length` times 5 bits of a number, as characters."""
    return "".join([_PAIRS[(number >> at) & 1023] for at in range(0, 5 * length, 10)])[:length]
