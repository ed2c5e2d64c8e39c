"""Passwords: what is accepted, and how it is kept.

Rule (NIST 800-63B-4, trust.md #23): a password that stands alone has at least 15 characters; no
rules about kinds of characters; common words, repetitions, keyboard rows, bare digits (a NIK has
16) and the own login or name are refused. Kept as argon2id. Hashing takes tens of milliseconds on
purpose: never do it while a transaction is open.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import NewType

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from queue_app.errors import N_, Invalid

#: argon2id text with its parameters and salt; a type of its own, so that a password is not mistaken
#: for it.
PasswordHash = NewType("PasswordHash", str)

SHORTEST = 15
LONGEST = 128

TOO_SHORT = N_("Kata sandi minimal 15 karakter. Rangkaian beberapa kata mudah diingat dan kuat.")
TOO_LONG = N_("Kata sandi paling banyak 128 karakter.")
TOO_COMMON = N_("Kata sandi ini mudah ditebak. Pakai beberapa kata yang tidak berhubungan.")
LIKE_THE_LOGIN = N_("Kata sandi tidak boleh berisi nama masuk atau nama Anda.")
NOT_THE_SAME = N_("Kedua kata sandi tidak sama.")

#: One evaluation costs about 50 ms and 46 MiB (OWASP's first choice of parameters).
_hasher = PasswordHasher(time_cost=1, memory_cost=47_104, parallelism=1)

#: What people here start a password with; a password made of one of them, of its repetitions or of
#: it and digits is guessed first. Compared without digits, signs and case.
_COMMON = frozenset(
    "password passw passwd passwordku katasandi sandi rahasia rahasiaku rahasianegara admin "
    "administrator superadmin operator petugas loket antrean antrian pelayanan "
    "pelayananpublik malpelayananpublik mpp mppgajahmada gajahmada mojokerto kotamojokerto "
    "kabupatenmojokerto gmsc grahamojokertoservicecity indonesia indonesiaraya "
    "indonesiamerdeka garuda merdeka pancasila bismillah bismillahirrahmanirrahim "
    "alhamdulillah assalamualaikum insyaallah sayang sayangku akusayangkamu cinta cintaku "
    "iloveyou iloveyouforever kucing persija persebaya arema jakarta surabaya welcome letmein "
    "trustno dragon monkey sunshine princess football qwerty qwertyuiop asdfgh asdfghjkl "
    "zxcvbn zxcvbnm qazwsx qazwsxedc changeme gantisaya default test testing secret login "
    "masuk user pns januari februari maret april mei juni juli agustus september oktober "
    "november desember correcthorsebatterystaple".split()
)
_ROWS = (
    "qwertyuiopasdfghjklzxcvbnm",
    "abcdefghijklmnopqrstuvwxyz",
    "mnbvcxzlkjhgfdsapoiuytrewq",
    "zyxwvutsrqponmlkjihgfedcba",
)


def new_password(password: str, again: str, *, login: str, name: str = "") -> PasswordHash:
    """Check a new password and hash it (slow: call it with no transaction open).

    `login` and `name` are the person's own. Raises Invalid naming the field `password` or `again`.
    """
    text = _normal(password)
    problem = _weakness(text, login, name)
    if problem is not None:
        raise Invalid([{"field": "password", "message": problem}])
    if text != _normal(again):
        raise Invalid([{"field": "again", "message": NOT_THE_SAME}])
    return PasswordHash(_hasher.hash(text))


def matches(password: str, kept: PasswordHash | None) -> bool:
    """Whether the password is the kept one; takes as long when there is none (`kept` empty) and is
    then False.
    """
    try:
        right = _hasher.verify(kept or _nobodys(), _normal(password)[: LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return False
    return right and kept is not None


def outdated(kept: PasswordHash) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(kept)


def rehashed(password: str) -> PasswordHash:
    """Hash a password that was just proved right, with today's parameters."""
    return PasswordHash(_hasher.hash(_normal(password)))


def _weakness(text: str, login: str, name: str) -> str | None:
    if len(text) < SHORTEST:
        return TOO_SHORT
    if len(text) > LONGEST:
        return TOO_LONG
    if _repeats(text, login, name):
        return LIKE_THE_LOGIN
    return TOO_COMMON if _is_common(text) else None


def _repeats(text: str, login: str, name: str) -> bool:
    """Whether nothing but the own login or name, or a word of the name, remains:
    "budi2026budi2026".
    """
    letters = _letters(text)
    own = {_letters(word) for word in (login, name, *name.split())}
    return text.casefold() == login.casefold() or any(
        len(word) > 2 and letters and letters.replace(word, "") == "" for word in own
    )


def _is_common(text: str) -> bool:
    letters = _period(_letters(text))
    few = len(set(text.casefold())) < 5 or len(letters) < 4
    return few or letters in _COMMON or any(letters in row for row in _ROWS)


def _letters(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text).casefold() if c.isalpha())


def _period(text: str) -> str:
    """The shortest piece whose repetition gives the text: "abcabc" is "abc"."""
    return text[: (text + text).find(text, 1)] if text else text


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


@cache
def _nobodys() -> str:
    return _hasher.hash("nobody signs in with this")
