"""Two malls in one database, with the same prefix, hall and counter codes, two time zones apart."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from config import Config
from queue_app import clock, create_app
from queue_app.catalogue import diff, importing
from queue_app.catalogue import reading as files
from queue_app.catalogue.directory import Directory, directory, forget, site_codes
from queue_app.check import check
from queue_app.consequences import Scope, survey_token, touched
from queue_app.jobs import work
from queue_app.line import attendance, calling, issuing, notices, serving
from queue_app.line.attendance import today
from queue_app.line.events import Kind, read_after
from queue_app.line.issuing import Wish
from queue_app.line.ticket import Status, Ticket
from queue_app.live.rooms import room
from queue_app.people import tokens
from queue_app.transaction import announced, database, reading, transaction
from survey.instrument import effective
from tests import make
from tests.conftest import MONDAY, still
from tests.queue_app.citizen.forms import send
from tests.queue_app.line.scene import visitor

WEST, EAST = "gmsc", "jayapura"
AGENCIES = {"DKC", "PTP"}
#: Monday 23.30 WIB is Tuesday 01.30 WIT.
NEAR_MIDNIGHT = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)


@pytest.fixture
def app(config: Config, tmp_path: Path) -> Iterator[Flask]:
    """An installation with both malls, Monday 09.00 WIB = 11.00 WIT."""
    made = create_app(config)
    clock.install(still(MONDAY))
    announced.clear()
    forget()
    with made.app_context():
        with transaction() as session:
            east = files.read_catalogue(eastern_catalogue(tmp_path / EAST))
            importing.apply(session, diff.diff(session, east), by="test")
        forget()
        yield made
        database.session.remove()
        database.engine.dispose()
    forget()
    clock.install(None)


def eastern_catalogue(folder: Path) -> Path:
    """Two agencies of the mall's own catalogue, as if they stood in Jayapura."""
    folder.mkdir()
    ours = files.default_catalogue()
    site = (ours / "site.toml").read_text(encoding="utf-8")
    site = site.replace(f'code = "{WEST}"', f'code = "{EAST}"').replace("Asia/Jakarta", "Asia/Jayapura")
    (folder / "site.toml").write_text(site, encoding="utf-8")
    services = copied(ours, folder, "services", lambda row: row["agency_code"] in AGENCIES)
    copied(ours, folder, "agencies", lambda row: row["code"] in AGENCIES)
    copied(ours, folder, "counters", lambda row: row["agency_code"] in AGENCIES)
    used = {row["line"] for row in services}
    copied(ours, folder, "lines", lambda row: row["prefix"] in used)
    return folder


def copied(source: Path, folder: Path, sheet: str, wanted: Callable[[dict[str, str]], bool]) -> list[dict[str, str]]:
    with (source / f"{sheet}.csv").open(encoding="utf-8", newline="") as file:
        table = csv.DictReader(file)
        names, kept = list(table.fieldnames or ()), [row for row in table if wanted(row)]
    with (folder / f"{sheet}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(kept)
    return kept


def house(site: str) -> Directory:
    with reading() as session:
        return directory(session, site)


def issue(site: str, channel: str = "kiosk", **wish: Any) -> Ticket:
    with transaction() as session:
        found = directory(session, site)
        return issuing.issue(session, found, found.service(make.SERVICE), Wish(channel=channel, **wish), by="test")


def at_counter(site: str, verb: Any, *arguments: Any, **named: Any) -> Any:
    with transaction() as session:
        found = directory(session, site)
        return verb(session, found, found.counter(make.COUNTER), *arguments, by="test", **named)


def bearer(site: str, role: str, **bounds: Any) -> dict[str, str]:
    with transaction() as session:
        site_id = directory(session, site).site.id
        token = tokens.create_token(session, site_id=site_id, name=role, role=role, by="test", **bounds)
    return {"Authorization": f"Bearer {token}"}


def clerk(site: str) -> dict[str, str]:
    return bearer(site, "counter", counter_id=house(site).counter(make.COUNTER).id)


def get(app: Flask, path: str, site: str | None = None, **headers: str) -> TestResponse:
    return asked(app, "GET", path, site, None, headers)


def post(app: Flask, path: str, body: Any = None, site: str | None = None, **headers: str) -> TestResponse:
    return asked(app, "POST", path, site, {} if body is None else body, headers)


def asked(app: Flask, method: str, path: str, site: str | None, body: Any, headers: dict[str, str]) -> TestResponse:
    query = {"site": site} if site else {}
    return visitor(app).open(f"/api/v1{path}", method=method, json=body, query_string=query, headers=headers)


def sound() -> None:
    with reading() as session:
        session.rollback()
        assert check(session) == []


def test_both_malls_have_line_a_and_the_same_codes_in_zones_of_their_own(app: Flask) -> None:
    with reading() as session:
        assert site_codes(session) == [WEST, EAST]
    west, east = house(WEST), house(EAST)
    assert (west.site.tz_name, east.site.tz_name) == ("Asia/Jakarta", "Asia/Jayapura")
    for one in (west, east):
        assert one.service(make.SERVICE).line.prefix == "A"
    assert west.line("A").id != east.line("A").id
    assert west.counter(make.COUNTER).id != east.counter(make.COUNTER).id
    assert set(east.services) < set(west.services)
    assert {s.agency.code for s in east.services.values()} == AGENCIES


def test_the_numbers_of_two_malls_run_independently(app: Flask) -> None:
    given = [issue(site).number for site in (WEST, EAST, WEST, WEST, EAST)]
    assert given == ["A001", "A001", "A002", "A003", "A002"]
    sound()


def test_one_device_may_hold_a_number_in_each_mall(app: Flask) -> None:
    held = {"device": "d" * 64, "phone": "+6281234567890", "consent": "2026-11"}
    assert issue(WEST, "remote", **held).number == issue(EAST, "remote", **held).number == "A001"
    sound()


def test_around_midnight_the_malls_are_on_different_business_days(app: Flask) -> None:
    clock.install(still(NEAR_MIDNIGHT))
    assert today(house(WEST)) == date(2026, 11, 23)
    assert today(house(EAST)) == date(2026, 11, 24)
    west, east = issue(WEST, "counter"), issue(EAST, "counter")
    assert (west.number, west.day) == ("A001", date(2026, 11, 23))
    assert (east.number, east.day) == ("A001", date(2026, 11, 24))
    clock.install(still(NEAR_MIDNIGHT + timedelta(hours=1)))
    again = issue(WEST, "counter")
    assert (again.number, again.day) == ("A001", date(2026, 11, 24))
    assert issue(EAST, "counter").number == "A002"
    sound()


def test_a_counter_opened_yesterday_evening_is_closed_after_its_own_midnight_only(app: Flask) -> None:
    clock.install(still(NEAR_MIDNIGHT - timedelta(hours=2)))
    for site in (WEST, EAST):
        at_counter(site, attendance.open_counter)
    clock.install(still(NEAR_MIDNIGHT))
    with reading() as session:
        now_open = {
            site: attendance.state_of(session, house(site), house(site).counter(make.COUNTER)).open
            for site in (WEST, EAST)
        }
    assert now_open == {WEST: True, EAST: False}


def test_numbers_are_given_by_each_malls_own_clock(app: Flask) -> None:
    clock.install(still(datetime(2026, 11, 22, 22, 30, tzinfo=UTC)))  # 05.30 WIB, 07.30 WIT
    body = {"service": make.SERVICE, "channel": "remote"}
    early, taken = post(app, "/tickets", body, WEST), post(app, "/tickets", body, EAST)
    assert (early.status_code, early.json["type"]) == (409, "closed")
    assert taken.status_code == 201
    assert taken.json["day"] == "2026-11-23"
    assert datetime.fromisoformat(taken.json["issued_at"]).utcoffset() == timedelta(hours=9)


def test_the_day_of_the_eastern_mall_ends_two_hours_before_the_western(app: Flask) -> None:
    west, east = issue(WEST), issue(EAST)
    clock.install(still(datetime(2026, 11, 23, 6, 30, tzinfo=UTC)))  # 13.30 WIB, 15.30 WIT
    work.close_days()
    assert (make.again(west).status, make.again(east).status) == (Status.WAITING, Status.EXPIRED)
    clock.install(still(datetime(2026, 11, 23, 8, 30, tzinfo=UTC)))
    work.close_days()
    assert make.again(west).status is Status.EXPIRED
    sound()


def test_a_call_in_one_mall_shows_on_its_own_board_counter_and_line_only(app: Flask) -> None:
    for site in (WEST, EAST):
        at_counter(site, attendance.open_counter)
        issue(site)
    called = at_counter(EAST, calling.call_next)
    east, west = (get(app, "/boards/H2", site).json for site in (EAST, WEST))
    assert [call["number"] for call in east["calls"]] == ["A001"]
    assert east["calls"][0]["called_at"].endswith("+09:00")
    assert west["calls"] == []
    assert get(app, "/lines/A", EAST).json["order"] == []
    assert get(app, "/lines/A", WEST).json["order"] == ["A001"]
    consoles = {site: get(app, f"/counters/{make.COUNTER}", **clerk(site)).json for site in (EAST, WEST)}
    assert consoles[EAST]["current"]["ref"] == called.ref
    assert consoles[WEST]["current"] is None
    assert [t["number"] for t in consoles[WEST]["waiting"]] == ["A001"]
    assert called.ref not in str(consoles[WEST])


def test_a_notice_of_one_mall_is_not_shown_in_the_other(app: Flask) -> None:
    with transaction() as session:
        notices.post_notice(session, directory(session, EAST), text="Listrik padam", kind="gangguan", by="test")
    assert [n["text"] for n in get(app, "/boards/H2", EAST).json["notices"]] == ["Listrik padam"]
    assert get(app, "/boards/H2", WEST).json["notices"] == []


def test_without_a_site_the_public_sees_the_first_mall_and_an_unknown_one_is_unknown(app: Flask) -> None:
    assert get(app, "/services").json == get(app, "/services", WEST).json
    assert len(get(app, "/services", EAST).json) == len(house(EAST).services)
    assert get(app, "/services", "atlantis").status_code == 404


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
    ("manager", "GET", "/skm", None),
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
    served = [serve(EAST) for _ in range(5)]
    for ticket in served:
        sheet = {"answers": dict.fromkeys(effective(ticket.day).keys, 4)}
        assert post(app, f"/survey/{survey_token(ticket)}", sheet).status_code == 201
    logged = {site: get(app, "/events", **bearer(site, "auditor")).json["items"] for site in (WEST, EAST)}
    assert [event["kind"] for event in logged[WEST]] == ["issued"]
    assert {event["ref"] for event in logged[EAST] if event["ref"]} == {ticket.ref for ticket in served}
    counted = {site: get(app, "/skm", **bearer(site, "manager")).json for site in (WEST, EAST)}
    assert (counted[WEST]["n"], counted[WEST]["population"]) == (0, 0)
    assert (counted[EAST]["n"], counted[EAST]["population"]) == (5, 5)
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
