"""Reading a running quarter before and after one more answer does not show that answer: figures change in steps."""

from __future__ import annotations

import random
from datetime import date

import pytest
from sqlalchemy import select

from survey import responses, steps
from survey import results as read
from survey.periods import Period
from survey.responses import ResponseRecord
from tests.survey.make import DAY, NOON, SKM, make_answers, make_right
from tests.survey.test_attacker import SERVICES, Person, shown, uncovered

TODAY = DAY
QUARTER = Period("quarter", 2026, 4)


def make_new(session, service="ktp", how_many=1, day=TODAY):
    """Answers that come in now."""
    for _ in range(how_many):
        token = make_right(session, service_code=service, agency_code=SERVICES[service], day=DAY)
        responses.submit(session, token, answers=make_answers(3), at=NOON, day=day, instrument=SKM)


def n_of(session, today=TODAY, **which):
    """What a reader sees who asks now."""
    steps.take(session, 1, today)
    span = {"date_from": QUARTER.start, "date_to": QUARTER.end}
    return read.results(session, site_id=1, population=0, **span, **which).n


@pytest.mark.parametrize("seed", range(3))
def test_who_reads_after_every_answer_uncovers_nobody(session, seed):
    dice = random.Random(seed)
    found, people = {}, []
    counted: list[set[int]] = [set()]
    rows: dict[str, int] = {}
    for at in range(60):
        service = dice.choice((*SERVICES, "ktp", "ktp", "ktp", "pajak"))
        before = set(session.scalars(select(ResponseRecord.id)))
        make_new(session, service)
        (new,) = set(session.scalars(select(ResponseRecord.id))) - before
        rows[new] = at
        people.append(Person(TODAY, service, "web", None))
        if at < seed * 4:
            continue  # nobody looks yet
        steps.take(session, 1, TODAY)
        now = {rows[key] for key in session.scalars(select(ResponseRecord.id).where(ResponseRecord.shown))}
        assert counted[-1] <= now, "what counted once counts for good"
        if now == counted[-1]:
            continue
        counted.append(now)
        own = {rows[key] for key in session.scalars(select(ResponseRecord.id).where(~ResponseRecord.held))}
        found |= {f"{at}": frozenset(now), f"{at} together": frozenset(now - own)}
        for name, n, services in shown(session, QUARTER):
            who = frozenset(one for one in own if people[one].service in services)
            if name and n and services:
                assert n == len(who), name
                found[f"{at} {name}"] = who
            else:
                assert n in (None, 0, len(now), len(now - own)), name
    assert len(counted) > 3
    assert uncovered(found, len(people)) == []


def test_one_more_answer_changes_nothing_five_more_do(session):
    make_new(session, how_many=7)
    assert n_of(session) == 7
    for _ in range(4):
        make_new(session)
        assert n_of(session) == 7
    make_new(session)
    assert n_of(session) == 12


def test_every_service_takes_its_own_steps(session):
    make_new(session, "ktp", 60)
    make_new(session, "akta", 60)
    assert n_of(session) == 120
    make_new(session, "ktp", 4)
    make_new(session, "akta", 4)
    assert n_of(session) == 120
    make_new(session, "akta", 1)
    assert (n_of(session), n_of(session, service="akta"), n_of(session, service="ktp")) == (125, 65, 60)


def test_what_waits_in_many_small_services_counts_in_the_whole_and_in_no_line_of_its_own(session):
    make_new(session, "ktp", 9)
    for service in ("akta", "pajak", "mutasi"):
        make_new(session, service, 2)
    assert n_of(session) == 15
    assert [n_of(session, service=one) for one in ("ktp", "akta", "pajak")] == [9, None, None]
    days = {"date_from": QUARTER.start, "date_to": QUARTER.end}
    cells = read.by_service(session, site_id=1, populations={}, **days).cells
    assert sorted((cell.services, cell.merged, cell.result.n) for cell in cells) == [
        ((), True, 6),
        (("ktp",), False, 9),
    ]
    assert n_of(session, today=date(2027, 1, 2)) == 15
    cells = read.by_service(session, site_id=1, populations={}, **days).cells
    assert {service for cell in cells for service in cell.services} == {"ktp", "akta", "pajak", "mutasi"}


def test_the_first_reader_sees_everything_from_five_on(session):
    make_new(session, "ktp", 2)
    make_new(session, "pajak", 2)
    assert not n_of(session)
    make_new(session, "kartu")
    assert n_of(session) == 5


def test_when_the_quarter_is_over_every_answer_counts(session):
    make_new(session, how_many=6)
    assert n_of(session) == 6
    make_new(session, how_many=2)
    assert steps.waiting(session, 1, QUARTER.start, QUARTER.end) == 2
    assert n_of(session) == 6
    assert n_of(session, today=date(2027, 1, 2)) == 8
    assert steps.waiting(session, 1, QUARTER.start, QUARTER.end) == 0


def test_a_step_of_one_site_moves_nobody_elses(session):
    make_new(session, how_many=6)
    steps.take(session, 2, TODAY)
    assert steps.due(session, 1, TODAY)
    steps.take(session, 1, TODAY)
    assert not steps.due(session, 1, TODAY)
