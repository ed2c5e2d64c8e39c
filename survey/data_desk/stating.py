"""What an importer states beside the file, read from the form; and the periods there are to choose from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TypedDict

from queue_app.catalogue.directory import Directory
from queue_app.errors import N_, Invalid, Refused
from queue_app.web.language import gettext as _
from survey import periods
from survey.imports import Stated
from survey.instrument import effective
from survey.periods import Period
from survey.printed import Printed, number

#: Fields that a dry run hands on to its confirmation.
PROBLEM_FIELDS = ("period", "agency", "population", "printed_index", "printed_grade", "blanks")
#: How far back answers are brought in.
YEARS = 6

_NOT_A_PERIOD = N_("Pilih periode jawaban dalam berkas.")
_NOT_A_COUNT = N_("Isi dengan jumlah orang yang dilayani pada periode itu, misalnya 1200.")
_NOT_AN_AGENCY = N_("Pilih instansi dari daftar.")
_NOT_A_NUMBER = N_("Isi dengan indeks seperti 83,42, atau kosongkan.")


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
    """The order that numbered columns are in ("body": 8 = pengaduan; "questionnaire": 8 = sarana), and blanks."""
    order = form.get("order")
    return {"order": order if order in ("body", "questionnaire") else None, "blanks": form.get("blanks") == "ya"}


def typed_figures(form: Mapping[str, str]) -> Printed:
    """Index and grade that the importer read from the published report."""
    return Printed(index=number(form.get("printed_index", "").strip()), grade=form.get("printed_grade") or None)


def offered(day: date) -> list[Period]:
    """Years, semesters and quarters whose answers may be brought in, newest first."""
    found = []
    for kind, in_a_year in (("year", 1), ("semester", 2), ("quarter", 4)):
        period = periods.containing(kind, day)
        for _n in range(YEARS * in_a_year):
            period = period.previous
            found.append(period)
    return found


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
