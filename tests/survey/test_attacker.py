"""An attacker who reads every view and adds and subtracts them as he likes uncovers nobody.

He knows whom each view counts; a view is a row, a person a column. What he can compute is the space of those rows. It
holds the sum of a group exactly when the group's columns cancel in every vector of the null space: one random such
vector over a large prime tells it, for all groups of up to four people.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date
from itertools import combinations

import pytest

from survey import marginals, responses
from survey import results as read
from survey.answers import answers
from survey.periods import Period
from survey.responses import ResponseRecord
from tests.survey.make import DAY, NOON, SKM, make_answers, make_counted, make_right

PRIME = 2**61 - 1
PERIODS = [
    *(Period("month", 2026, n) for n in range(1, 13)),
    *(Period("quarter", 2026, n) for n in range(1, 5)),
    *(Period("semester", 2026, n) for n in (1, 2)),
    Period("year", 2026, 1),
]
SERVICES = {"ktp": "dkc", "akta": "dkc", "kia": "dkc", "pajak": "sam", "mutasi": "sam", "kartu": "bpjs"}


@dataclass(frozen=True)
class Person:
    """What the attacker knows of somebody who answered."""

    day: date
    service: str
    channel: str
    gender: str | None

    def inside(self, period: Period) -> bool:
        return period.start <= self.day <= period.end


def make_people(seed: int, how_many: int) -> list[Person]:
    """Crowded and lonely corners alike."""
    dice = random.Random(seed)
    return [
        Person(
            date(2026, dice.choice((1, 1, 2, 3, 5, 8, 10, 10, 11, 11, 11, 12)), 15),
            dice.choice((*SERVICES, "ktp", "ktp", "pajak")),
            dice.choice(("web", "web", "kiosk")),
            dice.choice(("laki-laki", "perempuan", None)),
        )
        for _ in range(how_many)
    ]


def make_answered(session, people):
    for one in people:
        token = make_right(session, service_code=one.service, agency_code=SERVICES[one.service], day=DAY)
        profile = {"jenis_kelamin": one.gender} if one.gender else {}
        said = {"day": one.day, "instrument": SKM, "channel": one.channel, "profile": profile}
        responses.submit(session, token, answers=make_answers(3), at=NOON, **said)
    make_counted(session)


def views(session, people) -> dict[str, frozenset[int]]:
    """Every view shown, with the people it counts; each is checked to count exactly them."""
    found: dict[str, frozenset[int]] = {}
    for period in PERIODS:
        inside = frozenset(at for at, one in enumerate(people) if one.inside(period))
        if inside:
            for name, n, services in shown(session, period):
                who = frozenset(at for at in inside if people[at].service in services)
                assert n in (None, 0, len(who)), name
                found |= {f"{period.code} {name}".strip(): who} if n else {}
            found |= marginal_views(session, people, period)
    return found


def shown(session, period):
    """(name, n, services counted) of each view by period, agency and service."""
    span = {"site_id": 1, "date_from": period.start, "date_to": period.end}
    yield "", read.results(session, **span, population=0).n, set(SERVICES)
    for agency in set(SERVICES.values()):
        own = {service for service, owner in SERVICES.items() if owner == agency}
        yield agency, read.results(session, **span, agency=agency, population=0).n, own
    for service in SERVICES:
        yield service, read.results(session, **span, service=service, population=0).n, {service}
    for cell in read.by_service(session, **span, populations={}).cells:
        yield "+".join(cell.services), cell.result.n, cell.services


def marginal_views(session, people, period) -> dict[str, frozenset[int]]:
    terms = answers(session, 1, period.start, period.end).terms(period.start, period.end)
    found = {}
    for field, shown in marginals.shares(session, 1, terms).items():
        for share in shown:
            if share.scored and field in ("channel", "jenis_kelamin"):
                of = "channel" if field == "channel" else "gender"
                who = {at for at, p in enumerate(people) if p.inside(period) and getattr(p, of) in share.values}
                found[f"{period.code} {field} {share.values}"] = frozenset(who)
    return found


def uncovered(found, how_many: int) -> list[tuple[int, ...]]:
    """Groups of one to four people whose sum the views give away."""
    dice = random.Random(7)
    reach = sorted(set().union(*found.values())) if found else []
    vector = null_vector([[int(at in who) for at in reach] for who in set(found.values())], dice)
    sums = {}
    for size in (1, 2):
        for group in combinations(range(len(reach)), size):
            sums.setdefault(sum(vector[at] for at in group) % PRIME, []).append(group)
    caught = list(sums.get(0, []))
    for value, groups in sums.items():
        for group in groups:
            caught += [(*group, *other) for other in sums.get(-value % PRIME, []) if set(group).isdisjoint(other)]
    return caught


def null_vector(rows: list[list[int]], dice) -> list[int]:
    """A random vector that every row maps to 0, over the prime."""
    width, pivots, reduced = len(rows[0]) if rows else 0, [], []
    for row in rows:
        row = list(row)
        for pivot, other in zip(pivots, reduced, strict=True):
            if row[pivot]:
                row = [(x - row[pivot] * y) % PRIME for x, y in zip(row, other, strict=True)]
        pivot = next((at for at, x in enumerate(row) if x), None)
        if pivot is not None:
            inverse = pow(row[pivot], -1, PRIME)
            pivots.append(pivot)
            reduced.append([x * inverse % PRIME for x in row])
    vector = [dice.randrange(PRIME) for _ in range(width)]
    for pivot, row in reversed(list(zip(pivots, reduced, strict=True))):
        vector[pivot] = -sum(x * v for at, (x, v) in enumerate(zip(row, vector, strict=True)) if at != pivot) % PRIME
    return vector


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("seed", "how_many"), [(1, 30), (2, 70), (3, 70), (4, 110)])
def test_no_sum_of_views_uncovers_fewer_than_five_people(session, seed, how_many):
    people = make_people(seed, how_many)
    make_answered(session, people)
    found = views(session, people)
    assert len(found) > 4
    assert uncovered(found, how_many) == []


def test_the_attacker_of_this_test_does_find_what_naive_views_give_away():
    people = make_people(2, 70)
    naive = {p.code: frozenset(at for at, one in enumerate(people) if one.inside(p)) for p in PERIODS}
    naive |= {s: frozenset(at for at, one in enumerate(people) if one.service == s) for s in SERVICES}
    naive["pria"] = frozenset(at for at, one in enumerate(people) if one.gender == "laki-laki" and one.day.month == 11)
    assert uncovered({name: who for name, who in naive.items() if len(who) >= 5}, 70)


def test_a_full_year_shows_what_a_manager_needs(session):
    """Sound is easy by hiding everything: where there are enough answers, everything is there."""
    people = [
        Person(date(2026, month, 15), service, channel, gender)
        for month in (10, 11, 12)
        for service in ("ktp", "akta", "pajak")
        for channel in ("web", "kiosk")
        for gender in ("laki-laki", "perempuan")
        for _ in range(2)
    ]
    make_answered(session, people)
    found = views(session, people)
    for name in ("2026-10", "2026-12", "2026-TW4", "2026-S2 dkc", "2026 ktp", "2026-TW4 channel ('kiosk',)"):
        assert name in found
    assert session.query(ResponseRecord).count() == len(people)
