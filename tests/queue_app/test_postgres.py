"""Connections to PostgreSQL: a dead one is never handed out, a living one is not asked, and who waits blocks nobody."""

from __future__ import annotations

from collections.abc import Iterator

import gevent
import psycopg
import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError, OperationalError

from queue_app.db import engine_options, prepare_engine
from queue_app.postgres import Asked, GreenConnection


@pytest.fixture
def engine(postgres_url: str) -> Iterator[Engine]:
    """As the product opens it, with one connection."""
    made = create_engine(postgres_url, **engine_options(postgres_url) | {"pool_size": 1, "max_overflow": 0})
    prepare_engine(made)
    yield made
    made.dispose()


def backend(engine: Engine) -> int:
    """The server process behind the engine's connection."""
    with engine.connect() as connection:
        return int(connection.scalar(text("SELECT pg_backend_pid()")))


def elsewhere(engine: Engine, question: str, *values: object) -> object:
    """What the server answers on a connection that is none of the engine's."""
    url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(question.encode(), values).fetchone()
    return row[0] if row else None


def test_who_waits_too_long_for_what_another_one_holds_is_told_so(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("queue_app.db.LOCKED_SECONDS", 1)
    made = create_engine(postgres_url, **engine_options(postgres_url))
    prepare_engine(made)
    with made.connect() as stuck, made.connect() as waiting:
        stuck.execute(text("SELECT pg_advisory_xact_lock(1)"))
        with pytest.raises(OperationalError, match="lock timeout"):
            waiting.execute(text("SELECT pg_advisory_xact_lock(1)"))
    made.dispose()


def test_a_connection_that_the_server_ended_while_nobody_used_it_is_replaced_unnoticed(engine: Engine) -> None:
    first = backend(engine)
    assert elsewhere(engine, "SELECT pg_terminate_backend(%s, 2000)", first) is True
    assert backend(engine) != first


def test_a_connection_that_lives_is_used_again_without_being_asked(engine: Engine) -> None:
    own = engine.execution_options(isolation_level="AUTOCOMMIT")
    first = backend(own)
    engine.connect().close()
    assert elsewhere(engine, "SELECT query FROM pg_stat_activity WHERE pid = %s", first) == "SELECT pg_backend_pid()"
    assert backend(own) == first


def test_a_connection_that_was_idle_for_long_is_asked_first(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    first = backend(engine)
    monkeypatch.setattr("queue_app.postgres.LONG_IDLE_SECONDS", -1)
    engine.connect().close()
    assert elsewhere(engine, "SELECT query FROM pg_stat_activity WHERE pid = %s", first) != "SELECT pg_backend_pid()"
    assert backend(engine) == first


def test_who_waits_for_an_answer_lets_the_others_go_on(engine: Engine) -> None:
    conninfo = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with (
        GreenConnection.connect(conninfo, autocommit=True) as holds,
        GreenConnection.connect(conninfo, autocommit=True) as waits,
    ):
        holds.execute("SELECT pg_advisory_lock(1)")
        waiting = gevent.spawn(waits.execute, "SELECT pg_advisory_lock(1)")
        gevent.sleep(0)
        holds.execute("SELECT pg_advisory_unlock(1)")
        waiting.join(60)
        assert waiting.successful(), "it blocked the one who was to let it in"


def test_what_does_not_fit_into_the_socket_at_once_arrives_whole(engine: Engine) -> None:
    conninfo = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with GreenConnection.connect(conninfo, autocommit=True) as connection:
        large = "x" * 8_000_000
        row = connection.execute("SELECT %s::text", [large]).fetchone()
    assert row == (large,)


def test_what_was_prepared_outlives_a_read_that_ends(engine: Engine) -> None:
    for _ in range(8):  # psycopg prepares a statement that comes again and again
        with engine.connect() as connection:
            connection.execute(text("SELECT 17 + :n"), {"n": 1})
            connection.rollback()
    with engine.connect() as connection:
        prepared = connection.execute(text("SELECT statement FROM pg_prepared_statements")).scalars().all()
        assert any("17 +" in statement for statement in prepared)


@pytest.fixture
def traveller(engine: Engine) -> Iterator[GreenConnection]:
    """A connection of its own with a table `kept` that goes with it."""
    conninfo = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with GreenConnection.connect(conninfo) as connection:
        connection.execute("CREATE TEMPORARY TABLE kept (n integer PRIMARY KEY)")
        connection.commit()
        yield connection


KEEP, KEPT = b"INSERT INTO kept VALUES ($1) RETURNING n", b"SELECT n FROM kept WHERE n > $1 ORDER BY n"


def test_statements_that_travel_together_are_one_transaction_in_their_order(traveller: GreenConnection) -> None:
    sent = [Asked(KEEP, [1]), Asked(KEPT, [0]), Asked(KEEP, [2]), Asked(KEPT, [0])]
    assert traveller.journey(sent) == [[(1,)], [(1,)], [(2,)], [(1,), (2,)]]
    traveller.rollback()
    assert traveller.journey([Asked(KEPT, [0])]) == [[]], "they had begun a transaction"


def test_of_those_that_travel_together_the_first_that_fails_is_told_and_none_after_it_is_done(
    traveller: GreenConnection,
) -> None:
    with pytest.raises(psycopg.errors.UniqueViolation):
        traveller.journey([Asked(KEEP, [1]), Asked(KEEP, [1]), Asked(KEPT, [0]), Asked(b"SELECT no_such_column", [])])
    traveller.rollback()
    assert traveller.journey([Asked(KEPT, [0])]) == [[]]


def test_what_makes_room_for_another_statement_is_prepared_again(
    traveller: GreenConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("queue_app.postgres.MOST_PREPARED", 2)
    for n in range(6):
        assert traveller.journey([Asked(b"SELECT $1::integer + %d" % (n % 3), [n])]) == [[(n + n % 3,)]]
    [[(held,)]] = traveller.journey(
        [Asked(b"SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'ready%'", [])]
    )
    assert held == 2


def test_what_psycopg_tells_the_server_to_forget_is_prepared_again(traveller: GreenConnection) -> None:
    assert traveller.journey([Asked(KEPT, [0])]) == [[]]
    traveller.execute("ALTER TABLE kept ADD COLUMN more integer")
    assert traveller.journey([Asked(KEPT, [0])]) == [[]]


def test_a_journey_that_is_broken_off_leaves_no_connection_that_could_hear_its_answer(
    traveller: GreenConnection,
) -> None:
    journey = gevent.spawn(traveller.journey, [Asked(b"SELECT pg_sleep(600)", [])])
    gevent.sleep(0)
    journey.kill()
    assert traveller.closed


def test_what_is_sent_later_goes_before_the_next_statement_or_with_the_commit_and_is_heard_then(
    traveller: GreenConnection,
) -> None:
    heard: list[object] = []
    traveller.later(Asked(KEEP, [1]), heard.append)
    assert traveller.journey([Asked(KEPT, [0])]) == [[(1,)]]
    traveller.later(Asked(KEEP, [2]), heard.append)
    assert traveller.execute("SELECT count(*) FROM kept").fetchone() == (2,), "psycopg's own cursors come after it, too"
    traveller.later(Asked(KEEP, [3]), heard.append)
    traveller.commit()
    assert heard == [[(1,)], [(2,)], [(3,)]]
    traveller.later(Asked(KEEP, [4]), heard.append)
    traveller.rollback()
    assert traveller.journey([Asked(KEPT, [0])]) == [[(1,), (2,), (3,)]], "it went with the transaction"


def test_what_fails_with_the_commit_is_told_and_nothing_is_kept(traveller: GreenConnection) -> None:
    traveller.journey([Asked(KEEP, [1])])
    traveller.later(Asked(KEEP, [1]), lambda _: None)
    with pytest.raises(psycopg.errors.UniqueViolation):
        traveller.commit()
    assert traveller.journey([Asked(KEPT, [0])]) == [[]]


def test_a_commit_that_fails_leaves_the_next_one_a_connection_without_a_transaction(engine: Engine) -> None:
    with engine.connect() as connection:
        begun = connection.begin()
        connection.connection.driver_connection.later(Asked(b"SELECT 1 / $1::integer", [0]), lambda _: None)  # type: ignore[union-attr]
        with pytest.raises(DBAPIError):
            begun.commit()
    assert backend(engine)
