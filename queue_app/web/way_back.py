"""An address that only takes what a form sends, opened by itself: after an error its page stands under that address,
and a reload or a copied link asks for it with GET. The way back is the nearest page above it.
"""

from __future__ import annotations

from flask import current_app, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

#: Whose page does not stand above it: who wants to sign out and cannot is led on by the sign-in page.
_ELSEWHERE = {"/keluar": "/masuk"}


def page_of_form() -> str | None:
    """The address of the page that this address belongs to; None for one that is no form of ours."""
    if request.method not in ("GET", "HEAD"):
        return None
    path = request.path.rstrip("/")
    if path in _ELSEWHERE:
        return _ELSEWHERE[path]
    while path.count("/") > 1:
        path = path.rpartition("/")[0]
        found = next((page for page in (path, f"{path}/") if _opens(page)), None)
        if found:
            return found
    return "/"


def _opens(path: str) -> bool:
    """Whether the address can be opened as it is."""
    try:
        current_app.url_map.bind("").match(path, method="GET")
    except (RequestRedirect, HTTPException):
        return False
    return True
