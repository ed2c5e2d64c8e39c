"""Words, times and numbers as people here write them. Indonesian is the source language of every
sentence.

Templates: `_('…')`, and the filters `clock` 10.20, `clockzone` 10.20 WIB, `clockrange` 10.20–10.40,
`longdate` Senin, 23 November 2026, `decimal` 83,42, `whole` 1.234. Instants are aware; they are
shown in the site's zone.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations
from flask import Flask, current_app, g
from flask_babel import Babel, Domain
from flask_babel import get_locale as _flask_locale
from flask_babel import gettext as _flask_gettext

from config import Config
from queue_app import clock as the_clock
from queue_app.web.appearance import LANGUAGES, appearance

SOURCE = next(iter(LANGUAGES))

_ZONES = {timedelta(hours=7): "WIB", timedelta(hours=8): "WITA", timedelta(hours=9): "WIT"}


_CATALOGUES = Path(__file__).parents[1] / "translations"


class _Catalogues(Domain):  # type: ignore[misc]
    """Catalogues as translators write them (.po): no binary stands in the repository, and none can be out of date."""

    def get_translations(self) -> NullTranslations:
        return _catalogue(language())


class _Speaking(Babel):  # type: ignore[misc]
    domain_instance = _Catalogues()


@cache
def _catalogue(language: str) -> NullTranslations:
    file = _CATALOGUES / language / "LC_MESSAGES" / "messages.po"
    if not file.exists():
        return NullTranslations()  # the source
    compiled = BytesIO()
    with file.open("rb") as opened:
        write_mo(compiled, read_po(opened, locale=language))
    compiled.seek(0)
    return Translations(compiled)


def install_language(app: Flask, config: Config) -> None:
    """Set Flask-Babel and the filters up; `config.tz_name` counts where a page has no site of its own."""
    app.config["TZ_NAME"] = config.tz_name
    _Speaking(app, default_locale=SOURCE, locale_selector=language)
    app.add_template_global(language, "reading_in")
    for show in (clock, clockseconds, clockzone, clockrange, longdate, decimal, whole):
        app.add_template_filter(show)


def gettext(sentence: str, **values: object) -> str:
    """The sentence in the reader's language, with `%(named)s` places filled."""
    return str(_flask_gettext(sentence, **values))


def said_in(language: str) -> Callable[[str], str]:
    """How a sentence is said to a person in their own language, outside any request; in Indonesian where we have no
    catalogue.
    """
    return _catalogue(language if language in LANGUAGES else SOURCE).gettext


def language() -> str:
    """The language of this request: what its reader chose."""
    return appearance().language


def tz_name() -> str:
    """The zone in which this request shows times: the site's, where one is known."""
    name: str = g.get("tz_name") or current_app.config["TZ_NAME"]
    return name


def clock(at: datetime) -> str:
    """10.20"""
    return f"{_local(at):%H.%M}"


def clockseconds(at: datetime) -> str:
    """10.20.05, in the zone of the site."""
    return f"{_local(at):%H.%M.%S}"


def clockzone(at: datetime) -> str:
    """10.20 WIB"""
    return f"{clock(at)} {zone_label(at)}"


def clockrange(low: datetime, high: datetime) -> str:
    """10.20–10.40; one time when both are the same minute."""
    first, last = clock(low), clock(high)
    return first if first == last else f"{first}–{last}"


def longdate(day: date) -> str:
    """Senin, 23 November 2026; an instant is taken to its date in the site's zone."""
    on = _local(day).date() if isinstance(day, datetime) else day
    return format_date(on, "EEEE, d MMMM y", locale=_locale())


def weekday(at: datetime) -> str:
    """Senin"""
    return format_date(_local(at).date(), "EEEE", locale=_locale())


def decimal(value: Decimal | float | str, places: int = 2) -> str:
    """83,42; an exact text such as "83.42" is taken as it is."""
    return format_decimal(Decimal(str(value)), f"#,##0.{'0' * places}" if places else "#,##0", locale=_locale())


def whole(value: int) -> str:
    """1.234"""
    return format_decimal(value, "#,##0", locale=_locale())


def zone_label(at: datetime) -> str:
    """WIB, WITA or WIT; elsewhere the offset, such as UTC+05."""
    offset = _local(at).utcoffset() or timedelta()
    return _ZONES.get(offset, f"UTC{offset.total_seconds() / 3600:+03.0f}")


def _local(at: datetime) -> datetime:
    return at.astimezone(the_clock.zone(tz_name()))


def _locale() -> str:
    locale = _flask_locale()
    return str(locale) if locale else SOURCE
