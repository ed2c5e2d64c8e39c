"""The letters that an SMS has (GSM 7-bit), and how anything else is said with them.

One letter outside of it makes a whole message cost double and hold 70; to leave it out may change what is said: of
"10.00–11.00" it would leave "10.0011.00".
"""

from __future__ import annotations

import re
import unicodedata

_TWICE = set("^{}\\[~]|€")
_LETTERS = _TWICE | set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
#: What people and word processors write, and the letters that say the same.
_ALIKE = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−•·", "-"),
        **dict.fromkeys("“”„«»", '"'),
        **dict.fromkeys("‘’‚`´", "'"),
        "×": "x",
        "⁄": "/",
        "\t": " ",
    }
)
_SPACES = re.compile(" {2,}")


def strange(text: str) -> list[str]:
    """The letters of a text that an SMS does not have, each once."""
    return sorted({letter for letter in text if letter not in _LETTERS})


def length(text: str) -> int:
    """How many characters of one SMS a text takes."""
    return sum(2 if letter in _TWICE else 1 for letter in text)


def plain(text: str) -> str:
    """The same in letters of an SMS: signs become those most like them, accents go, and what has no likeness (a smiley)
    is left out.
    """
    return _SPACES.sub(" ", "".join(_said(letter) for letter in text.translate(_ALIKE)))


def cut(text: str, room: int) -> str:
    """As much of a text as `room` characters of an SMS hold, with three dots where something is missing."""
    if length(text) <= room:
        return text
    while text and length(text) > room - 3:
        text = text[:-1]
    return text.rstrip() + "..."


def _said(letter: str) -> str:
    if letter in _LETTERS:
        return letter
    return "".join(part for part in unicodedata.normalize("NFKD", letter).translate(_ALIKE) if part in _LETTERS)
