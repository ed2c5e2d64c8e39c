"""Screens: whoever may look gets the whole state at once and after every change, and nothing by which to change it."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from queue_app import clock
from queue_app.line import calling, desk, serving
from queue_app.live import rooms
from queue_app.live.feed import Feed
from queue_app.live.turned_away import turn_away
from queue_app.people import roster, sign_in, tokens
from queue_app.transaction import transaction
from queue_app.web import encode
from tests import make
from tests.queue_app.line.scene import at_counter, count_events, holder, later, now, visitor
from tests.queue_app.live.conftest import Screen
from tests.queue_app.people.make import make_staff


def told(app: Flask, path: str, token: str | None = None) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return dict(visitor(app).get(f"/api/v1{path}", headers=headers).get_json())


def test_the_answer_to_watch_is_the_get_of_the_same_name(app: Flask) -> None:
    make.make_open_counter()
    ticket = make.make_ticket()
    make.make_ticket()
    at_counter(calling.call_next)
    token = make.make_bearer("supervisor")
    screen = Screen(app, token)
    for scope, path in (
        ("board:H2", "/boards/H2"),
        ("line:A", "/lines/A"),
        (f"ticket:{ticket.id}", f"/tickets/{ticket.id}"),
        ("counter:L4", "/counters/L4"),
        ("floor", "/floor"),
    ):
        assert screen.watch(scope) == {"scope": scope, **told(app, path, token)}, scope


def test_every_change_comes_whole_with_a_growing_seq_and_equals_the_get(app: Flask, feed: Feed) -> None:
    make.make_open_counter()
    ticket = make.make_ticket()
    feed.catch_up()
    token = make.make_bearer("counter", counter="L4")
    screen = Screen(app, token)
    paths = {"board:H2": "/boards/H2", "counter:L4": "/counters/L4", f"ticket:{ticket.id}": f"/tickets/{ticket.id}"}
    last = {scope: screen.watch(scope)["seq"] for scope in paths}
    for verb in (calling.call_next, calling.recall, serving.start, serving.finish):
        later(seconds=5)
        at_counter(verb)
        feed.catch_up()
        came = {snapshot["scope"]: snapshot for snapshot in screen.received()}
        assert set(came) == set(paths), verb
        for scope, snapshot in came.items():
            assert snapshot["seq"] > last[scope]
            last[scope] = snapshot["seq"]
            assert snapshot == {"scope": scope, **told(app, paths[scope], token)}


def test_many_changes_between_two_looks_come_as_one_snapshot_each(app: Flask, feed: Feed) -> None:
    make.make_open_counter()
    screen = Screen(app)
    screen.watch("board:H2")
    screen.watch("line:A")
    for _ in range(10):
        make.make_ticket()
        at_counter(calling.call_next)
        at_counter(calling.miss)
    assert feed.catch_up() == 31
    came = screen.received()
    assert sorted(snapshot["scope"] for snapshot in came) == ["board:H2", "line:A"]
    assert feed.catch_up() == 0
    assert screen.received() == []


def test_what_happens_while_a_screen_joins_reaches_it(app: Flask, feed: Feed, monkeypatch: pytest.MonkeyPatch) -> None:
    make.make_open_counter()
    make.make_ticket()
    feed.catch_up()
    screen, build = Screen(app), rooms.snapshot

    def slow(*arguments: Any) -> Any:
        built = build(*arguments)
        monkeypatch.setattr(rooms, "snapshot", build)
        arguments[0].rollback()
        at_counter(calling.call_next)
        feed.catch_up()
        return built

    monkeypatch.setattr(rooms, "snapshot", slow)
    assert screen.watch("board:H2")["calls"] == []
    assert [s["calls"][0]["number"] for s in screen.received()] == ["A001"]


def test_a_ticket_is_seen_by_who_knows_its_handle_and_named_to_nobody_else(app: Flask, feed: Feed) -> None:
    mine, other = make.make_ticket(), make.make_ticket()
    phone, neighbour, board = Screen(app), Screen(app), Screen(app)
    phone.watch(f"ticket:{mine.id}")
    neighbour.watch(f"ticket:{other.id}")
    board.watch("board:H2")
    board.watch("line:A")
    assert board.watch(f"ticket:{mine.ref}")["type"] == "unknown"
    feed.catch_up()
    for screen in (phone, neighbour, board):
        screen.received()
    holder(desk.cancel, mine)
    feed.catch_up()
    assert [(s["scope"], s["status"]) for s in phone.received()] == [(f"ticket:{mine.id}", "CANCELLED")]
    assert neighbour.received() == []
    assert mine.id not in encode.dumps(board.received())


# --- who may look ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scope", ["counter:L4", "floor"])
def test_staff_scopes_need_a_token(app: Flask, scope: str) -> None:
    assert (Screen(app).watch(scope)["type"], Screen(app).watch(scope)["status"]) == ("unauthorised", 401)


def test_the_floor_has_one_name(app: Flask) -> None:
    assert Screen(app, make.make_bearer("manager")).watch("floor:apa")["type"] == "unknown"


def test_each_token_sees_what_its_role_sees(app: Flask) -> None:
    for role, bounds, allowed in (
        ("counter", {"counter": "L4"}, {"counter:L4"}),
        ("supervisor", {"agency": "DKC"}, {"counter:L4", "counter:L5", "floor"}),
        ("manager", {}, {"counter:L4", "counter:L5", "counter:L26", "floor"}),
        ("auditor", {}, {"counter:L4", "counter:L5", "counter:L26", "floor"}),
        ("kiosk", {}, set()),
        ("display", {"board": "H2"}, set()),
        ("integrator", {}, set()),
    ):
        screen = Screen(app, make.make_bearer(role, **bounds))
        for scope in ("counter:L4", "counter:L5", "counter:L26", "floor"):
            answer = screen.watch(scope)
            assert ("seq" in answer) == (scope in allowed), (role, scope)
            assert "seq" in answer or answer["type"] == "forbidden"


def test_who_is_revoked_or_signed_out_meanwhile_is_shown_nothing_more(app: Flask, feed: Feed) -> None:
    make.make_open_counter()
    live, bearer, browser = app.extensions["live"], make.make_bearer("manager"), app.test_client()
    with transaction() as session:
        person = make_staff(session, role="manager")
        signed = sign_in.start_sign_in(session, person, at=clock.real_now())
    with browser.session_transaction() as kept:
        kept.update(sign_in=int(signed.sign_in_id), seen=int(clock.real_now().timestamp()))
    screens = Screen(app, bearer), Screen(app, browser=browser), Screen(app, make.make_bearer("manager")), Screen(app)
    for screen in screens:
        assert ("seq" in screen.watch("floor")) == (screen is not screens[3])
        assert "seq" in screen.watch("board:H2")
    assert turn_away(live) == 0, "everybody is who they were"
    with transaction() as session:
        tokens.revoke_token(session, int(tokens.token_actor(session, bearer).label.removeprefix("token:")), by="test")
        roster.change_role(session, person, "survey", at=clock.real_now(), by="test")
    assert turn_away(live) == 2
    make.make_ticket()
    feed.catch_up()
    scopes = [{snapshot["scope"] for snapshot in screen.received()} for screen in screens]
    assert [("floor" in seen) for seen in scopes] == [False, False, True, False]
    assert screens[0].watch("floor")["type"] == "unauthorised"
    assert turn_away(live) == 0


@pytest.mark.parametrize("token", ["salah", "x" * 300])
def test_a_wrong_token_is_not_let_in(app: Flask, token: str) -> None:
    assert not Screen(app, token).connected


STRANGE = [
    None,
    5,
    "board:H2",
    [],
    {},
    {"scope": 5},
    {"scope": None},
    {"scope": "board:H2", "site": 5},
    {"scope": "board:H2", "site": "tidak-ada"},
    {"scope": "board:H2", "site": "\x00"},
    {"scope": ""},
    {"scope": "board"},
    {"scope": "board:"},
    {"scope": "board:TIDAK-ADA"},
    {"scope": "line:A\x00"},
    {"scope": "ticket:\x00"},
    {"scope": "ticket:" + "x" * 3000},
    {"scope": "counter:L4:L5"},
    {"scope": "everything"},
]


def test_a_strange_wish_is_a_problem_and_the_socket_lives_on(app: Flask) -> None:
    screen = Screen(app, make.make_bearer("manager"))
    for message in STRANGE:
        answer = screen.send("watch", message)
        assert answer["type"] in ("unknown", "invalid"), message
        assert answer["status"] in (404, 422), message
        assert screen.send("unwatch", message) is not None
    assert "seq" in screen.watch("board:H2")


def test_no_message_over_the_socket_changes_anything(app: Flask) -> None:
    make.make_open_counter()
    ticket = make.make_ticket()
    screen, before = Screen(app, make.make_bearer("supervisor")), count_events()
    for event in ("call-next", "call", "cancel", "check-in", "snapshot", "message", "json"):
        screen._client.emit(event, {"ref": ticket.ref, "id": ticket.id, "counter": "L4"}, namespace="/live")
    assert count_events() == before
    assert now(ticket) == ticket
