"""One questionnaire as frozen values: its unsur, grades, weights and profile fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

#: The respondent's profile: one column each in `responses`, whatever values an instrument offers.
PROFILE_KEYS = ("jenis_kelamin", "usia", "pendidikan", "pekerjaan", "disabilitas")
PROFILE_KINDS = ("choice", "years")
#: Languages of the help beside the official words; every unsur is explained in the first.
HELP_LANGUAGES = ("id", "en", "jv")


@dataclass(frozen=True, slots=True)
class Unsur:
    """One service element: its key (never its position), official question and option words for 1,
    2, 3, 4. `help` explains the question, `options_help` the options in a foreign tongue, both by
    language; neither is part of what is answered.
    """

    key: str
    name: str
    short: str
    question: str
    options: tuple[str, ...]
    certainty: str
    note: str
    help: Mapping[str, str]
    options_help: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Grade:
    """One mutu: reached from `at_least` (an index, 25-100) on. `nik` and `ni` are the printed intervals."""

    letter: str
    at_least: Decimal
    persepsi: int
    ni: str
    nik: str
    kinerja: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a profile field; `at_most` (years) only where a number is kept as a band."""

    value: str
    label: str
    at_most: int | None


@dataclass(frozen=True, slots=True)
class ProfileField:
    """One question about the respondent; may always be left empty. `years` fields are typed and kept as a band."""

    key: str
    label: str
    kind: str
    choices: tuple[Choice, ...]
    certainty: str
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Instrument:
    """One version of the questionnaire with its own arithmetic and legend; `unsur` stands in report order."""

    code: str
    name: str
    regulation: str
    effective_from: date
    source: str
    notes: tuple[str, ...]
    least: int
    most: int
    unsur: tuple[Unsur, ...]
    orders: Mapping[str, tuple[str, ...]]
    form_order: str
    report_order: str
    grades: tuple[Grade, ...]
    weights: Mapping[str, Fraction]
    profile: tuple[ProfileField, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """The unsur keys in report order."""
        return tuple(unsur.key for unsur in self.unsur)

    def ordered(self, order: str) -> tuple[Unsur, ...]:
        """The unsur in a printed order: a key of `orders` ("body", "questionnaire")."""
        by_key = {unsur.key: unsur for unsur in self.unsur}
        return tuple(by_key[key] for key in self.orders[order])

    @property
    def form(self) -> tuple[Unsur, ...]:
        """The questions as the respondent meets them, where the house sets no order."""
        return self.ordered(self.form_order)

    def printed(self, order: str = "") -> tuple[Unsur, ...]:
        """The unsur as a report prints them: in the order that the house sets, if this instrument
        has it, else in its own.
        """
        return self.ordered(order if order in self.orders else self.report_order)

    def asked(self, order: str = "") -> tuple[Unsur, ...]:
        """The questions of the form, in the order that the house sets, if this instrument has it."""
        return self.ordered(order if order in self.orders else self.form_order)

    def grade(self, index: Decimal) -> Grade:
        """The mutu of an index already rounded to two decimals (25.00-100.00); of the whole or of one unsur."""
        return next((grade for grade in self.grades if index >= grade.at_least), self.grades[-1])
