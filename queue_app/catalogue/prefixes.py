"""A linter for prefixes: letters in one hall should be easy to tell apart on the board and over the
loudspeaker.

Warnings, never errors: the mall decides (ux.md 3.7, item 5).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from queue_app.errors import N_

#: Letters that a screen or a printer makes look like a digit of the number behind them.
LOOK_ALIKE = {"O": "0", "Q": "0", "I": "1"}

#: Letters whose Indonesian names rhyme (be, ce, de …; ef, es, eks; em, en; ha, ka).
SOUND_ALIKE = ("BCDEGJPTVWY", "FSVX", "MN", "HK")


@dataclass(frozen=True, slots=True)
class PrefixWarning:
    """One or two prefixes that people may confuse; `sentence` is a msgid with `{named}` places."""

    hall: str
    prefixes: tuple[str, ...]
    sentence: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.sentence.format(**self.values)


def prefix_warnings(in_hall: Mapping[str, Iterable[str]]) -> list[PrefixWarning]:
    """What to look at, per hall code and the prefixes that are called there."""
    return [warning for hall, prefixes in in_hall.items() for warning in _in_one_hall(hall, sorted(set(prefixes)))]


def _in_one_hall(hall: str, prefixes: list[str]) -> Iterator[PrefixWarning]:
    for prefix in prefixes:
        for letter in prefix:
            if letter in LOOK_ALIKE:
                digit = LOOK_ALIKE[letter]
                values = {"prefix": prefix, "letter": letter, "digit": digit}
                yield PrefixWarning(hall, (prefix,), N_("Huruf {letter} pada {prefix} mirip angka {digit}"), values)
    for one, other in combinations(prefixes, 2):
        if other.startswith(one):
            sentence = N_("{one} dan {other} mudah tertukar karena huruf awalnya sama")
        elif sound_alike(one, other):
            sentence = N_("{one} dan {other} terdengar mirip di pengeras suara")
        else:
            continue
        yield PrefixWarning(hall, (one, other), sentence, {"one": one, "other": other})


def sound_alike(one: str, other: str) -> bool:
    """Whether two different prefixes of one length rhyme in every letter that differs."""
    return len(one) == len(other) and all(a == b or _rhyme(a, b) for a, b in zip(one, other, strict=True))


def _rhyme(a: str, b: str) -> bool:
    return any(a in group and b in group for group in SOUND_ALIKE)
