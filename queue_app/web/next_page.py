"""Where to go after signing in: only to a page of our own."""

from __future__ import annotations

from urllib.parse import urlsplit

_LONGEST = 512


def safe_next(address: str | None) -> str | None:
    """The address when it is a plain path of this site, else None: never a door to another site (open redirect)."""
    if not address or len(address) > _LONGEST or not address.startswith("/"):
        return None
    if address.startswith("//") or "\\" in address or not address.isprintable():
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return None if parts.scheme or parts.netloc else address
