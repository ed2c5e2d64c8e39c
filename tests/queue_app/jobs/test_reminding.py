"""A reminder comes once, in daytime, to those who left a number and have not answered."""

from __future__ import annotations

from flask import Flask

from queue_app import clock
from queue_app.catalogue.directory import directory
from queue_app.consequences import survey_token
from queue_app.jobs.reminding import remind_of_surveys
from queue_app.line import calling, serving
from queue_app.line.claims import Claims, claims_by_service
from queue_app.line.ticket import Ticket
from queue_app.transaction import reading, transaction
from survey import responses
from survey.instrument import effective
from tests import make
from tests.queue_app.line.scene import at_counter, claim, later, now
from tests.queue_app.notify.phone import Phone, called, send


def served() -> Ticket:
    ticket = called()
    at_counter(serving.start)
    at_counter(serving.finish)
    send(Phone())
    return ticket


def answer(ticket: Ticket) -> None:
    with transaction() as session:
        day = clock.business_day("Asia/Jakarta")
        answers = dict.fromkeys(effective(day).keys, 3)
        responses.submit(
            session, survey_token(ticket), answers=answers, at=clock.now(), day=day, instrument=effective(day)
        )


def reminded() -> list[str]:
    remind_of_surveys()
    return send(Phone())


def test_who_has_not_answered_after_three_days_is_reminded_once(app: Flask) -> None:
    token = survey_token(served())
    later(days=2)
    assert reminded() == []
    later(days=1)
    (text,) = reminded()
    assert text.endswith(
        f"sampai 30.11.2026: https://antrean.mojokertokota.go.id/s/{token[:4]}-{token[4:8]}-{token[8:]}"
    )
    assert reminded() == []
    later(days=1)
    assert reminded() == []


def test_a_day_that_was_missed_is_made_up_for_but_not_a_late_one(app: Flask) -> None:
    served()
    later(days=4)
    assert len(reminded()) == 1


def test_nobody_is_written_to_at_night(app: Flask) -> None:
    served()
    later(days=2, hours=11)  # 20.00
    assert reminded() == []
    later(days=1)
    assert reminded() == []
    later(hours=13)
    assert len(reminded()) == 1


def test_who_answered_is_not_reminded(app: Flask) -> None:
    answer(served())
    later(days=3)
    assert reminded() == []


def test_who_answers_before_the_message_goes_out_does_not_get_it(app: Flask) -> None:
    ticket = served()
    later(days=3)
    remind_of_surveys()
    answer(ticket)
    assert send(Phone()) == []


def test_claims_are_counted_with_what_became_of_them(app: Flask) -> None:
    with reading() as session:
        house = directory(session)
    today = clock.business_day(house.site.tz_name)

    def counted() -> dict[str, Claims]:
        with reading() as session:
            return claims_by_service(session, house, today, today)

    assert counted() == {}
    called()
    missed = at_counter(calling.miss)
    claim(missed)
    assert counted() == {make.SERVICE: Claims(claimed=1, confirmed=0)}
    at_counter(serving.confirm_served, now(missed), reason="Ada di buku loket")
    assert counted() == {make.SERVICE: Claims(claimed=1, confirmed=1)}
