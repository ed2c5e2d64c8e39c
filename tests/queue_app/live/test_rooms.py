"""Screens: whoever may look gets the whole state at once and after every change, and nothing by which to change it."""

from __future__ import annotations

from collections import Counter as Tally
from typing import Any

import pytest
from flask import Flask

from queue_app import clock
from queue_app.line import calling, desk, serving
from queue_app.live import feed as feed_module
from queue_app.live import rooms, snapshots
from queue_app.live.feed import Feed
from queue_app.web import encode
from tests import make
from tests.queue_app.line.scene import at_counter, count_events, holder, later, now, visitor
from tests.queue_app.live.conftest import Screen


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


# --- leaving, beats ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["unwatch", "disconnect"])
def test_who_has_left_is_sent_nothing_and_costs_nothing(app: Flask, feed: Feed, how: str) -> None:
    screen, stays = Screen(app), Screen(app)
    for one in (screen, stays):
        one.watch("line:A")
    screen.send("unwatch", {"scope": "line:A"}) if how == "unwatch" else screen.leave()
    make.make_ticket()
    feed.catch_up()
    assert len(stays.received()) == 1
    if how == "unwatch":
        assert screen.received() == []
    stays.leave()
    assert app.extensions["live"].names() == {}


def test_a_question_that_outlives_its_socket_joins_nothing(app: Flask) -> None:
    screen, live = Screen(app), app.extensions["live"]
    live._actors.clear()  # as when the socket has ended while its question was on its way
    assert screen.watch("board:H2")["type"] == "unknown"
    assert live.names() == {}


def test_watching_twice_is_watching_once(app: Flask, feed: Feed) -> None:
    screen = Screen(app)
    for _ in range(2):
        screen.watch("line:A")
    make.make_ticket()
    feed.catch_up()
    assert len(screen.received()) == 1
    screen.send("unwatch", {"scope": "line:A"})
    assert app.extensions["live"].names() == {}


def test_a_socket_watches_a_dozen_scopes_and_no_more(app: Flask) -> None:
    screen = Screen(app, make.make_bearer("manager"))
    answers = [screen.watch(f"counter:L{n}") for n in range(1, 14)]
    assert ["seq" in answer for answer in answers] == [True] * 12 + [False]
    assert answers[-1]["type"] == "invalid"


def test_halls_are_told_every_two_seconds_and_phones_every_twenty_that_the_feed_lives(app: Flask) -> None:
    ticket = make.make_ticket()
    live, screen = app.extensions["live"], Screen(app, make.make_bearer("supervisor"))
    often, seldom = {"board:H2", "counter:L4", "floor"}, {"line:A", f"ticket:{ticket.id}"}
    for scope in often | seldom:
        screen.watch(scope)
    told = Tally[str]()
    for ticks in range(1, 41):
        rooms.beat(live, ticks, lambda _: True)
        beats = screen.received("beat")
        assert {beat["scope"] for beat in beats} - seldom == (set() if ticks % 2 else often), ticks
        assert all(beat["as_of"] == encode.loads(encode.dumps(clock.now())) for beat in beats)
        told.update(beat["scope"] for beat in beats)
    assert [told[scope] for scope in sorted(seldom)] == [2, 2]


def test_a_screen_that_the_feed_does_not_follow_hears_no_beat(
    app: Flask, feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    live, screen = app.extensions["live"], Screen(app)
    screen.watch("board:H2")
    rooms.beat(live, 2, feed.follows)
    assert len(screen.received("beat")) == 1
    monkeypatch.setattr(feed_module, "LATE_SECONDS", 0)
    rooms.beat(live, 4, feed.follows)
    assert screen.received("beat") == []


def test_a_board_that_cannot_be_built_hears_no_beat_until_it_can(
    app: Flask, feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.make_open_counter()
    live, screen = app.extensions["live"], Screen(app)
    screen.watch("board:H2")
    screen.watch("line:A")
    make.make_ticket()

    def broken(*_: object) -> Any:
        raise RuntimeError("a broken board")

    with monkeypatch.context() as patch:
        patch.setattr(feed_module, "snapshot", broken)
        at_counter(calling.call_next)
        feed.catch_up()
    screen.received()
    rooms.beat(live, 2, feed.follows)
    assert screen.received("beat") == []
    feed.catch_up()
    rooms.beat(live, 4, feed.follows)
    assert "board:H2" in [beat["scope"] for beat in screen.received("beat")]  # and perhaps the line: it has turns


def test_screens_that_come_back_together_are_answered_with_one_snapshot_until_something_happens(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.make_open_counter()
    built, build = list[str](), rooms.snapshot
    monkeypatch.setattr(rooms, "snapshot", lambda session, scope: built.append(scope.kind) or build(session, scope))
    monkeypatch.setattr(snapshots, "MOMENT", 3600)
    first = [Screen(app).watch("board:H2") for _ in range(20)]
    assert built == ["board"]
    assert all(answer == first[0] for answer in first)
    make.make_ticket()
    at_counter(calling.call_next)
    assert [call["number"] for call in Screen(app).watch("board:H2")["calls"]] == ["A001"]
    monkeypatch.setattr(snapshots, "MOMENT", -1)
    Screen(app).watch("board:H2")
    assert built == ["board"] * 3


# --- one message for all -----------------------------------------------------------------------------------------


class Receiver:
    """Stands for the wire of one socket."""

    def __init__(self) -> None:
        self.frames: list[bytes] = []

    def push(self, _key: object, frame: bytes) -> None:
        self.frames.append(frame)


def test_a_snapshot_is_encoded_once_for_five_hundred_sockets(
    app: Flask, feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.make_open_counter()
    first, live, manager = Screen(app), app.extensions["live"], rooms.socketio.server.manager
    first.watch("board:H2")
    receivers = {f"engine{n}": Receiver() for n in range(500)}
    monkeypatch.setattr(live.broadcast, "_wires", receivers)
    board = next(scope for scope in live.names() if scope.kind == "board")
    for n, sid in enumerate(receivers):
        manager.basic_enter_room(f"socket{n}", "/live", rooms.room(board), eio_sid=sid)
    first.leave()
    live._names[board], live._watchers[board] = "board:H2", 500
    encoded, dumps = list[Any](), encode.dumps
    monkeypatch.setattr(encode, "dumps", lambda value, **more: encoded.append(value) or dumps(value, **more))
    make.make_ticket()
    at_counter(calling.call_next)
    feed.catch_up()
    assert len([value for value in encoded if value and value[0] == "snapshot"]) == 1
    sent = [frame for receiver in receivers.values() for frame in receiver.frames]
    assert len(sent) == 500
    assert len({id(frame) for frame in sent}) == 1, "one frame, the same bytes for all"
    assert b'"number":"A001"' in sent[0]
