"""A morning in which every verb is used once or more, seconds apart, at counters L4 and L5."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from queue_app import clock
from queue_app.catalogue.directory import directory
from queue_app.consequences import survey_token
from queue_app.idempotency import Answer, Request, once
from queue_app.line import attendance, calling, desk, issuing, lobby_code, serving, steps
from queue_app.line.numbers import set_quota
from queue_app.line.ticket import Status, Ticket, find, find_all, tickets
from queue_app.live.snapshots import holders_view
from queue_app.transaction import reading, transaction
from queue_app.web import encode
from survey import responses
from survey import tokens as survey_tokens
from survey.instrument import effective
from tests import make
from tests.conftest import MONDAY, still

PHONE = {"phone": "+6281234567890", "consent": "2026-11"}
OTHER = "L5"


def play_a_day() -> None:
    """At its end somebody is called at each of the two counters, and A007 waits."""
    make.make_open_counter()
    make.make_open_counter(OTHER)
    acknowledged(make.SERVICE)
    for _ in range(6):
        make.make_ticket(cases=(0,), travel=60)
    serve_and_answer()
    call_miss_and_rejoin()
    hold_and_transfer()
    change_cancel_and_quota()
    walk_in_and_pause()
    late_and_priority()
    step(calling.call_next, code=OTHER)
    step(calling.call_next)
    step(calling.recall)


def serve_and_answer() -> None:
    step(calling.call_next)
    step(steps.undo)
    step(calling.call_next)
    step(serving.start)
    served, _ = step(calling.finish_and_call_next)
    with transaction() as session:
        answers = dict.fromkeys(effective(MONDAY.date()).keys, 4)
        given = {"answers": answers, "at": clock.now(), "day": MONDAY.date()}
        token = survey_token(find(session, key=served.key))
        responses.submit(session, token, instrument=effective(MONDAY.date()), **given)
    step(serving.start)
    step(serving.finish)
    step(steps.undo)
    step(serving.finish, outcome=serving.Outcome("berkas-kurang", ("KK asli",)))


def call_miss_and_rejoin() -> None:
    missed = step(calling.call_next)
    step(calling.miss)
    with transaction() as session:
        desk.rejoin(session, directory(session), find(session, key=missed.key), by="citizen")
    again = step(calling.call_next, code=OTHER)
    step(calling.miss, code=OTHER)
    step(calling.requeue, make.again(again), code=OTHER)


def hold_and_transfer() -> None:
    held = step(calling.call_next)
    step(serving.hold)
    step(calling.unhold, make.again(held))
    with reading() as session:
        target = directory(session).service("DKC-KIA")
    step(serving.transfer, service=target, note="Lanjut KIA")


def change_cancel_and_quota() -> None:
    home = make.make_ticket("DKC-KK-BARU", present=False, **PHONE)
    with transaction() as session:
        house = directory(session)
        set_quota(session, house.site, house.service("DKC-KK-BARU"), MONDAY.date(), 20)
        wanted = house.service("DKC-LAHIR")
        fresh = issuing.change(session, house, home, service=wanted, day=None, by="citizen")
        desk.cancel(session, house, make_second(session, house), by="citizen")
    arrive(fresh)


def make_second(session: Any, house: Any) -> Ticket:
    wish = issuing.Wish(channel="kiosk")
    return issuing.issue(session, house, house.service("DKC-KK-BARU"), wish, by="test")


def walk_in_and_pause() -> None:
    with reading() as session:
        service = directory(session).service("DKC-LEGAL")
    step(serving.walk_in, service=service, code=OTHER)
    step(serving.finish, code=OTHER)
    step(attendance.pause, reason="Istirahat", code=OTHER)
    step(attendance.resume, code=OTHER)
    make.make_ticket("DKC-KK-BARU")


def late_and_priority() -> None:
    late = make.make_ticket(present=False)
    waiting = make.make_ticket()
    make.make_ticket(priority="hamil")
    step(calling.call, make.again(waiting), reason="Bayi menangis", code=OTHER)
    step(serving.start, code=OTHER)
    step(serving.finish, code=OTHER)
    step(calling.call_next, code=OTHER)
    claimed = step(calling.miss, code=OTHER)
    with transaction() as session:
        desk.claim_served(session, find(session, key=claimed.key), by="citizen")
    step(serving.confirm_served, make.again(claimed), reason="Terlihat dilayani", code=OTHER)
    arrive(late)


def acknowledged(service: str) -> None:
    """A number taken with an idempotency key, whose answer is kept."""

    def act(session: Any) -> Answer:
        house = directory(session)
        wish = issuing.Wish(channel="kiosk", **PHONE)
        ticket = issuing.issue(session, house, house.service(service), wish, by="test")
        return Answer(201, encode.dumps(holders_view(session, house, ticket)))

    once(Request(1, "", "POST /tickets", "kunci-1", b"{}"), act, lambda no: Answer(no.status, "{}"))


def arrive(ticket: Ticket) -> None:
    with transaction() as session:
        house = directory(session)
        code, _ = lobby_code.current(house, house.hall("H2"))
        desk.check_in(session, house, find(session, key=ticket.key), code=code, by="citizen")


def step(verb: Any, *arguments: Any, code: str = make.COUNTER, **named: Any) -> Any:
    """One counter verb, a minute after the one before (a second for an undo)."""
    pause = timedelta(seconds=1) if verb is steps.undo else timedelta(minutes=1)
    clock.install(still(clock.now() + pause))
    with transaction() as session:
        house = directory(session)
        return verb(session, house, house.counter(code), *arguments, by="test", **named)


def answer_all_who_were_served() -> None:
    """Everybody who may still answer the survey does."""
    today = effective(MONDAY.date())
    with transaction() as session:
        for n, ticket in enumerate(find_all(session, tickets.c.status == Status.SERVED)):
            token, at = survey_token(ticket), clock.now()
            if survey_tokens.look(session, token, at).state == "open":
                answers = dict.fromkeys(today.keys, 1 + n % 4)
                said = {"answers": answers, "suggestion": f"Saran yang ke-{n}.", "at": at, "day": MONDAY.date()}
                responses.submit(session, token, instrument=today, **said)
