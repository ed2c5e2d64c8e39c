"""Reading a running quarter, and once more when it is over, uncovers nobody: figures change in steps, and the last one
is never small.
"""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta
from threading import Thread

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey import responses, steps
from survey import results as read
from survey.periods import Period
from survey.responses import ResponseRecord
from tests.survey.make import DAY, NOON, SKM, make_answers, make_right
from tests.survey.test_attacker import SERVICES, Person, shown, uncovered

TODAY, AFTERWARDS = DAY, date(2027, 1, 2)
QUARTER = Period("quarter", 2026, 4)
PERIODS = [*(Period("month", 2026, n) for n in (10, 11, 12)), QUARTER, Period("semester", 2026, 2)]


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


MANY = ("ktp", "ktp", "ktp", "ktp", "pajak", "pajak", *SERVICES)


class Notes:
    """Somebody who writes down every figure of every reading, and whom it counts."""

    def __init__(self, session):
        self.session, self.people, self.found = session, [], {}
        self.rows: dict[str, int] = {}
        self.counted: set[int] = set()

    def answer(self, service, day):
        before = set(self.session.scalars(select(ResponseRecord.id)))
        make_new(self.session, service, day=day)
        (new,) = set(self.session.scalars(select(ResponseRecord.id))) - before
        self.rows[new] = len(self.people)
        self.people.append(Person(day, service, "web", None))

    def those(self, *which):
        return {self.rows[key] for key in self.session.scalars(select(ResponseRecord.id).where(*which))}

    def look(self, today):
        steps.take(self.session, 1, today)
        before, self.counted = self.counted, self.those(ResponseRecord.shown)
        assert before <= self.counted, "what counted once counts for good"
        own = self.those(ResponseRecord.shown, ~ResponseRecord.held)
        if before == self.counted and today != AFTERWARDS:
            return
        for period in PERIODS:
            inside = {at for at in self.counted if self.people[at].inside(period)}
            for name, n, services in shown(self.session, period):
                who = inside if not name else {at for at in inside & own if self.people[at].service in services}
                if n and not services:
                    who = inside - own  # the line of many services
                assert n in (None, 0, len(who)), (period, name)
                if n:
                    self.found[f"{today} {len(self.people)} {period.code} {name} {len(services)}"] = frozenset(who)


@pytest.mark.parametrize(
    ("first", "span", "services", "how_many"),
    [(0, 75, MANY, 90), (61, 14, MANY, 90), (61, 14, ("ktp",), 88)],
    ids=["all quarter long", "in its last month", "one service"],
)
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_who_reads_after_every_answer_and_when_the_quarter_is_over_uncovers_nobody(
    session, first, span, services, how_many
):
    dice, notes = random.Random(how_many), Notes(session)
    days = sorted(QUARTER.start + timedelta(first + dice.randrange(span)) for _ in range(how_many))
    for day in days:
        notes.answer(dice.choice(services), day)
        notes.look(day)
    last = len(notes.counted)
    notes.look(AFTERWARDS)
    assert len({len(who) for who in notes.found.values()}) > 4
    assert 0 < last <= len(days) - steps.RESERVE
    assert len(notes.found[f"{AFTERWARDS} {how_many} 2026-TW4  {len(SERVICES)}"]) == len(days)
    assert uncovered(notes.found, len(days)) == []


def test_the_attacker_of_this_test_does_find_a_last_step_that_is_small():
    notes = {"last reading": frozenset(range(9)), "the quarter": frozenset(range(11))}
    assert (9, 10) in uncovered(notes, 11)


def test_one_more_answer_changes_nothing_five_more_do_and_five_always_wait(session):
    make_new(session, how_many=9)
    assert not n_of(session)
    make_new(session, how_many=3)
    assert n_of(session) == 7
    for _ in range(4):
        make_new(session)
        assert n_of(session) == 7
    make_new(session)
    assert n_of(session) == 12
    assert steps.waiting(session, 1, QUARTER.start, QUARTER.end) == steps.RESERVE


def test_every_service_takes_its_own_steps(session):
    make_new(session, "ktp", 65)
    make_new(session, "akta", 65)
    assert n_of(session) == 120
    make_new(session, "ktp", 4)
    make_new(session, "akta", 4)
    assert n_of(session) == 120
    make_new(session, "akta", 1)
    assert (n_of(session), n_of(session, service="akta"), n_of(session, service="ktp")) == (125, 65, 60)


def test_a_step_never_mixes_months_and_each_keeps_its_own_reserve(session):
    make_new(session, "ktp", 12, date(2026, 10, 30))
    make_new(session, "ktp", 9, date(2026, 11, 2))
    assert n_of(session) == 7
    make_new(session, "ktp", 1, date(2026, 11, 2))
    assert n_of(session) == 12
    steps.take(session, 1, TODAY)
    counted = Counter(session.scalars(select(ResponseRecord.day).where(ResponseRecord.shown)))
    assert counted == {date(2026, 10, 30): 7, date(2026, 11, 2): 5}


def test_what_many_small_services_have_beyond_their_reserve_counts_in_the_whole_and_in_no_line(session):
    make_new(session, "ktp", 14)
    for service in ("akta", "pajak", "mutasi"):
        make_new(session, service, 7)
    assert n_of(session) == 15
    assert [n_of(session, service=one) for one in ("ktp", "akta", "pajak")] == [9, None, None]
    days = {"date_from": QUARTER.start, "date_to": QUARTER.end}
    cells = read.by_service(session, site_id=1, populations={}, **days).cells
    assert sorted((cell.services, cell.merged, cell.result.n) for cell in cells) == [
        ((), True, 6),
        (("ktp",), False, 9),
    ]
    assert n_of(session, today=AFTERWARDS) == 35
    cells = read.by_service(session, site_id=1, populations={}, **days).cells
    assert sorted((cell.services, cell.result.n) for cell in cells) == [
        (("akta",), 7),
        (("ktp",), 14),
        (("mutasi",), 7),
        (("pajak",), 7),
    ]


def test_when_the_quarter_is_over_every_answer_counts(session):
    make_new(session, how_many=11)
    assert n_of(session) == 6
    make_new(session, how_many=2)
    assert steps.waiting(session, 1, QUARTER.start, QUARTER.end) == 7
    assert n_of(session) == 6
    assert n_of(session, today=AFTERWARDS) == 13
    assert steps.waiting(session, 1, QUARTER.start, QUARTER.end) == 0


def test_a_quarter_of_one_to_four_answers_waits_for_its_semester(session):
    third, semester = Period("quarter", 2026, 3), Period("semester", 2026, 2)
    make_new(session, "akta", 3, third.end)
    make_new(session, "ktp", 12)
    span = {"site_id": 1, "population": 0}
    assert n_of(session) == 7
    assert read.results(session, **span, date_from=semester.start, date_to=semester.end).n == 7
    assert n_of(session, today=AFTERWARDS) is None  # its quarters are not shown apart
    assert read.results(session, **span, date_from=semester.start, date_to=semester.end).n == 15


def test_a_step_of_one_site_moves_nobody_elses(session):
    make_new(session, how_many=11)
    steps.take(session, 2, TODAY)
    assert steps.due(session, 1, TODAY)
    steps.take(session, 1, TODAY)
    assert not steps.due(session, 1, TODAY)


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_two_readers_at_once_take_one_step_after_the_other(engine, session):
    make_new(session, how_many=12)
    session.commit()
    steps.take(session, 1, TODAY)
    with Session(engine) as other:
        make_new(other)
        other.commit()
    second = Thread(target=_take, args=(engine,))
    second.start()
    second.join(0.5)
    session.commit()
    second.join(120)
    assert not second.is_alive()
    assert n_of(session) == 7


def _take(engine):
    with Session(engine) as session:
        steps.take(session, 1, TODAY)
        session.commit()
