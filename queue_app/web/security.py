"""Headers of every answer: what a page may load, who may frame it, what it tells others, what may be kept of it."""

from __future__ import annotations

import re

from flask import Flask, Response, current_app, request

from config import Config
from queue_app.web.identity import actor
from queue_app.web.request_forgery import install_csrf

#: Addresses that are secrets, or lead to one: no other site may learn them from a Referer.
SECRET_PATHS = ("/tiket/", "/s/", "/akun/mulai/")
#: Pages of one person.
PERSONAL_PATHS = (*SECRET_PATHS, "/survei/", "/masuk", "/akun/", "/api/v1/tickets", "/api/v1/survey/")

_CSP = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'{sockets}; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
_HOST = re.compile(r"[A-Za-z0-9.\-]+(:\d{1,5})?|\[[0-9A-Fa-f:]+\](:\d{1,5})?")
#: Pages that may open the camera: the hall's tablet and its kiosks read codes with it.
_CAMERA_PATHS = ("/survei/", "/kiosk/")
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def install_security(app: Flask, config: Config) -> None:
    """CSRF tokens, and the headers on every answer, errors included."""
    install_csrf(app, config.public_url)
    app.config["HSTS"] = config.production
    app.after_request(_add_headers)


def _add_headers(response: Response) -> Response:
    response.headers.update(_ALWAYS)
    if request.path.startswith(_CAMERA_PATHS):
        allowed = _ALWAYS["Permissions-Policy"].replace("camera=()", "camera=(self)")
        response.headers["Permissions-Policy"] = allowed
    response.headers["Content-Security-Policy"] = _CSP.format(sockets=_own_sockets())
    response.headers["Referrer-Policy"] = "no-referrer" if request.path.startswith(SECRET_PATHS) else "same-origin"
    if current_app.config["HSTS"]:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store" if _personal() else "no-cache"
    return response


def _personal() -> bool:
    return actor().kind != "citizen" or request.path.startswith(PERSONAL_PATHS)


def _own_sockets() -> str:
    """Our own websocket address spelled out: older browsers do not count it as 'self'."""
    host = request.host
    return f" ws://{host} wss://{host}" if _HOST.fullmatch(host) else ""
