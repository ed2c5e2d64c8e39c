"""What an importer states beside the file, read from the form; and the periods there are to choose from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from queue_app.catalogue.directory import Directory
from queue_app.errors import N_, Invalid, Refused
from queue_app.web.language import gettext as _
from survey import periods
from survey.imports import Stated
from survey.instrument import UnknownInstrument, effective
from survey.periods import Period
from survey.printed import Printed, number
from survey.profile_cells import folded
from survey.questionnaire import Instrument

#: Fields that a dry run hands on to its confirmation.
PROBLEM_FIELDS = ("period", "agency", "population", "printed_index", "printed_grade", "blanks")
#: How far back answers are brought in.
YEARS = 6

_NOT_A_PERIOD = N_("Pilih periode jawaban dalam berkas.")
_NOT_A_COUNT = N_("Isi dengan jumlah orang yang dilayani pada periode itu, misalnya 1200.")
_NOT_AN_AGENCY = N_("Pilih instansi dari daftar.")
_NOT_A_NUMBER = N_("Isi dengan indeks seperti 83,42, atau kosongkan.")


#: What an order of an instrument is called.
_ORDERS = {"body": N_("urutan batang tubuh peraturan"), "questionnaire": N_("urutan kuesioner")}


@dataclass(frozen=True, slots=True)
class Heads:
    """What the columns of a file may be called under one questionnaire: keys from `first` to `last`, or U1 … `count`;
    `orders`: of each way of numbering that is in use its code, where it differs, and its name. No choice, no orders.
    """

    since: int
    first: str
    last: str
    count: int
    orders: tuple[tuple[str, str, str], ...]


class Wishes(TypedDict):
    """How the file is to be read."""

    order: str | None
    blanks: bool


def stated(house: Directory, form: Mapping[str, str], file_name: str) -> Stated:
    """Period, agency and population. Raises Invalid with every wrong field."""
    errors = []
    code = form.get("period", "")
    try:
        period = periods.parse(code)
        used = effective(period.start).code
    except Refused:
        errors.append({"field": "period", "message": _NOT_A_PERIOD})
        used = ""
    agency = form.get("agency") or None
    if agency is not None and agency not in house.agencies:
        errors.append({"field": "agency", "message": _NOT_AN_AGENCY})
    people = form.get("population", "").strip().replace(".", "")
    if not (people.isascii() and people.isdigit() and 0 < len(people) <= 8):
        errors.append({"field": "population", "message": _NOT_A_COUNT})
    if (typed := form.get("printed_index", "").strip()) and number(typed) is None:
        errors.append({"field": "printed_index", "message": _NOT_A_NUMBER})
    if errors:
        raise Invalid(errors)
    return Stated(house.site.id, code, used, agency, None, int(people), file_name or "skm")


def wishes(form: Mapping[str, str]) -> Wishes:
    """The order that numbered columns are in (a key of the questionnaire's orders), and blanks."""
    return {"order": form.get("order") or None, "blanks": form.get("blanks") == "ya"}


def typed_figures(form: Mapping[str, str]) -> Printed:
    """Index and grade that the importer read from the published report."""
    return Printed(index=number(form.get("printed_index", "").strip()), grade=form.get("printed_grade") or None)


def service_words(house: Directory) -> dict[str, tuple[str, str]]:
    """What a service column of a file may say, folded (a code or a name) → code of the service and of its agency."""
    return {
        folded(word): (service.code, service.agency.code)
        for service in house.service_by_id.values()
        for word in (service.code, service.name)
    }


def offered(day: date) -> list[Period]:
    """Years, semesters and quarters whose answers may be brought in, newest first."""
    found = []
    for kind, in_a_year in (("year", 1), ("semester", 2), ("quarter", 4)):
        period = periods.containing(kind, day)
        for _n in range(YEARS * in_a_year):
            period = period.previous
            found.append(period)
    return found


def heads(asked: Iterable[Period]) -> list[Heads]:
    """The questionnaires of these periods, the newest first; there is none before the first."""
    used = {one.code: one for period in asked for one in _in_force(period)}
    return [_heads(one) for one in sorted(used.values(), key=lambda one: one.effective_from, reverse=True)]


def _in_force(period: Period) -> list[Instrument]:
    try:
        return [effective(period.start)]
    except UnknownInstrument:
        return []


def _heads(used: Instrument) -> Heads:
    short = {one.key: one.short.lower() for one in used.unsur}
    places = [n for n, keys in enumerate(zip(*used.orders.values(), strict=True)) if len(set(keys)) > 1]
    named = [
        (code, ", ".join(f"U{n + 1} {short[keys[n]]}" for n in places), _(_ORDERS.get(code, code)))
        for code, keys in (used.orders.items() if places else ())
    ]
    return Heads(used.effective_from.year, used.keys[0], used.keys[-1], len(used.keys), tuple(named))


def ended(day: date) -> list[Period]:
    """Periods that have ended and can be taken out, newest first."""
    found = []
    for kind, how_many in (("semester", 2), ("quarter", 4), ("year", 1)):
        period = periods.containing(kind, day)
        for _n in range(how_many):
            period = period.previous
            found.append(period)
    return found


def title(code: str) -> str:
    """A period's name for people."""
    period = periods.parse(code)
    return _(period.title).format(**period.values)
