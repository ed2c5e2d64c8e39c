"""Socket.IO, namespace /live: watch a scope, get its snapshot now and whenever it changes, and a beat in between.

Authorised when joined. No message from a client changes anything.
"""

from __future__ import annotations

from collections import Counter as Tally
from typing import Any

from flask import Flask, request
from flask_socketio import ConnectionRefusedError, Namespace, SocketIO, join_room, leave_room
from sqlalchemy.orm import Session

from queue_app import clock
from queue_app.catalogue.directory import Directory, directory
from queue_app.consequences import Scope
from queue_app.errors import Forbidden, Invalid, Refused, Unauthorised, Unknown
from queue_app.line.ticket import find
from queue_app.live.feed import Feed
from queue_app.live.snapshots import snapshot
from queue_app.people.actor import Actor
from queue_app.people.scope import may_see_counter
from queue_app.transaction import announced, reading
from queue_app.web import encode
from queue_app.web.identity import actor_of_bearer, actor_of_request
from queue_app.web.problems import problem_body

#: A screen watches one or two scopes; more is a mistake or an attack.
SCOPES_PER_SOCKET = 12
#: Seconds between beats, per kind of scope (CONTRACT §4).
BEAT_SECONDS = {"board": 2, "counter": 2, "floor": 2, "line": 20, "ticket": 20}
FLOOR_READERS = ("supervisor", "manager", "admin", "auditor")

socketio = SocketIO(json=encode)


class Live(Namespace):  # type: ignore[misc]
    """The one namespace. Keeps who watches what in this process."""

    def __init__(self) -> None:
        super().__init__("/live")
        self._of_socket: dict[str, dict[str, Scope]] = {}
        self._actors: dict[str, Actor] = {}
        self._watchers: Tally[Scope] = Tally()

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
        """Join a scope; the acknowledgement is its snapshot, or a problem."""
        try:
            name, site = _asked(message)
            with reading() as session:
                scope = _authorised(session, directory(session, site), name, self._actors[_sid()])
                current = snapshot(session, scope)
            self._join(name, scope)
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
        for name in list(self._of_socket.get(_sid(), {})):
            self._leave(name)
        self._of_socket.pop(_sid(), None)
        self._actors.pop(_sid(), None)

    def watched(self, scope: Scope) -> bool:
        """Whether anybody in this process watches the scope."""
        return self._watchers[scope] > 0

    def scopes(self) -> list[Scope]:
        """Everything watched in this process."""
        return [scope for scope, n in self._watchers.items() if n > 0]

    def _join(self, name: str, scope: Scope) -> None:
        mine = self._of_socket.setdefault(_sid(), {})
        if name in mine:
            return
        if len(mine) >= SCOPES_PER_SOCKET:
            raise Invalid(sentence="Terlalu banyak layar diikuti.")
        mine[name] = scope
        self._watchers[scope] += 1
        join_room(room(scope))

    def _leave(self, name: str) -> None:
        scope = self._of_socket.get(_sid(), {}).pop(name, None)
        if scope is not None:
            self._watchers[scope] -= 1
            if self._watchers[scope] <= 0:
                del self._watchers[scope]
            leave_room(room(scope))


def install_live(app: Flask, *, green: bool, origins: list[str] | None) -> None:
    """Wire Socket.IO into the app; `green` when the server runs on gevent. `origins` None: the page's own origin
    only.
    """
    socketio.init_app(
        app,
        async_mode="gevent" if green else "threading",
        cors_allowed_origins=origins,
        transports=["websocket"],
        max_http_buffer_size=4096,
        manage_session=False,
        ping_interval=25,
        ping_timeout=20,
    )
    live = Live()
    socketio.on_namespace(live)
    app.extensions["live"] = live


def start_feed(app: Flask) -> Feed:
    """Start this process's feed and its beats."""
    live: Live = app.extensions["live"]
    feed = Feed(app, _emit, live.watched)
    announced.append(feed.ring)
    socketio.start_background_task(feed.run)
    socketio.start_background_task(_beat, live)
    return feed


def room(scope: Scope) -> str:
    """The Socket.IO room of a scope."""
    return f"{scope.site_id}:{scope.kind}:{scope.name}"


def _emit(scope: Scope, current: dict[str, Any]) -> None:
    payload = {"scope": _public_name(scope, current), **current}
    socketio.emit("snapshot", payload, to=room(scope), namespace="/live")


def _beat(live: Live) -> None:
    ticks = 0
    while True:
        socketio.sleep(1)
        ticks += 1
        for scope in live.scopes():
            if scope.kind != "ticket" and ticks % BEAT_SECONDS[scope.kind] == 0:
                beat = {"scope": _public_name(scope, {}), "as_of": clock.now()}
                socketio.emit("beat", beat, to=room(scope), namespace="/live")


def _public_name(scope: Scope, current: dict[str, Any]) -> str:
    """The scope as the watcher named it; a holder watches by id, which only the holder's own room may see."""
    if scope.kind == "floor":
        return "floor"
    return f"ticket:{current['id']}" if scope.kind == "ticket" else f"{scope.kind}:{scope.name}"


def _asked(message: object) -> tuple[str, str | None]:
    if not isinstance(message, dict) or not isinstance(message.get("scope"), str):
        raise Invalid(sentence="Sebutkan scope.")
    site = message.get("site")
    return message["scope"], site if isinstance(site, str) else None


def _authorised(session: Session, house: Directory, name: str, actor: Actor) -> Scope:
    """The scope that a name means. Raises Unknown, Unauthorised or Forbidden."""
    kind, _, rest = name.partition(":")
    if kind in ("counter", "floor"):
        return _of_staff(house, kind, rest, actor)
    if kind == "ticket":
        return Scope(kind, house.site.id, find(session, id=rest).ref)
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
    if actor.role not in FLOOR_READERS or actor.site_id != house.site.id:
        raise Forbidden()
    return Scope(kind, house.site.id, "")


def _sid() -> str:
    return str(request.sid)  # type: ignore[attr-defined]
