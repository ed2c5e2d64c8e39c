"""A little work, or a little patience, from whoever takes numbers while they are taken abnormally fast (trust.md #1).

A limit per network would shut a district out that stands behind one address; here nobody is. Who is refused as too many
(429) gets a challenge along: a signed word of ours that is good for one request within ten minutes. It is answered by

- work: a text such that SHA-256 of "token.text" begins with so many zero bits (a phone finds it in about a second, ten
  thousand of them cost a program an hour), or
- patience: the token alone, once its seconds are over; so that whoever has no script comes through as well. A program
  may be patient with many tokens at once: how many numbers it can take is bounded by the share of the quota that may be
  taken from home, not here.

A form sends them as `tantangan` and `jawaban`, a program in the header `Challenge-Answer: TOKEN [TEXT]`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from flask import current_app, request
from itsdangerous import BadData, URLSafeSerializer

from queue_app import clock, ids
from queue_app.errors import N_, TooMany

#: Zero bits to be found: a quarter of a million tries on average.
BITS = 18
#: Seconds until patience counts (`Retry-After`), and how long a challenge is good for anything.
WAIT, LASTS = 30, 600
HEADER = "Challenge-Answer"
TOKEN, ANSWER = "tantangan", "jawaban"
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Challenge:
    """What is asked: `bits` of work on `token`, or to come back with it after `wait` seconds."""

    token: str
    bits: int
    wait: int

    def members(self) -> dict[str, object]:
        """As a problem carries it."""
        return {"token": self.token, "algorithm": "sha-256", "bits": self.bits, "wait": self.wait, "header": HEADER}


class Challenged(TooMany):
    """Numbers are taken very fast just now; `challenge` is the way through."""

    sentence = N_("Nomor sedang diambil sangat cepat. Tunggu sebentar, lalu lanjutkan.")

    def __init__(self, challenge: Challenge) -> None:
        self.challenge = challenge
        super().__init__()


@dataclass(frozen=True, slots=True)
class _Word:
    """A token of ours, read."""

    nonce: str
    at: int
    bits: int

    @property
    def age(self) -> int:
        return _now() - self.at


def pose() -> Challenge:
    """A challenge for this request; one that still waits goes on waiting, so that pressing early costs nothing."""
    token, _answer = _brought()
    known = _read(token)
    if known is not None and known.age < WAIT:
        return Challenge(token, known.bits, WAIT - known.age)
    fresh = _box().dumps([ids.handle(), _now(), BITS])
    return Challenge(str(fresh), BITS, WAIT)


def answered() -> str | None:
    """What names the challenge that this request has answered, by work or by patience; None when it has not."""
    token, answer = _brought()
    known = _read(token)
    if known is None or known.age > LASTS:
        return None
    return known.nonce if known.age >= WAIT or worked(token, answer, known.bits) else None


def worked(token: str, answer: str, bits: int) -> bool:
    """Whether the text is so much work on the token."""
    found = hashlib.sha256(f"{token}.{answer}".encode()).digest()
    return 0 < len(answer) <= 20 and int.from_bytes(found, "big") >> (256 - bits) == 0


def _brought() -> tuple[str, str]:
    """Token and answer of this request; empty where there is none."""
    token, _, answer = request.headers.get(HEADER, "").partition(" ")
    if not token:
        token, answer = request.form.get(TOKEN, ""), request.form.get(ANSWER, "")
    return token[:_LONGEST], answer[:_LONGEST]


def _read(token: str) -> _Word | None:
    try:
        return _Word(*_box().loads(token)) if token else None
    except (BadData, TypeError):
        return None


def _box() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or b"", salt="challenge")


def _now() -> int:
    return int(clock.real_now().timestamp())
