"""How gunicorn serves GMSC; gunicorn reads this by itself from the folder it starts in."""

import gc
import os
import signal

worker_class = "gevent"
workers = 1  # the sockets live in its memory; more processes are more gunicorns behind a proxy
worker_connections = 8000
graceful_timeout = 5  # seconds; open sockets never end by themselves, and screens reconnect
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

    before_serving(prepare=os.environ.pop("PREPARE_FIRST", "") == "1")


def pre_fork(_server: object, _worker: object) -> None:
    """What is imported stays: the collector need not look at it again and again, nor copy its pages."""
    gc.collect()
    gc.freeze()


def post_worker_init(_worker: object) -> None:
    """Leave Ctrl-C, which a terminal sends to everybody, to the parent: it ends the worker once."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
