"""Who answered, of the whole site and of every agency, period by period: nobody subtracts the tables from each other
and finds a kind of respondent that fewer than five are of.

The attacker is the one of `test_attacker`: he knows whom each number counts.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date
from itertools import product

import pytest

from survey import responses
from survey import results as read
from survey.answers import answers
from survey.portraits import portraits
from tests.survey.make import DAY, NOON, SKM, make_answers, make_counted, make_right
from tests.survey.test_attacker import PERIODS, SERVICES, uncovered

AGENCIES = (None, *sorted(set(SERVICES.values())))
FIELDS = ("channel", "jenis_kelamin", "pekerjaan")
on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@dataclass(frozen=True)
class Somebody:
    """Somebody who answered; an empty value is a question left out."""

    day: date
    service: str
    channel: str
    jenis_kelamin: str | None
    pekerjaan: str | None

    @property
    def agency(self):
        return SERVICES[self.service]


def make_crowd(seed, how_many):
    """Common and rare kinds, large and small agencies, busy and empty months."""
    dice = random.Random(seed)
    for _ in range(how_many):
        yield Somebody(
            date(2026, dice.choice((1, 2, 3, 5, 7, 8, 8, 9, 11, 11)), 15),
            dice.choice((*SERVICES, "ktp", "ktp", "pajak", "pajak")),
            dice.choice(("web", "web", "web", "kiosk", "paper")),
            dice.choice(("laki-laki", "perempuan", "perempuan", None)),
            dice.choice(("swasta", "swasta", "wirausaha", "pns", "tni", "pelajar-mahasiswa", None)),
        )


def make_answered(session, people):
    for one in people:
        token = make_right(session, service_code=one.service, agency_code=one.agency, day=DAY)
        profile = {key: value for key in FIELDS[1:] if (value := getattr(one, key))}
        said = {"day": one.day, "instrument": SKM, "channel": one.channel, "profile": profile}
        responses.submit(session, token, answers=make_answers(3), at=NOON, **said)
    make_counted(session)


def numbers(session, people):
    """Every number that is shown, question by question, and whom it counts: the totals beside the tables, too."""
    found = {field: {} for field in FIELDS}
    for period in PERIODS:
        inside = {at for at, one in enumerate(people) if period.start <= one.day <= period.end}
        terms = answers(session, 1, period.start, period.end).terms(period.start, period.end)
        span = {"site_id": 1, "date_from": period.start, "date_to": period.end, "population": 0}
        for agency in AGENCIES:
            mine = {at for at in inside if agency in (None, people[at].agency)}
            n = read.results(session, **span, agency=agency).n
            assert n in (None, 0, len(mine))
            tables = portraits(session, 1, terms, agency)
            for field in FIELDS:
                found[field] |= {(period.code, agency): frozenset(mine)} if n else {}
                for part in tables.get(field, ()):
                    who = frozenset(at for at in mine if getattr(people[at], field) in part.values)
                    assert part.n == len(who)
                    found[field][period.code, agency, part.values] = who
    return found


@on_sqlite
@pytest.mark.parametrize(("seed", "how_many"), [(2, 60), (3, 110)])
def test_no_tables_of_agencies_periods_and_kinds_uncover_fewer_than_five(session, seed, how_many):
    people = list(make_crowd(seed, how_many))
    make_answered(session, people)
    for field, found in numbers(session, people).items():
        assert any(len(key) == 3 for key in found), field
        assert uncovered(found, how_many) == [], field


def test_the_attacker_does_find_whom_tables_give_away_that_only_hide_what_is_small():
    """An agency's rare kind is hidden, the site's is not: what all other agencies show is subtracted."""
    people = list(make_crowd(2, 90))
    found = {}
    for agency in AGENCIES:
        for value in ("web", "kiosk", "paper"):
            who = {at for at, one in enumerate(people) if agency in (None, one.agency) and one.channel == value}
            found[agency, value] = frozenset(who)
    small = [key for key, who in found.items() if 0 < len(who) < 5]
    assert small
    assert uncovered({key: who for key, who in found.items() if key not in small}, len(people))


@on_sqlite
def test_agencies_with_many_answers_keep_their_tables(session):
    """Sound is easy by hiding everything."""
    kinds = product(("ktp", "pajak", "kartu"), ("web", "kiosk"), ("laki-laki", "perempuan"), ("swasta", "pns"))
    people = [Somebody(date(2026, 8, 15), *kind) for kind in kinds for _ in range(3)]
    make_answered(session, people)
    span = PERIODS[14]
    terms = answers(session, 1, span.start, span.end).terms(span.start, span.end)
    shown = {agency: portraits(session, 1, terms, agency) for agency in AGENCIES}
    for agency in AGENCIES:
        assert set(FIELDS) <= shown[agency].keys(), agency
        assert all(part.n >= 5 for parts in shown[agency].values() for part in parts)
