"""The views of the small app: each does the least that shows one promise of the tools."""

from __future__ import annotations

from typing import Literal

from flask import Blueprint, abort, jsonify, redirect, render_template, request
from flask_wtf.csrf import generate_csrf
from pydantic import BaseModel, Field, field_validator
from sqlalchemy.exc import DataError, OperationalError

from queue_app.errors import N_, Forbidden, Invalid, Refused, TooMany, Unauthorised, Unavailable, Unknown
from queue_app.people.sign_in import SignInId
from queue_app.web import cookies
from queue_app.web.audience import BIG_BODY, CALLERS, PUBLIC, audience, takes_up_to
from queue_app.web.body import asked, parsed
from queue_app.web.forms import Filled, secret, shown_again, typed
from queue_app.web.identity import actor
from queue_app.web.limits import at_most
from queue_app.web.request_forgery import no_csrf_token

door = Blueprint("test", __name__)


class Full(Refused):
    type = "full"
    sentence = N_("Nomor {service} hari ini sudah habis.")


class Wish(BaseModel):
    service: str = Field(min_length=2, max_length=20)
    priority: Literal["lansia", "hamil"] | None = None
    count: int = Field(default=1, ge=1, le=5)
    note: str | None = None

    @field_validator("note")
    @classmethod
    def not_shouting(cls, value: str | None) -> str | None:
        if value and value.isupper():
            raise ValueError(N_("Tulis dengan huruf kecil."))
        return value


class Page(BaseModel):
    limit: int = Field(default=50, ge=1, le=500)


@door.get("/test/sign-in/<int:sign_in_id>")
@audience(PUBLIC)
def take_cookie(sign_in_id: int):
    cookies.remember_sign_in(SignInId(sign_in_id))
    return ""


@door.get("/test/token")
@audience(PUBLIC)
def csrf_token():
    return generate_csrf()


@door.get("/publik/")
@audience(PUBLIC)
def public_page():
    return render_template("error.html", status=200, title="Judul", sentence="Isi", errors=[])


@door.get("/tiket/<id>")
@audience(PUBLIC)
def personal_page(id: str):
    return "tiket"


@door.route("/loket/", methods=["GET", "POST"])
@audience(*CALLERS)
def console():
    return jsonify(role=actor().role, by=actor().label)


@door.route("/api/v1/public", methods=["GET", "POST"])
@audience(PUBLIC)
def public_api():
    return jsonify(role=actor().role)


@door.route("/api/v1/counters", methods=["GET", "POST"])
@audience(*CALLERS)
def counters_api():
    return jsonify(role=actor().role)


@door.post("/api/v1/wish")
@audience(PUBLIC)
def wish():
    return jsonify(parsed(Wish).model_dump())


@door.post("/api/v1/import")
@audience(PUBLIC)
@takes_up_to(BIG_BODY)
def big():
    return jsonify(size=len(request.get_data()))


@door.get("/api/v1/asked")
@audience(PUBLIC)
def query():
    return jsonify(asked(Page).model_dump())


@door.post("/api/v1/device")
@audience(PUBLIC)
def device():
    return jsonify(device=cookies.device_digest(), again=cookies.device_digest())


@door.post("/s/<token>")
@audience(PUBLIC)
@no_csrf_token
def survey(token: str):
    return "terima kasih"


def form_page(filled: Filled) -> str:
    return render_template(
        "error.html", status=422, title="Formulir", sentence=str(filled.values), errors=filled.errors
    )


@door.post("/formulir")
@audience(PUBLIC)
@shown_again(form_page, Full)
def form():
    if secret("password") == "penuh":
        raise Full(service="KTP")
    if secret("password") == "dilarang":
        raise Forbidden()
    if not typed("name", 10):
        raise Invalid([{"field": "name", "message": "Nama wajib diisi."}])
    return redirect("/publik/", 303)


@door.get("/limited")
@audience(PUBLIC)
@at_most("3/minute")
def limited():
    return "ok"


@door.get("/limited/<secret>")
@audience(PUBLIC)
@at_most("3/minute", each="secret")
def guessed(secret: str):
    return "ok"


NOES = {
    "full": lambda: Full(service="KTP"),
    "forbidden": Forbidden,
    "unauthorised": Unauthorised,
    "too-many": TooMany,
    "unavailable": Unavailable,
    "invalid": lambda: Invalid([{"field": "phone", "message": "Isi dengan nomor ponsel."}]),
    "database": lambda: OperationalError("SELECT secret", {}, Exception("server closed the connection")),
    "data": lambda: DataError("INSERT secret", {}, Exception("out of range")),
    "bug": lambda: ZeroDivisionError("a secret detail"),
}


@door.get("/crash/<text>")
@audience(*CALLERS, PUBLIC)
def crash(text: str):
    raise ZeroDivisionError


@door.route("/no/<kind>", methods=["GET", "POST"])
@door.route("/api/v1/no/<kind>", methods=["GET", "POST"])
@audience(PUBLIC)
def refuse(kind: str):
    if kind.isdigit():
        abort(int(kind))
    raise NOES.get(kind, Unknown)()
