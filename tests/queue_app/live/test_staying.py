"""Who watches is told that the house lives, who left costs nothing, and a crowd of screens costs one snapshot."""

from __future__ import annotations

import re
import zlib
from collections import Counter as Tally
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from engineio.packet import MESSAGE
from engineio.packet import Packet as EnginePacket
from flask import Flask
from socketio.packet import EVENT

from queue_app import clock
from queue_app.consequences import Scope
from queue_app.line import calling
from queue_app.live import beats, rooms, snapshots
from queue_app.live import feed as feed_module
from queue_app.live.feed import Feed
from queue_app.live.wire import SQUEEZE_FROM, framed, squeezed
from queue_app.web import encode
from tests import make
from tests.queue_app.line.scene import at_counter
from tests.queue_app.live.conftest import Screen

#: Bytes by which a client masks its frames.
MASK = 4


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


def test_open_sockets_are_counted_for_who_watches_the_machine(app: Flask) -> None:
    def counted() -> float:
        lines = app.test_client().get("/metrics").text.splitlines()
        return next(float(line.split()[1]) for line in lines if line.startswith("gmsc_sockets "))

    before, screens = counted(), [Screen(app) for _ in range(3)]
    assert counted() == before + 3
    screens[0].leave()
    assert counted() == before + 2


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
    told, process = Tally[str](), rooms.beats(live)
    for ticks in range(1, 41):
        process.look(ticks, lambda _: True)
        beats = screen.received("beat")
        assert {beat["scope"] for beat in beats} - seldom == (set() if ticks % 2 else often), ticks
        assert all(beat["as_of"] == encode.loads(encode.dumps(clock.now())) for beat in beats)
        told.update(beat["scope"] for beat in beats)
    assert [told[scope] for scope in sorted(seldom)] == [2, 2]


def test_a_phone_pays_for_one_beat_in_twenty_seconds_and_hears_of_a_doubt_about_either_scope(
    app: Flask, feed: Feed
) -> None:
    """As `ticket.js` asks. In an hour: beats, engine.io's pings and pongs, and a line whose counter serves six, each of
    whom brings four snapshots (a number is taken, called, served, done). A browser takes them squeezed; who does not
    gets two, by the console's one key (a number is taken; served, and the next is called).
    """
    make.make_open_counter()
    for _ in range(40):
        ticket = make.make_ticket()
    live, phone = app.extensions["live"], Screen(app)
    mine, line = f"ticket:{ticket.id}", "line:A"
    assert phone.watch(mine, beats=False)["seq"]
    shown = phone.watch(line)
    process, told, follow = rooms.beats(live), Tally[str](), True
    for ticks in range(1, 41):
        process.look(ticks, lambda _: follow)
        told.update(beat["scope"] for beat in phone.received("beat"))
    assert told == {line: 2}
    beat = weight("beat", {"scope": line, "as_of": clock.now()})
    snapshot = weight("snapshot", {"scope": line, **shown})
    ping, pong = len(framed("2")), len(framed("3")) + MASK
    hour = beat * 3600 / beats.PHONE_BEAT + (ping + pong) * 3600 / rooms.PING_SECONDS
    assert hour + snapshot * 2 * 6 < 30_000, (beat, snapshot, hour)
    small = weight("snapshot", {"scope": line, **shown}, squeezed)
    assert hour + small * 4 * 6 < 22_500, (beat, small, hour)
    follow = False
    for ticks in (41, 42):
        process.look(ticks, lambda _: follow)
    assert {late["scope"] for late in phone.received("late")} == {mine, line}
    process.look(43, lambda _: True)
    assert {beat["scope"] for beat in phone.received("beat")} == {mine, line}


def weight(event: str, message: dict[str, Any], frame: Callable[[str], bytes] = framed) -> int:
    """Bytes of an event on the wire, as `broadcast.py` makes them."""
    packet = rooms.socketio.server.packet_class(EVENT, namespace="/live", data=[event, message])
    said = EnginePacket(MESSAGE, packet.encode()).encode()
    assert frame is framed or len(said) >= SQUEEZE_FROM
    return len(frame(said))


def test_a_screen_that_the_feed_does_not_follow_hears_no_beat(
    app: Flask, feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    process, screen = rooms.beats(app.extensions["live"]), Screen(app)
    screen.watch("board:H2")
    monkeypatch.setattr(feed_module, "LATE_SECONDS", 600)  # however busy the machine of this test is
    process.look(2, feed.follows)
    assert len(screen.received("beat")) == 1
    monkeypatch.setattr(feed_module, "LATE_SECONDS", 0)
    process.look(4, feed.follows)
    assert screen.received("beat") == []
    process.look(5, feed.follows)
    assert screen.received("late") == [{"scope": "board:H2"}]


def test_boards_and_phones_that_nobody_vouches_for_are_told_once_and_beaten_at_once_afterwards() -> None:
    names = {Scope("board", 1, "H2"): "board:H2", Scope("ticket", 1, "R"): "ticket:id"}
    sent: list[tuple[str, str]] = []
    process = beats.Beats(lambda: names, lambda event, _scope, said: sent.append((event, said["scope"])))

    def looked(follows: bool, ticks: int) -> set[tuple[str, str]]:
        sent.clear()
        process.look(ticks, lambda _: follows)
        assert len(sent) == len(set(sent))
        return set(sent)

    everybody = set(names.values())
    assert looked(False, 1) == set(), "one look may be a process that the machine kept waiting"
    assert ("beat", "board:H2") in looked(True, 2)
    assert [looked(False, n) for n in (3, 4, 5, 6)] == [set(), {("late", name) for name in everybody}, set(), set()]
    assert looked(True, 7) == {("beat", name) for name in everybody}, "whoever's turn it is"
    assert ("beat", "board:H2") not in looked(True, 9)


def test_what_nobody_vouches_for_is_called_old_within_five_seconds() -> None:
    """The longest way: the last read was just before the database went; or the last beat, before the process froze."""
    script = (Path(rooms.__file__).parent.parent / "static/js/live.js").read_text()
    (missed,), (check,) = re.findall(r"MISSED = ([\d.]+);", script), re.findall(r"this\.check\(\), (\d+)\)", script)
    assert feed_module.LATE_SECONDS + beats.DOUBTS * beats.TICK_SECONDS <= 4.5
    assert float(missed) * beats.BOARD_BEAT + int(check) / 1000 <= 4.8
    assert feed_module.LATE_SECONDS >= 2 * feed_module.TIMER_SECONDS, "a feed at rest looks once a second"


def test_a_board_that_cannot_be_built_hears_no_beat_until_it_can(
    app: Flask, feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_module, "LATE_SECONDS", 600)
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
    process = rooms.beats(live)
    process.look(2, feed.follows)
    assert screen.received("beat") == []
    feed.catch_up()
    process.look(4, feed.follows)
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

    def __init__(self, squeezes: bool) -> None:
        self.frames: list[bytes] = []
        self.squeezes = squeezes

    def push(self, _key: object, frame: bytes) -> None:
        self.frames.append(frame)


def test_a_snapshot_is_encoded_once_for_five_hundred_sockets(
    app: Flask, feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.make_open_counter()
    first, live, manager = Screen(app), app.extensions["live"], rooms.socketio.server.manager
    first.watch("board:H2")
    receivers = {f"engine{n}": Receiver(n % 2 == 0) for n in range(500)}
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
    assert len({id(frame) for frame in sent}) == 2, "one frame, the same bytes for all; and one for those that squeeze"
    small, plain = sorted({*sent}, key=len)
    assert b'"number":"A001"' in plain
    unpacked = zlib.decompressobj(-15).decompress(small[2 if small[1] < 126 else 4 :] + b"\0\0\xff\xff")
    assert unpacked == plain[2 if plain[1] < 126 else 4 :]
    assert {frame for receiver in receivers.values() if receiver.squeezes for frame in receiver.frames} == {small}
