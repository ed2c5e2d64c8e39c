"""Socket.IO, namespace /live: watch a scope, get its snapshot now and whenever it changes, and a beat in between.

Authorised when joined. No message from a client changes anything.
"""

from __future__ import annotations

from collections import Counter as Tally
from functools import partial
from typing import Any

from flask import Flask, request
from flask_socketio import ConnectionRefusedError, Namespace, SocketIO, join_room, leave_room

from queue_app.catalogue.directory import directory
from queue_app.consequences import Scope
from queue_app.errors import N_, Invalid, Refused, Unknown
from queue_app.live.beats import TICK_SECONDS, Beats
from queue_app.live.broadcast import NAMESPACE, Broadcast
from queue_app.live.feed import SPACING, TURN_SECONDS, Feed
from queue_app.live.scopes import OF_STAFF, asked, authorised
from queue_app.live.snapshots import Recent, snapshot
from queue_app.people.actor import CITIZEN, Actor
from queue_app.transaction import announced, reading
from queue_app.web import cookies, encode
from queue_app.web.identity import actor_of_bearer, actor_of_request
from queue_app.web.problems import problem_body

#: A screen watches one or two scopes; more is a mistake or an attack.
SCOPES_PER_SOCKET = 12
#: Seconds between engine.io's own pings: with the 20 it waits, so long a phone that fell off counts as looking.
PING_SECONDS = 25
#: At the end of a room's name: those in it who hear its beats.
BEATS = ":beats"

socketio = SocketIO(json=encode)


class Live(Namespace):  # type: ignore[misc]
    """The one namespace. Keeps who watches what in this process."""

    def __init__(self, broadcast: Broadcast) -> None:
        super().__init__(NAMESPACE)
        self.broadcast = broadcast
        self._recent = Recent(lambda session, scope: snapshot(session, scope))
        self._of_socket: dict[str, dict[Scope, str]] = {}
        self._actors: dict[str, Actor] = {}
        self._shown: dict[str, tuple[str, int]] = {}
        self._watchers: Tally[Scope] = Tally()
        self._names: dict[Scope, str] = {}

    def on_connect(self, auth: object = None) -> None:
        """Accept everybody; a token that is given must be valid."""
        token = auth.get("token") if isinstance(auth, dict) else None
        try:
            actor = actor_of_bearer(str(token)) if token else actor_of_request()
        except Refused as no:
            raise ConnectionRefusedError(no.type) from None
        self._actors[_sid()] = actor
        self._of_socket[_sid()] = {}
        if (shown := _shown_by(actor)) is not None:
            self._shown[_sid()] = shown

    def on_watch(self, message: object = None) -> dict[str, Any]:
        """Join a scope; the acknowledgement is its snapshot, or a problem.

        Joined first and read then: what happens in between reaches the socket twice, never not at all. With
        `beats: false` it gets no beats of this scope, for a screen to which those of another are sign enough.
        """
        try:
            actor, quiet = self._actor(), isinstance(message, dict) and message.get("beats") is False
            name, site = asked(message)
            with reading() as session:
                house = directory(session, actor.site_id if site is None else site)
                scope = authorised(session, house, name, actor)
            self._join(name, scope, quiet=quiet)
            with reading() as session:
                current = self._recent.of(session, scope)
        except Refused as no:
            return problem_body(no)
        return {"scope": name, **current}

    def on_unwatch(self, message: object = None) -> dict[str, Any]:
        """Leave a scope."""
        name = str(message.get("scope")) if isinstance(message, dict) else ""
        self._leave(name)
        return {"scope": name}

    def on_disconnect(self, *_: object) -> None:
        """Forget the socket."""
        for name in set(self._of_socket.get(_sid(), {}).values()):
            self._leave(name)
        for known in (self._of_socket, self._actors, self._shown):
            known.pop(_sid(), None)

    def watched(self, scope: Scope) -> bool:
        """Whether anybody in this process watches the scope."""
        return self._watchers[scope] > 0

    def sids(self) -> list[str]:
        """Who is connected to this process."""
        return list(self._of_socket)

    def name_of(self, scope: Scope) -> str | None:
        """What the watchers of a scope call it."""
        return self._names.get(scope)

    def names(self) -> dict[Scope, str]:
        """Everything watched in this process, as its watchers named it."""
        return dict(self._names)

    def recognised(self) -> dict[tuple[str, int], list[tuple[str, Actor]]]:
        """What the sockets of staff and machines have shown, ("staff", sign-in) or ("token", id) → those sockets, each
        with who it was then.
        """
        found: dict[tuple[str, int], list[tuple[str, Actor]]] = {}
        for sid, shown in list(self._shown.items()):
            found.setdefault(shown, []).append((sid, self._actors[sid]))
        return found

    def forget_who(self, sid: str) -> None:
        """Take a socket for anybody's from now on: it leaves what only staff may see."""
        if self._shown.pop(sid, None) is None:
            return  # it has ended meanwhile
        self._actors[sid] = CITIZEN
        for scope in [scope for scope in self._of_socket[sid] if scope.kind in OF_STAFF]:
            self._take_out(sid, scope)

    def _actor(self) -> Actor:
        """Who asks. Raises Unknown when the socket has ended while its question was on its way."""
        actor = self._actors.get(_sid())
        if actor is None:
            raise Unknown()
        return actor

    def _join(self, name: str, scope: Scope, *, quiet: bool) -> None:
        self._actor()
        mine = self._of_socket[_sid()]
        if scope in mine:
            return
        if len(mine) >= SCOPES_PER_SOCKET:
            raise Invalid(sentence=N_("Terlalu banyak layar diikuti."))
        mine[scope] = self._names[scope] = name
        self._watchers[scope] += 1
        join_room(room(scope))
        if not quiet:
            join_room(room(scope) + BEATS)

    def _leave(self, name: str) -> None:
        mine = self._of_socket.get(_sid(), {})
        for scope in [scope for scope, own in mine.items() if own == name]:
            self._take_out(_sid(), scope)

    def _take_out(self, sid: str, scope: Scope) -> None:
        del self._of_socket[sid][scope]
        self._watchers[scope] -= 1
        if self._watchers[scope] <= 0:
            del self._watchers[scope], self._names[scope]
        leave_room(room(scope), sid, NAMESPACE)
        leave_room(room(scope) + BEATS, sid, NAMESPACE)


def install_live(
    app: Flask, *, green: bool, origins: list[str] | None, per_second: float = 0, per_address: int = 0
) -> None:
    """Wire Socket.IO into the app; `green` when the server runs on gevent. `origins` None: the page's own origin
    only. A socket may send `per_second` messages, an address hold `per_address` sockets (0: no bound).
    """
    socketio.init_app(
        app,
        async_mode="gevent" if green else "threading",
        cors_allowed_origins=origins,
        transports=["websocket"],
        max_http_buffer_size=4096,
        manage_session=False,
        ping_interval=PING_SECONDS,
        ping_timeout=20,
    )
    live = Live(Broadcast(socketio.server, per_second=per_second, per_address=per_address))
    socketio.on_namespace(live)
    app.extensions["live"] = live


def start_feed(app: Flask) -> Feed:
    """Start this process's feed and its beats."""
    live: Live = app.extensions["live"]
    feed = Feed(app, partial(_emit, live), live.watched, SPACING, TURN_SECONDS)
    with app.app_context():
        feed.catch_up()
    announced.append(feed.ring)
    socketio.start_background_task(feed.run)
    socketio.start_background_task(_beat, live, feed)
    return feed


def room(scope: Scope) -> str:
    """The Socket.IO room of a scope."""
    return f"{scope.site_id}:{scope.kind}:{scope.name}"


def _emit(live: Live, scope: Scope, current: dict[str, Any]) -> None:
    """Send a snapshot to those who watch its scope; a holder's scope is named by the id, which only they know."""
    name = live.name_of(scope)
    if name is not None:
        live.broadcast.send("snapshot", {"scope": name, **current}, room(scope))


def beats(live: Live) -> Beats:
    """What this process tells its screens between two snapshots: who wants no beats hears of a doubt and of its end."""
    doubted: set[Scope] = set()

    def tell(event: str, scope: Scope, said: dict[str, Any]) -> None:
        everybody = event != "beat" or scope in doubted
        (doubted.discard if event == "beat" else doubted.add)(scope)
        live.broadcast.send(event, said, room(scope) + ("" if everybody else BEATS))

    return Beats(live.names, tell)


def _beat(live: Live, feed: Feed) -> None:
    told, ticks = beats(live), 0
    while True:
        socketio.sleep(TICK_SECONDS)
        ticks += 1
        told.look(ticks, feed.follows)


def _shown_by(actor: Actor) -> tuple[str, int] | None:
    """By what somebody was recognised, None for a citizen: the number of their token, or of their sign-in."""
    if actor.kind == "token":
        return "token", int(actor.label.partition(":")[2])
    sign_in_id = cookies.sign_in_of_request()
    return ("staff", sign_in_id) if actor.kind == "staff" and sign_in_id is not None else None


def _sid() -> str:
    return str(request.sid)  # type: ignore[attr-defined]
