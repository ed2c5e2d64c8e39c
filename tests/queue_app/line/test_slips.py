"""A ticket has one first slip, a slip is printed by one at a time, and what failed may be tried again."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from queue_app.errors import Unknown
from queue_app.line import slips
from queue_app.line.slips import Slip
from queue_app.people.device_state import id_of
from queue_app.transaction import reading, transaction
from tests import make


def first_slip(device_id: int | None = None) -> Slip:
    device, ticket = device_id or id_of(make.make_device()), make.make_ticket()
    with transaction() as session:
        return slips.prepare_slip(session, ticket, device_id=device, way="escpos")


def begin(slip: Slip) -> bool:
    with transaction() as session:
        return slips.begin_printing(session, slip)


def end(slip: Slip, problem: str | None = None) -> None:
    with transaction() as session:
        slips.end_printing(session, slip, problem)


def again(slip: Slip) -> Slip:
    with reading() as session:
        return slips.slip_of_device(session, slip.id, slip.device_id)


def test_a_ticket_has_one_first_slip_and_as_many_more_as_its_holder_asks_for(app: Flask) -> None:
    device, ticket = id_of(make.make_device()), make.make_ticket()
    with transaction() as session:
        made = [slips.prepare_slip(session, ticket, device_id=device, way="browser") for _ in range(3)]
        more = [slips.prepare_slip(session, ticket, device_id=device, way="browser", again=True) for _ in range(2)]
    assert len({slip.id for slip in made}) == 1
    assert len({slip.id for slip in [*made, *more]}) == 3


def test_the_database_itself_refuses_a_second_first_slip(app: Flask) -> None:
    slip = first_slip()
    row = {"site_id": 1, "ticket_key": slip.ticket_key, "device_id": slip.device_id, "again": False}
    second = slips.slips.insert().values(**row, way="none", state="waiting", at=slip.at)
    with pytest.raises(IntegrityError), transaction() as session:
        session.execute(second)


def test_a_slip_is_printed_by_one_at_a_time_and_never_twice(app: Flask) -> None:
    slip = first_slip()
    assert [begin(slip), begin(slip)] == [True, False]
    end(slip)
    assert begin(slip) is False
    assert again(slip).state == "printed"


def test_what_failed_may_be_tried_again(app: Flask) -> None:
    slip = first_slip()
    begin(slip)
    end(slip, "paper-out")
    assert (again(slip).state, again(slip).problem) == ("failed", "paper-out")
    assert begin(slip)
    end(slip)
    assert (again(slip).state, again(slip).problem) == ("printed", None)


def test_a_slip_whose_server_died_is_not_lost(app: Flask) -> None:
    slip = first_slip()
    begin(slip)
    with transaction() as session:
        long_ago = again(slip).at - 2 * slips.LEFT_BEHIND
        session.execute(update(slips.slips).values(at=long_ago))
    assert begin(slip)


def test_a_slip_belongs_to_its_kiosk(app: Flask) -> None:
    slip = first_slip()
    with pytest.raises(Unknown), reading() as session:
        slips.slip_of_device(session, slip.id, slip.device_id + 1)
