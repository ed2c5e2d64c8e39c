"""The sentence of a call in each language a hall may speak; Indonesian is the record's own (`line.spoken`)."""

from __future__ import annotations

from queue_app.line.shapes import BoardCall
from queue_app.line.spoken import spell

#: Languages a hall may announce in. Javanese has no synthetic voice here: it needs a pack of recorded clips.
LANGUAGES = ("id", "en", "jv")
NAMES = {"id": "Bahasa Indonesia", "en": "Bahasa Inggris", "jv": "Bahasa Jawa"}

_DIGITS = {
    "en": "zero one two three four five six seven eight nine".split(),
    "jv": "nol setunggal kalih tiga sekawan gangsal enem pitu wolu sanga".split(),
}
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


def sentence(call: BoardCall, language: str) -> str:
    """What is said of this call: its number letter by letter and digit by digit, its counter, its floor."""
    if language == "id":
        return call["spoken"]
    number = spelled(call["number"], language)
    return _english(call, number) if language == "en" else _javanese(call, number)


def spelled(number: str, language: str) -> str:
    """A012 as a hall says it in this language: its letters by name, its digits one by one."""
    if language not in _DIGITS:
        return spell(number)
    return f"{' '.join(c for c in number if c.isalpha())}, {_digits(number, language)}"


def _english(call: BoardCall, number: str) -> str:
    floor = call["floor"]
    where = f"floor {_english_cardinal(int(floor)) if floor.isdigit() else floor}"
    said = f"Queue number, {number}. Please go to, counter {_english_cardinal(call['counter_number'])}, {where}."
    recall = call["recall"]
    again = _ORDINALS[recall] if recall < len(_ORDINALS) else "last"
    return f"{said} {again.capitalize()} call." if recall else said


def _javanese(call: BoardCall, number: str) -> str:
    floor = call["floor"]
    where = f"lantai {_digits(floor, 'jv') if floor.isdigit() else floor}"
    counter = _digits(str(call["counter_number"]), "jv")
    said = f"Nomer antrean, {number}. Sumangga tindak dhateng, loket {counter}, {where}."
    return f"{said} Dipun timbali malih." if call["recall"] else said


def _digits(text: str, language: str) -> str:
    return " ".join(_DIGITS[language][int(c)] for c in text if c.isdigit())


def _english_cardinal(n: int) -> str:
    """0..999 in English words."""
    if n >= 100:
        rest = f" {_english_cardinal(n % 100)}" if n % 100 else ""
        return f"{_DIGITS['en'][n // 100]} hundred{rest}"
    if n >= 20:
        ones = f" {_DIGITS['en'][n % 10]}" if n % 10 else ""
        return f"{_TENS[n // 10 - 2]}{ones}"
    return _TEENS[n - 10] if n >= 10 else _DIGITS["en"][n]
