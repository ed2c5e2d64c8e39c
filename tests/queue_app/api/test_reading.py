"""What GET promises: it changes nothing, says when nothing is new, and pages through long lists without a gap."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from flask import Flask

from queue_app.line import attendance, calling
from queue_app.line.ticket import Status
from queue_app.web import encode
from tests import make
from tests.queue_app.api.day import play
from tests.queue_app.api.hall import everything
from tests.queue_app.line.scene import at_counter, later, now, shown, visitor


def get(app: Flask, path: str, **headers: str) -> Any:
    return visitor(app).get(f"/api/v1{path}", headers=headers)


POLLED = {
    "board": "/boards/H2",
    "line": "/lines/A",
    "counter": "/counters/L4",
    "floor": "/floor",
    "ticket": "/tickets/{id}",
}


@pytest.mark.parametrize("what", POLLED)
def test_a_screen_that_polls_is_told_that_nothing_is_new_until_something_is(app: Flask, what: str) -> None:
    make.make_open_counter()
    ticket = make.make_ticket()
    path, who = POLLED[what].format(id=ticket.id), make.headers("supervisor")
    first = get(app, path, **who)
    etag = first.headers["ETag"]
    again = get(app, path, **who, **{"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")
    at_counter(calling.call_next)
    after = get(app, path, **who, **{"If-None-Match": etag})
    assert after.status_code == 200
    assert after.headers["ETag"] != etag
    assert after.get_json()["seq"] > first.get_json()["seq"]


def test_what_changes_without_an_event_is_not_called_unchanged(app: Flask) -> None:
    ticket = make.make_ticket(phone="+6281234567890", consent="2026-11")
    path = f"/tickets/{ticket.id}"
    etag = get(app, path).headers["ETag"]
    assert get(app, path, **{"If-None-Match": etag}).status_code == 304
    visitor(app).delete(f"/api/v1{path}/phone")
    after = get(app, path, **{"If-None-Match": etag})
    assert (after.status_code, after.get_json()["phone_kept"]) == (200, False)


@pytest.mark.parametrize("what", ["board", "line", "counter", "floor"])
def test_the_get_of_a_scope_is_its_snapshot(app: Flask, what: str) -> None:
    make.make_open_counter()
    make.make_ticket()
    at_counter(calling.call_next)
    names = {"board": "H2", "line": "A", "counter": "L4", "floor": ""}
    answer = get(app, POLLED[what], **make.headers("supervisor"))
    assert answer.get_json() == encode.loads(encode.dumps(shown(what, names[what])))


def test_no_get_changes_anything(app: Flask) -> None:
    day = play(app)
    before = everything()
    day.answers.clear()
    for path in ("/services", "/services/DKC-KIA", "/boards", "/boards/H2", "/lines/A"):
        day.get(path)
    for holder in list(day.holders.values()):
        day.get(f"/tickets/{holder['id']}")
        if holder["survey_url"]:
            day.get(f"/survey/{holder['survey_url'].removeprefix('/s/')}")
    for path, who in (("/counters", "counter"), ("/counters/L4", "counter"), ("/floor", "manager")):
        day.get(path, who=who)
    day.get("/events?limit=500", who="auditor")
    day.get("/skm", who="manager")
    assert everything() == before


# --- lists -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("limit", [1, 3, 500])
def test_the_log_is_read_page_by_page_without_gap_or_repetition(app: Flask, limit: int) -> None:
    make.make_open_counter()
    for _ in range(9):
        make.make_ticket()
    who, after, seen = make.headers("auditor"), 0, []
    while True:
        page = get(app, f"/events?after={after}&limit={limit}", **who).get_json()
        if not page["items"]:
            break
        assert len(page["items"]) <= limit
        seen += page["items"]
        after = page["next"]
    assert page["next"] == after
    assert [item["kind"] for item in seen] == ["counter-opened"] + ["issued"] * 9
    numbers = [item["seq"] for item in seen]
    assert numbers == sorted(set(numbers))


def test_the_log_gives_a_hundred_unless_told(app: Flask) -> None:
    for n in range(101):
        at_counter(attendance.open_counter if n % 2 == 0 else attendance.close)
    page = get(app, "/events", **make.headers("auditor")).get_json()
    assert len(page["items"]) == 100
    assert page["items"][0]["by"] == "staff:1"


def test_counters_are_a_list_and_services_and_boards_are_short_lists(app: Flask) -> None:
    told = get(app, "/counters", **make.headers("manager")).get_json()
    assert set(told) == {"items", "next"}
    assert len(told["items"]) >= 30
    for path in ("/services", "/boards"):
        assert isinstance(get(app, path).get_json(), list)


# --- what a ticket and a service say -----------------------------------------------------------------------------


@pytest.mark.parametrize("status", Status)
def test_a_holder_reads_the_state_place_and_counter_of_the_ticket(app: Flask, status: Status) -> None:
    ticket = make.make_ticket_in(status)
    told = get(app, f"/tickets/{ticket.id}").get_json()
    assert told["status"] == status
    assert (told["ahead"] is None) == (status is not Status.WAITING)
    assert told["url"] == f"/tiket/{ticket.id}"
    assert (told["counter"] is not None) == (now(ticket).counter_id is not None)
    assert told["number"] == f"{told['prefix']}{told['ordinal']:03d}"
    instants = [told[name] for name in told if name.endswith("_at") and told[name]]
    assert all(datetime.fromisoformat(at).utcoffset().total_seconds() == 7 * 3600 for at in instants)  # type: ignore[union-attr]


def test_there_is_a_window_exactly_while_a_counter_that_serves_it_is_open(app: Flask) -> None:
    ticket = make.make_ticket()
    make.make_open_counter(services=["DKC-KIA"])

    def told() -> tuple[bool, str | None]:
        said = get(app, f"/tickets/{ticket.id}").get_json()
        listed = get(app, f"/services/{make.SERVICE}").get_json()
        assert (said["estimate"] is None) == (listed["estimate"] is None)
        if said["estimate"]:
            low, high, as_of = (datetime.fromisoformat(said["estimate"][n]) for n in ("low", "high", "as_of"))
            assert as_of.replace(second=0, microsecond=0) <= low < high
        return said["estimate"] is not None, said["estimate_reason"]

    assert told() == (False, "no-open-counter")
    make.make_open_counter()
    assert told() == (True, None)
    at_counter(attendance.pause, reason="Salat")
    assert told() == (False, "no-open-counter")
    at_counter(attendance.resume)
    later(minutes=1)
    assert told() == (True, None)
    at_counter(attendance.close)
    assert told() == (False, "no-open-counter")


def test_a_service_says_how_many_wait_what_is_left_and_what_it_needs(app: Flask) -> None:
    make.make_open_counter()
    make.make_ticket()
    told = get(app, f"/services/{make.SERVICE}").get_json()
    assert (told["waiting"], told["remote_left"], told["open"], told["board"]) == (1, None, True, "H2")
    assert {"code": "L4", "name": "Loket 4", "open": True} in told["counters"]
    assert told["persyaratan"]
    assert told["outcomes"]
    hall_only = get(app, "/services/IMI-BARU").get_json()
    assert (hall_only["online_allowed"], hall_only["remote_left"]) == (False, 0)


def test_a_service_is_found_by_the_words_of_citizens(app: Flask) -> None:
    codes = [s["code"] for s in get(app, "/services?q=ktp hilang").get_json()]
    assert codes[0] == "DKC-KTP-HILANG"
    assert {s["agency"] for s in get(app, "/services?agency=PLN").get_json()} == {"PLN"}
