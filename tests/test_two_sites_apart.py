"""What belongs to one mall opens nothing in the other: tokens, tickets, calls, pages, keys, the log and the screens."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from queue_app.catalogue.directory import directory
from queue_app.consequences import Scope, survey_token, touched
from queue_app.line import attendance, calling, notices, serving
from queue_app.line.events import Kind, read_after
from queue_app.line.ticket import Ticket
from queue_app.live.rooms import room
from queue_app.transaction import reading, transaction
from survey.instrument import effective
from tests import make
from tests.queue_app.citizen.forms import send
from tests.queue_app.line.scene import visitor
from tests.two_sites import (
    EAST,
    WEST,
    asked,
    at_counter,
    bearer,
    clerk,
    get,
    house,
    issue,
    post,
    sound,
)

pytest_plugins = ["tests.two_sites"]


@pytest.fixture
def app(malls: Flask) -> Flask:
    """The house with both malls."""
    return malls


STAFF_CALLS = (
    ("counter", "GET", f"/counters/{make.COUNTER}", None),
    ("counter", "POST", f"/counters/{make.COUNTER}/open", {}),
    ("counter", "POST", f"/counters/{make.COUNTER}/call-next", {}),
    ("supervisor", "POST", f"/counters/{make.COUNTER}/close", {}),
    ("supervisor", "POST", f"/services/{make.SERVICE}/quota", {"quota": 1}),
    ("supervisor", "POST", "/notices", {"text": "Salah alamat"}),
    ("kiosk", "POST", "/tickets", {"service": make.SERVICE, "channel": "kiosk"}),
    ("kiosk", "POST", "/check-in", {"number": "A001"}),
    ("kiosk", "GET", "/boards/H2/check-in-code", None),
    ("display", "POST", "/boards/H2/acks", {"event": 1}),
    ("manager", "GET", "/floor", None),
    ("integrator", "GET", "/events", None),
)


@pytest.mark.parametrize(("here", "there"), [(WEST, EAST), (EAST, WEST)])
def test_a_token_of_one_mall_is_refused_at_the_other(app: Flask, here: str, there: str) -> None:
    for site in (WEST, EAST):
        at_counter(site, attendance.open_counter)
        issue(site)
    before = events()
    for role, method, path, body in STAFF_CALLS:
        who = clerk(here) if role == "counter" else bearer(here, role)
        answer = asked(app, method, path, there, body, who)
        assert (answer.status_code, answer.json["type"]) == (403, "forbidden"), (role, method, path)
        own = asked(app, "GET", "/boards", None, None, who)
        assert own.status_code == 200
    assert events() == before


@pytest.mark.parametrize(("here", "there"), [(WEST, EAST), (EAST, WEST)])
def test_a_manager_reads_of_another_mall_only_what_it_published(app: Flask, here: str, there: str) -> None:
    answer = asked(app, "GET", "/skm", there, None, bearer(here, "manager"))
    assert (answer.status_code, answer.json["type"]) == (404, "unknown"), "nothing is published there"
    own = asked(app, "GET", "/skm", here, None, bearer(here, "manager"))
    assert (own.status_code, own.json["n"]) == (200, 0)


def events() -> list[Any]:
    with reading() as session:
        return read_after(session, 0, 1000)


def test_a_token_works_in_its_own_mall_without_naming_it(app: Flask) -> None:
    at_counter(EAST, attendance.open_counter)
    ticket = post(app, "/tickets", {"service": make.SERVICE, "channel": "kiosk"}, **bearer(EAST, "kiosk"))
    assert (ticket.status_code, ticket.json["number"]) == (201, "A001")
    called = post(app, f"/counters/{make.COUNTER}/call-next", **clerk(EAST))
    assert called.json["ticket"]["ref"] == ticket.json["ref"]


def test_a_clerk_cannot_name_a_ticket_of_the_other_mall(app: Flask) -> None:
    at_counter(WEST, attendance.open_counter)
    stranger = issue(EAST)
    body = {"ref": stranger.ref, "reason": "Salah mal"}
    for verb in ("call", "unhold", "requeue"):
        assert post(app, f"/counters/{make.COUNTER}/{verb}", body, **clerk(WEST)).status_code == 404, verb
    assert post(app, "/check-in", {"id": stranger.id}, **bearer(WEST, "kiosk")).status_code == 404
    assert make.again(stranger) == stranger


def test_a_display_cannot_acknowledge_a_call_of_the_other_mall(app: Flask) -> None:
    at_counter(EAST, attendance.open_counter)
    issue(EAST)
    at_counter(EAST, calling.call_next)
    event = get(app, "/boards/H2", EAST).json["calls"][0]["event"]
    shown = {"event": event, "shown_at": "2026-11-23T11:00:01+09:00"}
    assert post(app, "/boards/H2/acks", shown, **bearer(WEST, "display")).status_code == 404
    assert post(app, "/boards/H2/acks", shown, **bearer(EAST, "display")).status_code == 204


def test_a_holder_need_not_know_the_site_of_the_ticket(app: Flask) -> None:
    ticket = issue(EAST, "remote")
    seen = get(app, f"/tickets/{ticket.id}").json
    assert (seen["number"], seen["day"]) == ("A001", "2026-11-23")
    assert seen["issued_at"].endswith("+09:00")
    assert post(app, f"/tickets/{ticket.id}/cancel").json["status"] == "CANCELLED"
    sound()


def test_the_pages_of_a_ticket_are_those_of_its_own_mall(app: Flask) -> None:
    ticket = issue(EAST, "remote")
    client, address = visitor(app), f"/tiket/{ticket.id}"
    assert "11.00 WIT" in client.get(address).text
    assert {client.get(f"{address}/{page}").status_code for page in ("batal", "ubah")} == {200}
    assert send(client, f"{address}/batal", f"{address}/batal").status_code == 303
    assert get(app, f"/tickets/{ticket.id}").json["status"] == "CANCELLED"
    sound()


def test_one_key_used_in_both_malls_gives_a_number_in_each(app: Flask) -> None:
    body, key = {"service": make.SERVICE, "channel": "remote"}, {"Idempotency-Key": "sama"}
    west, east = post(app, "/tickets", body, WEST, **key), post(app, "/tickets", body, EAST, **key)
    assert (west.json["number"], east.json["number"]) == ("A001", "A001")
    assert west.json["id"] != east.json["id"]
    assert post(app, "/tickets", body, EAST, **key).data == east.data


def test_the_log_and_the_index_of_a_mall_hold_its_own_only(app: Flask) -> None:
    issue(WEST)
    at_counter(EAST, attendance.open_counter)
    served = [serve(EAST) for _ in range(10)]
    for ticket in served:
        sheet = {"answers": dict.fromkeys(effective(ticket.day).keys, 4)}
        assert post(app, f"/survey/{survey_token(ticket)}", sheet).status_code == 201
    logged = {site: get(app, "/events", **bearer(site, "auditor")).json["items"] for site in (WEST, EAST)}
    assert [event["kind"] for event in logged[WEST]] == ["issued"]
    assert {event["ref"] for event in logged[EAST] if event["ref"]} == {ticket.ref for ticket in served}
    counted = {site: get(app, "/skm", **bearer(site, "manager")).json for site in (WEST, EAST)}
    assert (counted[WEST]["n"], counted[WEST]["population"]) == (0, 0)
    assert (counted[EAST]["n"], counted[EAST]["population"]) == (5, 10), "five wait until the quarter is over"
    sound()


def serve(site: str) -> Ticket:
    ticket = issue(site)
    for verb in (calling.call_next, serving.start, serving.finish):
        at_counter(site, verb)
    return make.again(ticket)


def test_what_happens_in_one_mall_wakes_no_screen_of_the_other(app: Flask) -> None:
    for site in (WEST, EAST):
        at_counter(site, attendance.open_counter)
        serve(site)
        with transaction() as session:
            notices.post_notice(session, directory(session, site), text="Istirahat", by="test")
    told = {site: scopes(site) for site in (WEST, EAST)}
    for site, found in told.items():
        assert {scope.site_id for scope in found} == {house(site).site.id}
    both = {(scope.kind, scope.name) for scope in told[WEST]} & {(scope.kind, scope.name) for scope in told[EAST]}
    assert {("board", "H2"), ("line", "A"), ("counter", make.COUNTER), ("floor", "")} <= both
    assert not {room(scope) for scope in told[WEST]} & {room(scope) for scope in told[EAST]}


def scopes(site: str) -> set[Scope]:
    with reading() as session:
        found = directory(session, site)
        happened = read_after(session, 0, 1000, site_id=found.site.id)
    assert {Kind.ISSUED, Kind.CALLED, Kind.FINISHED, Kind.NOTICE_POSTED} <= {event.kind for event in happened}
    return {scope for event in happened for scope in touched(found, event)}
