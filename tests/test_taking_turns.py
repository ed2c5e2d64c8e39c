"""Connections take turns: nobody who asks without end keeps the others waiting, or from being heard."""

from __future__ import annotations

import os
import runpy
import threading
from types import SimpleNamespace

import gevent
import pytest
from gevent.thread import LockType

from queue_app.simulation.own_server import ROOT
from queue_app.turns import Turns


def test_whoever_presses_a_key_stands_behind_one_request_and_not_behind_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(threading, "Lock", LockType)  # as the server patches it
    after_each = runpy.run_path(str(ROOT / "gunicorn.conf.py"))["post_request"]
    worker = SimpleNamespace(turnstile=Turns())
    heard, key = os.pipe()
    served: list[str] = []

    def at_home(name: str) -> None:
        for n in range(20):
            served.append(name)
            if (name, n) == ("a", 1):
                os.write(key, b"a clerk presses a key")
            after_each(worker, None, None, None)

    def at_the_counter() -> None:
        gevent.get_hub().wait(gevent.get_hub().loop.io(heard, 1))
        served.append("a clerk")

    clerk = gevent.spawn(at_the_counter)
    gevent.idle()
    gevent.joinall([clerk, *(gevent.spawn(at_home, name) for name in "abc")], raise_error=True)
    os.close(heard)
    os.close(key)
    assert served[:4] == ["a", "b", "c", "a"], "everybody in turn"
    assert served.index("a clerk") <= 5, "one more request at most has begun since"
    assert len(served) == 61
