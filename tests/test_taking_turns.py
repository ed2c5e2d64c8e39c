"""Connections take turns: nobody who asks without end keeps the others waiting."""

from __future__ import annotations

import runpy

import gevent

from queue_app.simulation.own_server import ROOT


def test_others_come_before_the_next_request_of_the_same_connection() -> None:
    after_each = runpy.run_path(str(ROOT / "gunicorn.conf.py"))["post_request"]
    served: list[str] = []

    def connection(who: str) -> None:
        for _ in range(3):
            served.append(who)
            after_each(None, None, None, None)

    gevent.joinall([gevent.spawn(connection, who) for who in ("at home", "a clerk")], raise_error=True)
    assert served == ["at home", "a clerk"] * 3
