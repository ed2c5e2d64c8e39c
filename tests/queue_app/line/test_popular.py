"""What is popular today is what numbers were taken for today, here, and not given back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event

from queue_app import clock
from queue_app.catalogue.directory import directory, forget
from queue_app.line import desk
from queue_app.line.popular import FEW_NUMBERS, popular_today
from queue_app.transaction import database, reading, transaction
from tests import make
from tests.conftest import MONDAY, still

pytest_plugins = ["tests.two_sites"]

#: More numbers of the first than of the second, and so on.
ORDER = ("SAM-TAHUNAN", "DKC-KIA", "POL-HILANG", "BKS-INFO")


def take_some() -> None:
    for place, code in enumerate(ORDER):
        for _number in range(FEW_NUMBERS + len(ORDER) - place - 1):
            make.make_ticket(code)


def popular(most: int = 6) -> list[str]:
    with reading() as session:
        return [service.code for service in popular_today(session, directory(session), most)]


def test_the_services_with_most_numbers_come_first(app: Flask) -> None:
    take_some()
    for _few in range(FEW_NUMBERS - 1):
        make.make_ticket("PLN-BARU")
    assert popular() == list(ORDER)
    assert popular(2) == list(ORDER[:2])


def test_a_day_that_has_hardly_begun_shows_nothing(app: Flask) -> None:
    for code in ORDER[:3]:
        for _number in range(FEW_NUMBERS):
            make.make_ticket(code)
    assert popular() == []


def test_numbers_that_were_given_back_do_not_count(app: Flask) -> None:
    take_some()
    given = [make.make_ticket("PLN-BARU") for _number in range(20)]
    with transaction() as session:
        for ticket in given:
            desk.cancel(session, directory(session), ticket, by="test")
    assert "PLN-BARU" not in popular()


def test_yesterday_is_forgotten(app: Flask) -> None:
    take_some()
    assert popular()
    clock.install(still(MONDAY + timedelta(days=1)))
    assert popular() == []


def test_many_looks_cost_one_count(app: Flask) -> None:
    take_some()
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        for _look in range(5):
            popular()
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
    assert len([one for one in asked if "issued_service_id" in one]) == 1


@pytest.mark.parametrize("config", ["sqlite"], indirect=True)
def test_another_mall_s_day_is_not_this_one_s(malls: Flask) -> None:
    take_some()
    forget()
    with reading() as session:
        assert popular_today(session, directory(session, "gmsc"), 6)
        assert popular_today(session, directory(session, "jayapura"), 6) == []
