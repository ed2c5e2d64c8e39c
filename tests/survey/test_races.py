"""Many at once on one real database: SQLite writers begin IMMEDIATE, PostgreSQL locks the right."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from queue_app.errors import Refused
from survey import responses, tokens
from survey.responses import AnswerRecord, ResponseRecord, SuggestionRecord
from survey.tokens import RightRecord, SpentRecord
from tests.survey.make import DAY, NOON, SKM, make_answers, make_right

#: Fewer connections than racers: the rest wait their turn, as they would behind any pool.
RACERS = 50


def race(engine: Engine, *verbs: Callable[[Session], object]) -> Counter[str]:
    """Run every verb at the same moment, each in its own transaction; count how they ended."""
    start = Barrier(len(verbs))

    def run(verb: Callable[[Session], object]) -> str:
        start.wait()
        with Session(engine.execution_options(writing=True)) as session:
            try:
                verb(session)
                session.commit()
            except Refused as no:
                session.rollback()
                return type(no).__name__
        return "done"

    with ThreadPoolExecutor(len(verbs)) as pool:
        return Counter(pool.map(run, verbs))


def make_committed_right(engine: Engine, **other: object) -> str:
    with Session(engine.execution_options(writing=True)) as session:
        token = make_right(session, **other)
        session.commit()
    return token


def make_count(engine: Engine, record: type) -> int:
    with Session(engine) as session:
        return session.scalar(select(func.count()).select_from(record)) or 0


def test_one_token_spent_by_fifty_at_once_is_spent_once(engine):
    token = make_committed_right(engine)
    ended = race(engine, *[lambda s: tokens.spend(s, token, NOON)] * RACERS)
    assert ended == {"done": 1, "TokenUsed": RACERS - 1}
    assert make_count(engine, SpentRecord) == 1


def test_one_token_posted_fifty_times_at_once_stores_one_response(engine):
    token = make_committed_right(engine)

    def submit(session: Session) -> None:
        responses.submit(
            session,
            token,
            answers=make_answers(4),
            suggestion="Kursi kurang.",
            at=NOON,
            day=DAY,
            instrument=SKM,
        )

    assert race(engine, *[submit] * RACERS) == {"done": 1, "TokenUsed": RACERS - 1}
    stored = [make_count(engine, r) for r in (SpentRecord, ResponseRecord, AnswerRecord, SuggestionRecord)]
    assert stored == [1, 1, 9, 1]


def test_twenty_five_tokens_posted_twice_each_give_twenty_five_responses(engine):
    given = [make_committed_right(engine) for _ in range(25)]

    def submit(token: str) -> Callable[[Session], object]:
        return lambda s: responses.submit(s, token, answers=make_answers(), at=NOON, day=DAY, instrument=SKM)

    ended = race(engine, *[submit(token) for token in given * 2])
    assert ended == {"done": 25, "TokenUsed": 25}
    assert make_count(engine, ResponseRecord) == make_count(engine, SpentRecord) == 25


def test_an_answer_and_an_undone_finish_at_once_never_both_succeed(engine):
    for n in range(10):
        token = make_committed_right(engine, subject=f"REF-RACE-{n}")
        spends = [lambda s, t=token: tokens.spend(s, t, NOON)] * 4
        undo = [lambda s, n=n: tokens.withdraw(s, f"REF-RACE-{n}", at=NOON)]
        ended = race(engine, *spends, *undo)
        with Session(engine) as session:
            state = tokens.look(session, token, NOON).state
        if state == "used":
            assert ended == {"done": 1, "TokenUsed": 3, "RightUsed": 1}
        else:
            assert state == "withdrawn"
            assert ended == {"done": 1, "TokenWithdrawn": 4}


def test_one_visit_finished_by_ten_at_once_gets_one_right(engine):
    def grant(session: Session) -> None:
        tokens.grant(
            session,
            tokens.token_for("satu-kunjungan"),
            site_id=1,
            subject="REF-1",
            service_code="ktp-el",
            agency_code="dispendukcapil",
            day=DAY,
            at=NOON,
        )

    assert race(engine, *[grant] * 10) == {"done": 1, "AlreadyGranted": 9}
    assert make_count(engine, RightRecord) == 1
