"""Which browser this is, in words a person recognises: "Chrome di Windows". Names without version identify nobody."""

from __future__ import annotations

#: What a browser says of itself → its name; the first that fits, for most say that they are several.
_BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox/", "Firefox"),
             ("Chrome/", "Chrome"), ("Safari/", "Safari"))  # fmt: skip
_SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
            ("Mac OS", "Mac"), ("CrOS", "ChromeOS"), ("Linux", "Linux"))  # fmt: skip


def browser_of(user_agent: str) -> str:
    """ "Chrome di Windows", "Firefox", "Linux", or nothing."""
    known = (_first(_BROWSERS, user_agent), _first(_SYSTEMS, user_agent))
    return " di ".join(name for name in known if name)


def _first(names: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for sign, name in names if sign in user_agent), "")
