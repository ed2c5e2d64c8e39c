"""The door itself: its blueprint, which device asks, and how the person in front of it wants to see the pages.

Only a device of the hall opens these pages: a browser that keeps a bearer of role `kiosk`. What a person chose
(language, contrast, large letters, lowered controls, speech) lives in a cookie of the visit and goes with the person.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as BaseResponse

from queue_app.errors import Refused
from queue_app.people.actor import Actor
from queue_app.people.device_state import calls_for_help
from queue_app.transaction import glancing
from queue_app.web.appearance import LANGUAGES, speak
from queue_app.web.device_door import KIOSK_DOOR, TABLET_DOOR
from queue_app.web.problems import wants_json

kiosk = Blueprint(
    "kiosk",
    __name__,
    template_folder="templates",
    static_folder="static",
    static_url_path="/static/kiosk",
)

_VIEW_COOKIE = "kiosk-view"
#: What a person may switch on, as it stands in the cookie and on its button.
MODES = ("contrast", "large", "low", "speech")

_View = TypeVar("_View", bound=Callable[..., Any])
_Page = TypeVar("_Page", bound=BaseResponse)


@dataclass(frozen=True, slots=True)
class Look:
    """How the person in front of the kiosk sees its pages."""

    language: str = "id"
    modes: frozenset[str] = frozenset()

    @property
    def cookie(self) -> str:
        return ".".join([self.language, *sorted(self.modes)])

    def turned(self, mode: str) -> Look:
        """The same with one mode switched over; an unknown one changes nothing."""
        return replace(self, modes=self.modes ^ ({mode} & set(MODES)))

    def spoken_in(self, language: str) -> Look:
        """The same in another language; an unknown one changes nothing."""
        return replace(self, language=language) if language in LANGUAGES else self


def device() -> Actor:
    """The kiosk that asks. Raises Unauthorised for none of ours, NotYourHall for another kind of token."""
    if "kiosk" not in g:
        with glancing() as session:
            g.kiosk = KIOSK_DOOR.device(session)
    return cast(Actor, g.kiosk)


def install(page: _Page, bearer: str) -> _Page:
    """Keep the bearer in this browser, anew each time its start screen opens; a kiosk is the hall's tablet too."""
    return TABLET_DOOR.install(KIOSK_DOOR.install(page, bearer), bearer)


def for_a_kiosk(view: _View) -> _View:
    """Let only a kiosk in; any other browser is led to where it can become one."""

    @wraps(view)
    def answer(**view_args: Any) -> ResponseReturnValue:
        try:
            device()
        except Refused:
            if wants_json():
                raise
            return redirect(url_for("kiosk.pair_form"), 303)
        return cast(ResponseReturnValue, view(**view_args))

    return cast(_View, answer)


def look() -> Look:
    """How this visit wants to see the pages; what is nonsense in the cookie counts as nothing."""
    words = request.cookies.get(_VIEW_COOKIE, "")[:60].split(".")
    return Look(modes=frozenset(words[1:]) & frozenset(MODES)).spoken_in(words[0])


def keep_look(page: Response, chosen: Look) -> Response:
    """Keep a choice for the rest of the visit; nothing chosen leaves nothing behind."""
    if chosen == Look():
        page.delete_cookie(_VIEW_COOKIE, path="/kiosk/")
    else:
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        page.set_cookie(_VIEW_COOKIE, chosen.cookie, path="/kiosk/", httponly=True, samesite="Strict", secure=secure)
    return page


def way_back(address: str, otherwise: str) -> str:
    """An address of the kiosk to return to, never one that leads away from it."""
    parts = urlsplit(address)
    inside = not parts.scheme and not parts.netloc and parts.path.startswith("/kiosk/") and "\\" not in address
    return address if inside else otherwise


@kiosk.before_request
def _in_the_language_of_the_visit() -> None:
    g.look = look()
    speak(g.look.language)


@kiosk.context_processor
def _what_every_page_needs() -> dict[str, object]:
    here = request.full_path.rstrip("?") if request.method == "GET" else url_for("kiosk.home")
    return {"look": g.get("look", Look()), "here": here, "helped": _help_is_coming()}


def _help_is_coming() -> bool:
    """Whether somebody at this kiosk has called staff, who are not here yet."""
    if "kiosk" not in g:
        return False
    with glancing() as session:
        return calls_for_help(session, device())


@kiosk.after_request
def _nothing_stays(answer: Response) -> Response:
    """No page of one visit is shown to the next from a cache."""
    if request.endpoint != "kiosk.static":
        answer.headers["Cache-Control"] = "no-store"
    return answer
