"""The one place where a no becomes an answer: problem+json (RFC 9457) for programs, a page for
people.

A view has no `try`: it lets a `Refused` travel here. What is not foreseen becomes a 500 with a
short code that is also in the log; nothing else of it reaches the client.
"""

from __future__ import annotations

import json
import secrets
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, current_app, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import escape
from sqlalchemy.exc import DataError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, InternalServerError

from queue_app.errors import N_, Invalid, Refused, Unauthorised, Unavailable
from queue_app.web import challenges
from queue_app.web.homes import PURPOSES, home_of
from queue_app.web.identity import actor
from queue_app.web.language import gettext
from queue_app.web.limits import may_prove
from queue_app.web.way_back import page_of_form

SIGN_IN_PATH = "/masuk"

#: Every problem type of CONTRACT §3 with its title.
TITLES = {
    "closed": N_("Layanan tutup"),
    "full": N_("Nomor habis"),
    "already-active": N_("Anda sudah punya nomor"),
    "ticket-moved-on": N_("Tiket sudah berubah"),
    "counter-busy": N_("Loket masih melayani"),
    "counter-not-open": N_("Loket belum dibuka"),
    "not-serving": N_("Belum ada yang dilayani"),
    "not-callable": N_("Nomor tidak dapat dipanggil"),
    "wrong-code": N_("Kode tidak cocok"),
    "key-reused": N_("Kunci sudah dipakai"),
    "token-used": N_("Tautan sudah dipakai"),
    "token-expired": N_("Tautan kedaluwarsa"),
    "unknown": N_("Tidak ditemukan"),
    "invalid": N_("Ada yang perlu diperbaiki"),
    "forbidden": N_("Tidak diizinkan"),
    "unauthorised": N_("Perlu masuk"),
    "too-many": N_("Terlalu sering"),
    "too-large": N_("Terlalu besar"),
    "unavailable": N_("Sistem sedang terganggu"),
}

#: What werkzeug and the limits raise, as our types; a status that is not here is `invalid`, from
#: 500 on `unavailable`.
_TYPE_OF_STATUS = {
    401: "unauthorised",
    403: "forbidden",
    404: "unknown",
    410: "unknown",
    413: "too-large",
    414: "too-large",
    429: "too-many",
    431: "too-large",
}
_SENTENCES = {
    "unauthorised": N_("Silakan masuk terlebih dahulu."),
    "forbidden": N_("Anda tidak berwenang melakukan ini."),
    "unknown": N_("Yang Anda cari tidak ditemukan."),
    "too-large": N_("Kiriman terlalu besar."),
    "too-many": N_("Terlalu banyak permintaan. Silakan coba lagi sebentar lagi."),
    "invalid": N_("Permintaan ini tidak dapat dibaca."),
    "unavailable": N_("Maaf, sistem sedang terganggu. Nomor Anda tidak hilang. Silakan coba lagi."),
}
_METHOD_NOT_ALLOWED = N_("Cara mengakses alamat ini tidak tepat.")
_CRASHED = N_(
    "Maaf, sistem sedang terganggu. Nomor Anda tidak hilang. "
    "Coba lagi atau hubungi petugas di meja informasi. (Kode: {code})"
)
_BARE_PAGE = (
    '<!doctype html><html lang="id"><meta charset="utf-8"><title>{title}</title>'
    "<h1>{title}</h1><p>{sentence}</p></html>"
)
#: Seconds after which trying again makes sense.
_RETRY_AFTER = {429: "30", 503: "5"}


def install_problems(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(InternalServerError, _crashed)
    for away in (OperationalError, InterfaceError, PoolTimeout):
        app.register_error_handler(away, _database_away)
    app.register_error_handler(DataError, _unstorable)
    app.log_exception = _log_crash  # type: ignore[method-assign]


def problem(refusal: Refused) -> Response:
    """The refusal as problem+json: for sockets and for answers that are kept under an idempotency key."""
    return _problem(refusal.type, refusal.status, _sentence_of(refusal), _errors_of(refusal))


def problem_body(refusal: Refused) -> dict[str, object]:
    """The refusal as the object of RFC 9457."""
    return _body(refusal.type, refusal.status, _sentence_of(refusal), _errors_of(refusal))


def wants_json() -> bool:
    """Whether the client is a program: by address, or because it prefers JSON to a page."""
    if request.path.startswith("/api/"):
        return True
    accepts = request.accept_mimetypes
    return accepts["application/json"] > accepts["text/html"]


def _refused(refusal: Refused) -> ResponseReturnValue:
    if isinstance(refusal, Unauthorised) and not wants_json() and request.path != SIGN_IN_PATH:
        return redirect(_sign_in_address(), 303)
    if isinstance(refusal, challenges.Challenged):
        return _challenged(refusal)
    return _answer(refusal.type, refusal.status, _sentence_of(refusal), _errors_of(refusal))


def _challenged(refusal: challenges.Challenged) -> Response:
    """Too many, with the way through."""
    more: dict[str, object] = {"challenge": refusal.challenge.members()}
    answer = _answer(refusal.type, refusal.status, _sentence_of(refusal), more=more)
    answer.headers["Retry-After"] = str(refusal.challenge.wait)
    return answer


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None or error.code is None or error.code < 400:
        return error
    if error.code == 429 and may_prove():
        return current_app.handle_user_exception(challenges.Challenged(challenges.pose()))
    if error.code == 405 and not wants_json() and (page := page_of_form()):
        return redirect(page, 303)
    kind = _TYPE_OF_STATUS.get(error.code, "invalid" if error.code < 500 else "unavailable")
    sentence = _METHOD_NOT_ALLOWED if error.code == 405 else _SENTENCES[kind]
    answer = _answer(kind, error.code, gettext(sentence))
    for name, value in error.get_headers():
        if name in ("Allow", "WWW-Authenticate", "Retry-After"):
            answer.headers[name] = value
    return answer


def _database_away(error: Exception) -> ResponseReturnValue:
    current_app.logger.error("database away: %s", type(error).__name__, exc_info=error)
    return _refused(Unavailable())


def _unstorable(error: DataError) -> ResponseReturnValue:
    """A value that no check refused and the database cannot keep: the sender's fault, and ours to find in the log."""
    current_app.logger.warning("unstorable value", exc_info=error)
    return _refused(Invalid())


def _log_crash(exc_info: Any) -> None:
    """Flask's own line would print the path as it came: line breaks, ticket handles, tokens and all; and no code."""
    code = g.incident = secrets.token_hex(2).upper()
    where = f"{request.method} {request.url_rule or 'no route'}"
    current_app.logger.error("code %s at %s", code, where, exc_info=exc_info)


def _crashed(_error: InternalServerError) -> ResponseReturnValue:
    code = g.get("incident", "")
    return _answer("unavailable", 500, gettext(_CRASHED).format(code=code), incident=code)


def _answer(
    kind: str,
    status: int,
    sentence: str,
    errors: list[dict[str, str]] | None = None,
    incident: str = "",
    more: dict[str, object] | None = None,
) -> Response:
    if wants_json():
        answer = _problem(kind, status, sentence, errors or [], more)
    else:
        answer = Response(_page(kind, status, sentence, errors or [], incident), status, mimetype="text/html")
    if status in _RETRY_AFTER:
        answer.headers["Retry-After"] = _RETRY_AFTER[status]
    return answer


def _problem(
    kind: str, status: int, sentence: str, errors: list[dict[str, str]], more: dict[str, object] | None = None
) -> Response:
    body = json.dumps(_body(kind, status, sentence, errors) | (more or {}), ensure_ascii=False)
    answer = Response(body, status, mimetype="application/problem+json")
    if status == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def _body(kind: str, status: int, sentence: str, errors: list[dict[str, str]]) -> dict[str, object]:
    body: dict[str, object] = {
        "type": kind,
        "title": gettext(TITLES[kind]),
        "status": status,
        "detail": sentence,
    }
    return body | {"errors": errors} if errors else body


def _page(kind: str, status: int, sentence: str, errors: list[dict[str, str]], incident: str) -> str:
    title = gettext(TITLES[kind])
    words: dict[str, object] = {"title": title, "sentence": sentence, "errors": errors, "incident": incident}
    if status == 403 and actor().kind == "staff":
        words |= {"purpose": gettext(PURPOSES[actor().role]), "start": home_of(actor().role)}
    try:
        return render_template("error.html", status=status, **words)
    except Exception:
        # A page that needs what is just broken must not hide the first error behind a second one.
        current_app.logger.exception("error page failed")
        return _BARE_PAGE.format(title=escape(title), sentence=escape(sentence))


def _sentence_of(refusal: Refused) -> str:
    sentence = gettext(refusal.sentence)
    return sentence.format(**refusal.values) if refusal.values else sentence


def _errors_of(refusal: Refused) -> list[dict[str, str]]:
    errors = refusal.errors if isinstance(refusal, Invalid) else []
    return [{**error, "message": gettext(error["message"])} for error in errors]


def _sign_in_address() -> str:
    if request.method != "GET":
        return SIGN_IN_PATH
    return f"{SIGN_IN_PATH}?{urlencode({'next': request.full_path.rstrip('?')})}"
