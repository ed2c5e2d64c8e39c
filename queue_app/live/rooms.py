"""Socket.IO, namespace /live: watch a scope, get its snapshot now and whenever it changes, and a beat in between.

Authorised when joined. No message from a client changes anything.
"""

from __future__ import annotations

from collections import Counter as Tally
from functools import partial
from typing import Any

from flask import Flask, request
from flask_socketio import ConnectionRefusedError, Namespace, SocketIO, join_room, leave_room
from sqlalchemy.orm import Session

from queue_app.catalogue.directory import Directory, directory
from queue_app.consequences import Scope
from queue_app.errors import N_, Forbidden, Invalid, Refused, Unauthorised, Unknown
from queue_app.line.ticket import find
from queue_app.live.beats import TICK_SECONDS, Beats
from queue_app.live.broadcast import NAMESPACE, Broadcast
from queue_app.live.feed import SPACING, TURN_SECONDS, Feed
from queue_app.live.snapshots import Recent, snapshot
from queue_app.people.actor import Actor
from queue_app.people.scope import may_see_counter
from queue_app.transaction import announced, reading
from queue_app.web import encode
from queue_app.web.identity import actor_of_bearer, actor_of_request
from queue_app.web.problems import problem_body

#: A screen watches one or two scopes; more is a mistake or an attack.
SCOPES_PER_SOCKET = 12
#: Seconds between engine.io's own pings: with the 20 it waits, so long a phone that fell off counts as looking.
PING_SECONDS = 25
#: At the end of a room's name: those in it who hear its beats.
BEATS = ":beats"
FLOOR_READERS = ("supervisor", "manager", "admin", "auditor")

socketio = SocketIO(json=encode)


class Live(Namespace):  # type: ignore[misc]
    """The one namespace. Keeps who watches what in this process."""

    def __init__(self, broadcast: Broadcast) -> None:
        super().__init__(NAMESPACE)
        self.broadcast = broadcast
        self._recent = Recent(lambda session, scope: snapshot(session, scope))
        self._of_socket: dict[str, dict[Scope, str]] = {}
        self._actors: dict[str, Actor] = {}
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

    def on_watch(self, message: object = None) -> dict[str, Any]:
        """Join a scope; the acknowledgement is its snapshot, or a problem.

        Joined first and read then: what happens in between reaches the socket twice, never not at all. With
        `beats: false` it gets no beats of this scope, for a screen to which those of another are sign enough.
        """
        try:
            actor, quiet = self._actor(), isinstance(message, dict) and message.get("beats") is False
            name, site = _asked(message)
            with reading() as session:
                house = directory(session, actor.site_id if site is None else site)
                scope = _authorised(session, house, name, actor)
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
        self._of_socket.pop(_sid(), None)
        self._actors.pop(_sid(), None)

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
            del mine[scope]
            self._watchers[scope] -= 1
            if self._watchers[scope] <= 0:
                del self._watchers[scope], self._names[scope]
            leave_room(room(scope))
            leave_room(room(scope) + BEATS)


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


def _asked(message: object) -> tuple[str, str | None]:
    if not isinstance(message, dict) or not isinstance(message.get("scope"), str):
        raise Invalid(sentence=N_("Sebutkan scope."))
    name, site = message["scope"], message.get("site")
    if not isinstance(site, str | None) or not all(text.isprintable() for text in (name, site or "")):
        raise Unknown()
    return name, site


def _authorised(session: Session, house: Directory, name: str, actor: Actor) -> Scope:
    """The scope that a name means. Raises Unknown, Unauthorised or Forbidden."""
    kind, _, rest = name.partition(":")
    if kind in ("counter", "floor"):
        return _of_staff(house, kind, rest, actor)
    if kind == "ticket":
        held = find(session, id=rest)
        return Scope(kind, held.site_id, held.ref)
    if kind == "line":
        return Scope(kind, house.site.id, house.line(rest).prefix)
    if kind == "board":
        return Scope(kind, house.site.id, house.hall(rest).code)
    raise Unknown()


def _of_staff(house: Directory, kind: str, code: str, actor: Actor) -> Scope:
    if actor.kind == "citizen":
        raise Unauthorised()
    if kind == "counter":
        counter = house.counter(code)
        may_see_counter(actor, counter, site_id=house.site.id)
        return Scope(kind, house.site.id, counter.code)
    if code:
        raise Unknown()
    if actor.role not in FLOOR_READERS or actor.site_id != house.site.id:
        raise Forbidden()
    return Scope(kind, house.site.id, "")


def _sid() -> str:
    return str(request.sid)  # type: ignore[attr-defined]
