"""How gunicorn serves GMSC; gunicorn reads this by itself from the folder it starts in."""

from __future__ import annotations

import gc
import os
import signal
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gunicorn.workers.ggevent import GeventWorker

worker_class = "gevent"
workers = 1  # the sockets live in its memory; more processes are more gunicorns behind a proxy
worker_connections = 8000
DRAIN_SECONDS = 10  # what requests that were begun may still take when the server is asked to end
graceful_timeout = DRAIN_SECONDS + 5  # then the parent kills
control_socket_disable = True  # a door that nobody needs


def on_starting(_server: object) -> None:
    """Import the application once, in the parent: its worker, also one that replaces another, starts in a moment.

    `PREPARE_FIRST` is how `run.py` asks for the database to be brought up to date as well. Patched first, because
    a module that took the real `ssl` keeps it; but for `os` and `signal`, which the worker patches for itself: in the
    parent nobody runs gevent's loop, and it would never hear that a worker has died.
    """
    import warnings

    from gevent import monkey

    monkey.patch_all(os=False, signal=False)
    warnings.filterwarnings("ignore", category=monkey.MonkeyPatchWarning)  # the worker's patching says so
    from queue_app.app import before_serving

    os.umask(0o027)  # the database and its backups are for the user of the house and their group, for nobody else
    before_serving(prepare=os.environ.pop("PREPARE_FIRST", "") == "1")


def pre_fork(_server: object, _worker: object) -> None:
    """What is imported stays: the collector need not look at it again and again, nor copy its pages."""
    gc.collect()
    gc.freeze()


def post_worker_init(worker: GeventWorker) -> None:
    """Let SIGTERM send the sockets away first; leave Ctrl-C, which a terminal sends to everybody, to the parent."""
    import gevent
    from gunicorn.workers import ggevent

    from queue_app.app import begin_leaving
    from queue_app.turns import Turns

    worker.turnstile = Turns()

    def leave(number: int, frame: object) -> None:
        gevent.spawn(begin_leaving, worker.wsgi)
        worker.handle_exit(number, frame)

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, leave)
    ggevent.StreamServer = answering_all(ggevent.StreamServer)
    worker.cfg.set("graceful_timeout", DRAIN_SECONDS)  # in this process: earlier than the parent kills


def post_request(worker: GeventWorker, _request: object, _environ: object, _response: object) -> None:
    """Let whoever has something to say be heard before the next request of the same connection.

    gevent switches only where it has to wait, and a client that asks again at once never lets it: of 32 such clients
    one had all of its answers within a millisecond and the others waited a tenth of a second. Nor is `sleep(0)` enough:
    gevent looks at the sockets after fifty such pauses. So one connection goes on after each look at them, and a clerk
    who presses "next" stands behind one person who takes a number at home, not behind all who do.
    """
    from gevent import get_hub

    with worker.turnstile, get_hub().loop.timer(0) as passed:  # has passed, which is noticed after a look
        get_hub().wait(passed)


def answering_all(server_class: Any) -> Any:
    """The server class, made to answer everybody who is connected when it closes.

    Under load there are always some who wait to be accepted, or are accepted and wait for their turn. The kernel would
    reset the first; the others fail in gunicorn, which asks the closed socket for its name. Both look to a citizen
    like a number that was lost.
    """

    class Named:
        """The name of a listening socket, which outlives it."""

        def __init__(self, name: object) -> None:
            self._name = name

        def getsockname(self) -> object:
            return self._name

    class AnsweringAll(server_class):  # type: ignore[misc]
        def __init__(self, listener: Any, handle: Any, **settings: Any) -> None:
            super().__init__(listener, handle=partial(handle.func, Named(listener.getsockname())), **settings)

        def close(self) -> None:
            while "socket" in self.__dict__ and (arrived := self.do_read()) is not None:
                self.do_handle(*arrived)
            super().close()

    return AnsweringAll


def worker_exit(_server: object, worker: GeventWorker) -> None:
    """Close the database when everything is answered."""
    from queue_app.app import left

    if getattr(worker, "wsgi", None) is not None:
        left(worker.wsgi)
