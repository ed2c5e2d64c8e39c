"""Every instant comes back from the database as the same instant, aware and in UTC, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from flask import Flask
from sqlalchemy import DateTime, func, insert, select
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session

from queue_app.catalogue.directory import directory
from queue_app.db import Record, UtcDateTime
from queue_app.line import attendance, notices
from queue_app.transaction import reading, transaction
from tests import make
from tests.conftest import MONDAY
from tests.queue_app.played_day import play_a_day


def test_every_time_comes_back_aware_and_in_utc(app: Flask) -> None:
    play_a_day()
    seen = 0
    with reading() as session:
        for table in Record.metadata.sorted_tables:
            times = [column for column in table.columns if isinstance(column.type, (UtcDateTime, DateTime))]
            assert all(isinstance(column.type, UtcDateTime) for column in times), table.name
            values = [v for row in session.execute(select(*times)) for v in row if v] if times else []
            assert all(value.tzinfo is UTC for value in values), table.name
            seen += len(values)
    assert seen > 100


WIT = timezone(timedelta(hours=9))


@pytest.mark.parametrize("zone", [UTC, WIT])
def test_an_instant_comes_back_as_the_same_instant_whatever_its_zone(session: Session, zone: timezone) -> None:
    given = datetime(2026, 11, 23, 23, 59, 59, 123456, tzinfo=zone)
    assert kept(session, given) == given
    assert kept(session, given).utcoffset() == timedelta(0)


def kept(session: Session, until: datetime) -> datetime:
    n = notices.notices
    row = {"site_id": 1, "kind": "info", "text": "x", "at": MONDAY, "by": "test", "until": until}
    with transaction() as writing:
        key = writing.execute(insert(n).values(**row).returning(n.c.id)).scalar_one()
    with reading() as fresh:
        return fresh.execute(select(n.c.until).where(n.c.id == key)).scalar_one()


def test_instants_given_in_two_zones_are_compared_as_instants(session: Session) -> None:
    n = notices.notices
    earlier, later = datetime(2026, 11, 23, 10, tzinfo=WIT), datetime(2026, 11, 23, 2, tzinfo=UTC)
    for until in (earlier, later):
        kept(session, until)
    with reading() as fresh:
        assert fresh.execute(select(func.min(n.c.until), func.max(n.c.until))).one() == (earlier, later)
        assert fresh.execute(select(func.count()).where(n.c.until < later)).scalar_one() == 1


def test_a_time_without_a_zone_is_refused(session: Session) -> None:
    with pytest.raises(StatementError, match="naive datetime"):
        kept(session, datetime(2026, 11, 23, 10))


def test_a_pause_keeps_the_very_instant_at_which_it_ends(app: Flask) -> None:
    make.make_open_counter()
    until = datetime(2026, 11, 23, 9, 15, tzinfo=timezone(timedelta(hours=7)))
    with transaction() as session:
        house = directory(session)
        attendance.pause(session, house, house.counter(make.COUNTER), reason="Salat", until=until, by="test")
    with reading() as session:
        state = attendance.state_of(session, house, house.counter(make.COUNTER))
    assert state.until == until
    assert state.until.tzinfo is UTC
