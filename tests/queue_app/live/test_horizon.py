"""PostgreSQL commits out of sequence order: no reader of the log may pass over an event that is still to come."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from queue_app import clock
from queue_app.line import events
from queue_app.line.events import Kind
from queue_app.transaction import database
from tests.emptying import empty

DAY = date(2026, 11, 23)


@pytest.fixture
def engine(postgres_app: Flask) -> Iterator[Engine]:
    """The engine of a database in which nothing has happened."""
    with postgres_app.app_context():
        empty()
        yield database.engine
        empty()
        database.session.remove()


def write(session: Session, note: int = 0) -> int:
    """One event of the site, not yet committed."""
    at = clock.real_now()
    data = {"notice": note}
    return events.record(session, Kind.NOTICE_POSTED, site_id=1, day=DAY, at=at, by="test", data=data).seq


def read(engine: Engine, after: int = 0) -> list[int]:
    with Session(engine) as session:
        return [event.seq for event in events.read_after(session, after, 1000)]


def test_an_event_waits_for_those_before_it_and_then_comes_behind_them(engine: Engine) -> None:
    with Session(engine) as slow, Session(engine) as fast:
        first, second = write(slow), write(fast)
        assert first < second
        fast.commit()
        assert read(engine) == []
        slow.commit()
    assert read(engine) == [first, second]


def test_an_event_that_is_rolled_back_holds_nobody_up_any_more(engine: Engine) -> None:
    with Session(engine) as slow, Session(engine) as fast:
        write(slow)
        second = write(fast)
        fast.commit()
        assert read(engine) == []
        slow.rollback()
    assert read(engine) == [second]


def test_a_writer_that_has_not_written_yet_holds_nobody_up(engine: Engine) -> None:
    with Session(engine) as idle, Session(engine) as fast:
        idle.connection()
        seq = write(fast)
        fast.commit()
        assert read(engine) == [seq]


def test_what_a_long_transaction_writes_after_others_comes_whole_or_not_at_all(engine: Engine) -> None:
    with Session(engine) as slow, Session(engine) as fast:
        mine = [write(slow)]
        theirs = write(fast)
        mine.append(write(slow))
        fast.commit()
        assert read(engine) == []
        slow.commit()
    assert read(engine) == [mine[0], theirs, mine[1]]


def test_a_reader_beside_eight_writers_never_passes_over_an_event(engine: Engine) -> None:
    done, seen = threading.Event(), list[int]()

    def writer(seed: int) -> list[int]:
        draw, mine = random.Random(seed), []
        for n in range(25):
            with Session(engine) as session:
                wrote = [write(session, n) for _ in range(draw.randrange(1, 3))]
                time.sleep(draw.random() * 0.01)
                if draw.random() < 0.2:
                    session.rollback()
                else:
                    session.commit()
                    mine += wrote
        return mine

    def reader() -> None:
        while not done.is_set():
            seen.extend(read(engine, seen[-1] if seen else 0))

    with ThreadPoolExecutor(10) as pool:
        tails = [pool.submit(reader) for _ in range(1)]
        written = [seq for future in [pool.submit(writer, n) for n in range(8)] for seq in future.result()]
        done.set()
        for tail in tails:
            tail.result()
    seen.extend(read(engine, seen[-1] if seen else 0))
    assert seen == sorted(written)
