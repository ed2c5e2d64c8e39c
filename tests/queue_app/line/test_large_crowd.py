"""In a large crowd not everybody is counted for everybody: who comes is told of a moment ago, and of who came since."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from queue_app.line import crowd, desk
from queue_app.line.ticket import Ticket
from tests import make
from tests.queue_app.line.scene import holder, later, seen


@pytest.fixture
def large(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Ticket]]:
    """Five wait, which is many here, and a moment lasts as long as the test; the next one begins with nobody."""
    monkeypatch.setattr(crowd, "LARGE", 3)
    monkeypatch.setattr(crowd, "REMEMBERED_SECONDS", 3600.0)
    crowd.forget()
    yield [make.make_ticket() for _ in range(5)]
    crowd.forget()


def ahead(ticket: Ticket) -> int | None:
    """How many the holder is told are ahead."""
    told: int | None = seen(ticket)["ahead"]
    return told


def test_everybody_who_comes_is_one_further_back(large: list[Ticket]) -> None:
    assert [ahead(make.make_ticket()) for _ in range(4)] == [5, 6, 7, 8]
    assert ahead(make.make_ticket(priority="lansia")) == 0


def test_who_came_just_before_the_one_remembered_is_not_counted_anew(
    large: list[Ticket], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ahead(make.make_ticket()) == 5
    holder(desk.cancel, large[0])
    assert [ahead(ticket) for ticket in large[1:]] == [1, 2, 3, 4], "who left within the moment still counts"
    monkeypatch.setattr(crowd, "NEARLY", 0)
    assert [ahead(ticket) for ticket in large[1:]] == [0, 1, 2, 3]
    assert ahead(make.make_ticket()) == 6, "who stands further in front does not change what is remembered"


def test_who_stands_before_the_remembered_crowd_is_counted_anew(large: list[Ticket]) -> None:
    assert ahead(make.make_ticket()) == 5
    assert [ahead(ticket) for ticket in large] == [0, 1, 2, 3, 4]


def test_who_left_is_still_counted_for_that_moment_and_no_longer(
    large: list[Ticket], monkeypatch: pytest.MonkeyPatch
) -> None:
    last = make.make_ticket()
    assert ahead(last) == 5
    holder(desk.cancel, large[0])
    assert ahead(last) == 5
    monkeypatch.setattr(crowd, "REMEMBERED_SECONDS", 0.0)
    assert ahead(last) == 4


def test_a_small_crowd_is_always_counted(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowd, "REMEMBERED_SECONDS", 3600.0)
    crowd.forget()
    first, _, last = (make.make_ticket() for _ in range(3))
    assert ahead(last) == 2
    holder(desk.cancel, first)
    assert ahead(last) == 1


def test_a_new_day_remembers_nobody_of_the_old(large: list[Ticket]) -> None:
    assert ahead(make.make_ticket()) == 5
    later(days=1)
    assert ahead(make.make_ticket()) == 0
