"""How the synthetic voice is told to say what people read; the sentence itself stays as it is.

eSpeak NG's Indonesian takes every e of a stressed syllable for an open one and every other e for a schwa, which spoils
these words ("empat" like "émpat", "loket" like "lok't"): they are handed over as phonemes. It names letters rightly.
`tests/display/test_voice.py` holds it to that.
"""

from __future__ import annotations

import re

_PHONEMES = {
    "loket": "l'okEt",
    "empat": "@mp'at",
    "enam": "@n'am",
    "belas": "b@l'as",
    "sebelas": "s@b@l'as",
    "keempat": "k@@mp'at",
    "keenam": "k@@n'am",
    "kesebelas": "k@s@b@l'as",
}
_WORD = re.compile(r"\w+")


def respelled(text: str, language: str) -> str:
    """The sentence as the engine has to read it."""
    plain = text.replace("[[", "")  # no name of a place may pass for phonemes
    return _WORD.sub(_respelled, plain) if language == "id" else plain


def _respelled(found: re.Match[str]) -> str:
    phonemes = _PHONEMES.get(found[0].lower())
    return f"[[{phonemes}]]" if phonemes else found[0]
