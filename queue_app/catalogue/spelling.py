"""How people here write: one spelling for the many forms of a word, so that search and catalogue
meet.

The words of `vocabulary.py` and long names of documents are folded to the form the catalogue uses. Both the query and
the catalogue's own words pass through `fold`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from queue_app.catalogue.vocabulary import ENGLISH, ENGLISH_NAMES, FILLERS, LOCAL, SHORT_NAMES

#: Words that are written in capitals when a query is said back.
ABBREVIATIONS = frozenset(SHORT_NAMES.values()) | frozenset(
    "bpjs imei lpse oss pbg pdam pirt pkh pln ppid slf spt".split()
)

_ENDINGS = ("nya", "kan", "an", "in", "ne", "mu", "i", "e", "ku")
_BEGINNINGS = (
    "memper",
    "diper",
    "mem",
    "men",
    "me",
    "pem",
    "pen",
    "per",
    "pe",
    "ber",
    "ter",
    "nge",
    "ng",
    "ke",
    "di",
    "se",
)

#: Every form and the word it is folded to.
FORMS = {form: word for forms in (ENGLISH, LOCAL) for word, every in forms.items() for form in every.split()}
#: Long names as they stand once their words are folded, the longest first, and the words that are meant.
_LONG_NAMES = sorted(
    (
        (tuple(FORMS.get(word, word) for word in long.split()), short.split())
        for long, short in {**SHORT_NAMES, **ENGLISH_NAMES}.items()
    ),
    key=lambda pair: -len(pair[0]),
)
#: Sounds that people write in several ways, in the order in which they are made one: pake/pakai, poto/foto, idjin/izin,
#: lair/lahir, kerjo/kerja, wakap/wakaf.
_SOUNDS = (
    (re.compile("ph|f|v"), "p"),
    (re.compile("dj|z"), "j"),
    (re.compile("tj"), "c"),
    (re.compile("oe"), "u"),
    (re.compile("x"), "ks"),
    (re.compile("q"), "k"),
    (re.compile("sy"), "s"),
    (re.compile("h"), ""),
    (re.compile("ai"), "e"),
    (re.compile("au"), "o"),
    (re.compile(r"o$"), "a"),
    (re.compile(r"(.)\1+"), r"\1"),
)
#: Shortest word that may be one without its vowels.
CLIPPED_FROM = 3
_VOWELS = str.maketrans("", "", "aeiou")
#: Shortest word of a long name in which a slip is forgiven.
_SLIP_IN_NAME = 6
_SHORT_HYPHEN = re.compile(r"\b([a-z0-9]{1,2})-([a-z0-9]+)\b|\b([a-z0-9]+)-([a-z0-9]{1,2})\b")
_WORD = re.compile(r"[a-z0-9]+")


def plain_words(text: str) -> list[str]:
    """The words as typed: lower case, no accents; `e-KTP` and `AK-1` are one word each."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    joined = _SHORT_HYPHEN.sub(lambda m: "".join(part for part in m.groups() if part), bare)
    return _WORD.findall(joined)


def fold(text: str) -> list[str]:
    """The words of a text in the catalogue's spelling, long document names as their usual short
    form.
    """
    words = [FORMS.get(word, word) for word in plain_words(text)]
    folded: list[str] = []
    while words:
        taken, name = _long_name(words)
        folded += name
        words = words[taken:]
    return folded


def heard(word: str) -> str:
    """A word as it sounds: two words that people spell alike by ear have the same."""
    for written, sound in _SOUNDS:
        word = written.sub(sound, word)
    return word


def stems(word: str) -> Iterator[str]:
    """What is left of a word without its usual endings and beginnings (kemahalan → mahal), longest
    first.
    """
    shorter = [word, *(word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending))]
    bare = [form.removeprefix(start) for form in shorter for start in ("", *_BEGINNINGS) if form.startswith(start)]
    yield from (stem for stem in dict.fromkeys(bare) if 3 <= len(stem) < len(word))


def without_fillers(words: list[str]) -> list[str]:
    """The words that carry the wish; all of them when nothing else is left."""
    return [word for word in words if word not in FILLERS] or words


def one_edit_apart(a: str, b: str) -> bool:
    """Whether one letter more, less, different or swapped with its neighbour turns `a` into `b`."""
    if len(a) > len(b):
        a, b = b, a
    at = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(a))
    if len(b) == len(a) + 1:
        return a[at:] == b[at + 1 :]
    swapped = a[at : at + 2] == b[at : at + 2][::-1] and a[at + 2 :] == b[at + 2 :]
    return len(a) == len(b) and (a[at + 1 :] == b[at + 1 :] or swapped)


def clipped(typed: str, word: str) -> bool:
    """Whether `typed` is the word as chats write it, with some of its vowels left out (prpnjang, almt, lhr)."""
    if not CLIPPED_FROM <= len(typed) < len(word) or typed[0] != word[0] or _bones(typed) != _bones(word):
        return False
    letters = iter(word)
    return all(letter in letters for letter in typed)


def _bones(word: str) -> str:
    return word.translate(_VOWELS)


def _long_name(words: list[str]) -> tuple[int, list[str]]:
    for name, short in _LONG_NAMES:
        if len(words) >= len(name) and all(map(_meant, words, name)):
            return len(name), short
    return 1, words[:1]


def _meant(typed: str, word: str) -> bool:
    return typed == word or (len(word) >= _SLIP_IN_NAME and one_edit_apart(typed, word))
