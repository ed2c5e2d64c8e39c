"""How a reader wants pages to look: language, size of letters, colours. Kept in a cookie of this browser, nowhere else.

The language of the browser is not asked: many phones here are set to English by people who read Indonesian. What was
chosen counts on pages for the public; the office and the API speak Indonesian.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask import Flask, current_app, g, request

from queue_app.web.audience import PUBLIC, audience_of

#: Languages that have a catalogue, the source first; each is called by its own name.
LANGUAGES: Final = {"id": "Bahasa Indonesia", "en": "English", "jv": "Basa Jawa"}
SIZES: Final = ("biasa", "besar", "terbesar")
THEMES: Final = ("auto", "light", "dark", "kontras")

_COOKIE = "tampilan"
_YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Appearance:
    """One of `LANGUAGES`, one of `SIZES`, one of `THEMES` (auto: as the device is set)."""

    language: str = "id"
    size: str = "biasa"
    theme: str = "auto"

    def changed(self, said: Mapping[str, str]) -> Appearance:
        """The same but for what was said; what nobody offered is left out."""
        return Appearance(
            language=_one_of(tuple(LANGUAGES), said.get("bahasa"), self.language),
            size=_one_of(SIZES, said.get("huruf"), self.size),
            theme=_one_of(THEMES, said.get("warna"), self.theme),
        )


def install_appearance(app: Flask) -> None:
    """Tell every page how it is to look."""
    app.context_processor(_context)


def appearance() -> Appearance:
    """What holds for this request."""
    if "appearance" not in g:
        g.appearance = _kept() if _is_for_the_public() else Appearance()
    kept: Appearance = g.appearance
    return kept


def speak(language: str) -> None:
    """Let this request speak a language of `LANGUAGES` whatever the browser keeps: a machine that many people use."""
    g.appearance = appearance().changed({"bahasa": language})


def keep(chosen: Appearance) -> None:
    """Put the choice into the browser for a year."""
    value = f"{chosen.language}.{chosen.size}.{chosen.theme}"
    g.setdefault("cookies", {})[_COOKIE] = (value, _YEAR)
    g.appearance = chosen


def _kept() -> Appearance:
    parts = request.cookies.get(_COOKIE, "").split(".")
    return Appearance().changed(dict(zip(("bahasa", "huruf", "warna"), parts, strict=False)))


def _is_for_the_public() -> bool:
    if not request or request.path.startswith("/api/"):
        return False
    roles = audience_of(current_app, request.endpoint) if request.endpoint else frozenset({PUBLIC})
    return PUBLIC in (roles or ())


def _context() -> dict[str, object]:
    chosen = appearance()
    return {"lang": chosen.language, "text_size": chosen.size, "chosen_theme": chosen.theme, "languages": LANGUAGES}


def _one_of(offered: tuple[str, ...], said: str | None, otherwise: str) -> str:
    return said if said in offered else otherwise
