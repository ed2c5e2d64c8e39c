"""What stands on a screen as it is said aloud: numbers as the hall says them, times and ranges in words."""

from __future__ import annotations

import re

from display.voice.sentences import spelled

_NUMBER = re.compile(r"\b([A-Z]{1,2}) ?(\d{3,4})\b")
_ZONE = re.compile(r" (?:WIB|WITA|WIT)\b")
#: 08.00, but neither F-1.02 nor Rp15.000. A screen may have named the hour before it already.
_TIME = re.compile(r"(?:\b(?:pukul|jam|tabuh) )?(?<![\w.,-])([01]?\d|2[0-4])\.([0-5]\d)(?!\d|[.,]\d)")
_RANGE = re.compile(r"(?<=\w)–(?=\w)")
_TO = {"id": "sampai", "en": "to", "jv": "dumugi"}


def as_said(words: str, language: str) -> str:
    """The words of a screen in this language as they are handed to the voice."""
    said = _NUMBER.sub(lambda found: spelled(found[1] + found[2], language), words)
    said = _TIME.sub(lambda found: _time(int(found[1]), int(found[2]), language), _ZONE.sub("", said))
    return _RANGE.sub(f" {_TO.get(language, _TO['id'])} ", said).replace(" · ", ", ")


def _time(hour: int, minute: int, language: str) -> str:
    if language == "en":
        past = f"oh {minute}" if minute < 10 else str(minute)
        return f"{hour} {past}" if minute else f"{hour} o'clock"
    at, past = ("jam", "langkung") if language == "jv" else ("pukul", "lewat")
    return f"{at} {hour} {past} {minute}" if minute else f"{at} {hour}"
